import type { IDataObject } from 'n8n-workflow';

/** What of a call can change after it has ended. */
const WATCHED = ['disposition', 'notes', 'rating'] as const;

/** The watched fields of each call, by its id. */
export type Fingerprints = Record<string, string>;

/**
 * Finds the calls whose disposition, notes or rating changed since the look before.
 *
 * @param before of the look before; a call that was not there is new, not changed
 * @returns the changed calls with the names of what changed, and the fingerprints of this look
 */
export function changesIn(
	calls: readonly IDataObject[],
	before: Fingerprints,
): { changed: IDataObject[]; now: Fingerprints } {
	const now: Fingerprints = {};
	const changed: IDataObject[] = [];
	for (const call of calls) {
		const id = String(call.id);
		const values = WATCHED.map((name) => String((call.call_info as IDataObject | undefined)?.[name] ?? ''));
		now[id] = JSON.stringify(values);
		const known = before[id];
		if (known === undefined || known === now[id]) continue;
		const old = JSON.parse(known) as string[];
		changed.push({ changed: WATCHED.filter((_, place) => old[place] !== values[place]), ...call });
	}
	return { changed, now };
}
