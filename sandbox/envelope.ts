import type { ContractOperation, Schema } from '../contract/load';

/** A page as a handler returns it: all matching rows. They are cut and put into an envelope here. */
export interface Page {
	rows: unknown[];
	total: number;
	page: number;
	perPage: number;
	hasNext: boolean;
}

/** Facts that the envelope needs beside the data. */
export interface EnvelopeOptions {
	/** Form of the answers that have several forms in the contract. */
	frames: 'framed' | 'bare';
	/** Follows a reference inside the contract. */
	resolve: (schema: Schema) => Schema;
}

/**
 * Puts a page into its endpoint's envelope. The contract says which fields the envelope has (FACTS.md section
 * 3). The links have only page and size and lose the filters, as JustCall's do.
 *
 * @param address absolute URL of the list, without query
 */
export function listEnvelope(
	operation: ContractOperation,
	{ rows, total, page, perPage, hasNext }: Page,
	address: string,
	{ frames, resolve }: EnvelopeOptions,
): object {
	// When the contract also allows a single record, a list of one may come as that record (FACTS.md section 3).
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
 * Puts a single object into its endpoint's envelope. If the contract has several forms, the `frames` setting
 * decides. A list of one stays a list of one.
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

/** The answer of an operation in its envelope, when the contract has several forms. */
function framedAnswer(
	{ answer }: ContractOperation,
	resolve: EnvelopeOptions['resolve'],
): Schema | undefined {
	return answer?.anyOf?.map(resolve).find(({ properties }) => properties && 'data' in properties) ?? answer;
}
