import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from './envelope';

/** Facts about a list operation's endpoint (FACTS.md section 2). */
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
	/** Page to begin at, from 0; 0 unless told. */
	start?: number;
	/** Whether new records come at the end of the list, as with `order=asc`, and not on top. */
	newAtEnd?: boolean;
	/** Is told once, at the end of a list of which nobody knows whether it is whole. */
	doubt?: ((doubt: ListDoubt) => void) | undefined;
}

/** Why a list that was read to its end may not be whole. Nothing proves that a record is missing. */
export interface ListDoubt {
	/** Records that JustCall listed, repeats included. */
	listed: number;
	/** Records that JustCall counted, where it counted more than it listed. */
	counted?: number;
	/** Whether the list changed each time that it was read again. */
	isMoving: boolean;
}

/** More records than n8n can take from one run. `known` is the number of matches when JustCall told it. */
export class TooManyRecords extends Error {
	constructor(readonly known: number | undefined) {
		super('too many records');
		this.name = 'TooManyRecords';
	}
}

/** Pages that brought nothing new although the list is not at its end: reading on would never stop. */
export class RepeatedPage extends Error {
	constructor(readonly page: number) {
		super('repeated page');
		this.name = 'RepeatedPage';
	}
}

/** A list with a hole: a page came without records, twice, though the page behind it has some. */
export class IncompleteList extends Error {
	/**
	 * @param got records that were listed before the hole
	 * @param counted JustCall's own count, where it tells one
	 */
	constructor(
		readonly got: number,
		readonly counted: number | undefined,
	) {
		super('incomplete list');
		this.name = 'IncompleteList';
	}
}

/**
 * Reads a paged list of JustCall to its end or to the limit.
 *
 * Pages count from 0. The next page is asked for by its number: the links in the answers lose filters. Records that
 * arrive while reading push others onto the next page; those repeats are dropped by id (FACTS.md section 2). Records
 * that leave pull others over the border of a page, past the reader. The signs of it:
 *
 * - Where new records come on top and JustCall counts the list, a count that fell. One that leaves while another one
 *   comes on top moves nothing, so a count that stayed is enough. This costs no request.
 * - Where there is no count, or where new records come at the end and make up in it for those that left, each page
 *   begins before the end of the one before: when its first record is known, nothing slipped past. A page starts at a
 *   multiple of its size, so this takes pages that are a little smaller; where JustCall serves one size only, the count
 *   alone is left.
 *
 * Where a page may not join, reading goes back, further each time, until one does; from there on pages overlap. Cursors
 * (last_call_id_fetched and the like) are left to people: whether they go with page numbers or instead of them is not
 * known.
 *
 * JustCall may count more than it lists (FACTS.md section 10): the listed records are returned, and `wanted.doubt` is
 * told.
 *
 * Where the answers tell how many records there are, the next pages can be asked for before they are needed: no more
 * than the list has. They are taken in order, so nothing else changes.
 *
 * @param fetchPage reads one page: `page` from 0, `per_page` records
 * @param show returns the part of a record to keep; the rest of a page is released before the next one comes
 * @returns records in JustCall's order, each id once; also those that left the list after they were read
 * @throws TooManyRecords before a list is read that n8n could not take; RepeatedPage when the list does not advance;
 *   IncompleteList when it has a hole
 */
export async function collectPages<Kept = IDataObject>(
	fetchPage: (query: { page: number; per_page: number }) => Promise<ListPage>,
	paging: Paging,
	wanted: Wanted,
	show: (record: IDataObject) => Kept = (record) => record as Kept,
): Promise<Kept[]> {
	return await new ListReader(fetchPage, paging, wanted, show).read();
}

/** Some records of a list: `size` of them from `page * size` on. */
interface Window {
	page: number;
	size: number;
}

