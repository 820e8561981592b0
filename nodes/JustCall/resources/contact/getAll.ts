import {
	filters,
	ignoreEmptyFilters,
	lastFetched,
	options,
	order,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { contactFilters, SIMPLE_CONTACT } from './fields';

/** List contacts: those of the key's user, or of all agents when an option asks for them (FACTS.md section 10). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many contacts',
	description: 'List contacts: your own, or with the filter Across Team those of all agents',
	method: 'GET',
	path: '/v2.1/contacts',
	subject: 'The list of contacts',
	answer: { kind: 'list', paging: { maxPageSize: 500, idField: 'id' } },
	simplify: [...SIMPLE_CONTACT],
	fields: [
		...returnAllAndLimit(),
		filters(contactFilters),
		options([
			ignoreEmptyFilters,
			{
				displayName: 'Only Contacts After Contact ID',
				name: 'lastContactIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 18400231',
				description: lastFetched('contact'),
				send: query('last_contact_id_fetched', 'integer'),
			},
			order('id', 'contacts'),
		]),
	],
};
