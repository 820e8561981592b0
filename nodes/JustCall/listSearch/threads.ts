import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { plusNumber, textOf, type Shown } from './entries';
import { PHONE_NUMBER_IDS } from './phoneNumbers';
import { searchLists, type SearchableList } from './searchPages';

const SUBJECT = 'The list of threads';
/** Shortest and longest keyword that JustCall takes, in characters (its contract). */
const KEYWORD = { shortest: 3, longest: 15 };

/**
 * Conversations of the account, read number by number, as JustCall lists them. They are found by contact,
 * telephone number, line and newest text; if these find nothing, by a word in older texts. The value is the
 * thread's id.
 */
export async function searchThreads(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return await searchLists(
		this,
		SUBJECT,
		async (search) => {
			const phones = (await search.all(PHONE_NUMBER_IDS)).map(({ value }) => value);
			const lists = phones.map((phone) => threadsOf({ phone_id: phone }));
			const { typed = '', numbers = [] } = search.wanted ?? {};
			const isKeyword =
				numbers.length === 0 && typed.length >= KEYWORD.shortest && typed.length <= KEYWORD.longest;
			const byText = phones.map((phone): SearchableList => ({
				...threadsOf({ phone_id: phone, keyword: typed }),
				isFound: true,
				isFallback: true,
			}));
			return isKeyword ? [...lists, ...byText] : lists;
		},
		filter,
		paginationToken,
	);
}

function threadsOf(query: IDataObject): SearchableList {
	return {
		path: '/v2.1/texts/threads',
		subject: SUBJECT,
		plural: 'threads',
		query,
		find: ({ e164 }) => (e164 ? [{ query: { contact_number: e164 }, isWhole: true }] : []),
		show,
	};
}

function show({ id, latest_text }: IDataObject): Shown {
	const newest = isObject(latest_text) ? latest_text : {};
	const { contact_name, contact_number, justcall_line_name, sms_user_date, sms_user_time, sms_info } = newest;
	return {
		value: id,
		name: [
			[textOf(contact_name), plusNumber(contact_number)].filter(Boolean).join(' '),
			textOf(justcall_line_name),
			[textOf(sms_user_date), textOf(sms_user_time)].filter(Boolean).join(' '),
		],
		between: ' · ',
		numbers: [textOf(contact_number)],
		also: [newest.contact_email, isObject(sms_info) ? sms_info.body : undefined],
	};
}
