import type { ContractOperation, Schema } from '../contract/load';

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const FULL_FRAME: Schema = {
	properties: {
		status: text,
		count: whole,
		total_count: whole,
		current_page: whole,
		per_page: whole,
		next_page_link: text,
		prev_page_link: text,
		data: { type: 'array' },
	},
};
const BARE_FRAME: Schema = { properties: { data: { type: 'array' } } };
const ONE: Schema = { properties: { status: text, data: { type: 'object' } } };
const PATH = '/v2.1/later/records';

function operation(
	id: string,
	method: ContractOperation['method'],
	path: string,
	answer?: Schema,
	query: readonly string[] = [],
): ContractOperation {
	const inQuery = query.map((name) => ({
		name,
		in: 'query' as const,
		schema: name.startsWith('p') ? whole : text,
	}));
	const inPath = path.includes('{id}') ? [{ name: 'id', in: 'path' as const, schema: whole }] : [];
	return {
		id,
		method,
		path,
		parameters: [...inQuery, ...inPath],
		pagination: query.includes('page') ? { style: 'page', defaultSize: 20, maxSize: 40 } : undefined,
		bodyPointer: undefined,
		answerPointer: undefined,
		answer,
	};
}

/**
 * Endpoints that JustCall adds after the contract was written. Their real names are unknown, so these are the
 * sandbox's own. Keys, limits, faults and the log apply to them as to all others. Two of them answer without
 * paging fields: one with a list that has pages, one with a whole list.
 */
export const LATER_OPERATIONS: readonly ContractOperation[] = [
	operation('listLaterRecords', 'GET', PATH, FULL_FRAME, ['page', 'per_page', 'name']),
	operation('listLaterRecordsSilently', 'GET', '/v2.1/later/silent', BARE_FRAME, ['page', 'per_page']),
	operation('listLaterNames', 'GET', '/v2/later/names', undefined, []),
	operation('queryLaterRecords', 'POST', '/v1/later/query'),
	operation('getLaterRecord', 'GET', `${PATH}/{id}`, ONE),
	operation('createLaterRecord', 'POST', PATH, ONE),
	operation('updateLaterRecord', 'PATCH', `${PATH}/{id}`, ONE),
	operation('replaceLaterRecord', 'PUT', `${PATH}/{id}`, ONE),
	operation('deleteLaterRecord', 'DELETE', `${PATH}/{id}`),
];
