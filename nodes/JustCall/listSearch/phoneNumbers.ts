import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPages } from './searchPages';

/** Numbers of the account by line name and number; the value is the number in digits. */
export async function searchPhoneNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPages(
		this,
		{
			path: '/v2.1/phone-numbers',
			subject: 'The list of phone numbers',
			byName: true,
			show: ({ justcall_number, justcall_line_name, friendly_number }) => {
				const number = String(justcall_number).replace(/^\+/, '');
				const line = justcall_line_name ? `${String(justcall_line_name)}: ` : '';
				return {
					name: `${line}+${number}${friendly_number ? ` ${String(friendly_number)}` : ''}`,
					value: number,
				};
			},
		},
		filter,
		paginationToken,
	);
}
