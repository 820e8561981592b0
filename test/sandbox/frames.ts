import type { Operation, Schema } from './contract';

/** A page as a handler gives it: all rows that match, cut and framed here. */
export interface Page {
	rows: unknown[];
	total: number;
	page: number;
	perPage: number;
	hasNext: boolean;
}

/**
 * Frames a page the way its endpoint does: which of the frame's fields exist is read from the contract
 * (FACTS.md section 3). Links carry page and size only, never the filters: a trap worth keeping.
 *
 * @param address absolute address of the list, without query
 */
export function listFrame(
	operation: Operation,
	{ rows, total, page, perPage, hasNext }: Page,
	address: string,
): object {
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
	const declared = operation.answer?.properties ?? {};
	return Object.fromEntries(Object.entries(possible).filter(([name]) => name in declared));
}

/**
 * Frames a single object the way its endpoint does. Where the contract knows several forms the `frames` switch
 * decides; a list of one stays a list of one.
 */
export function singleFrame(
	operation: Operation,
	data: object,
	frames: 'framed' | 'bare',
	resolve: (schema: Schema) => Schema,
): object {
	const { answer } = operation;
	if (answer?.anyOf && frames === 'bare') return data;
	const framed =
		answer?.anyOf?.map(resolve).find(({ properties }) => properties && 'data' in properties) ?? answer;
	const asList = framed?.properties?.data?.type === 'array';
	return { status: 'success', data: asList ? [data] : data };
}
