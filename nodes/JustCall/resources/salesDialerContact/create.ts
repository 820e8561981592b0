import { additionalFields, body, defaultCountry } from '../../../shared/description/fields';
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
			description:
				'Number of the contact, with country code or of the default country; spaces and dashes do not matter',
			send: body('phone_number', 'digits'),
		},
		additionalFields([...contactDetails, defaultCountry]),
	],
};
