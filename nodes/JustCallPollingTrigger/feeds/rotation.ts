import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from '../../shared/answers/envelope';

/** One reading of a list from its top to its end, some pages in each poll. */
export interface Rotation {
	/** When it began, epoch seconds. It reads the records that the list had then. */
	begun: number;
	/** Start of the list, epoch seconds. It stays the same until the end. */
	from: number;
	/** Page to read next. */
	page: number;
	/** JustCall's count of the list when the page before was read. */
	total?: number;
	/** Page from which it went back. It does not go back again before it has passed this page. */
	back?: number;
}

/** The account's requests a minute until an answer shows them: those of the smallest plan (FACTS.md section 6). */
const REQUESTS_A_MINUTE = 30;
/** A poll gets requests for at least and at most this many seconds since the poll before. */
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 3600;
/** Requests that a poll may always send, even with a small share: one for the first page, one for another one. */
const LEAST_REQUESTS = 2;
/** Part of a poll's requests that is reserved for older records, while something happens. */
const PART_FOR_OLDER = 1 / 3;
/** While nothing happens, one of this many pages is one of the recent records; the others are older ones. */
const TURNS = 4;

/** How many pages a poll may read besides the first one. */
export interface Allowed {
	/** In all. */
	pages: number;
	/** For recent records. */
	recent: number;
	/** Turn of the next poll. */
	turn: number;
}

/** Seconds since the poll before for which this poll gets requests. */
export function secondsBetween(last: number, now: number): number {
	return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, now - last));
}

/**
 * How many pages a poll may read besides the first one, so that a poll each minute is two requests when nothing happened.
 *
 * @param seconds since the poll before, see {@link secondsBetween}
 */
export function pagesWhenQuiet(seconds: number): number {
	return Math.max(1, Math.floor(seconds / 60));
}

/**
 * How many pages a poll may read besides the first one. While something happens, it uses its whole share.
 *
 * @param share part of the account's requests, from 0 to 1
 * @param seconds since the poll before, see {@link secondsBetween}
 * @param perMinute requests a minute that the account may send, if known
 * @param isQuiet whether the first page shows that nothing happened
 * @param turn of this poll, from the poll before
 */
export function allowedPages(
	share: number,
	seconds: number,
	perMinute = REQUESTS_A_MINUTE,
	isQuiet = false,
	turn = 0,
): Allowed {
	const most = Math.max(LEAST_REQUESTS, Math.floor((share * perMinute * seconds) / 60));
	const pages = isQuiet ? Math.min(most - 1, pagesWhenQuiet(seconds)) : most - 1;
	const inTurn = Math.floor((turn + pages) / TURNS);
	const reserved = Math.max(1, Math.floor(most * PART_FOR_OLDER));
	return {
		pages,
		recent: isQuiet ? inTurn : Math.max(inTurn, pages - reserved),
		turn: (turn + pages) % TURNS,
	};
}

/**
 * How many pages a poll must read so that the rotation ends in time; at least one.
 *
 * @param now epoch seconds
 * @param seconds from poll to poll
 * @param within seconds that the whole rotation should take
 */
export function pagesDue(
	{ begun, page, total = 0 }: Rotation,
	size: number,
	now: number,
	seconds: number,
	within: number,
): number {
	const left = Math.max(1, Math.ceil(total / size) - page);
	const looks = Math.max(1, Math.floor((begun + within - now) / seconds));
	return Math.ceil(left / looks);
}

/**
 * Reads the next pages of a rotation. New records do not move its pages, because the list ends when the rotation began. If
 * its count falls, records were deleted and others have moved to pages that were read before, so the rotation goes back by
 * as many. It reaches the end even if records are deleted all the time: the next rotation reads what this one misses.
 *
 * @param pages most pages to read
 * @param fetchPage reads a page of the list as it was when the rotation began
 * @param take receives the records of each page
 * @param isOver whether there is no time for a further page
 * @returns the rotation for the next poll; `undefined` at its end
 * @throws the errors of `fetchPage`, unless the time is over
 */
export async function readOn(
	rotation: Rotation,
	size: number,
	pages: number,
	fetchPage: (page: number) => Promise<ListPage>,
	take: (records: IDataObject[]) => void,
	isOver: () => boolean,
): Promise<Rotation | undefined> {
	let next = rotation;
	for (let read = 0; read < pages && !isOver(); read++) {
		const page = await fetchPage(next.page).catch((error: unknown) => {
			if (!isOver()) throw error;
			return undefined;
		});
		if (!page) break;
		take(page.rows);
		const { total } = page;
		// Without a count nothing shows a fall.
		const fall = (next.total ?? Number.NaN) - (total ?? Number.NaN);
		const mayGoBack = next.page > (next.back ?? -1);
		if (fall > 0 && mayGoBack) {
			const earlier = Math.max(0, next.page - Math.ceil(fall / size));
			next = { ...next, total, page: earlier, back: next.page };
		} else if (isEnd(page, size)) return undefined;
		else next = { ...next, total, page: next.page + 1 };
	}
	return next;
}

/** Whether a page is the last of its list. */
export function isEnd({ rows, hasNext, perPage = Infinity }: ListPage, size: number): boolean {
	return rows.length === 0 || !(hasNext ?? rows.length >= Math.min(size, perPage));
}
