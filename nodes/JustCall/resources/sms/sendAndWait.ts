import { body, receiver } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { textNumberLocator } from '../locators';
import { ANSWER_FIELDS, question, questionFields } from '../questionFields';

/** Send a text with the link of a page, and wait until a person answers on it. */
export const sendAndWait: Operation = {
	name: 'Send and Wait for Response',
	value: 'sendAndWait',
	action: 'Send SMS text message and wait for response',
	description:
		'Send a text message (SMS) with a link to a page, and go on when the person has answered there. Running it again sends it again. This cannot be undone.',
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
		receiver,
		question({ maxLength: 1600 }),
		...questionFields,
	],
};
