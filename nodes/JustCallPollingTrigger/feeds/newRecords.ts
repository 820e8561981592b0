import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from '../../shared/answers/envelope';

/** Records that were seen before: when each was, in epoch seconds, by its id. */
export type KnownRecords = Record<string, number>;

/** How to read the records of a feed. */
export interface Reading {
	fetchPage: (page: number) => Promise<ListPage>;
	idOf: (record: IDataObject) => string;
	/** When a record was, epoch seconds. */
	momentOf: (record: IDataObject) => number;
	/** Whether a record is of something that still goes on; nothing is unless told. */
	isRunning?: (record: IDataObject) => boolean;
	/** Whether the time for this look is over; it never is unless told. */
	isOver?: () => boolean;
}

/** Notes that the looks before have left. */
export interface Before {
	/** JustCall's count of the window at the look before. */
	total?: number | undefined;
	/** Page at which the look before had to stop; everything before it is known. */
	resume?: number | undefined;
	/** Records that went on at the look before. */
	running?: KnownRecords | undefined;
	/** It was at another window, so that its count says nothing: this one is read whole. */
	isOther?: boolean;
}

/** Results of a look at a window. */
export interface NewRecords {
	/** Records that are new and over, oldest first. */
	records: IDataObject[];
	/** Records that are new and still go on, oldest first. */
	begun: IDataObject[];
	/** Records listed before known ones: those that a look that goes on has found beside its rest. */
	ahead: Set<IDataObject>;
	/** JustCall's count of the window; `undefined` when the next look cannot rely on one. */
	total: number | undefined;
	/** Whether the window was read to its end. */
	isWhole: boolean;
	/** Page at which the next look goes on; `undefined` when the window was read as far as was needed. */
	resume: number | undefined;
	/** Records that go on now. */
	running: KnownRecords;
}

/** Pages that one look may read: three months of a busy account, and no list that never ends. */
const MAX_PAGES = 2000;

/**
 * Finds the new records in a window of a list, newest first, and notes them in `known`.
 *
 * One page is enough when nothing happened. A record can appear late, behind others that were seen (a long call is
 * listed when it ends): JustCall's count of the window, held against its count at the look before, tells that something
 * did happen, and the pages are read on until the records found explain it. A record that was deleted is never found:
 * then they are read to the end once. Our own count says nothing: JustCall's window may differ from ours.
 *
 * A record that still goes on is not noted as known: no count tells when it ends, so the pages are read until each of
 * the look before was seen.
 *
 * When the time is over, the records found so far are returned, and the next look goes on where this one stopped.
 *
 * @param before the look before; without it the window is read whole
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
	const totals = new Set<number | undefined>();
	const running: KnownRecords = {};
	const awaited = new Set(Object.keys(before?.running ?? {}));
	/** Records that JustCall did not count at the look before. */
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
		totals.add(total);
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
		// Only records of earlier pages: the list does not go on.
		if (hasNext === false || listed.size === listedBefore) {
			isWhole = true;
			break;
		}
		const isKnownPage = fresh === freshBefore;
		if (isKnownPage && rest !== undefined) {
			ahead ??= new Set(found.values());
			// One page earlier than where it stopped, for records that have moved meanwhile by less.
			if (page + 2 < rest) page = rest - 2;
			rest = undefined;
			continue;
		}
		const isExplained = total === undefined || total === (before?.total ?? Number.NaN) + fresh;
		const mustBeWhole = before === undefined || before.isOther === true || before.resume !== undefined;
		if (!mustBeWhole && isKnownPage && isExplained && awaited.size === 0) break;
	}
	const inOrder = (records: Iterable<IDataObject>) =>
		[...records].reverse().sort((a, b) => momentOf(a) - momentOf(b));
	for (const [id, record] of found) known[id] = momentOf(record);
	// A record that was not reached still goes on as far as we know. One that was passed over is gone, unless the list changed
	// while it was read: the record may have moved to a page that was read before.
	if (resume !== undefined || totals.size > 1)
		for (const [id, at] of Object.entries(before?.running ?? {})) if (awaited.has(id)) running[id] = at;
	return {
		records: inOrder(found.values()),
		begun: inOrder(begun.values()),
		ahead: ahead ?? new Set(found.values()),
		// One that changed while the pages were read may have pulled a record past the reader.
		total: totals.size === 1 && resume === undefined ? [...totals][0] : undefined,
		isWhole,
		resume,
		running,
	};
}

/** Drops records that no window will reach any more. */
export function forgetBefore(known: KnownRecords, moment: number): KnownRecords {
	return Object.fromEntries(Object.entries(known).filter(([, at]) => at >= moment));
}
