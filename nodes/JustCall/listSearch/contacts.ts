import { searching } from './searchPages';

/** Contacts of all agents by name and number; the value is the contact's id. */
export const searchContacts = searching({
	path: '/v2.1/contacts',
	subject: 'The list of contacts',
	query: { across_team: true },
	pageSize: 500,
	byName: true,
	show: ({ id, name, contact_number }) => ({
		name: `${String(name || 'No name')} +${String(contact_number).replace(/^\+/, '')}`,
		value: String(id),
	}),
});