/** How often reading goes back in a list that changes, before its records are taken with a doubt. */
const MOST_RETURNS = 8;
/** Share of a page by which it overlaps the one before, at most: by the rest reading gets on. */
const MOST_OVERLAP = 0.5;
/** How far reading goes back the first time, as a share of a page, and how many times further each time after. */
const FIRST_RETURN = 0.1;
const FURTHER = 4;

/** One list while it is read. Places are counted from the start of the list, from 0. */
class ListReader<Kept> {
	private readonly perPage: number;
	private readonly pages: PagesAhead;
	private readonly records: Kept[] = [];
	private readonly seen = new Set<string>();
	/** Records on a page as JustCall serves it: it may clip the requested size. */
	private served: number;
	/** Behind the last record that was taken, and the furthest that this ever was. */
	private place = 0;
	private furthest = 0;
	/** Records that were listed up to there, repeats included. */
	private listed = 0;
	/** Records by which the pages overlap, and whether they can: JustCall serves pages of any size. */
	private overlap = 0;
	private canOverlap = true;
	/** Without ids nothing tells which records were taken before. */
	private hasIds = true;
	/** How often reading went back, and how far the last time, in records. */
	private returns = 0;
	private back = 0;
	/** Pages in a row that brought nothing new. */
	private stale = 0;
	/** JustCall's counts: the first, the least, and the highest since the last page that is known to join. */
	private first: number | undefined;
	private least = Infinity;
	private highest = 0;
	/** The end that the answer stated is behind. */
	private isBehind = false;
	/** A page without records where the list should go on, and the place of one that was asked for again. */
	private empty: Window | undefined;
	private again: number | undefined;

	constructor(
		fetchPage: (query: { page: number; per_page: number }) => Promise<ListPage>,
		private readonly paging: Paging,
		private readonly wanted: Wanted,
		private readonly show: (record: IDataObject) => Kept,
	) {
		const { firstPage = 0, maxPageSize, minPageSize = 1 } = paging;
		this.perPage = Math.min(maxPageSize, Math.max(wanted.limit ?? maxPageSize, minPageSize));
		this.served = this.perPage;
		this.pages = new PagesAhead(
			async ({ page, size }) => await fetchPage({ page: page + firstPage, per_page: size }),
		);
	}

	async read(): Promise<Kept[]> {
		const { ceiling, start = 0 } = this.wanted;
		let window: Window | undefined = { page: start, size: this.perPage };
		for (let isFirst = true; window; isFirst = false) {
			const page = await this.pages.take(window);
			if (isFirst) await this.begin(window, page);
			else if (!this.isAsAsked(window, page)) {
				window = this.withoutOverlap();
				continue;
			} else if (!this.joins(window, page)) {
				window = this.goBack(page);
				continue;
			}
			window = this.take(window, page);
			if (this.records.length > ceiling) throw new TooManyRecords(page.total);
		}
		return this.records;
	}

	/** Reads the facts that hold for all pages from the first. */
	private async begin({ page }: Window, { rows, total, perPage }: ListPage): Promise<void> {
		const { limit = Infinity, ceiling, newAtEnd = false } = this.wanted;
		this.served = Math.min(this.perPage, perPage || this.perPage);
		this.place = this.furthest = this.listed = page * this.served;
		this.first = total;
		this.hasIds = this.canOverlap = rows.every((row) => this.idOf(row) !== undefined);
		if (total === undefined || newAtEnd) this.overlap = 1;
		if (Math.min(limit, total ?? 0) <= ceiling) return;
		// It may be the count alone that is too large.
		const beyond = await this.pages.take({ page: Math.ceil(ceiling / this.served), size: this.perPage });
		if (beyond.rows.length > 0) throw new TooManyRecords(total);
	}

	/** Whether JustCall serves a page in the size in which it was asked for, where that is not the first one's. */
	private isAsAsked({ size }: Window, { rows, perPage }: ListPage): boolean {
		return size >= this.served || (rows.length <= size && (perPage || size) === size);
	}

