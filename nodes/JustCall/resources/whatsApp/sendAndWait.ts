import { body, receiver } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { justCallNumberLocator } from '../locators';
import { ANSWER_FIELDS, question, questionFields } from '../questionFields';

/** Send a WhatsApp message with the link of a page, and wait until a person answers on it. */
export const sendAndWait: Operation = {
	name: 'Send and Wait for Response',
	value: 'sendAndWait',
	action: 'Send WhatsApp message and wait for response',
	description:
		'Send a WhatsApp message with a link to a page, and go on when the person has answered there. Running it again sends it again. This cannot be undone.',
	method: 'POST',
	path: '/v2.1/whatsapp/messages/send',
	subject: 'The message',
	answer: { kind: 'one' },
	custom: true,
	output: { fields: ANSWER_FIELDS, records: [] },
	fields: [
		justCallNumberLocator({
			displayName: 'From',
			description: 'WhatsApp number of the account that the message comes from',
			send: body('justcall_number', 'e164', { isOwn: true }),
			required: true,
		}),
		receiver,
		question({ maxLength: 4000, hint: 'WhatsApp takes texts for 24 hours after a person wrote.' }),
		...questionFields,
	],
};
