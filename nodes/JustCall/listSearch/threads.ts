import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchPhoneNumberIds } from './phoneNumbers';
import { searchPages } from './searchPages';

/**
 * Conversations of the number that the node has chosen, or of the account's first number: JustCall lists them by number
 * only. Shown by contact, number and newest text; the value is the thread's id.
 */
export async function searchThreads(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const phoneId =
		chosenId(this.getCurrentNodeParameter('phoneNumberId')) ??
		(await searchPhoneNumberIds.call(this)).results[0]?.value;
	if (phoneId === undefined) return { results: [] };
	return await searchPages(
		this,
		{
			path: '/v2.1/texts/threads',
			subject: 'The list of threads',
			query: { phone_id: phoneId },
			show: ({ id, latest_text }) => ({
				name: nameOf((latest_text ?? {}) as IDataObject),
				value: String(id),
			}),
		},
		filter,
		paginationToken,
	);
}

/** The id in a resource locator, when it is one and not an expression still to be worked out. */
function chosenId(parameter: unknown): string | undefined {
	const value =
		typeof parameter === 'object' && parameter !== null && 'value' in parameter ? parameter.value : parameter;
	const text = String(value ?? '').trim();
	return /^\d+$/.test(text) ? text : undefined;
}

function nameOf({ contact_name, contact_number, sms_user_date, sms_user_time }: IDataObject): string {
	const number = `+${String(contact_number).replace(/^\+/, '')}`;
	const partner = contact_name ? `${String(contact_name)} ${number}` : number;
	return `${partner} · ${String(sms_user_date)} ${String(sms_user_time)}`;
}
