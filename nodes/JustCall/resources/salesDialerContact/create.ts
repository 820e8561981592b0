import { additionalFields, body, defaultCountry, writtenNumberOf } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { contactDetails, contactName } from './fields';

/** Create a contact of the Sales Dialer. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create Sales Dialer contact',
	description: 'Create a contact of the Sales Dialer',
	method: 'POST',
	path: '/v2.1/sales_dialer/contacts',
	subject: 'The Sales Dialer contact',
	answer: { kind: 'one' },
	fields: [
		{ ...contactName, required: true },
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description: writtenNumberOf('contact'),
			send: body('phone_number', 'digits'),
		},
		additionalFields([...contactDetails, defaultCountry]),
	],
};
