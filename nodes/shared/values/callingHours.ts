import { IANAZone } from 'luxon';

import { isEmpty } from './emptyValue';
import { ParameterError, quote } from './parameterError';

/** Hours of the day in which people may be contacted, on some days of the week. */
export interface CallingHours {
	/** First second of the hours, counted from midnight. */
	from: number;
	/** First second after the hours. When it is not later than `from`, the hours end on the next day. */
	to: number;
	/** Days on which the hours begin: 1 is Monday, 7 is Sunday. */
	days: ReadonlySet<number>;
}

/** Days of the week, Monday first, as the panel has them. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const DAY_MS = 24 * 3_600_000;
const DAY_SECONDS = 24 * 3600;
/** A moment within the hours comes within this time, or never: once a week, and once more when the clocks skip it. */
const HORIZON_MS = 15 * DAY_MS;
/** The clocks of a zone change at most once in this time. */
const STRETCH_MS = 6 * 3_600_000;

const CLOCK = /^(\d{1,2})(?::([0-5]\d)(?::([0-5]\d))?)?\s*(?:([ap])\.?\s?m\.?)?$/i;

/**
 * Reads a time of day: "9:00", "09:00", "21:30:00", "9 am", "24:00", or a whole number of hours.
 *
 * @param label the parameter's name in the panel, for messages
 * @returns seconds since midnight, 86,400 for "24:00"
 * @throws ParameterError when it is not a time of day
 */
export function toClock(value: unknown, label: string): number {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	const [, written, minutes = '00', seconds = '00', half] = CLOCK.exec(text) ?? [];
	const hour = written === undefined ? Number.NaN : hourOf(Number(written), half);
	const clock = hour * 3600 + Number(minutes) * 60 + Number(seconds);
	if (clock >= 0 && clock <= DAY_SECONDS) return clock;
	throw new ParameterError(
		isEmpty(value) ? `'${label}' is empty` : `'${label}' is not a time of day: ${quote(value)}`,
		"Give hours and minutes of the receiver's clock, for example 09:00 or 20:30.",
	);
}

function hourOf(hour: number, half: string | undefined): number {
	if (half === undefined) return hour;
	if (hour < 1 || hour > 12) return Number.NaN;
	return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/**
 * Reads days of the week: English names, or numbers from 1 (Monday) to 7 (Sunday), as a list or as text with
 * commas.
 *
 * @throws ParameterError when one of them is not a day, or there is none
 */
export function toWeekdays(value: unknown, label: string): ReadonlySet<number> {
	const parts = Array.isArray(value)
		? (value as unknown[])
		: isEmpty(value)
			? []
			: typeof value === 'object'
				? [value]
				: String(value).split(',');
	const days = parts.map((part) => weekdayOf(part, label, value));
	if (days.length > 0) return new Set(days);
	throw new ParameterError(
		`'${label}' is empty`,
		`Choose at least one day in '${label}', or remove it: without it, every day counts.`,
	);
}

function weekdayOf(part: unknown, label: string, value: unknown): number {
	const text = typeof part === 'string' || typeof part === 'number' ? String(part).trim().toLowerCase() : '';
	const place = WEEKDAYS.findIndex((name, index) => {
		return name.toLowerCase() === text || String(index + 1) === text;
	});
	if (place >= 0) return place + 1;
	throw new ParameterError(
		`'${label}' has a day that does not exist: ${quote(value)}`,
		`Choose from the list, or let the expression give some of: ${WEEKDAYS.join(', ')}.`,
	);
}

/** Whether a moment (epoch milliseconds) is within the hours in every one of these zones. */
export function isOpen(hours: CallingHours, zones: readonly string[], at: number): boolean {
	return zones.length > 0 && zones.every((zone) => isOpenIn(hours, zone, at));
}

/** Whether a moment (epoch milliseconds) is within the hours by the clocks of a zone; not in an unknown zone. */
export function isOpenIn(hours: CallingHours, zone: string, at: number): boolean {
	return isWithin(hours, at + offsetAt(zone, at));
}

/**
 * The first moment from which on the hours are open in every one of these zones. It is a real moment: when the
 * clocks go forward over the beginning of the hours, it is the moment after.
 *
 * @param after epoch milliseconds
 * @returns epoch milliseconds, `after` when the hours are open then; `undefined` when the zones have no hour in
 *   common
 */
export function nextOpening(
	hours: CallingHours,
	zones: readonly string[],
	after: number,
): number | undefined {
	for (let at = after; at < after + HORIZON_MS;) {
		const openings = zones.map((zone) => nextOpeningIn(hours, zone, at) ?? Infinity);
		const latest = Math.max(at, ...openings);
		if (latest === at) return zones.length > 0 ? at : undefined;
		at = latest;
	}
	return undefined;
}

function nextOpeningIn(hours: CallingHours, zone: string, after: number): number | undefined {
	for (let at = after; at < after + HORIZON_MS;) {
		const offset = offsetAt(zone, at);
		const end = endOfOffset(zone, at, offset);
		const opening = firstWithin(hours, at + offset, end + offset);
		if (opening !== undefined) return opening - offset;
		at = end;
	}
	return undefined;
}

/** Milliseconds that a zone is ahead of UTC; NaN for a zone that Node does not know. */
function offsetAt(zone: string, at: number): number {
	return IANAZone.create(zone).offset(at) * 60_000;
}

/** The end of a stretch of time that has one offset. */
function endOfOffset(zone: string, start: number, offset: number): number {
	let [same, other] = [start, start + STRETCH_MS];
	if (Number.isNaN(offset) || offsetAt(zone, other) === offset) return other;
	while (other - same > 1) {
		const middle = Math.floor((same + other) / 2);
		if (offsetAt(zone, middle) === offset) same = middle;
		else other = middle;
	}
	return other;
}

/** The first moment within the hours, all in milliseconds of the receiver's clock. */
function firstWithin(hours: CallingHours, start: number, end: number): number | undefined {
	if (isWithin(hours, start)) return start;
	for (let day = Math.floor(start / DAY_MS); day * DAY_MS < end; day++) {
		const opening = day * DAY_MS + hours.from * 1000;
		if (opening >= start && opening < end && isWithin(hours, opening)) return opening;
	}
	return undefined;
}

/** @param clock milliseconds of the receiver's clock, as if it were UTC */
function isWithin({ from, to, days }: CallingHours, clock: number): boolean {
	const day = Math.floor(clock / DAY_MS);
	const second = (clock - day * DAY_MS) / 1000;
	const beginsOn = (date: number) => days.has(weekday(date));
	if (from < to) return second >= from && second < to && beginsOn(day);
	return (second >= from && beginsOn(day)) || (second < to && beginsOn(day - 1));
}

/** @param day days since 1970-01-01, which was a Thursday */
function weekday(day: number): number {
	return ((((day + 3) % 7) + 7) % 7) + 1;
}
