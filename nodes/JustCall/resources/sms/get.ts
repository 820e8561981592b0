import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { SIMPLE_SMS, SIMPLE_SMS_IN_VERSION_1 } from './fields';

/** Get one text. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get SMS',
	description: 'Get one text message by its ID',
	method: 'GET',
	path: '/v2.1/texts/{id}',
	subject: 'The text',
	answer: { kind: 'one' },
	simplify: SIMPLE_SMS,
	simplifyInVersion1: SIMPLE_SMS_IN_VERSION_1,
	fields: [
		{
			displayName: 'SMS ID',
			name: 'smsId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 262994410',
			description: 'ID of the text, from the output of Get Many',
			send: path('id'),
		},
	],
};
