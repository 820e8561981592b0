import type { IDataObject } from 'n8n-workflow';

import { isObject } from './isObject';
import { TooManyRecords } from './paginator';
import { MalformedAnswer, type ListPage } from './unwrap';

/** What a frame says around its data; an object with more beside it is no frame (FACTS.md section 3). */
const FRAME = new Set([
	...['status', 'status_code', 'code', 'message', 'data'],
	...['count', 'total', 'total_count', 'total_texts', 'current_page', 'per_page'],
	...['next_page_link', 'prev_page_link'],
]);

/** What is put out for an answer that says nothing but success. */
const SUCCESS = { success: true };

/**
 * The records of an answer of which nothing is known: those of a list, framed or bare; the object otherwise, out of its frame where
 * it has one; `{ success: true }` for an answer without a body.
 *
 * @throws MalformedAnswer when it is text and no JSON
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

/** Reads the pages of a list, one after the other, of which nothing is known. */
export class UnknownList {
	private before: string | undefined;

	/**
	 * @param ceiling most records that n8n can take from one run
	 * @param limit most records that are wanted; all if `undefined`
	 */
	constructor(
		private readonly ceiling: number,
		private readonly limit: number | undefined,
	) {}

	/**
	 * The rows of a page, wherever they are in the answer, and whether another one follows. A list ends where JustCall says so, or
	 * with a page that is empty; not with a short one, as a server may give less than it was asked for. What an endpoint without
	 * pages gives again is its end too.
	 *
	 * @throws MalformedAnswer when there is no list, or more than one; TooManyRecords when JustCall counts more than n8n can take
	 */
	read(body: unknown): ListPage {
		const rows = rowsIn(body).map(asRecord);
		const facts = isObject(body) ? body : {};
		// Totals of some lists count what they do not give, so that a list is not held against one (FACTS.md section 10).
		const total = Number(facts.total_count ?? facts.total_texts ?? facts.total ?? 0);
		if (Math.min(this.limit ?? Infinity, total) > this.ceiling) throw new TooManyRecords(total);
		if ('next_page_link' in facts) {
			return { rows, total: undefined, perPage: undefined, hasNext: Boolean(facts.next_page_link) };
		}
		const text = JSON.stringify(rows);
		const isRepeated = text === this.before;
		this.before = text;
		return { rows: isRepeated ? [] : rows, total: undefined, perPage: undefined, hasNext: !isRepeated };
	}
}

/** The list in an answer: itself, its `data`, or the one list among the fields of either, with a frame of its own or without. */
function rowsIn(body: unknown): unknown[] {
	if (Array.isArray(body)) return body;
	if (!isObject(body)) {
		throw new MalformedAnswer(body ? 'the answer is not JSON' : 'the answer is empty or has no record');
	}
	const { data } = body;
	if (Array.isArray(data)) return data;
	const record = isObject(data) ? data : body;
	const lists = Object.entries(record).flatMap(([name, value]) => {
		const rows = isObject(value) ? value.data : value;
		return Array.isArray(rows) ? [{ name, rows: rows as unknown[] }] : [];
	});
	const [list, ...more] = lists;
	if (list && more.length === 0) return list.rows;
	throw new MalformedAnswer(
		list
			? `the answer holds several lists: ${lists.map(({ name }) => name).join(', ')}`
			: 'the answer holds no list',
	);
}

/** Rows of n8n are objects; JustCall may list texts or numbers. */
function asRecord(row: unknown): IDataObject {
	return (isObject(row) ? row : { value: row }) as IDataObject;
}
