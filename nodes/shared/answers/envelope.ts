import type { IDataObject } from 'n8n-workflow';

/** A page of a list, without its envelope. */
export interface ListPage {
	rows: IDataObject[];
	/** Number of all matching records, if the endpoint says so. */
	total: number | undefined;
	/** Page size that was served, if the answer says so; the server may reduce the requested size. */
	perPage: number | undefined;
	/** Whether another page follows; `undefined` when the answer does not say. */
	hasNext: boolean | undefined;
}

/** An answer that has none of the known forms of the API. */
export class MalformedAnswer extends Error {
	/** @param status HTTP status of the answer, if known */
	constructor(
		message: string,
		readonly status?: number,
	) {
		super(message);
		this.name = 'MalformedAnswer';
	}
}

/**
 * Takes the one object out of an answer: in an envelope (`{status, data: {}}`), in an envelope as a list of
 * one, or bare. JustCall's own file and live answers disagree, so all three are accepted (FACTS.md section 3).
 *
 * @throws MalformedAnswer when there is no single object
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
 * Takes the objects out of the answer to a write: one in any form that {@link unwrapOne} takes, or several, as
 * when a contact is updated for all agents that have it.
 *
 * @throws MalformedAnswer when there is none
 */
export function unwrapRecords(body: unknown): IDataObject[] {
	const { data } = asObject(body);
	return Array.isArray(data) && data.length > 1 ? data.map(asObject) : [unwrapOne(body)];
}

/**
 * Takes the rows and the paging facts out of a list's envelope (FACTS.md sections 2 and 3).
 *
 * @throws MalformedAnswer when there is no list, which is how JustCall answers to a date that it does not
 *   understand
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
 * Takes a list out of a single object, in an envelope or bare; each record gets the fields of the object's
 * `metadata`.
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
 * Checks an acknowledgement: an answer from JustCall whose data is not needed. An empty answer, as with HTTP
 * 204, is also one.
 *
 * @throws MalformedAnswer when it is not
 */
export function checkAcknowledged(body: unknown): void {
	if (body !== undefined && body !== null && body !== '') asObject(body);
}

/**
 * Puts an answer that may be one record, in an envelope or bare, into the envelope of a list. A list stays as
 * it is.
 */
export function listed(body: unknown): unknown {
	if (typeof body !== 'object' || body === null) return body;
	if (!('data' in body)) return { data: [body] };
	return Array.isArray(body.data) ? body : { ...body, data: [body.data] };
}

/**
 * Whether an answer with a success status reports a failure in its body. The words differ between endpoints
 * (FACTS.md section 7), and a bare record can have its own `status`. So only words for failure count, or any
 * `status` other than success in an answer that has nothing else but a message.
 */
export function saysFailure(body: unknown): boolean {
	if (typeof body !== 'object' || body === null || !('status' in body)) return false;
	const status = typeof body.status === 'object' ? '' : String(body.status);
	if (/^(failed|failure|fail|error|false)$/i.test(status)) return true;
	const isOnlyMessage = 'message' in body && Object.keys(body).every((name) => ABOUT_ITSELF.has(name));
	return isOnlyMessage && !/^(success|ok|true|2\d\d)$/i.test(status);
}

/** Fields of an answer that are about the answer itself, not its data. */
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
