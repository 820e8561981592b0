import type { IDataObject } from 'n8n-workflow';
import { DateTime, IANAZone } from 'luxon';

import { ParameterError, quote } from './parameterError';

/** The two zones that a date can be about, as IANA names. */
export interface Zones {
	/** Zone of the JustCall account: JustCall reads and filters in it (FACTS.md section 4). */
	account: string;
	/** Zone of the workflow: n8n's date picker means it when a time carries no zone. */
	workflow: string;
}

/** Which end of a span a date marks: a bare day means its first or its last second. */
export type Edge = 'from' | 'to';

const JUSTCALL_FORMAT = 'yyyy-MM-dd HH:mm:ss';
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SPACED = /^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}(:\d{2})?$/;

/**
 * Turns what a workflow holds into the one form that JustCall reads. ISO 8601 is never sent: JustCall does not
 * refuse it, it answers with a malformed body (FACTS.md section 4).
 *
 * - a date of n8n ({{ $now }}), a Date, or ISO text with a zone: that moment, in the account's zone
 * - ISO text without a zone (n8n's date picker): a time in the workflow's zone
 * - "YYYY-MM-DD HH:MM:SS" (JustCall's own form): already account time, kept
 * - "YYYY-MM-DD": the whole day in the account's zone, by `edge` its first or last second
 *
 * @param label the parameter's name in the panel, for messages
 * @returns "YYYY-MM-DD HH:MM:SS" in the account's zone
 * @throws ParameterError when it is no date
 */
export function toAccountTime(value: unknown, edge: Edge, label: string, zones: Zones): string {
	return accountTimeOf(asText(value), edge, label, zones, value);
}

/** @param given what the person gave, for messages: `text` may be a part of it */
function accountTimeOf(text: string, edge: Edge, label: string, zones: Zones, given: unknown): string {
	let moment: DateTime | undefined;
	if (DAY.test(text)) {
		const day = DateTime.fromISO(text, { zone: 'utc' });
		moment = edge === 'from' ? day.startOf('day') : day.endOf('day');
	} else if (SPACED.test(text)) {
		moment = DateTime.fromFormat(
			text,
			text.split(':').length === 3 ? 'yyyy-MM-dd H:mm:ss' : 'yyyy-MM-dd H:mm',
			{
				zone: 'utc',
			},
		);
	} else if (text.includes('T')) {
		moment = DateTime.fromISO(text, { zone: zones.workflow }).setZone(zones.account);
	}
	if (!moment?.isValid) {
		throw new ParameterError(
			`'${label}' is not a date that can be used: ${quote(given)}`,
			'Use the date picker, an expression such as {{ $now.minus({ days: 1 }) }}, or text like "2026-03-01" or "2026-03-01 09:30:00" (account time).',
		);
	}
	return moment.toFormat(JUSTCALL_FORMAT);
}

/**
 * A calendar day as JustCall reads it (FACTS.md section 4). Text without a zone keeps the day it names; a moment becomes
 * the day it is in the account's zone (of an appointment, in the customer's, which is handed over as both).
 *
 * @returns "YYYY-MM-DD"
 * @throws ParameterError when it is no date
 */
export function toDay(value: unknown, label: string, zones: Zones): string {
	const text = asText(value);
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) && text.includes('T');
	return zoned ? toAccountTime(value, 'from', label, zones).slice(0, 10) : dayIn(text, label, zones, value);
}

/**
 * A day that is the same everywhere, a birthday: the one that the value names, whatever zone it is written in. Tables and
 * CRMs write such days as midnight in UTC, which is the day before in America.
 *
 * @returns "YYYY-MM-DD"
 * @throws ParameterError when it is no date
 */
export function toDate(value: unknown, label: string): string {
	const utc = { workflow: 'utc', account: 'utc' };
	return dayIn(asText(value), label, utc, value);
}

/** The day that a text begins with. */
function dayIn(text: string, label: string, zones: Zones, given: unknown): string {
	return accountTimeOf(text.replace('T', ' ').slice(0, 10), 'from', label, zones, given).slice(0, 10);
}

/**
 * A time of day: "9:30", "09:30:00", or the time of a date, as the workflow's zone shows it.
 *
 * @returns "HH:MM:SS"
 * @throws ParameterError when it is no time
 */
export function toTimeOfDay(value: unknown, label: string, { workflow }: Zones): string {
	const text = asText(value);
	const [, hours, minutes, seconds = '00'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
	const time = hours
		? DateTime.fromISO(`2000-01-01T${hours.padStart(2, '0')}:${minutes}:${seconds}`)
		: DateTime.fromISO(text.includes('T') ? text : '', { zone: workflow });
	if (!time.isValid) {
		throw new ParameterError(
			`'${label}' is not a time of day: ${quote(value)}`,
			'Give hours and minutes, for example 09:30 or 14:05:00.',
		);
	}
	return time.toFormat('HH:mm:ss');
}

/**
 * @returns the zone's IANA name
 * @throws ParameterError when there is no such zone
 */
export function toZone(value: unknown, label: string): string {
	const name = String(value).trim();
	if (IANAZone.isValidZone(name)) return name;
	throw new ParameterError(
		`'${label}' is not a time zone: ${quote(value)}`,
		'Use an IANA name such as America/New_York or Europe/Berlin.',
	);
}

/**
 * @param zone what the credential's 'Account Time Zone' holds; empty means `fallback`
 * @returns a zone that exists, as an IANA name
 * @throws ParameterError when there is no such zone
 */
export function checkZone(zone: unknown, fallback: string): string {
	const name = typeof zone === 'string' ? zone.trim() : '';
	if (name === '') return fallback;
	return toZone(name, 'Account Time Zone');
}

function asText(value: unknown): string {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
	// n8n hands over dates of its own copy of luxon, so the class cannot be asked, only its method.
	if (typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function') {
		return String(value.toISO());
	}
	return typeof value === 'string' ? value.trim() : '';
}

/** Names that date and time of a record start with. */
const PREFIXES = ['call', 'sms', 'message', 'appointment', 'instance'];

/**
 * The moment of a record as ISO text, from JustCall's date and time in UTC (FACTS.md section 4).
 *
 * @param zone IANA zone of the account
 * @returns `{ timestamp_utc, timestamp_account }`; nothing when the record has no such moment
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
 * Seconds that the clock of JustCall's user is ahead of UTC, as a record shows by giving both times; `undefined` when it
 * does not.
 */
export function userOffsetOf(record: IDataObject): number | undefined {
	const utc = momentOf(record);
	const user = momentOf(record, 'user_');
	if (utc === undefined || user === undefined) return undefined;
	// Zones differ by quarters of an hour.
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
 * Epoch milliseconds of a record, `undefined` when it has no date and time.
 *
 * @param whose time is read as if it were UTC: UTC's own unless told
 */
export function momentOf(record: IDataObject, whose: '' | 'user_' = ''): number | undefined {
	for (const prefix of PREFIXES) {
		const day = record[`${prefix}_${whose}date`];
		const time = record[`${prefix}_${whose}time`];
		if (typeof day !== 'string' || typeof time !== 'string') continue;
		const at = DateTime.fromFormat(`${day} ${time}`, 'yyyy-MM-dd H:mm:ss', { zone: 'utc' });
		if (at.isValid) return at.toMillis();
	}
	return undefined;
}
