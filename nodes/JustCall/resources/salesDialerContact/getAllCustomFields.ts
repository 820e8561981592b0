import {
	filters,
	ignoreEmptyFilters,
	options,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** List the custom fields; the endpoint has no paging. */
export const getAllCustomFields: Operation = {
	name: 'Get Many Custom Fields',
	value: 'getAllCustomFields',
	action: 'Get many Sales Dialer custom fields',
	description: 'List the custom fields that contacts of the Sales Dialer can have',
	method: 'GET',
	path: '/v2.1/sales_dialer/contacts/custom-fields',
	subject: 'The list of custom fields',
	answer: { kind: 'list', paging: null },
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Field ID',
				name: 'id',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1090960',
				description: 'Only the field with this key',
				send: query('id', 'integer'),
			},
			{
				displayName: 'Label',
				name: 'label',
				type: 'string',
				default: '',
				description: 'Only the field with this label',
				send: query('label', 'text'),
			},
		]),
		options([ignoreEmptyFilters]),
	],
};
