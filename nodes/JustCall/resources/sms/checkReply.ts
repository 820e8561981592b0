import { additionalFields, body, defaultCountry, numberOf } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { textNumberLocator } from '../locators';
import { CHECK_REPLY, SIMPLE_SMS, SIMPLE_SMS_IN_VERSION_1 } from './fields';

/** Check for a reply. JustCall answers with one text, or a list of one text (FACTS.md section 3). */
export const checkReply: Operation = {
	name: 'Check Reply',
	value: 'checkReply',
	action: 'Check SMS reply',
	description: CHECK_REPLY,
	method: 'POST',
	effect: 'safe',
	path: '/v2.1/texts/checkreply',
	subject: 'A reply',
	answer: { kind: 'list', paging: null, oneToo: true },
	simplify: SIMPLE_SMS,
	simplifyInVersion1: SIMPLE_SMS_IN_VERSION_1,
	fields: [
		{
			displayName: 'Contact Number',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description: numberOf('contact'),
			send: body('contact_number', 'e164'),
		},
		additionalFields([
			defaultCountry,
			textNumberLocator({
				description: 'Only replies to this number of the account',
				send: body('justcall_number', 'e164', { isOwn: true }),
			}),
		]),
	],
};
