import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from '../../shared/answers/envelope';

/** One reading of a list from its top to its end, some pages at each look. */
export interface Rotation {
	/** When it began, epoch seconds: it reads the records that the list had then. */
	begun: number;
	/** Moment that the list goes back to, epoch seconds; it stays the same to the end. */
	from: number;
	/** Page to read next. */
	page: number;
	/** JustCall's count of the list when the page before was read. */
	total?: number;
	/** Page from which it went back; until it is there again, it does not go back further. */
	back?: number;
}

/** The account's requests a minute while no answer has told: those of the smallest plan (FACTS.md section 6). */
const REQUESTS_A_MINUTE = 30;
/** Least and most seconds from look to look that requests are reckoned for. */
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 3600;
/** Requests that a look may send however small its share is: one for the newest records, one for older ones. */
const LEAST_REQUESTS = 2;
/** Part of a look's requests that older records have whatever the newest need. */
const PART_FOR_OLDER = 1 / 3;

/** Requests that a look may send. */
export interface Allowed {
	/** In all. */
	most: number;
	/** For the newest records. */
	newest: number;
}

/** Seconds from the look before to this one, as requests are reckoned for them. */
export function secondsBetween(last: number, now: number): number {
	return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, now - last));
}

/**
 * Requests that a look may send.
 *
 * @param share of the account's requests, from 0 to 1
 * @param seconds since the look before, see {@link secondsBetween}
 * @param perMinute that the account may send, where it is known
 */
export function allowedRequests(share: number, seconds: number, perMinute = REQUESTS_A_MINUTE): Allowed {
	const most = Math.max(LEAST_REQUESTS, Math.floor((share * perMinute * seconds) / 60));
	return { most, newest: most - Math.max(1, Math.floor(most * PART_FOR_OLDER)) };
}

/**
 * Pages that a look must read for a rotation to reach its end in time, at least one.
 *
 * @param now epoch seconds
 * @param seconds from look to look
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
 * Reads the next pages of a rotation. Records that come on top of the list do not move its pages; where its count fell, some
 * have moved up past the reader, and it goes back by as many. A list from which records are deleted all the time is read
 * to its end all the same: what slips past then is read by the next rotation.
 *
 * @param pages to read at most
 * @param fetchPage reads a page of the list as it was when the rotation began
 * @param take is handed the records of each page
 * @param isOver whether there is time for no further page
 * @returns the rotation for the next look; `undefined` at its end
 * @throws the errors of `fetchPage`, while there is time
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
		const fall = total === undefined || next.total === undefined ? 0 : next.total - total;
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
