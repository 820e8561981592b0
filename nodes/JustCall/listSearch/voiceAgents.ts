import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** AI voice agents by name; the value is the agent's id. */
export async function searchVoiceAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/voice-agents/list',
			subject: 'The list of voice agents',
			byName: true,
			show: ({ id, name }) => ({ name: String(name), value: String(id) }),
		},
		filter,
		paginationToken,
	);
}
