import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from './envelope';

/** Facts about a list operation's endpoint (FACTS.md section 2). */
export interface Paging {
	/** Largest page that the endpoint serves. */
	maxPageSize: number;
	/** Smallest page that the endpoint is known to serve; 1 by default. */
	minPageSize?: number;
	/** Number of the first page; 0 by default (v1 counts from 1). */
	firstPage?: number;
	/** Page and size are sent in the JSON body (v1) instead of the query. */
	inBody?: true;
	/** Field that identifies a record; records that were seen before are dropped. */
	idField: string;
}

/** How much of a list is wanted. */
export interface Wanted {
	/** Stop after this many records; `undefined` reads all of them. */
	limit: number | undefined;
	/** Refuse to collect more records than this, because n8n cannot take more from one run. */
	ceiling: number;
	/** Pages requested at once when JustCall has said how many there are; 1 by default. */
	atOnce?: number;
	/** Page to begin at, from 0; 0 by default. */
	start?: number;
	/** Whether new records come at the end of the list, as with `order=asc`, instead of at its top. */
	newAtEnd?: boolean;
	/** Called once, at the end of a list that may be incomplete. */
	doubt?: ((doubt: ListDoubt) => void) | undefined;
	/** Called once, when the limit ends a list in which JustCall counts more records. */
	cut?: ((cut: ListCut) => void) | undefined;
}

/** Why a list that was read to its end may be incomplete. It is not certain that a record is missing. */
export interface ListDoubt {
	/** Records that JustCall listed, including repeats. */
	listed: number;
	/** Records that JustCall counted, if it counted more than it listed. */
	counted?: number;
	/** Whether the list changed each time that it was read again. */
	isMoving: boolean;
}

/** The end that a limit sets to a list of which JustCall counts more. */
export interface ListCut {
	/** Records that were returned. */
	limit: number;
	/** Records that JustCall counts in the list. The count may ignore the filters (FACTS.md section 10). */
	counted: number;
}

/** More records than n8n can take from one run. `known` is the number of matching records, if JustCall said it. */
export class TooManyRecords extends Error {
	constructor(readonly known: number | undefined) {
		super('too many records');
		this.name = 'TooManyRecords';
	}
}

/** Pages brought nothing new although the list is not at its end. Reading on would never stop. */
export class RepeatedPage extends Error {
	constructor(readonly page: number) {
		super('repeated page');
		this.name = 'RepeatedPage';
	}
}

