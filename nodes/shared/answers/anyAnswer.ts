import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/isObject';
import { TooManyRecords } from './paginator';
import { MalformedAnswer, unwrapList, type ListPage } from './envelope';

/** Fields of an envelope around its data; an object with further fields is not an envelope (FACTS.md section 3). */
const FRAME = new Set([
	...['status', 'status_code', 'code', 'message', 'data'],
	...['count', 'total', 'total_count', 'total_texts', 'current_page', 'per_page'],
	...['next_page_link', 'prev_page_link'],
]);

/** Output for an answer that says only success. */
const SUCCESS = { success: true };

/**
 * The records in an unknown endpoint's answer: the records of a list, or else the object, with or without an
 * envelope; `{ success: true }` for an answer without a body.
 *
 * @throws MalformedAnswer when it is text other than JSON
 */
export function recordsIn(body: unknown): IDataObject[] {
	if (body === undefined || body === null || body === '') return [SUCCESS];
	if (typeof body === 'string') throw new MalformedAnswer('the answer is not JSON');
	if (Array.isArray(body)) return body.map(asRecord);
	if (!isObject(body)) return [asRecord(body)];
	if (Object.keys(body).length === 0) return [SUCCESS];
	const { data } = body;
	if (Array.isArray(data)) return data.map(asRecord);
	const isFrame = isObject(data) && Object.keys(body).every((name) => FRAME.has(name));
	return [(isFrame ? data : body) as IDataObject];
}

/** Fields of an envelope that say which page of the list this is. */
const OF_PAGES = ['next_page_link', 'per_page', 'total_count', 'total_texts', 'total'];

/**
 * A page of an unknown endpoint's list, wherever the list is in the answer.
 *
 * @returns the page; `isSilent` when the answer has no facts about paging
 * @throws MalformedAnswer when there is no list, or more than one
 */
export function listPageIn(body: unknown): ListPage & { isSilent: boolean } {
	const rows = rowsIn(body).map(asRecord);
	const frame = isObject(body) ? body : {};
	return { ...unwrapList({ ...frame, data: [] }), rows, isSilent: !OF_PAGES.some((name) => name in frame) };
}

/**
 * Reads the rest of a list whose answers have no facts about paging. An empty page ends the list; a short page
 * does not, because a server may return fewer records than requested. An endpoint without paging returns the
 * same page again, which also ends the list.
 *
 * @param first records of the first page, which was requested with `size` records
 * @param fetchPage returns the records of a later page, counted from 1
 * @param ceiling most records that n8n can take from one run
 * @returns records in JustCall's order, each id once
 * @throws TooManyRecords
 */
export async function collectSilentPages(
	first: IDataObject[],
	size: number,
	fetchPage: (page: number) => Promise<IDataObject[]>,
	{ limit = Infinity, ceiling }: { limit?: number | undefined; ceiling: number },
): Promise<IDataObject[]> {
	const seen = new Set<unknown>();
	const isNew = ({ id }: IDataObject) => id === undefined || (!seen.has(id) && seen.add(id) !== undefined);
	const records = first.filter(isNew);
	let [before, rows] = [first, first];
	for (let page = 1; rows.length > 0 && rows.length <= size && records.length < limit; page++) {
		[before, rows] = [rows, await fetchPage(page)];
		const news = isSame(before, rows) ? [] : rows.filter(isNew);
		if (news.length === 0) break;
		for (const row of news) records.push(row);
		if (records.length > ceiling) throw new TooManyRecords(undefined);
	}
	if (Math.min(records.length, limit) > ceiling) throw new TooManyRecords(records.length);
	return records.slice(0, limit);
}

function isSame(one: readonly IDataObject[], other: readonly IDataObject[]): boolean {
	const texts = (rows: readonly IDataObject[]) => rows.map((row) => JSON.stringify(row)).sort();
	return one.length === other.length && texts(one).join() === texts(other).join();
}

/**
 * Says why a JSON answer cannot be read as a list, for example the answer to a request for one record.
 *
 * @returns words that fit after "but"; `undefined` when the answer has a list, or is not JSON
 */
export function whyNoList(body: unknown): string | undefined {
	if (!isObject(body)) return undefined;
	const lists = listsIn(body);
	if (lists.length === 0) return 'the answer holds no list';
	return lists.length === 1
		? undefined
		: `the answer holds several lists: ${lists.map(({ name }) => name).join(', ')}`;
}

/** The list in an answer; the answer may be the list itself. */
function rowsIn(body: unknown): unknown[] {
	if (Array.isArray(body)) return body;
	if (!isObject(body)) {
		throw new MalformedAnswer(body ? 'the answer is not JSON' : 'the answer is empty or has no record');
	}
	const [list] = listsIn(body);
	const problem = whyNoList(body);
	if (list && problem === undefined) return list.rows;
	throw new MalformedAnswer(problem ?? 'the answer holds no list');
}

/**
 * Candidates for the list in an answer: its `data`, or the lists among the fields of the answer or of `data`,
 * with or without their own envelope.
 */
function listsIn(body: Record<string, unknown>): Array<{ name: string; rows: unknown[] }> {
	const { data } = body;
	if (Array.isArray(data)) return [{ name: 'data', rows: data }];
	return Object.entries(isObject(data) ? data : body).flatMap(([name, value]) => {
		const rows: unknown = isObject(value) ? value.data : value;
		return Array.isArray(rows) ? [{ name, rows }] : [];
	});
}

/** n8n's items must be objects, but JustCall may list texts or numbers. */
function asRecord(row: unknown): IDataObject {
	return (isObject(row) ? row : { value: row }) as IDataObject;
}
