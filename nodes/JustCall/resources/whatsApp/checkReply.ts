import { defaultCountry, numberOf, options, query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { justCallNumberLocator } from '../locators';
import { CHECK_REPLY } from '../sms/fields';
import { SIMPLE_WHATSAPP, SIMPLE_WHATSAPP_IN_VERSION_1 } from './fields';

/** Check for a reply. The endpoint is a GET that needs both numbers (FACTS.md section 10). */
export const checkReply: Operation = {
	name: 'Check Reply',
	value: 'checkReply',
	action: 'Check WhatsApp reply',
	description: CHECK_REPLY,
	method: 'GET',
	path: '/v2.1/whatsapp/messages/check-reply',
	subject: 'A reply',
	answer: { kind: 'list', paging: null, oneToo: true },
	simplify: SIMPLE_WHATSAPP,
	simplifyInVersion1: SIMPLE_WHATSAPP_IN_VERSION_1,
	fields: [
		justCallNumberLocator({
			description: 'Number of the account to use',
			send: query('justcall_number', 'e164', { isOwn: true }),
			required: true,
		}),
		{
			displayName: 'Contact Number',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description: numberOf('contact'),
			send: query('contact_number', 'e164'),
		},
		options([defaultCountry]),
	],
};
