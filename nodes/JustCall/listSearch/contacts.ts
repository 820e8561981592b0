import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Contacts of all agents by name and number; the value is the contact's id. */
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/contacts',
			subject: 'The list of contacts',
			query: { across_team: true },
			pageSize: 500,
			byName: true,
			show: ({ id, name, contact_number }) => ({
				name: `${String(name || 'No name')} +${String(contact_number).replace(/^\+/, '')}`,
				value: String(id),
			}),
		},
		filter,
		paginationToken,
	);
}
