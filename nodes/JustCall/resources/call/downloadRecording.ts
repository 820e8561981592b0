import { options, setting } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { endedCallLocator } from './fields';

/**
 * The recording of a call as a file. It exists after the call has ended, if the call was recorded (FACTS.md
 * section 8).
 */
export const downloadRecording: Operation = {
	name: 'Download Recording',
	value: 'downloadRecording',
	action: 'Download call recording',
	description:
		'Download the recording of a call as a file. Available after the call has ended, if it was recorded.',
	method: 'GET',
	path: '/v2.1/calls/{id}/recording/download',
	subject: 'The recording',
	answer: { kind: 'file', fallbackName: 'call', fallbackType: 'audio/mpeg' },
	fields: [
		endedCallLocator('There is a recording some minutes after the call has ended, if it was recorded'),
		{
			displayName: 'Put Output File in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
		},
		options([
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2025-11-03 Maria Fuentes',
				description:
					'Name of the file, instead of the one that JustCall gives it. The extension of what the file is (mp3, wav and so on) is added.',
				hint: 'A slash becomes a hyphen',
				send: setting('fileName', 'text', { isOptional: true }),
			},
			{
				displayName: 'Skip Calls Without a Recording',
				name: 'skipMissing',
				type: 'boolean',
				default: true,
				description:
					'Whether a call without a recording gives an item without a file, with the reason, instead of an error',
				send: setting('skipMissing', 'boolean'),
			},
		]),
	],
};
