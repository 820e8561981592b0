import { createHash } from 'crypto';

import type { IDataObject } from 'n8n-workflow';

import { momentOf } from '../../shared/values/dates';

/** Fields of a call that can change after it has ended. */
export const WATCHED = ['disposition', 'notes', 'rating'] as const;

/**
 * The filter of the call list on a field that can change. It is not sent, because a change would bring a call into the list
 * that was unknown before. The changed calls are filtered here.
 */
export const FILTERED_HERE = 'disposition_codes';

/**
 * The watched fields of each call that has any of them, by the call's id, as JSON: a short hash of each field (empty if the
 * field is empty) and the call's time in epoch seconds. Earlier versions stored the fields themselves, without a time.
 */
export type Fingerprints = Record<string, string>;

/** Characters of a hash. They hold 48 bits, so two values practically never have the same hash. */
const HASH_LENGTH = 8;

/**
 * Finds the calls whose disposition, notes or rating were set or changed since they were read before.
 *
 * A call that was not read before counts as one without any of them. Agents often write them before the call is listed,
 * and a restart of n8n loses the fingerprints of polls without results.
 *
 * @param before fingerprints of the polls before
 * @param since epoch seconds; the polls before read calls from then on. Older calls that are unknown are only noted
 * @param now epoch seconds, for calls that show no time
 * @returns the changed calls with the names of the changed fields, and the fingerprints after this poll
 */
export function changesIn(
	calls: readonly IDataObject[],
	before: Fingerprints,
	since: number,
	now = 0,
): { changed: IDataObject[]; fingerprints: Fingerprints } {
	const fingerprints = { ...before };
	const changed: IDataObject[] = [];
	for (const call of calls) {
		const id = String(call.id);
		const values = WATCHED.map((name) => hashOf(String(infoOf(call)[name] ?? '')));
		const moment = momentOf(call);
		const known = before[id];
		delete fingerprints[id];
		if (values.some((value) => value !== ''))
			fingerprints[id] = JSON.stringify([...values, Math.floor((moment ?? now * 1000) / 1000)]);
		if (known === undefined && (moment ?? Infinity) < since * 1000) continue;
		const old = known === undefined ? [] : hashesIn(known);
		const names = WATCHED.filter((_, place) => (old[place] ?? '') !== values[place]);
		if (names.length > 0) changed.push({ changed: names, ...call });
	}
	return { changed, fingerprints };
}

/** Drops the fingerprints of calls from before a moment (epoch seconds), which no poll will read again. */
export function forgetCallsBefore(fingerprints: Fingerprints, moment: number, now: number): Fingerprints {
	const kept: Fingerprints = {};
	for (const [id, fingerprint] of Object.entries(fingerprints)) {
		const parts = JSON.parse(fingerprint) as Array<string | number>;
		// Stored by an earlier version: it is kept as long as that of a call of now, or until the call is read.
		const at = parts[WATCHED.length];
		if (at === undefined) kept[id] = JSON.stringify([...hashesIn(fingerprint), now]);
		else if (Number(at) >= moment) kept[id] = fingerprint;
	}
	return kept;
}

/** Whether a call has one of these dispositions, compared as JustCall's own filter does. Without any, every call passes. */
export function hasDisposition(call: IDataObject, dispositions: IDataObject[string]): boolean {
	if (!Array.isArray(dispositions)) return true;
	const form = (value: unknown) => String(value).trim().toLowerCase();
	return dispositions.some((one) => form(one) === form(infoOf(call).disposition ?? ''));
}

function hashesIn(fingerprint: string): string[] {
	const parts = JSON.parse(fingerprint) as string[];
	const values = parts.slice(0, WATCHED.length);
	return parts.length > WATCHED.length ? values : values.map(hashOf);
}

function hashOf(value: string): string {
	if (value === '') return '';
	return createHash('sha256').update(value).digest('base64url').slice(0, HASH_LENGTH);
}

function infoOf({ call_info }: IDataObject): IDataObject {
	return (call_info ?? {}) as IDataObject;
}