	private withoutOverlap(): Window {
		this.canOverlap = false;
		this.pages.clear();
		return this.windowFrom(this.place);
	}

	/** Whether nothing slipped past between the page before and this one. */
	private joins(window: Window, { rows: [row], total }: ListPage): boolean {
		const start = this.startOf(window);
		if (start === 0 || this.isMoving) return true;
		if (start >= this.place) return total === undefined || total >= this.highest;
		const id = row && this.idOf(row);
		return id !== undefined && this.seen.has(id);
	}

	/** The list changes faster than it can be read. */
	private get isMoving(): boolean {
		return this.returns > MOST_RETURNS;
	}

	/** @returns the page to read again; later pages are requested anew */
	private goBack({ total }: ListPage): Window {
		this.pages.clear();
		this.returns = this.hasIds ? this.returns + 1 : Infinity;
		if (this.isMoving) return this.windowFrom(this.place);
		const fall = total === undefined ? 0 : this.highest - total;
		this.back = Math.max(this.back * FURTHER, 2 * fall, Math.ceil(this.served * FIRST_RETURN));
		this.overlap = Math.min(Math.max(this.overlap, this.back), Math.ceil(this.served * MOST_OVERLAP));
		return this.windowBefore(this.place - this.back);
	}

	/**
	 * Takes the new records of a page.
	 *
	 * @returns the next page; nothing at the end
	 */
	private take(window: Window, { rows, total, hasNext }: ListPage): Window | undefined {
		if (this.empty && rows.length > 0) return this.lookAgain(this.empty);
		const [start, size] = [this.startOf(window), this.sizeOf(window)];
		const isBefore = start < this.place;
		this.listed = Math.max(0, this.listed - (isBefore ? this.place - start : 0)) + rows.length;
		this.least = Math.min(this.least, total ?? Infinity);
		this.highest = isBefore ? (total ?? 0) : Math.max(this.highest, total ?? 0);
		const known = this.records.length;
		if (this.keep(rows, start)) return this.end();

		const isNews = this.records.length > known;
		const isMissing = this.least !== Infinity && this.listed < this.least;
		if (rows.length === 0) {
			const mayGoOn = this.least === Infinity ? hasNext === true : isMissing;
			if (this.isBehind || !mayGoOn) return this.end(isMissing);
			this.empty = window;
		}
		const goesOn = rows.length > 0 && (hasNext ?? rows.length >= size);
		// An end that comes too early is looked behind once.
		if (!goesOn && rows.length > 0 && !isMissing) return this.end();
		if (!goesOn && rows.length > 0 && this.isBehind && !isNews) {
			// The same records again, as from an endpoint that knows no pages.
			this.listed -= rows.length;
			return this.end(true);
		}
		this.isBehind = !goesOn;
		// A server that leaves records out of a page that it has cut counts places in its own way.
		if (goesOn && rows.length < size) this.canOverlap = false;
		if (rows.length > 0) this.checkAdvance(window, isNews, total);
		this.place = start + (goesOn || !this.overlaps ? size : rows.length);
		this.back = Math.min(this.back, this.overlap);
		this.furthest = Math.max(this.furthest, start + Math.min(rows.length, size));
		return this.next(total);
	}

	/** @returns whether that is as much as was wanted */
	private keep(rows: IDataObject[], start: number): boolean {
		for (const [index, row] of rows.entries()) {
			const id = this.idOf(row);
			if (id === undefined ? start + index < this.furthest : this.seen.has(id)) continue;
			if (id !== undefined) this.seen.add(id);
			this.records.push(this.show(row));
			if (this.records.length === this.wanted.limit) return true;
		}
		return false;
	}

	/** A page came empty, and one behind it has records: the first time that may have been a fault that passed. */
	private lookAgain(empty: Window): Window {
		const place = this.startOf(empty);
		if (this.again === place) {
			throw new IncompleteList(this.listed, this.least === Infinity ? undefined : this.least);
		}
		this.again = this.place = place;
		this.empty = undefined;
		this.isBehind = false;
		this.pages.clear();
		return this.windowFrom(place);
	}

