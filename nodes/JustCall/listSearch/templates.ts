import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { toOwnNumber } from '../../shared/phoneNumber';
import { searchPages } from './searchPages';

/** Templates of the WhatsApp number that the node has chosen, by name and language; the value is the template's id. */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const number = this.getCurrentNodeParameter('justcallNumber', { extractValue: true });
	return await searchPages(
		this,
		{
			path: '/v2.1/whatsapp/messages/templates',
			subject: 'The list of templates',
			query: () => ({ justcall_number: toOwnNumber(number, 'JustCall Number') }),
			byName: true,
			show: ({ id, name, language }) => ({
				name: `${String(name)} (${String(language)})`,
				value: String(id),
			}),
		},
		filter,
		paginationToken,
	);
}
