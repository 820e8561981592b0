import {
	filters,
	ignoreEmptyFilters,
	lastFetched,
	options,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { SIMPLE_SALES_DIALER_CONTACT } from './fields';

/**
 * List contacts of the Sales Dialer. Its page sizes are not documented; other clients send 100 (FACTS.md
 * section 2).
 */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many Sales Dialer contacts',
	description: 'List contacts of the Sales Dialer',
	method: 'GET',
	path: '/v2.1/sales_dialer/contacts',
	subject: 'The list of Sales Dialer contacts',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	simplify: SIMPLE_SALES_DIALER_CONTACT,
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				placeholder: 'name@email.com',
				default: '',
				description: 'Only contacts with this email address',
				send: query('email', 'text'),
			},
			{
				displayName: 'Phone Number',
				name: 'phoneNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only the contact with this number, with country code or of the default country',
				send: query('phone_number', 'digits'),
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Active', value: 'Active' },
					{ name: 'Do Not Call Again', value: 'DNCA' },
				],
				default: 'Active',
				description: 'Only contacts in this state',
				send: query('status', 'text'),
			},
		]),
		options([
			ignoreEmptyFilters,
			{
				displayName: 'Only Contacts After Contact ID',
				name: 'lastContactIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 26341595',
				description: lastFetched('contact'),
				send: query('last_contact_id_fetched', 'integer'),
			},
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Descending', value: 'DESC' },
					{ name: 'Ascending', value: 'ASC' },
				],
				default: 'DESC',
				description: 'Which contacts come first',
				send: query('order', 'text'),
			},
		]),
	],
};
