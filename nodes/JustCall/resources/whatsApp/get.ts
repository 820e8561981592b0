import { options, path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { includeTemplate, SIMPLE_WHATSAPP, SIMPLE_WHATSAPP_IN_VERSION_1, TEMPLATE } from './fields';

/** Get one WhatsApp message. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get WhatsApp message',
	description: 'Get one WhatsApp message by its ID',
	method: 'GET',
	path: '/v2.1/whatsapp/messages/{id}',
	subject: 'The message',
	answer: { kind: 'one' },
	simplify: [...SIMPLE_WHATSAPP, TEMPLATE],
	simplifyInVersion1: SIMPLE_WHATSAPP_IN_VERSION_1,
	fields: [
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 262994410',
			description: 'ID of the message, from the output of Get Many',
			send: path('id'),
		},
		options([includeTemplate]),
	],
};
