import { body, writtenNumberOf } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { textNumberLocator } from '../locators';
import { ANSWER_FIELDS, questionFields } from '../questionFields';

/** Send a text with the link of a page, and wait until a person answers on it. */
export const sendAndWait: Operation = {
	name: 'Send and Wait for Response',
	value: 'sendAndWait',
	action: 'Send SMS text message and wait for response',
	description:
		'Send a text message (SMS) with a link to a page, and go on when the person has answered there. Running it again sends it again.',
	method: 'POST',
	path: '/v2.1/texts/new',
	subject: 'The text',
	answer: { kind: 'one' },
	custom: true,
	output: { fields: ANSWER_FIELDS, records: [] },
	fields: [
		textNumberLocator({
			displayName: 'From',
			description: 'Number of the account that the text comes from',
			send: body('justcall_number', 'e164', { isOwn: true }),
			required: true,
		}),
		{
			displayName: 'To',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description: writtenNumberOf('receiver'),
			send: body('contact_number', 'e164'),
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			placeholder: 'e.g. May we refund order 1042?',
			required: true,
			default: '',
			description:
				'Text of the message. The node adds the link, about 200 characters; both have 1600 at most.',
			send: body('body', 'text', { maxLength: 1600 }),
		},
		...questionFields,
	],
};