/** A list with a gap: a page came without records twice, although the page after it has some. */
export class IncompleteList extends Error {
	/**
	 * @param got records that were listed before the gap
	 * @param counted JustCall's own count, if it gives one
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
 * Pages count from 0. The next page is requested by its number, because the links in the answers lose filters.
 * Records that arrive while reading push others onto the next page; those repeats are dropped by id (FACTS.md
 * section 2). Records that leave the list move others to an earlier page that was already read. The reader
 * notices this as follows:
 *
 * - When new records come on top and JustCall counts the list, a lower count shows it. A record that leaves
 *   while another one comes on top moves nothing, so an unchanged count is enough. This costs no request.
 * - When there is no count, or new records come at the end and hide in the count those that left, each page
 *   overlaps the one before: when its first record is known, nothing was missed. A page starts at a multiple of
 *   its size, so this needs slightly smaller pages. When JustCall serves one size only, only the count is left.
 *
 * When records may have been missed, reading goes back, further each time, until a page begins with a known
 * record; from then on pages overlap. Cursors (last_call_id_fetched and the like) are left to the user: it is
 * not known whether they can be combined with page numbers.
 *
 * JustCall may count more than it lists (FACTS.md section 10): the listed records are returned, and
 * `wanted.doubt` is called.
 *
 * When the answers say how many records there are, the next pages can be requested before they are needed, but
 * no more pages than the list has. They are used in order, so nothing else changes.
 *
 * @param fetchPage reads one page: `page` from 0, `per_page` records
 * @param show returns the part of a record to keep; the rest of a page is released before the next one comes
 * @returns records in JustCall's order, each id once; also those that left the list after they were read
 * @throws TooManyRecords before a list is read that n8n could not take; RepeatedPage when the list does not
 *   advance; IncompleteList when it has a gap
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

/** How often reading goes back in a list that changes, before the result is returned with a doubt. */
const MOST_RETURNS = 8;
/** Largest part of a page that overlaps the page before. The rest of the page advances the reading. */
const MOST_OVERLAP = 0.5;
/** How far reading goes back the first time, as a share of a page, and the factor for each further time. */
const FIRST_RETURN = 0.1;
const FURTHER = 4;

/** One list while it is read. Positions count from the start of the list, from 0. */
class ListReader<Kept> {
	private readonly perPage: number;
	private readonly pages: PagesAhead;
	private readonly records: Kept[] = [];
	private readonly seen = new Set<string>();
	/** Records on a page as JustCall serves it; it may reduce the requested size. */
	private served: number;
	/** Position after the last record that was taken, and the highest such position so far. */
	private place = 0;
	private furthest = 0;
	/** Records that were listed up to that position, including repeats. */
	private listed = 0;
	/** Records by which pages overlap, and whether they can overlap: JustCall must serve pages of any size. */
	private overlap = 0;
	private canOverlap = true;
	/** Without ids, the records that were taken before cannot be recognized. */
	private hasIds = true;
	/** How often reading went back, and how many records the last time. */
	private returns = 0;
	private back = 0;
	/** Pages in a row that brought nothing new. */
	private stale = 0;
	/**
	 * JustCall's counts: the first, the lowest, and the highest since the last page that is known to follow
	 * without a gap.
	 */
	private first: number | undefined;
	private least = Infinity;
	private highest = 0;
	/** Whether the end that an answer stated has been passed. */
	private isBehind = false;
	/**
	 * A page without records before the end of the list, and the position of a page that was requested again
	 * because of it.
	 */
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

	/** Reads from the first page the facts that hold for all pages. */
	private async begin({ page }: Window, { rows, total, perPage }: ListPage): Promise<void> {
		const { limit = Infinity, ceiling, newAtEnd = false } = this.wanted;
		this.served = Math.min(this.perPage, perPage || this.perPage);
		this.place = this.furthest = this.listed = page * this.served;
		this.first = total;
		this.hasIds = this.canOverlap = rows.every((row) => this.idOf(row) !== undefined);
		if (total === undefined || newAtEnd) this.overlap = 1;
		if (Math.min(limit, total ?? 0) <= ceiling) return;
		// Only the count may be too large, not the list.
		const beyond = await this.pages.take({ page: Math.ceil(ceiling / this.served), size: this.perPage });
		if (beyond.rows.length > 0) throw new TooManyRecords(total);
	}

	/** Whether JustCall serves a page in the size that was requested, if that is not the first page's size. */
	private isAsAsked({ size }: Window, { rows, perPage }: ListPage): boolean {
		return size >= this.served || (rows.length <= size && (perPage || size) === size);
	}

	private withoutOverlap(): Window {
		this.canOverlap = false;
		this.pages.clear();
		return this.windowFrom(this.place);
	}

	/** Whether no record was missed between the page before and this one. */
	private joins(window: Window, { rows: [row], total }: ListPage): boolean {
		const start = this.startOf(window);
		if (start === 0 || this.isMoving) return true;
		if (start >= this.place) return total === undefined || total >= this.highest;
		const id = row && this.idOf(row);
		return id !== undefined && this.seen.has(id);
	}

	/** The list changes faster than it can be read, so the result is returned with a doubt. */
	private get isMoving(): boolean {
		return this.returns > MOST_RETURNS;
	}

