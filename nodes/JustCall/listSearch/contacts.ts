import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { plusNumber, textOf, type Shown } from './entries';
import type { Wanted } from './matching';
import { searching, type JustCallSearch } from './searchPages';

/** Contacts of all agents by name, number, e-mail, company and ID; the value is the contact's id. */
export const searchContacts = searching({
	path: '/v2.1/contacts',
	one: '/v2.1/contacts/{id}',
	subject: 'The list of contacts',
	plural: 'contacts',
	query: { across_team: true },
	pageSize: 500,
	byName: true,
	find,
	show,
});

/** JustCall's name filters may not match a part of a name. When they find nothing, the list itself is read. */
function find({ typed, numbers, e164 }: Wanted): JustCallSearch[] {
	if (e164) return [{ query: { contact_number: e164.slice(1) }, isWhole: true }];
	if (numbers[0] !== undefined) return [{ query: { contact_number: numbers[0] } }];
	const [first = '', ...rest] = typed.split(/\s+/);
	if (typed.length < 2 || typed.includes('@')) return [];
	if (rest.length > 0) return [{ query: { first_name: first, last_name: rest.join(' ') } }];
	return [{ query: { first_name: first } }, { query: { last_name: first } }];
}

function show({ id, name, contact_number, other_numbers, email, company }: IDataObject): Shown {
	const others = Array.isArray(other_numbers) ? (other_numbers as unknown[]) : [];
	return {
		value: id,
		name: [textOf(name).trim() || 'No name', plusNumber(contact_number)],
		numbers: [contact_number, ...others.map((other) => (isObject(other) ? other.number : undefined))].map(
			textOf,
		),
		also: [email, company],
	};
}
