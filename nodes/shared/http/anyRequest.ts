import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import type { Paging } from '../answers/paginator';
import { ParameterError, quote } from '../values/parameterError';
import type { ApiRequest } from './transport';

/** The panel's values for a request to any endpoint, checked and encoded, by the fields' names. */
export interface AnyEndpoint {
	method: IHttpRequestMethods;
	/** Path of the API; see anyValues.ts. */
	path: string;
	queryParameters?: IDataObject;
	jsonQuery?: IDataObject;
	jsonBody?: IDataObject | IDataObject[];
}

/** Records of a page by default: all endpoints serve this many, except two for AI data, which serve 20. */
const PAGE_SIZE = 50;
/** Most records that any endpoint is known to serve (FACTS.md section 2). */
const LARGEST_PAGE = 500;
/** Fewest records that all endpoints are known to serve. */
const SMALLEST_PAGE = 20;

/**
 * Makes the request from the panel's values. Only a GET may be sent again after a fault, because it is not
 * known whether another method of an unknown endpoint is idempotent.
 *
 * @param paginate whether its answer is a list that is read page by page
 * @returns the request, and how its list is paged (FACTS.md section 2; v1 counts from 1, section 11)
 * @throws ParameterError when its query or body already sets the paging
 */
export function anyRequest(
	{ method, path, queryParameters, jsonQuery, jsonBody }: AnyEndpoint,
	paginate: boolean,
): { request: ApiRequest; paging: Paging | undefined } {
	const query = queryParameters ?? jsonQuery ?? {};
	const label = jsonQuery ? 'Query Parameters as JSON' : 'Query Parameters';
	const effect = method === 'GET' ? ('safe' as const) : ('notIdempotent' as const);
	const canPage = method === 'GET' || method === 'POST';
	if (!paginate || !canPage) {
		const json = method === 'GET' ? undefined : JSON.stringify(jsonBody ?? {});
		return { request: { method, path, query, effect, ...(json && { json }) }, paging: undefined };
	}
	const inBody = method === 'POST';
	const place = inBody ? { values: jsonBody ?? {}, label: 'Body' } : { values: query, label };
	if (Array.isArray(place.values)) {
		throw new ParameterError(
			`'Body' is a list, which has no place for the page: ${quote(place.values)}`,
			"Give an object, or turn off 'Pagination'.",
		);
	}
	const { page, per_page: size, ...others } = place.values;
	if (page !== undefined) {
		throw new ParameterError(
			`'${place.label}' has "page", which 'Pagination' sets: ${quote(page)}`,
			"Remove it, or turn off 'Pagination' to get one page.",
		);
	}
	const pageSize = size === undefined ? undefined : pageSizeOf(size, place.label);
	return {
		request: { method, path, query: inBody ? query : others, effect, ...(inBody && { body: others }) },
		paging: {
			maxPageSize: pageSize ?? PAGE_SIZE,
			minPageSize: pageSize ?? SMALLEST_PAGE,
			idField: 'id',
			...(path.startsWith('/v1/') && { firstPage: 1 }),
			...(inBody && { inBody }),
		},
	};
}

function pageSizeOf(value: unknown, label: string): number {
	const size = /^\d+$/.test(String(value)) ? Number(value) : 0;
	if (size >= 1 && size <= LARGEST_PAGE) return size;
	throw new ParameterError(
		`'${label} > per_page' must be a whole number from 1 to ${LARGEST_PAGE}, not ${quote(value)}`,
		"Change it, or remove it: 'Pagination' sets one then.",
	);
}
