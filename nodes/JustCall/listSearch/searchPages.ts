import { createHash } from 'crypto';
import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { keyPairOf } from '../../shared/http/authenticate';
import { connectedContext } from '../../shared/http/connectedContext';
import { readCountry } from '../../shared/values/countries';
import { explainError } from '../../shared/http/errors';
import { isObject } from '../../shared/values/isObject';
import { nodeError } from '../../shared/http/nodeError';
import { fillPath } from '../../shared/values/path';
import { ask, CREDENTIAL, INTERACTIVE_LIMIT_MS } from '../../shared/http/transport';
import { listed, MalformedAnswer, unwrapList, unwrapOne } from '../../shared/answers/envelope';
import { entryOf, itemsOf, linesOf, type Entry, type Shown } from './entries';
import { thousands } from '../../shared/values/thousands';
import { isWanted, wantedOf, type Wanted } from './matching';
import { pagesAllowed } from './readOn';
import { knownPagesOf, type KnownPage, type KnownPages } from './remembered';

const PAGE_SIZE = 100;
/** Entries after which a search stops reading: the person can scroll, or type more. */
const ENOUGH = 20;
/** Most digits of an ID that is looked up. Longer numbers are telephone numbers. */
const LONGEST_ID = 10;

/** A list of the API that a dropdown shows. */
export interface SearchableList {
	/** Path of the list, for example "/v2.1/users". */
	path: string;
	/** Query parameters beside the paging; a function if building them can fail. */
	query?: IDataObject | (() => IDataObject);
	/** Page size, if the endpoint serves another one than 100. */
	pageSize?: number;
	/** The endpoint has no paging: one answer is the whole list. */
	isUnpaged?: true;
	/** Name for messages, for example "The list of agents". */
	subject: string;
	/** Plural name of its records, for example "agents". */
	plural: string;
	/** n8n's name for the other mode of choosing; "By ID" by default. */
	otherWay?: string;
	/** Sort by name when the whole list was read. Otherwise JustCall's order stays. */
	byName?: true;
	/** Makes the shown name, the texts to search and the value that is sent. A record may have several entries. */
	show: (record: IDataObject) => Shown | readonly Shown[] | undefined;
	/** Tells lists of the same records apart that show other entries of them. */
	variant?: string;
	/** Path of one record, for a search by ID: "/v2.1/users/{id}". */
	one?: string;
	/** Searches that JustCall itself can do in this list: queries, each of which gives its own list. */
	find?: (wanted: Wanted) => JustCallSearch[];
	/** JustCall found these records by a value that the entries do not show, so the entries are not matched again. */
	isFound?: true;
	/** Read this list only when the lists before it gave nothing. */
	isFallback?: boolean;
}

/** A search that JustCall does itself. */
export interface JustCallSearch {
	query: IDataObject;
	/** Whether its results are complete, as for a whole telephone number or e-mail address. */
	isWhole?: boolean;
}

/** The first entries of a list. */
export interface FirstEntries {
	/** In JustCall's order, each value once. */
	entries: Entry[];
	/** Records that were read for them. */
	read: number;
	/** Records in the list, if JustCall says so. */
	total: number | undefined;
	/** Whether the list was read to its end. */
	isWhole: boolean;
}

/** A position in several lists: the list and its page. */
interface Place {
	list: number;
	page: number;
}

/**
 * Fills a dropdown.
 *
 * Without a text it returns the first page, and the next page each time the person scrolls. With a text it
 * searches the first page. If that is not the whole list, JustCall searches where it can, and further pages are
 * read until enough is found or {@link pagesAllowed} says stop. Pages that earlier keystrokes have read are not
 * read again. When the list goes on and little was found, the last lines say how much was searched.
 *
 * @param filter text that the person typed
 * @param token where to continue, from the previous result
 * @returns entries and, when there is more, a token that says where to continue
 * @throws NodeApiError that says the cause and the fix
 */
export async function searchPages(
	context: ILoadOptionsFunctions,
	list: SearchableList,
	filter?: string,
	token?: unknown,
): Promise<INodeListSearchResult> {
	return await searchLists(context, list.subject, async () => await Promise.resolve([list]), filter, token);
}

