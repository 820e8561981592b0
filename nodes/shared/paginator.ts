import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from './unwrap';

/** What a list operation says of its endpoint (FACTS.md section 2). */
export interface Paging {
	/** Largest page that the endpoint serves. */
	maxPageSize: number;
	/** Smallest page that it is known to serve; 1 unless stated. */
	minPageSize?: number;
	/** Number of the first page; 0 unless stated (v1 counts from 1). */
	firstPage?: number;
	/** Page and size travel in the JSON body (v1) instead of the query. */
	inBody?: true;
	/** Field that tells one record from another; records seen before are dropped. */
	idField: string;
}

/** How much of a list is wanted. */
export interface Wanted {
	/** Stop after this many records; `undefined` = all of them. */
	limit: number | undefined;
	/** Refuse to collect more than this: n8n cannot take more from one run. */
	ceiling: number;
	/** Pages asked for at once when JustCall said how many there are; 1 unless told. */
	atOnce?: number;
}

/** More records than n8n can take from one run. `known` is the number of matches when JustCall told it. */
export class TooManyRecords extends Error {
	constructor(readonly known: number | undefined) {
		super('too many records');
		this.name = 'TooManyRecords';
	}
}

/** A page that brought nothing new although the list is not at its end: reading on would never stop. */
export class RepeatedPage extends Error {
	constructor(readonly page: number) {
		super('repeated page');
		this.name = 'RepeatedPage';
	}
}

/** A list that ended before it held as many records as JustCall itself counted. */
export class IncompleteList extends Error {
	constructor(
		readonly got: number,
		readonly counted: number,
	) {
		super('incomplete list');
		this.name = 'IncompleteList';
	}
}

/**
 * Reads a paged list of JustCall to its end or to the limit.
 *
 * Pages count from 0 and have one size throughout, so the window never shifts. The next page is asked for by its
 * number: the links in the answers lose filters. Records that arrive while reading push others onto the next page;
 * those repeats are dropped by id (FACTS.md section 2). Records that vanish while reading pull others over the border of
 * a page, past the reader: the least total that JustCall counted tells. Its cursors (last_call_id_fetched and the like)
 * are left to people: whether they go with page numbers or instead of them is not known.
 *
 * Where the answers tell how many records there are, the next pages can be asked for before they are needed: no more than the
 * list has. They are taken in order, so nothing else changes.
 *
 * @param fetchPage reads one page: `page` from 0, `per_page` records
 * @param show what is kept of a record; the rest of a page is let go before the next one comes
 * @returns records in JustCall's order, each id once
 * @throws TooManyRecords before a list is read that n8n could not take; RepeatedPage when the list does not advance;
 *   IncompleteList when it ends too early
 */
export async function collectPages<Kept = IDataObject>(
	fetchPage: (query: { page: number; per_page: number }) => Promise<ListPage>,
	paging: Paging,
	wanted: Wanted,
	show: (record: IDataObject) => Kept = (record) => record as Kept,
): Promise<Kept[]> {
	const { limit, ceiling, atOnce = 1 } = wanted;
	const perPage = Math.min(
		paging.maxPageSize,
		Math.max(limit ?? paging.maxPageSize, paging.minPageSize ?? 1),
	);
	const { firstPage = 0 } = paging;
	const pages = new PagesAhead(
		async (page) => await fetchPage({ page: page + firstPage, per_page: perPage }),
	);
	const records: Kept[] = [];
	const seen = new Set<unknown>();
	let counted = Infinity;
	for (let page = 0; ; page++) {
		const { rows, total, perPage: served, hasNext } = await pages.take(page);
		const size = Math.min(perPage, served || perPage);
		if (Math.min(limit ?? Infinity, total ?? 0) > ceiling) throw new TooManyRecords(total);
		pages.ask(page, atOnce, Math.ceil(Math.min(limit ?? Infinity, total ?? 0) / size));
		counted = Math.min(counted, total ?? Infinity);
		const before = records.length;
		for (const row of rows) {
			const id = row[paging.idField];
			if (id !== undefined && seen.has(id)) continue;
			if (id !== undefined) seen.add(id);
			records.push(show(row));
			if (records.length === limit) return records;
		}
		if (records.length > ceiling) throw new TooManyRecords(total);
		const atEnd = rows.length === 0 || !(hasNext ?? rows.length >= size);
		const missing = counted !== Infinity && records.length < counted;
		if (atEnd && !missing) return records;
		// An end that comes too early is looked behind once.
		if (missing && rows.length === 0) throw new IncompleteList(records.length, counted);
		if (records.length === before) throw new RepeatedPage(page);
	}
}

/** Pages that were asked for before they are needed. */
class PagesAhead {
	private readonly asked = new Map<number, Promise<ListPage>>();

	constructor(private readonly fetch: (page: number) => Promise<ListPage>) {}

	async take(page: number): Promise<ListPage> {
		const asked = this.asked.get(page) ?? this.fetch(page);
		this.asked.delete(page);
		return await asked;
	}

	/** Asks for the pages behind one, so many at once, of so many in all. */
	ask(page: number, atOnce: number, of: number): void {
		for (let next = page + 1; next < Math.min(page + 1 + atOnce, of) && atOnce > 1; next++) {
			if (this.asked.has(next)) continue;
			const asked = this.fetch(next);
			// Its failure is told when the page is taken; a list that ends before does not want it.
			asked.catch(() => undefined);
			this.asked.set(next, asked);
		}
	}
}