	/** @returns the page to read again; later pages are requested again too */
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
	 * @returns the next page; `undefined` at the end
	 */
	private take(window: Window, { rows, total, hasNext }: ListPage): Window | undefined {
		if (this.empty && rows.length > 0) return this.lookAgain(this.empty);
		const [start, size] = [this.startOf(window), this.sizeOf(window)];
		const isBefore = start < this.place;
		this.listed = Math.max(0, this.listed - (isBefore ? this.place - start : 0)) + rows.length;
		this.least = Math.min(this.least, total ?? Infinity);
		this.highest = isBefore ? (total ?? 0) : Math.max(this.highest, total ?? 0);
		const known = this.records.length;
		if (this.keep(rows, start)) return this.endAtLimit(total);

		const isNews = this.records.length > known;
		const isMissing = this.least !== Infinity && this.listed < this.least;
		if (rows.length === 0) {
			const mayGoOn = this.least === Infinity ? hasNext === true : isMissing;
			if (this.isBehind || !mayGoOn) return this.end(isMissing);
			this.empty = window;
		}
		const goesOn = rows.length > 0 && (hasNext ?? rows.length >= size);
		// When the end comes too early, one more page is requested, once.
		if (!goesOn && rows.length > 0 && !isMissing) return this.end();
		if (!goesOn && rows.length > 0 && this.isBehind && !isNews) {
			// The same records again, as from an endpoint without paging. Those of a page that overlaps count once already.
			if (!isBefore) this.listed -= rows.length;
			return this.end(true);
		}
		this.isBehind = !goesOn;
		// A server that reduces a page and leaves out the rest of the records counts positions in its own way.
		if (goesOn && rows.length < size) this.canOverlap = false;
		if (rows.length > 0) this.checkAdvance(window, isNews, total);
		this.place = start + (goesOn || !this.overlaps ? size : rows.length);
		this.back = Math.min(this.back, this.overlap);
		this.furthest = Math.max(this.furthest, start + Math.min(rows.length, size));
		return this.next(total);
	}

	/** @returns whether the wanted number of records is reached */
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

	private endAtLimit(counted = 0): undefined {
		const { length: limit } = this.records;
		if (counted > limit) this.wanted.cut?.({ limit, counted });
		return this.end();
	}

	/**
	 * A page came empty, although the page after it has records. The first time, this may have been a passing
	 * fault.
	 */
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

	/** As many known records may come again as new records came on top. More than that is a list without an end. */
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

	/** The next page: the one at this position, or one that begins before it. */
	private windowFrom(place: number): Window {
		for (let shared = this.overlaps ? this.overlap : 0; shared > 0; shared = Math.floor(shared / 2)) {
			const window = this.windowBefore(place - shared);
			if (this.startOf(window) + this.sizeOf(window) > place) return window;
		}
		return { page: Math.ceil(place / this.served), size: this.perPage };
	}

	/** Of the pages that begin at or before the position, the one that reaches furthest. */
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

	/** Records on a page that is not the last; JustCall may reduce the requested size. */
	private sizeOf({ size }: Window): number {
		return Math.min(size, this.served);
	}

	/** Id of a record as text. An id may be a number on one page and text on another. */
	private idOf(row: IDataObject): string | undefined {
		const id = row[this.paging.idField];
		return id === undefined || id === null || id === '' ? undefined : String(id);
	}
}

/** Pages that were requested before they are needed. */
class PagesAhead {
	private readonly asked = new Map<string, Promise<ListPage>>();

	constructor(private readonly fetch: (window: Window) => Promise<ListPage>) {}

	async take(window: Window): Promise<ListPage> {
		const key = keyOf(window);
		const asked = this.asked.get(key) ?? this.fetch(window);
		this.asked.delete(key);
		return await asked;
	}

	/** Requests a page, unless it was requested already. */
	ask(window: Window): void {
		const key = keyOf(window);
		if (this.asked.has(key)) return;
		const asked = this.fetch(window);
		// An error is reported when the page is used. A list that ends before that page ignores it.
		asked.catch(() => undefined);
		this.asked.set(key, asked);
	}

	/** Drops the requested pages, because the list has changed. */
	clear(): void {
		this.asked.clear();
	}
}

function keyOf({ page, size }: Window): string {
	return `${page} ${size}`;
}
