import { DateTime } from 'luxon';

import type { HandlerResult } from './handler';

/** A span of time in UTC epoch seconds; a missing end is open. */
export interface Span {
	from: number;
	to: number;
}

/**
 * The span from from_datetime to to_datetime in the zone of the account's user. ISO dates are not refused; they
 * get a malformed answer with status 200 (FACTS.md section 4).
 *
 * @returns the span, or the answer to send instead
 */
export function spanOf(query: Record<string, unknown>, zone: string): Span | HandlerResult {
	const given = [query.from_datetime, query.to_datetime].map((value) =>
		value === undefined ? undefined : String(value),
	);
	if (given.some((value) => value?.includes('T')))
		return { kind: 'raw', body: { status: 'success', count: 0 } };
	const [from, to] = given.map((value, index) => toEpoch(value, zone, index === 0 ? 'start' : 'end'));
	if (from === null || to === null) {
		return { kind: 'refused', status: 400, message: 'Invalid date: use YYYY-MM-DD HH:MM:SS' };
	}
	return { from: from ?? 0, to: to ?? Infinity };
}

/** "YYYY-MM-DD[ HH:MM:SS]" to UTC epoch seconds; `null` when it is not a date. */
function toEpoch(text: string | undefined, zone: string, edge: 'start' | 'end'): number | null | undefined {
	if (text === undefined) return undefined;
	const moment = DateTime.fromFormat(text, text.includes(' ') ? 'yyyy-MM-dd H:mm:ss' : 'yyyy-MM-dd', {
		zone,
	});
	if (!moment.isValid) return null;
	return (edge === 'end' && !text.includes(' ') ? moment.endOf('day') : moment).toUnixInteger();
}
