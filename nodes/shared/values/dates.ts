import type { IDataObject } from 'n8n-workflow';
import { DateTime, IANAZone } from 'luxon';

import { ParameterError, quote } from './parameterError';

/** The two time zones of a date, as IANA names. */
export interface TimeZones {
	/** Zone of the JustCall account. JustCall reads and filters dates in it (FACTS.md section 4). */
	account: string;
	/** Zone of the workflow. A time from n8n's date picker without a zone is in it. */
	workflow: string;
}

/** Whether a date is the beginning or the end of a span: a day then means its first or its last second. */
export type Edge = 'from' | 'to';

/** The one form of a date and time that JustCall reads (FACTS.md section 4), in luxon's letters. */
export const JUSTCALL_FORMAT = 'yyyy-MM-dd HH:mm:ss';
/** A day, with or without a time; the time with or without a zone. No other text may come before or after. */
const WRITTEN =
	/^(\d{4}-\d{2}-\d{2})(?:(T| +)(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(Z|UTC|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?(?:\[[\w/+-]+\])?)?$/i;
/** The short form of ISO 8601, as calendars use it. */
const SHORT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/i;

/**
 * Converts a value to the one form that JustCall reads. ISO 8601 is never sent: JustCall does not refuse it,
 * but answers with a malformed body (FACTS.md section 4).
 *
 * - a date of n8n ({{ $now }}), a Date, or text with a zone, as ISO 8601 or as databases write it: that moment,
 *   in the account's zone
 * - ISO text without a zone (n8n's date picker): a time in the workflow's zone. As the end of a span, exact
 *   midnight means the whole of that day, because the picker writes midnight when the user picks only a day
 * - "YYYY-MM-DD HH:MM:SS" (JustCall's own form): already account time, not changed
 * - "YYYY-MM-DD": the whole day in the account's zone, by `edge` its first or last second
 *
 * @param label the parameter's name in the panel, for messages
 * @returns "YYYY-MM-DD HH:MM:SS" in the account's zone
 * @throws ParameterError when it is not a date
 */
export function toAccountTime(value: unknown, edge: Edge, label: string, zones: TimeZones): string {
	const { day, time, separator, zone } = readDate(value, label);
	if (time === undefined) return edgeOfDay(day, edge, zones.account);
	const isAccountTime = separator === ' ' && zone === undefined;
	if (edge === 'to' && separator === 'T' && zone === undefined && time === '00:00:00')
		return endOfPicked(day, zones);
	const moment = DateTime.fromISO(`${day}T${time}${zone ?? ''}`, {
		zone: isAccountTime ? 'utc' : zones.workflow,
	});
	return (isAccountTime ? moment : moment.setZone(zones.account)).toFormat(JUSTCALL_FORMAT);
}

/**
 * The first or the last second of a day in a form that can be sent. When the clocks go forward at midnight, the
 * day begins at 01:00:00, because a time that does not exist could be read as one of the day before. When they
 * go back at midnight, the last hour comes twice and its second pass has no text of its own. The span then ends
 * with the next day's first second, so that no call of that hour is lost.
 *
 * @param day "YYYY-MM-DD"
 * @returns "YYYY-MM-DD HH:MM:SS" by the clocks of the zone
 */
function edgeOfDay(day: string, edge: Edge, zone: string): string {
	const first = firstMoment(day, zone);
	// A day that the zone skipped when it moved across the date line.
	if (first.toISODate() !== day) return `${day} ${edge === 'from' ? '00:00:00' : '23:59:59'}`;
	if (edge === 'from') return first.toFormat(JUSTCALL_FORMAT);
	const next = firstMoment(dayAfter(day), zone);
	const last = next.minus({ seconds: 1 });
	const readFirst = last.getPossibleOffsets()[0] ?? last;
	return (readFirst.toMillis() < last.toMillis() ? next : last).toFormat(JUSTCALL_FORMAT);
}

/** The end of a picked day, which is a day in the workflow's zone. */
function endOfPicked(day: string, { workflow, account }: TimeZones): string {
	if (workflow === account) return edgeOfDay(day, 'to', account);
	const last = firstMoment(dayAfter(day), workflow).minus({ seconds: 1 });
	return last.setZone(account).toFormat(JUSTCALL_FORMAT);
}

/** The first moment of a day; for a day that does not exist, the first moment after it. */
function firstMoment(day: string, zone: string): DateTime {
	const midnight = DateTime.fromISO(`${day}T00:00:00`, { zone });
	return midnight.getPossibleOffsets()[0] ?? midnight;
}

function dayAfter(day: string): string {
	return DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

/** A date in its parts. Each part is checked to exist. */
interface WrittenDate {
	/** "YYYY-MM-DD". */
	day: string;
	/** "HH:MM:SS"; `undefined` for a day without a time. */
	time?: string;
	separator?: 'T' | ' ';
	/** Zone in ISO 8601: "Z" or "+02:00". */
	zone?: string;
}

/**
 * Reads the whole text. Text after a day is not ignored, because "2025-11-031" would then be the third.
 *
 * @throws ParameterError when it is not a date
 */
function readDate(value: unknown, label: string): WrittenDate {
	const found = partsIn(asText(value));
	if (found && DateTime.fromISO(`${found.day}T${found.time ?? '00:00:00'}${found.zone ?? ''}`).isValid)
		return found;
	throw new ParameterError(
		`'${label}' is not a date that can be used: ${quote(value)}`,
		'Use the date picker, an expression such as {{ $now.minus({ days: 1 }) }}, or text like "2026-03-01" or "2026-03-01 09:30:00" (account time).',
	);
}

function partsIn(text: string): WrittenDate | undefined {
	const long = text.replace(SHORT, (_, year, month, day, hours, minutes, seconds = '00', zone = '') => {
		return `${String(year)}-${String(month)}-${String(day)}T${String(hours)}:${String(minutes)}:${String(seconds)}${String(zone)}`;
	});
	const [, day, separator, time, zone] = WRITTEN.exec(long) ?? [];
	if (day === undefined) return undefined;
	if (time === undefined || separator === undefined) return { day };
	const [hours = '', minutes = '', seconds = '00'] = time.split(':');
	return {
		day,
		time: `${hours.padStart(2, '0')}:${minutes}:${seconds}`,
		separator: /T/i.test(separator) ? 'T' : ' ',
		...(zone !== undefined && { zone: /[a-z]/i.test(zone) ? 'Z' : zone }),
	};
}

/**
 * A calendar day as JustCall reads it (FACTS.md section 4). Text without a zone keeps its day; a moment becomes
 * its day in the account's zone. For an appointment, the caller passes the customer's zone as both zones.
 *
 * @returns "YYYY-MM-DD"
 * @throws ParameterError when it is not a date
 */
export function toDay(value: unknown, label: string, zones: TimeZones): string {
	const { day, zone } = readDate(value, label);
	return zone === undefined ? day : toAccountTime(value, 'from', label, zones).slice(0, 10);
}

/**
 * A day that is the same in every zone, such as a birthday: the day that the value names, whatever its zone.
 * Tables and CRMs write such days as midnight in UTC, which is the day before in America.
 *
 * @returns "YYYY-MM-DD"
 * @throws ParameterError when it is not a date
 */
export function toDate(value: unknown, label: string): string {
	return readDate(value, label).day;
}

/**
 * A time of day: "9:30", "09:30:00", or the time of a date in the workflow's zone.
 *
 * @returns "HH:MM:SS"
 * @throws ParameterError when it is not a time
 */
export function toTimeOfDay(value: unknown, label: string, { workflow }: TimeZones): string {
	const text = asText(value);
	const { day, time, zone } = partsIn(CLOCK.test(text) ? `2000-01-01 ${text}` : text) ?? {};
	const moment = DateTime.fromISO(time === undefined ? '' : `${day}T${time}${zone ?? ''}`, {
		zone: zone === undefined ? 'utc' : workflow,
	});
	if (moment.isValid) return moment.toFormat('HH:mm:ss');
	throw new ParameterError(
		`'${label}' is not a time of day: ${quote(value)}`,
		'Give hours and minutes, for example 09:30 or 14:05:00.',
	);
}

const CLOCK = /^\d{1,2}:\d{2}(?::\d{2})?$/;

/**
 * @returns the zone's IANA name
 * @throws ParameterError when the zone does not exist
 */
export function toZone(value: unknown, label: string): string {
	const name = typeof value === 'string' ? value.trim() : '';
	if (IANAZone.isValidZone(name)) return name;
	throw new ParameterError(
		`'${label}' is not a time zone: ${quote(value)}`,
		'Use an IANA name such as America/New_York or Europe/Berlin.',
	);
}

/**
 * @param zone value of the credential's 'Account Time Zone'; empty means `fallback`
 * @returns a zone that exists, as an IANA name
 * @throws ParameterError when the zone does not exist
 */
export function checkZone(zone: unknown, fallback: string): string {
	const name = zone === undefined || zone === null ? '' : typeof zone === 'string' ? zone.trim() : zone;
	if (name === '') return fallback;
	return toZone(name, 'Account Time Zone');
}

function asText(value: unknown): string {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
	// n8n's dates come from its own copy of luxon, so `instanceof` fails, and a method is checked instead.
	if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function') {
		return String(value.toISO());
	}
	return typeof value === 'string' ? value.trim() : '';
}

/** Year, month, day, hour, minute and second. */
type SixNumbers = [number, number, number, number, number, number];

/** A record's date and time, one after the other. An hour may have one digit. */
const DAY_AND_TIME = /^(\d{4})-(\d\d)-(\d\d) (\d{1,2}):(\d\d):(\d\d)$/;

/** Prefixes of the fields for a record's date and time. */
const PREFIXES = ['call', 'sms', 'message', 'appointment', 'instance'];

/**
 * The moment of a record as ISO text, from JustCall's date and time in UTC (FACTS.md section 4).
 *
 * @param zone IANA zone of the account
 * @returns `{ timestamp_utc, timestamp_account }`; empty when the record has no such moment
 */
export function timestampsOf(record: IDataObject, zone: string): IDataObject {
	const moment = momentOf(record);
	if (moment === undefined) return {};
	const at = DateTime.fromMillis(moment, { zone: 'utc' });
	return {
		timestamp_utc: at.toISO({ suppressMilliseconds: true }),
		timestamp_account: at.setZone(zone).toISO({ suppressMilliseconds: true }),
	};
}

/**
 * Seconds that the clock of JustCall's user is ahead of UTC, from a record with both times; `undefined` when
 * the record does not have both.
 */
export function userOffsetOf(record: IDataObject): number | undefined {
	const utc = momentOf(record);
	const user = momentOf(record, 'user_');
	if (utc === undefined || user === undefined) return undefined;
	// Offsets of zones are multiples of a quarter of an hour.
	return Math.round((user - utc) / 900_000) * 900;
}

/**
 * Seconds that a zone is ahead of UTC.
 *
 * @param zone IANA name
 * @param moment epoch milliseconds
 */
export function offsetIn(zone: string, moment: number): number {
	return IANAZone.create(zone).offset(moment) * 60;
}

/**
 * Epoch milliseconds of a record; `undefined` when it has no date and time.
 *
 * @param whose which of the record's times to read, as if it were UTC; its UTC time by default
 */
export function momentOf(record: IDataObject, whose: '' | 'user_' = ''): number | undefined {
	for (const prefix of PREFIXES) {
		const day = record[`${prefix}_${whose}date`];
		const time = record[`${prefix}_${whose}time`];
		if (typeof day !== 'string' || typeof time !== 'string') continue;
		const parts = DAY_AND_TIME.exec(`${day} ${time}`);
		// Not by luxon's formats, which take most of the time of a poll.
		const at = parts && DateTime.utc(...(parts.slice(1).map(Number) as SixNumbers));
		if (at?.isValid) return at.toMillis();
	}
	return undefined;
}
