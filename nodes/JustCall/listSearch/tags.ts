import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Tags of conversations by name; the value is the tag's id. */
export async function searchTags(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/texts/tags',
			subject: 'The list of tags',
			byName: true,
			show: ({ id, name }) => ({ name: String(name), value: String(id) }),
		},
		filter,
		paginationToken,
	);
}
