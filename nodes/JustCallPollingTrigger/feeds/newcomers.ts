import type { IDataObject } from 'n8n-workflow';

import type { ListPage } from '../../shared/unwrap';

/** Records that were seen before: when each was, in epoch seconds, by its id. */
export type Known = Record<string, number>;

/** How to read what a feed lists. */
export interface Reading {
	fetchPage: (page: number) => Promise<ListPage>;
	idOf: (record: IDataObject) => string;
	/** When a record was, epoch seconds. */
	momentOf: (record: IDataObject) => number;
}

/** What a look at a window brought. */
export interface Newcomers {
	/** Oldest first. */
	records: IDataObject[];
	/** JustCall's count of the window; `undefined` when the next look cannot rely on one. */
	total: number | undefined;
}

/** Pages that one look may read: three months of a busy account, and no list that never ends. */
const MOST_PAGES = 2000;

/**
 * Finds what is new in a window of a list, newest first, and notes it in `known`.
 *
 * One page is enough when nothing happened. A record can appear late, behind others that were seen (a long call is listed
 * when it ends): JustCall's count of the window, held against its count at the look before, tells that something did
 * happen, and the pages are read on until what was found explains it. A record that was deleted is never found: then they
 * are read to the end once. Our own count of what we saw says nothing: JustCall's window may be another than ours.
 *
 * @param before the look before, when it was at the same window; without it the window is read whole
 */
export async function newcomers(
	{ fetchPage, idOf, momentOf }: Reading,
	known: Known,
	before: { total?: number | undefined } | undefined,
): Promise<Newcomers> {
	const listed = new Set<string>();
	const found = new Map<string, IDataObject>();
	const totals = new Set<number | undefined>();
	for (let page = 0; page < MOST_PAGES; page++) {
		const { rows, total, hasNext } = await fetchPage(page);
		totals.add(total);
		const [listedBefore, foundBefore] = [listed.size, found.size];
		for (const row of rows) {
			const id = idOf(row);
			listed.add(id);
			if (!(id in known) && !found.has(id)) found.set(id, row);
		}
		// Nothing but what was on earlier pages: the list does not go on.
		if (hasNext === false || listed.size === listedBefore) break;
		const isExplained = total === undefined || total === (before?.total ?? Number.NaN) + found.size;
		if (before && found.size === foundBefore && isExplained) break;
	}
	const records = [...found.values()].reverse().sort((a, b) => momentOf(a) - momentOf(b));
	for (const [id, record] of found) known[id] = momentOf(record);
	// One that changed while the pages were read may have pulled a record past the reader.
	return { records, total: totals.size === 1 ? [...totals][0] : undefined };
}

/** Drops what no window will reach any more. */
export function forgetBefore(known: Known, moment: number): Known {
	return Object.fromEntries(Object.entries(known).filter(([, at]) => at >= moment));
}
