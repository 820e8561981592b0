import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Contacts of the Sales Dialer by name and number; the value is the contact's id. */
export async function searchSalesDialerContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/sales_dialer/contacts',
			subject: 'The list of Sales Dialer contacts',
			byName: true,
			show: ({ id, name, phone_number }) => ({
				name: `${String(name || 'No name')} +${String(phone_number).replace(/^\+/, '')}`,
				value: String(id),
			}),
		},
		filter,
		paginationToken,
	);
}
