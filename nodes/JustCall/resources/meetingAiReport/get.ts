import { options, path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { aiParts, transcriptOptions } from '../aiParts';
import { MEETING_AI_EXTRAS, MEETING_TRANSCRIPT, SIMPLE_MEETING_AI } from './fields';

/** Get the AI report of one meeting. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get meeting AI report',
	description: 'Get the AI report of one meeting',
	method: 'GET',
	path: '/v2.1/meetings_ai/{instance_sid}',
	subject: 'The AI report of the meeting',
	answer: { kind: 'one' },
	simplify: SIMPLE_MEETING_AI,
	onRequest: MEETING_AI_EXTRAS,
	transcript: MEETING_TRANSCRIPT,
	fields: [
		{
			displayName: 'Instance SID',
			name: 'instanceSid',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. MT6c1a0f9e8d7b4a3c2e5f6a7b8c9d0e1f',
			description: 'ID of the meeting: "instance_sid" in the output of Get Many',
			send: path('instance_sid'),
		},
		options([...aiParts, ...transcriptOptions]),
	],
};
