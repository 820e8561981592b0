import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** The newest calls by time, partner and agent; a whole telephone number is looked up by JustCall itself. */
export async function searchCalls(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const digits = (filter ?? '').replace(/[\s().+-]/g, '');
	const isNumber = /^[1-9]\d{9,14}$/.test(digits);
	return await searchPages(
		this,
		{
			path: '/v2.1/calls',
			subject: 'The list of calls',
			query: isNumber ? { contact_number: digits } : {},
			show: (call) => ({ name: nameOf(call), value: String(call.id) }),
		},
		isNumber ? undefined : filter,
		paginationToken,
	);
}

function nameOf(call: IDataObject): string {
	const info = (call.call_info ?? {}) as IDataObject;
	const number = `+${String(call.contact_number ?? '').replace(/^\+/, '')}`;
	const partner = call.contact_name ? `${String(call.contact_name)} ${number}` : number;
	const outcome = [info.direction, info.type].filter(Boolean).join(' ').toLowerCase();
	return [
		`${String(call.call_user_date)} ${String(call.call_user_time)}`,
		outcome,
		partner,
		call.agent_name,
		`ID ${String(call.id)}`,
	]
		.filter(Boolean)
		.join(' · ');
}
