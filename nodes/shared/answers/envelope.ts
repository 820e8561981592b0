import type { IDataObject } from 'n8n-workflow';

/** A page of a list, freed of its frame. */
export interface ListPage {
	rows: IDataObject[];
	/** Records that match in all, when the endpoint says so. */
	total: number | undefined;
	/** Page size that was served, when the answer says so; the server may clip the requested size. */
	perPage: number | undefined;
	/** `true`/`false` when the answer says whether another page follows, `undefined` when it is silent. */
	hasNext: boolean | undefined;
}

/** An answer whose shape fits no known form of the API. */
export class MalformedAnswer extends Error {
	/** @param status HTTP status of the answer, where it is known */
	constructor(
		message: string,
		readonly status?: number,
	) {
		super(message);
		this.name = 'MalformedAnswer';
	}
}

/**
 * Takes the one object out of an answer: framed (`{status, data: {}}`), framed as a list of one, or bare.
 * JustCall's own file and live answers disagree, so all three are right (FACTS.md section 3).
 *
 * @throws MalformedAnswer when there is no single object to give
 */
export function unwrapOne(body: unknown): IDataObject {
	const answer = asObject(body);
	if (!('data' in answer)) return answer;
	const { data } = answer;
	if (Array.isArray(data)) {
		if (data.length !== 1) throw new MalformedAnswer(`one record was expected, ${data.length} came`);
		return asObject(data[0]);
	}
	return asObject(data);
}

/**
 * Takes the objects out of the answer to a write: one in any form that {@link unwrapOne} takes, or several, as when a
 * contact is changed for all agents that have it.
 *
 * @throws MalformedAnswer when there is none
 */
export function unwrapRecords(body: unknown): IDataObject[] {
	const { data } = asObject(body);
	return Array.isArray(data) && data.length > 1 ? data.map(asObject) : [unwrapOne(body)];
}

/**
 * Takes the rows and the paging facts out of a list frame (FACTS.md sections 2 and 3).
 *
 * @throws MalformedAnswer when there is no list: the sign of a date form that JustCall did not understand
 */
export function unwrapList(body: unknown): ListPage {
	const answer = asObject(body);
	const { data } = answer;
	if (!Array.isArray(data)) throw new MalformedAnswer('the answer holds no list');
	return {
		rows: data.map(asObject),
		total: whole(answer.total_count ?? answer.total_texts ?? answer.total),
		perPage: whole(answer.per_page),
		hasNext: 'next_page_link' in answer ? Boolean(answer.next_page_link) : undefined,
	};
}

/**
 * Takes a list out of a single object, framed or bare; each record gets the fields of the object's `metadata`.
 *
 * @throws MalformedAnswer when there is no such list
 */
export function unwrapInside(body: unknown, name: string): ListPage {
	const { metadata, [name]: rows } = unwrapOne(body);
	const shared = typeof metadata === 'object' && !Array.isArray(metadata) ? (metadata as IDataObject) : {};
	const page = unwrapList({ data: rows });
	return { ...page, rows: page.rows.map((row) => ({ ...shared, ...row })) };
}

/**
 * Checks an acknowledgement: an answer whose data nobody needs, but which has to be JustCall's. Nothing at all, as with
 * HTTP 204, says it too.
 *
 * @throws MalformedAnswer when it is not
 */
export function checkAcknowledged(body: unknown): void {
	if (body !== undefined && body !== null && body !== '') asObject(body);
}

/** Brings an answer that may be one record, framed or bare, into the frame of a list; a list stays as it is. */
export function listed(body: unknown): unknown {
	if (typeof body !== 'object' || body === null) return body;
	if (!('data' in body)) return { data: [body] };
	return Array.isArray(body.data) ? body : { ...body, data: [body.data] };
}

/**
 * Whether an answer whose status is success says failure inside. The words differ between endpoints (FACTS.md section 7),
 * and a bare record can have a `status` of its own: so it is the words for failure that count, and anything but success
 * where nothing but a message is beside it.
 */
export function saysFailure(body: unknown): boolean {
	if (typeof body !== 'object' || body === null || !('status' in body)) return false;
	const status = typeof body.status === 'object' ? '' : String(body.status);
	if (/^(failed|failure|fail|error|false)$/i.test(status)) return true;
	const isOnlyMessage = 'message' in body && Object.keys(body).every((name) => ABOUT_ITSELF.has(name));
	return isOnlyMessage && !/^(success|ok|true|2\d\d)$/i.test(status);
}

/** Fields of an answer about itself, beside data. */
const ABOUT_ITSELF = new Set(['status', 'status_code', 'code', 'message', 'error']);

function whole(value: unknown): number | undefined {
	const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
	return Number.isInteger(number) && number >= 0 ? number : undefined;
}

function asObject(value: unknown): IDataObject {
	if (
		typeof value !== 'object' ||
		value === null ||
		Array.isArray(value) ||
		Object.keys(value).length === 0
	) {
		throw new MalformedAnswer(
			typeof value === 'string' && value !== ''
				? 'the answer is not JSON'
				: 'the answer is empty or has no record',
		);
	}
	return value as IDataObject;
}