/**
 * Fills a dropdown from several lists, one after the other.
 *
 * @param subject for messages, for example "The list of threads"
 * @param listsOf gives the lists; it may read other lists to do so
 */
export async function searchLists(
	context: ILoadOptionsFunctions,
	subject: string,
	listsOf: (search: Search) => Promise<SearchableList[]>,
	filter?: string,
	token?: unknown,
): Promise<INodeListSearchResult> {
	try {
		const search = await Search.begin(context, filter);
		return await search.through(await listsOf(search), placeOf(token));
	} catch (error) {
		throw await nodeError(context, 0, explainError(error, subject));
	}
}

/** Makes the search method of a list that is known without a request. */
export function searching(list: SearchableList) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: unknown,
	): Promise<INodeListSearchResult> {
		return await searchPages(this, list, filter, paginationToken);
	};
}

/** One search: its text, its results so far, and the requests it has sent. */
export class Search {
	private readonly since = Date.now();
	private readonly found = new Map<string, Entry>();
	private requests = 0;
	private headers: Record<string, unknown> = {};
	private hasAnswer = false;
	/** Records searched so far. */
	private searched = 0;

	private constructor(
		private readonly context: ILoadOptionsFunctions,
		/** `undefined` when nothing was typed. */
		readonly wanted: Wanted | undefined,
		/** Identifies the account, without a secret in it. */
		private readonly account: string,
	) {}

	static async begin(context: ILoadOptionsFunctions, filter: unknown): Promise<Search> {
		const connected = await connectedContext(context, context.getCurrentNodeParameter('requestOptions'));
		const credentials = await connected.getCredentials(CREDENTIAL);
		const { apiKey, apiSecret } = keyPairOf(credentials);
		const account = createHash('sha256')
			.update(JSON.stringify([credentials.baseUrl, apiKey, apiSecret]))
			.digest('hex');
		return new Search(connected, wantedOf(filter, readCountry(credentials.defaultCountry)), account);
	}

	/** Every entry of a list, ranked. For lists that must be known before others can be searched. */
	async all(list: SearchableList): Promise<Entry[]> {
		const entries = new Map<string, Entry>();
		for (let page = 0; ; page++) {
			const known = await this.page(list, page);
			for (const entry of known.entries) entries.set(entry.value, entry);
			if (known.isLast) return [...entries.values()].sort((a, b) => a.rank - b.rank);
		}
	}

	/**
	 * The entries of a list's first records, as far as {@link pagesAllowed} lets it read. Pages that were read
	 * before are not read again while the first page is the same.
	 *
	 * @param most records after which it stops
	 */
	async upTo(list: SearchableList, most: number): Promise<FirstEntries> {
		const entries = new Map<string, Entry>();
		let read = 0;
		let part: KnownPage | undefined = await this.page(list, 0);
		for (let page = 1; part; page++) {
			for (const entry of part.entries) entries.set(entry.value, entry);
			read += part.count;
			if (part.isLast) break;
			part = read < most ? await this.nextPage(list, page) : undefined;
		}
		const { total } = this.pagesOf(list);
		return { entries: [...entries.values()], read, total, isWhole: part !== undefined };
	}

	/** A further page, if it may be read now. A part of a list is better than none, so an error ends the reading. */
	private async nextPage(list: SearchableList, page: number): Promise<KnownPage | undefined> {
		const known = this.pagesOf(list).get(page, Date.now());
		if (known) return known;
		return (await this.mayRead([list], 0, page)) ? await this.page(list, page).catch(withoutIt) : undefined;
	}

	/** Reads the lists from a position on. */
	async through(lists: readonly SearchableList[], from: Place): Promise<INodeListSearchResult> {
		let { list: place, page } = from;
		let wasRead = false;
		for (let list = lists[place]; list; list = lists[place]) {
			if (list.isFallback && this.found.size > 0) break;
			if (this.found.size >= ENOUGH || (wasRead && !(await this.mayRead(lists, place, page))))
				return this.unfinished(lists, { list: place, page });
			const known = await this.page(list, page).catch((error: unknown) => {
				if (!wasRead || (this.found.size === 0 && !this.wanted)) throw error;
			});
			if (!known) return this.unfinished(lists, { list: place, page });
			wasRead = true;
			this.searched += known.count;
			const isWhole = !known.isLast && page === 0 && (await this.letJustCallSearch(list));
			this.take(list, known.entries);
			if (known.isLast || isWhole) [place, page] = [place + 1, 0];
			else page++;
		}
		const entries = [...this.found.values()];
		const isSorted = lists.length === 1 && lists[0]?.byName === true && from.page === 0;
		return { results: itemsOf(isSorted ? entries.sort((a, b) => a.name.localeCompare(b.name)) : entries) };
	}

