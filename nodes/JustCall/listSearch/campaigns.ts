import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Sales Dialer campaigns by name; the value is the campaign's id. */
export async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/sales_dialer/campaigns',
			subject: 'The list of campaigns',
			pageSize: 50,
			byName: true,
			show: ({ id, name }) => ({ name: String(name), value: String(id) }),
		},
		filter,
		paginationToken,
	);
}
