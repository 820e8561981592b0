import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from '../../shared/answers/envelope';

/** Records that were seen before: the time of each in epoch seconds, by its id. */
export type KnownRecords = Record<string, number>;

/** How to read the records of a feed. */
export interface Reading {
	fetchPage: (page: number) => Promise<ListPage>;
	idOf: (record: IDataObject) => string;
	/** Time of a record, epoch seconds. */
	momentOf: (record: IDataObject) => number;
	/** Whether a record is still in progress; by default none is. */
	isRunning?: (record: IDataObject) => boolean;
	/** Whether the time for this poll is over; by default it never is. */
	isOver?: () => boolean;
}

/** Notes of the polls before. */
export interface Before {
	/** JustCall's count of the window at the poll before. */
	total?: number | undefined;
	/** Page at which the poll before ran out of time; everything before it is known. */
	resume?: number | undefined;
	/** Records that were in progress at the poll before. */
	running?: KnownRecords | undefined;
	/** The poll before read another window, so its count says nothing and this window is read to its end. */
	isOther?: boolean;
}

/** Results of a poll of a window. */
export interface NewRecords {
	/** Records that are new and over, oldest first. */
	records: IDataObject[];
	/** Records that are new and in progress, oldest first. */
	begun: IDataObject[];
	/** New records that are listed before known ones. A poll that continues an earlier one finds them beside the rest. */
	ahead: Set<IDataObject>;
	/** JustCall's count of the window; `undefined` if the next poll cannot rely on it. */
	total: number | undefined;
	/** Whether the window was read to its end. */
	isWhole: boolean;
	/** Page at which the next poll continues; `undefined` if the window was read as far as needed. */
	resume: number | undefined;
	/** Records that are in progress now. */
	running: KnownRecords;
}

/** Most pages that one poll reads: enough for three months of a busy account, and an end for a list without one. */
const MAX_PAGES = 2000;

/**
 * Finds the new records in a window of a list, newest first, and notes them in `known`.
 *
 * One page is enough if nothing happened. A record can appear late, behind known records: JustCall lists a long call when
 * it ends. Then JustCall's count of the window differs from its count at the poll before, and the pages are read until the
 * records found explain the difference. If a record was deleted, nothing explains it, and the window is read to its end
 * once. Our own count says nothing, because JustCall's window may differ from ours.
 *
 * A record that is in progress is not noted as known, because no count shows when it ends. The pages are read until each
 * such record of the poll before was seen.
 *
 * If the time is over, the records found so far are returned, and the next poll continues where this one stopped.
 *
 * @param before notes of the poll before; without them the window is read to its end
 * @throws the errors of `fetchPage`
 */
export async function newRecords(
	{ fetchPage, idOf, momentOf, isRunning = () => false, isOver = () => false }: Reading,
	known: KnownRecords,
	before: Before | undefined,
): Promise<NewRecords> {
	const listed = new Set<string>();
	const found = new Map<string, IDataObject>();
	const begun = new Map<string, IDataObject>();
	const totals: Array<number | undefined> = [];
	const running: KnownRecords = {};
	const awaited = new Set(Object.keys(before?.running ?? {}));
	/** Number of records that JustCall did not count at the poll before. */
	let fresh = 0;
	let ahead: Set<IDataObject> | undefined;
	let rest = before?.resume;
	let resume: number | undefined;
	let isWhole = false;
	const unlessOver = async (page: number) =>
		await fetchPage(page).catch((error: unknown) => {
			if (page === 0 || !isOver()) throw error;
			return undefined;
		});
	for (let page = 0; page < MAX_PAGES; page++) {
		const next = page > 0 && isOver() ? undefined : await unlessOver(page);
		if (!next) {
			resume = page;
			break;
		}
		const { rows, total, hasNext } = next;
		totals.push(total);
		const [listedBefore, freshBefore] = [listed.size, fresh];
		for (const row of rows) {
			const id = idOf(row);
			if (listed.has(id)) continue;
			listed.add(id);
			if (id in known) continue;
			const wasRunning = before?.running !== undefined && id in before.running;
			if (!wasRunning) fresh++;
			awaited.delete(id);
			if (!isRunning(row)) found.set(id, row);
			else {
				running[id] = momentOf(row);
				if (!wasRunning) begun.set(id, row);
			}
		}
		// A page with only records of earlier pages is the end of the list.
		if (hasNext === false || listed.size === listedBefore) {
			isWhole = true;
			break;
		}
		const isKnownPage = fresh === freshBefore;
		if (isKnownPage && rest !== undefined) {
			ahead ??= new Set(found.values());
			// It continues one page before the stop, because records may have moved by less than a page.
			if (page + 2 < rest) page = rest - 2;
			rest = undefined;
			continue;
		}
		const isExplained = total === undefined || totals[0] === (before?.total ?? Number.NaN) + fresh;
		const mustBeWhole = before === undefined || before.isOther === true || before.resume !== undefined;
		if (!mustBeWhole && isKnownPage && isExplained && awaited.size === 0) break;
	}
	const hasOnlyRisen = totals.slice(1).every((total, page) => {
		const earlier = totals[page];
		return total === earlier || Number(total) > Number(earlier);
	});
	const inOrder = (records: Iterable<IDataObject>) =>
		[...records].reverse().sort((a, b) => momentOf(a) - momentOf(b));
	for (const [id, record] of found) known[id] = momentOf(record);
	// A record that was not reached counts as in progress. One that was not listed is gone, unless the list changed while it
	// was read: then the record may have moved to a page that was read before.
	if (resume !== undefined || new Set(totals).size > 1)
		for (const [id, at] of Object.entries(before?.running ?? {})) if (awaited.has(id)) running[id] = at;
	return {
		records: inOrder(found.values()),
		begun: inOrder(begun.values()),
		ahead: ahead ?? new Set(found.values()),
		// If the count fell while the pages were read, a record may have moved to a page that was read before. If it rose, the
		// first count is that of the records that were read, and the next poll finds what came after it.
		total: hasOnlyRisen && resume === undefined ? totals[0] : undefined,
		isWhole,
		resume,
		running,
	};
}

/** Drops records from before a moment (epoch seconds), which no window will list again. */
export function forgetBefore(known: KnownRecords, moment: number): KnownRecords {
	return Object.fromEntries(Object.entries(known).filter(([, at]) => at >= moment));
}
