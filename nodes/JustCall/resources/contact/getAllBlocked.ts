import {
	filters,
	ignoreEmptyFilters,
	options,
	order,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { contactFilters, SIMPLE_CONTACT } from './fields';

/** List the contacts on the blacklist, the do-not-disturb or the do-not-message list. */
export const getAllBlocked: Operation = {
	name: 'Get Many Blocked',
	value: 'getAllBlocked',
	action: 'Get many blocked contacts',
	description:
		'List the contacts that are not to be called or texted: blacklist, do not disturb, do not message',
	method: 'GET',
	path: '/v2.1/contacts/blacklist',
	subject: 'The list of blocked contacts',
	// The records have a reference of their own instead of an id.
	answer: { kind: 'list', paging: { maxPageSize: 500, idField: 'ref_id' } },
	simplify: ['ref_id', ...SIMPLE_CONTACT.filter((name) => name !== 'id')],
	fields: [
		...returnAllAndLimit(),
		filters(contactFilters),
		options([ignoreEmptyFilters, order('id', 'contacts')]),
	],
};
