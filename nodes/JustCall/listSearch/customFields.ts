import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Custom fields of the Sales Dialer by label; the value is the field's key. */
export async function searchCustomFields(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/sales_dialer/contacts/custom-fields',
			subject: 'The list of custom fields',
			byName: true,
			show: ({ key, label, type }) => ({ name: `${String(label)} (${String(type)})`, value: String(key) }),
		},
		filter,
		paginationToken,
	);
}