	private take(list: SearchableList, entries: readonly Entry[]): void {
		for (const entry of entries) {
			if (this.found.has(entry.value) || (this.wanted && !list.isFound && !isWanted(entry, this.wanted)))
				continue;
			this.found.set(entry.value, entry);
		}
	}

	/**
	 * Whether the page at a position may be read. It is then requested together with those that follow: the first
	 * page of each of several lists, or the next pages of one list.
	 */
	private async mayRead(lists: readonly SearchableList[], place: number, page: number): Promise<boolean> {
		const list = lists[place];
		if (!list || this.pagesOf(list).get(page, Date.now())) return true;
		const allowed = pagesAllowed({
			requests: this.requests,
			elapsed: Date.now() - this.since,
			hasAnswer: this.hasAnswer,
			headers: this.headers,
		});
		// Nothing was typed: the editor will ask for this page again.
		if (!this.wanted || allowed <= 1) return allowed > 0;
		const { total } = this.pagesOf(list);
		const pages = total === undefined ? 1 : Math.ceil(total / (list.pageSize ?? PAGE_SIZE)) - page;
		const next =
			page === 0
				? lists.slice(place).flatMap((one) => (one.isFallback === list.isFallback ? [{ one, page: 0 }] : []))
				: Array.from({ length: Math.max(1, pages) }, (_, ahead) => ({ one: list, page: page + ahead }));
		const asked = next.slice(0, allowed).map(async ({ one, page: at }) => await this.page(one, at));
		// When the first of them fails, it is not requested again.
		const [first] = await Promise.allSettled(asked);
		return first?.status === 'fulfilled';
	}

	/** Lets JustCall search a list that was not read yet; `true` when the results are complete. */
	private async letJustCallSearch(list: SearchableList): Promise<boolean> {
		const { wanted } = this;
		if (!wanted) return false;
		const byId =
			list.one !== undefined && isWholeId(wanted.typed) ? this.byId(list, list.one, wanted) : undefined;
		const searches = list.find?.(wanted) ?? [];
		const answers = await Promise.all([
			...(byId ? [byId] : []),
			...searches.map(async ({ query, isWhole }) => {
				const asked = { ...list, query: { ...queryOf(list), ...query } };
				const answer = await this.page(asked, 0).catch(withoutIt);
				const entries = answer?.entries.filter((entry) => isWanted(entry, wanted)) ?? [];
				return { entries, isWhole: isWhole === true && answer?.isLast === true };
			}),
		]);
		this.take(
			list,
			answers.flatMap(({ entries }) => entries),
		);
		this.hasAnswer ||= answers.some(({ entries }) => entries.length > 0);
		return answers.some(({ entries, isWhole }) => isWhole && entries.length > 0);
	}

	/** The record with the ID that was typed. */
	private async byId(
		{ subject, show }: SearchableList,
		path: string,
		{ typed }: Wanted,
	): Promise<{ entries: Entry[]; isWhole: boolean }> {
		this.requests++;
		const request = { method: 'GET', path: fillPath(path, { id: typed }), ...this.urgent } as const;
		const record = await ask(this.context, request, subject, unwrapOne).catch(withoutIt);
		const [shown] = record ? [show(record)].flat() : [];
		const entry = shown && entryOf(shown);
		if (entry?.value !== typed) return { entries: [], isWhole: false };
		this.found.set(entry.value, entry);
		return { entries: [entry], isWhole: false };
	}

