import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { LONGEST_INTERACTIVE } from '../../shared/transport';
import { PHONE_NUMBER_IDS } from './phoneNumbers';
import { ENOUGH, searchPages } from './searchPages';

/** Numbers looked through for one keystroke when the search finds little; scrolling looks on. */
const MAX_NUMBERS = 5;

/**
 * Conversations of the account, number by number, as JustCall lists them. Shown by contact, line and newest text; the
 * value is the thread's id. The token names the place in the list of numbers and the page there.
 */
export async function searchThreads(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken = '0 0',
): Promise<INodeListSearchResult> {
	const until = Date.now() + LONGEST_INTERACTIVE;
	const { results: numbers } = await searchPages(this, PHONE_NUMBER_IDS, '', undefined, until);
	let [place = 0, page = 0] = paginationToken.split(' ').map(Number);
	const results: INodeListSearchResult['results'] = [];
	const end = Math.min(numbers.length, place + MAX_NUMBERS);
	while (place < end && results.length < ENOUGH) {
		const found = await searchPages(this, threadsOf(numbers[place]?.value), filter, String(page), until);
		results.push(...found.results);
		if (found.paginationToken === undefined) [place, page] = [place + 1, 0];
		else page = Number(found.paginationToken);
	}
	return { results, ...(place < numbers.length && { paginationToken: `${place} ${page}` }) };
}

function threadsOf(phoneId: unknown): Parameters<typeof searchPages>[1] {
	return {
		path: '/v2.1/texts/threads',
		subject: 'The list of threads',
		query: { phone_id: String(phoneId) },
		show: ({ id, latest_text }) => ({
			name: nameOf((latest_text ?? {}) as IDataObject),
			value: String(id),
		}),
	};
}

function nameOf({
	contact_name,
	contact_number,
	justcall_line_name,
	sms_user_date,
	sms_user_time,
}: IDataObject): string {
	const number = `+${String(contact_number).replace(/^\+/, '')}`;
	return [
		contact_name ? `${String(contact_name)} ${number}` : number,
		...(justcall_line_name ? [String(justcall_line_name)] : []),
		`${String(sms_user_date)} ${String(sms_user_time)}`,
	].join(' · ');
}
