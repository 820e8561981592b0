import {
	additionalFields,
	body,
	defaultCountry,
	options,
	writtenNumberOf,
} from '../../../shared/description/fields';
import { before, since } from '../../../shared/description/nodeVersion';
import type { Operation } from '../../../shared/description/operation';
import { contactColumns, contactDetails, contactMapper, contactName } from './fields';

/** Create a contact of the Sales Dialer. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create Sales Dialer contact',
	description: 'Create a contact of the Sales Dialer. To undo it, use Delete.',
	method: 'POST',
	path: '/v2.1/sales_dialer/contacts',
	subject: 'The Sales Dialer contact',
	answer: { kind: 'one' },
	fields: [
		{ ...contactName, required: true, displayOptions: before(2) },
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			displayOptions: before(2),
			description: writtenNumberOf('contact'),
			send: body('phone_number', 'digits'),
		},
		{ ...additionalFields([...contactDetails, defaultCountry]), displayOptions: before(2) },
		contactMapper({ columns: contactColumns.named, method: 'getContactColumnsToCreate', mode: 'add' }),
		{ ...options([defaultCountry]), displayOptions: since(2) },
	],
};
