import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Groups of users by name; the value is the group's id. */
export async function searchGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/user_groups',
			subject: 'The list of user groups',
			byName: true,
			show: ({ id, group_name }) => ({ name: String(group_name), value: String(id) }),
		},
		filter,
		paginationToken,
	);
}
