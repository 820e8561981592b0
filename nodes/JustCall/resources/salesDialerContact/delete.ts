import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { salesDialerContactLocator } from '../locators';

/** Delete a contact of the Sales Dialer. */
export const deleteContact: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete Sales Dialer contact',
	description: 'Delete a contact of the Sales Dialer. This cannot be undone.',
	method: 'DELETE',
	path: '/v2.1/sales_dialer/contacts/{id}',
	subject: 'The Sales Dialer contact',
	answer: { kind: 'done', result: { deleted: true } },
	fields: [
		salesDialerContactLocator({ description: 'The contact to delete', send: path('id'), required: true }),
	],
};
