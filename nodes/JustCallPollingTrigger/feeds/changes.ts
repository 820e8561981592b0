import type { IDataObject } from 'n8n-workflow';

import { momentOf } from '../../shared/values/dates';

/** Fields of a call that can change after it has ended. */
export const WATCHED = ['disposition', 'notes', 'rating'] as const;

/**
 * The filter of the call list on a field that can change. It is not sent: a call would enter the list by the change, and be
 * unknown before. The changed calls are filtered here.
 */
export const FILTERED_HERE = 'disposition_codes';

/** The watched fields of each call that has any of them, by its id. */
export type Fingerprints = Record<string, string>;

/**
 * Finds the calls whose disposition, notes or rating were set or changed since the look before.
 *
 * A call that was not listed before counts as one that had none of them: agents often write them before the call is listed,
 * and n8n forgets the notes of a look without results when it restarts.
 *
 * @param before of the look before
 * @param since epoch seconds from which on calls were within reach of the look before; older ones are only noted
 * @returns the changed calls with the names of the changed fields, and the fingerprints of this look
 */
export function changesIn(
	calls: readonly IDataObject[],
	before: Fingerprints,
	since: number,
): { changed: IDataObject[]; now: Fingerprints } {
	const now: Fingerprints = {};
	const changed: IDataObject[] = [];
	for (const call of calls) {
		const id = String(call.id);
		const values = WATCHED.map((name) => String(infoOf(call)[name] ?? ''));
		if (values.some((value) => value !== '')) now[id] = JSON.stringify(values);
		const known = before[id];
		if (known === undefined && (momentOf(call) ?? Infinity) < since * 1000) continue;
		const old = known === undefined ? [] : (JSON.parse(known) as string[]);
		const names = WATCHED.filter((_, place) => (old[place] ?? '') !== values[place]);
		if (names.length > 0) changed.push({ changed: names, ...call });
	}
	return { changed, now };
}

/** Whether a call has one of these dispositions, as JustCall's own filter would say; without any, every call has. */
export function hasDisposition(call: IDataObject, dispositions: IDataObject[string]): boolean {
	if (!Array.isArray(dispositions)) return true;
	const form = (value: unknown) => String(value).trim().toLowerCase();
	return dispositions.some((one) => form(one) === form(infoOf(call).disposition ?? ''));
}

function infoOf({ call_info }: IDataObject): IDataObject {
	return (call_info ?? {}) as IDataObject;
}
