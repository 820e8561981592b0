import { path, UPDATE_FIELDS, updateFields } from '../../../shared/description/fields';
import { before } from '../../../shared/description/nodeVersion';
import type { Operation } from '../../../shared/description/operation';
import { salesDialerContactLocator } from '../locators';
import { contactChanges, contactDetails, contactName } from './fields';

/** Update a contact of the Sales Dialer. Its number cannot be changed. */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update Sales Dialer contact',
	description:
		'Change a contact of the Sales Dialer. Its number cannot be changed. To undo it, write the old values again.',
	method: 'PUT',
	path: '/v2.1/sales_dialer/contacts/{id}',
	subject: 'The Sales Dialer contact',
	answer: { kind: 'one' },
	needsOneOf: UPDATE_FIELDS,
	fields: [
		salesDialerContactLocator({ description: 'The contact to change', send: path('id'), required: true }),
		{ ...updateFields([...contactDetails, contactName]), displayOptions: before(2) },
		contactChanges,
	],
};
