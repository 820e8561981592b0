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
	/** Start of the window that is listed, epoch seconds. */
	from: number;
}

/** Pages that one look may read: three months of a busy account, and no list that never ends. */
const MOST_PAGES = 2000;

/**
 * Finds what is new in a window of a list, newest first, and notes it in `known`.
 *
 * One page is enough when nothing happened. A record can appear late, behind others that were seen (a long call is listed
 * when it ends): JustCall's count of the window tells that one is missing, and the pages are read on until it is found.
 *
 * @returns the new records, oldest first
 */
export async function newcomers(
	{ fetchPage, idOf, momentOf, from }: Reading,
	known: Known,
): Promise<IDataObject[]> {
	const seenInWindow = Object.values(known).filter((at) => at >= from).length;
	const found = new Map<string, IDataObject>();
	for (let page = 0; page < MOST_PAGES; page++) {
		const { rows, total, hasNext } = await fetchPage(page);
		let unseen = 0;
		for (const row of rows) {
			const id = idOf(row);
			if (id in known || found.has(id)) continue;
			found.set(id, row);
			unseen++;
		}
		const atEnd = rows.length === 0 || hasNext === false;
		const complete = unseen === 0 && (total === undefined || total <= seenInWindow + found.size);
		if (atEnd || complete) break;
	}
	const records = [...found.values()].reverse().sort((a, b) => momentOf(a) - momentOf(b));
	for (const [id, record] of found) known[id] = momentOf(record);
	return records;
}

/** Drops what no window will reach any more. */
export function forgetBefore(known: Known, moment: number): Known {
	return Object.fromEntries(Object.entries(known).filter(([, at]) => at >= moment));
}
