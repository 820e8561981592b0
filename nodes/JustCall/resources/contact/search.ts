import { body, returnAllAndLimit, sorted } from '../../../shared/description/fields';
import type { Field, Operation } from '../../../shared/description/operation';
import { SIMPLE_CONTACT } from './fields';

/** Fields that can be searched, by v1's names. */
const search = (
	displayName: string,
	name: string,
	send: Field['send'],
	more: Partial<Field> = {},
): Field => ({
	displayName,
	name,
	type: 'string',
	default: '',
	description: `Only contacts with this ${displayName.toLowerCase()}`,
	send,
	...more,
});

/**
 * Find contacts. v2.1 searches by ID, name and number. Only v1 searches by e-mail, company and notes; its pages
 * count from 1, and its answers use other field names (FACTS.md sections 5 and 11).
 */
export const searchContacts: Operation = {
	name: 'Search',
	value: 'search',
	action: 'Search contacts',
	description: 'Find contacts by email, company or notes, also by ID, name or number',
	method: 'POST',
	effect: 'safe',
	path: '/v1/contacts/query',
	subject: 'The contact',
	answer: {
		kind: 'list',
		paging: { maxPageSize: 100, firstPage: 1, inBody: true, idField: 'id' },
		rename: {
			firstname: 'first_name',
			lastname: 'last_name',
			phone: 'contact_number',
			other_phones: 'other_numbers',
		},
	},
	routes: [
		{ fields: { id: 'id' }, method: 'GET', path: '/v2.1/contacts/{id}', answer: { kind: 'one' } },
		{
			fields: { firstname: 'first_name', lastname: 'last_name', phone: 'contact_number' },
			method: 'GET',
			path: '/v2.1/contacts',
			query: { across_team: true },
			answer: { kind: 'list', paging: { maxPageSize: 500, idField: 'id' } },
		},
	],
	simplify: SIMPLE_CONTACT,
	needsOneOf: { parameter: 'searchFields', label: 'Search Fields' },
	fields: [
		{
			displayName: 'Search Fields',
			name: 'searchFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			description: 'What to look for. Contacts have to match all of it.',
			options: sorted([
				search('Company', 'company', body('company', 'text'), {
					description: 'Only contacts of this company',
					placeholder: 'e.g. Lakeside Motors',
				}),
				search('Contact ID', 'id', body('id', 'integer'), {
					description: 'Only the contact with this ID',
					placeholder: 'e.g. 18400231',
				}),
				search('Email', 'email', body('email', 'text'), { placeholder: 'name@email.com' }),
				search('First Name', 'firstName', body('firstname', 'text'), { placeholder: 'e.g. Mara' }),
				search('Last Name', 'lastName', body('lastname', 'text'), { placeholder: 'e.g. Ellison' }),
				search('Notes', 'notes', body('notes', 'text'), {
					description: 'Only contacts with these notes',
					placeholder: 'e.g. asked for a quote',
				}),
				search('Phone Number', 'phone', body('phone', 'digits'), { placeholder: 'e.g. +1 415 555 0119' }),
			]),
		},
		...returnAllAndLimit(),
	],
};
