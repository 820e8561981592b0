import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Agents (JustCall's users) by name and e-mail; the value is the agent's id. */
export async function searchAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/users',
			subject: 'The list of agents',
			query: { order: 'asc' },
			byName: true,
			show: ({ id, name, email }) => ({
				name: email ? `${String(name)} (${String(email)})` : String(name),
				value: String(id),
			}),
		},
		filter,
		paginationToken,
	);
}