	/** A page of a list: a remembered one during a search, otherwise a new one. */
	private async page(list: SearchableList, page: number): Promise<KnownPage> {
		const pages = this.pagesOf(list);
		const known = this.wanted && pages.get(page, Date.now());
		if (known) return known;
		const per_page = list.pageSize ?? PAGE_SIZE;
		const query = { ...queryOf(list), ...(!list.isUnpaged && { page, per_page }) };
		const request = { method: 'GET', path: list.path, query, ...this.urgent } as const;
		this.requests++;
		const answer = await ask(this.context, request, list.subject, (body, headers) => {
			this.headers = headers;
			const read = rowsOf(body);
			const shown = read.rows.flatMap((row) => show(list, row));
			// One record without an envelope counts as a list with one entry.
			const isBare = isObject(body) && !('data' in body);
			if (isBare && shown.length === 0) throw new MalformedAnswer('the answer holds no list');
			return { ...read, entries: shown };
		});
		const { entries } = answer;
		const size = Math.min(per_page, answer.perPage || per_page);
		const isEnd = answer.count === 0 || !(answer.hasNext ?? answer.count >= size);
		const isLast = list.isUnpaged === true || isEnd || (page > 0 && pages.repeats(page, entries));
		const fresh = { at: Date.now(), entries, count: answer.count, total: answer.total, isLast };
		pages.set(page, fresh);
		return fresh;
	}

	private pagesOf(list: SearchableList): KnownPages {
		return knownPagesOf(JSON.stringify([this.account, list.path, queryOf(list), list.variant]), Date.now());
	}

	private get urgent() {
		return { lane: 'interactive', until: this.since + INTERACTIVE_LIMIT_MS } as const;
	}

	/** Returns the results so far, when there is more to read. */
	private unfinished(lists: readonly SearchableList[], next: Place): INodeListSearchResult {
		const results = itemsOf([...this.found.values()]);
		const paginationToken = lists.length === 1 ? String(next.page) : `${next.list} ${next.page}`;
		// Without a text, n8n's editor requests the next page by itself, as the person scrolls.
		if (!this.wanted || results.length >= ENOUGH) return { results, paginationToken };
		const [list] = lists;
		const total = lists.length === 1 && list ? this.pagesOf(list).total : undefined;
		const before = lists.length === 1 && list ? this.pagesOf(list).countBefore(next.page) : this.searched;
		const of = total !== undefined && total > before ? ` of ${thousands(total)}` : '';
		const lines = linesOf(
			`Searched ${thousands(before)}${of} ${list?.plural ?? ''} so far`,
			`Type more to search on, or use ${list?.otherWay ?? 'By ID'}`,
		);
		return { results: [...results, ...lines], paginationToken };
	}
}

function queryOf({ query }: SearchableList): IDataObject {
	return (typeof query === 'function' ? query() : query) ?? {};
}

function show(list: SearchableList, row: IDataObject): Entry[] {
	return [list.show(row)].flat().flatMap((shown) => (shown && entryOf(shown)) ?? []);
}

/**
 * The rows of a list that can be read. A row that cannot be read does not hide the others.
 *
 * @throws MalformedAnswer when there is no list, or nothing in it can be read
 */
function rowsOf(body: unknown) {
	const answer = listed(body);
	const data = isObject(answer) && Array.isArray(answer.data) ? (answer.data as unknown[]) : undefined;
	if (!data) return { ...unwrapList(answer), count: 0 };
	const rows = data.filter((row) => isObject(row) && Object.keys(row).length > 0);
	if (data.length > 0 && rows.length === 0) throw new MalformedAnswer('no entry of the list can be read');
	return { ...unwrapList({ ...(answer as IDataObject), data: rows as IDataObject[] }), count: data.length };
}

/** Whether the text may be a whole ID. */
function isWholeId(typed: string): boolean {
	return /^\d+$/.test(typed) && typed.length <= LONGEST_ID;
}

/** When JustCall's own search fails or is refused, the list itself is read, and the last lines say how far. */
function withoutIt(): undefined {
	return undefined;
}

/** The position in a token; the beginning when the token cannot be read. */
function placeOf(token: unknown): Place {
	const [, list, page] = /^(?:(\d{1,6}) )?(\d{1,6})$/.exec(String(token ?? '')) ?? [];
	return { list: Number(list ?? 0), page: Number(page ?? 0) };
}