	/** As many records as came on top since may fill pages with known records; more than that is a list without an end. */
	private checkAdvance(window: Window, isNews: boolean, total: number | undefined): void {
		const isReturn = this.startOf(window) + this.sizeOf(window) <= this.furthest;
		if (isNews) this.stale = 0;
		else if (!isReturn) this.stale++;
		const arrived = total === undefined || this.first === undefined ? 0 : total - this.first;
		if (this.stale > 1 + Math.max(0, arrived) / this.served) throw new RepeatedPage(window.page);
	}

	private next(total = 0): Window {
		const { limit = Infinity, atOnce = 1 } = this.wanted;
		const needed = atOnce > 1 ? Math.min(limit, total) : 0;
		for (let ahead = 0, at = this.place; ahead < atOnce && at < needed; ahead++) {
			const window = this.windowFrom(at);
			this.pages.ask(window);
			at = this.startOf(window) + this.sizeOf(window);
		}
		return this.windowFrom(this.place);
	}

	private end(isMissing = false): undefined {
		const { isMoving, listed, least: counted } = this;
		if (isMoving || isMissing) this.wanted.doubt?.({ listed, isMoving, ...(isMissing && { counted }) });
		return undefined;
	}

	private get overlaps(): boolean {
		return this.canOverlap && this.overlap > 0;
	}

	/** The next page: from that place on, or from before it. */
	private windowFrom(place: number): Window {
		for (let shared = this.overlaps ? this.overlap : 0; shared > 0; shared = Math.floor(shared / 2)) {
			const window = this.windowBefore(place - shared);
			if (this.startOf(window) + this.sizeOf(window) > place) return window;
		}
		return { page: Math.ceil(place / this.served), size: this.perPage };
	}

	/** The page that begins at a place or before it and reaches furthest. */
	private windowBefore(place: number): Window {
		const from = Math.max(0, place);
		let furthest: Window = { page: Math.floor(from / this.served), size: this.perPage };
		let reached = (furthest.page + 1) * this.served;
		const least = Math.max(this.paging.minPageSize ?? 1, Math.ceil(this.served * MOST_OVERLAP));
		for (let size = this.served - 1; this.canOverlap && size >= least; size--) {
			const page = Math.floor(from / size);
			if ((page + 1) * size <= reached) continue;
			reached = (page + 1) * size;
			furthest = { page, size };
		}
		return furthest;
	}

	private startOf(window: Window): number {
		return window.page * this.sizeOf(window);
	}

	/** Records on a page that is not the last: JustCall may clip the requested size. */
	private sizeOf({ size }: Window): number {
		return Math.min(size, this.served);
	}

	/** Id of a record as text; an id may come as a number on one page and as text on another. */
	private idOf(row: IDataObject): string | undefined {
		const id = row[this.paging.idField];
		return id === undefined || id === null || id === '' ? undefined : String(id);
	}
}

/** Pages that were asked for before they are needed. */
class PagesAhead {
	private readonly asked = new Map<string, Promise<ListPage>>();

	constructor(private readonly fetch: (window: Window) => Promise<ListPage>) {}

	async take(window: Window): Promise<ListPage> {
		const key = keyOf(window);
		const asked = this.asked.get(key) ?? this.fetch(window);
		this.asked.delete(key);
		return await asked;
	}

	/** Asks for a page, unless it was asked for. */
	ask(window: Window): void {
		const key = keyOf(window);
		if (this.asked.has(key)) return;
		const asked = this.fetch(window);
		// Its failure is told when the page is taken; a list that ends before does not want it.
		asked.catch(() => undefined);
		this.asked.set(key, asked);
	}

	/** Forgets the requested pages: the list has changed. */
	clear(): void {
		this.asked.clear();
	}
}

function keyOf({ page, size }: Window): string {
	return `${page} ${size}`;
}
