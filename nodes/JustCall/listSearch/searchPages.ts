import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { connectedContext } from '../../shared/connectedContext';
import { explainError } from '../../shared/errors';
import { nodeError } from '../../shared/nodeError';
import { ask } from '../../shared/transport';
import { unwrapList } from '../../shared/unwrap';

const PAGE_SIZE = 100;
/** Pages read for one keystroke when the search finds little; scrolling reads on. */
const MAX_PAGES = 3;
/** Entries that fill a dropdown for the time being. */
export const ENOUGH = 20;

/** A list of the API that a dropdown shows. */
export interface SearchableList {
	/** Path of the list, for example "/v2.1/users". */
	path: string;
	/** Query beside the paging; a function where making it can go wrong. */
	query?: IDataObject | (() => IDataObject);
	/** Page size, where the endpoint serves less than 100. */
	pageSize?: number;
	/** For messages, for example "The list of agents". */
	subject: string;
	/** Sort by name when the whole list is at hand; otherwise JustCall's order has to do. */
	byName?: true;
	/** How a record is shown; its value is what is sent. */
	show: (record: IDataObject) => INodeListSearchItems;
}

/**
 * Fills a dropdown page by page. JustCall cannot search these lists itself, so the text is looked for here, in the
 * name that is shown.
 *
 * @param filter what the person typed
 * @param paginationToken number of the page to read next, from the result before
 * @returns entries in JustCall's order and, when the list goes on, the next page as token
 * @throws NodeApiError that says what happened and what to do
 */
export async function searchPages(
	context: ILoadOptionsFunctions,
	list: SearchableList,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageSize = list.pageSize ?? PAGE_SIZE;
	const wanted = (filter ?? '').trim().toLowerCase();
	const results: INodeListSearchItems[] = [];
	try {
		const connected = await connectedContext(context, context.getCurrentNodeParameter('requestOptions'));
		const start = Number(paginationToken ?? 0) || 0;
		let page = start;
		for (let read = 0; read < MAX_PAGES; read++) {
			const asked = typeof list.query === 'function' ? list.query() : list.query;
			const query = { ...asked, page, per_page: pageSize };
			const request = { method: 'GET' as const, path: list.path, query, hurry: true };
			const { rows, hasNext } = await ask(connected, request, list.subject, unwrapList);
			results.push(...rows.map(list.show).filter(({ name }) => name.toLowerCase().includes(wanted)));
			page++;
			if (rows.length === 0 || !(hasNext ?? rows.length >= pageSize)) {
				if (list.byName && start === 0) results.sort((a, b) => a.name.localeCompare(b.name));
				return { results };
			}
			if (results.length >= ENOUGH) break;
		}
		return { results, paginationToken: String(page) };
	} catch (error) {
		throw await nodeError(context, 0, explainError(error, list.subject));
	}
}

/** The search method of a list that needs nothing but the list itself. */
export function searching(list: SearchableList) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		return await searchPages(this, list, filter, paginationToken);
	};
}
