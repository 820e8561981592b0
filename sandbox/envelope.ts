import type { ContractOperation, Schema } from '../contract/load';

/** A page as a handler gives it: all rows that match, cut and framed here. */
export interface Page {
	rows: unknown[];
	total: number;
	page: number;
	perPage: number;
	hasNext: boolean;
}

/** The facts that framing needs beside the data. */
export interface EnvelopeOptions {
	/** Form of the answers that the contract knows in several. */
	frames: 'framed' | 'bare';
	/** Follows a reference inside the contract. */
	resolve: (schema: Schema) => Schema;
}

/**
 * Frames a page the way its endpoint does: which of the frame's fields exist is read from the contract
 * (FACTS.md section 3). Links carry page and size only, never the filters: a trap worth keeping.
 *
 * @param address absolute address of the list, without query
 */
export function listEnvelope(
	operation: ContractOperation,
	{ rows, total, page, perPage, hasNext }: Page,
	address: string,
	{ frames, resolve }: EnvelopeOptions,
): object {
	// Where the contract knows a single record too, a list of one may come as that (FACTS.md section 3).
	if (operation.answer?.anyOf && frames === 'bare' && rows.length === 1) return rows[0] as object;
	const link = (to: number) => `${address}?page=${to}&per_page=${perPage}`;
	const possible: Record<string, unknown> = {
		status_code: 200,
		status: 'success',
		count: rows.length,
		total_count: total,
		total_texts: total,
		total,
		current_page: page,
		per_page: perPage,
		next_page_link: hasNext ? link(page + 1) : '',
		prev_page_link: page > 0 ? link(page - 1) : '',
		data: rows,
	};
	const declared = framedAnswer(operation, resolve)?.properties ?? {};
	return Object.fromEntries(Object.entries(possible).filter(([name]) => name in declared));
}

/**
 * Frames a single object the way its endpoint does. Where the contract knows several forms the `frames` switch
 * decides; a list of one stays a list of one.
 *
 * @param others that stand before it where the endpoint answers with a list
 */
export function singleEnvelope(
	operation: ContractOperation,
	data: object,
	{ frames, resolve }: EnvelopeOptions,
	others: readonly object[] = [],
): object {
	if (operation.answer?.anyOf && frames === 'bare') return data;
	const asList = framedAnswer(operation, resolve)?.properties?.data?.type === 'array';
	return { status: 'success', data: asList ? [...others, data] : data };
}

/** The answer of an operation in its frame, where the contract knows several forms. */
function framedAnswer(
	{ answer }: ContractOperation,
	resolve: EnvelopeOptions['resolve'],
): Schema | undefined {
	return answer?.anyOf?.map(resolve).find(({ properties }) => properties && 'data' in properties) ?? answer;
}
