import type { INodePropertyOptions } from 'n8n-workflow';
import { DateTime, type DurationLikeObject } from 'luxon';

/** The days of a period, both included, as "YYYY-MM-DD". */
export interface Days {
	first: string;
	last: string;
}

/** Periods by the panel's values. Weeks are those of ISO 8601, from Monday to Sunday. */
const DAYS_OF = {
	last7Days: (today, zone) => ({ first: existingBefore(today, 6, zone), last: today }),
	lastMonth: (today) => ({
		first: today.startOf('month').minus({ months: 1 }),
		last: today.startOf('month').minus({ days: 1 }),
	}),
	lastWeek: (today) => ({
		first: today.startOf('week').minus({ weeks: 1 }),
		last: today.startOf('week').minus({ days: 1 }),
	}),
	thisMonth: (today) => ({ first: today.startOf('month'), last: today }),
	thisWeek: (today) => ({ first: today.startOf('week'), last: today }),
	today: (today) => ({ first: today, last: today }),
	yesterday: (today, zone) => {
		const yesterday = existingBefore(today, 1, zone);
		return { first: yesterday, last: yesterday };
	},
} satisfies Record<string, (today: DateTime, zone: string) => { first: DateTime; last: DateTime }>;

/** A period that is counted from today. */
export type CountedPeriod = keyof typeof DAYS_OF;

/** From and To set the days. */
export const CUSTOM = 'custom';
/** No days are sent. */
export const ANY_TIME = 'anyTime';

/** The periods that the panel offers, sorted by name. */
export const PERIODS: INodePropertyOptions[] = [
	{ name: 'Any Time', value: ANY_TIME, description: 'All that JustCall keeps' },
	{ name: 'Custom', value: CUSTOM, description: 'From and To say which days: add them as well' },
	{ name: 'Last 7 Days', value: 'last7Days', description: 'Today and the six days before' },
	{ name: 'Last Month', value: 'lastMonth', description: 'The whole calendar month before this one' },
	{ name: 'Last Week', value: 'lastWeek', description: 'Monday to Sunday of the week before this one' },
	{ name: 'This Month', value: 'thisMonth', description: 'From the first of this month to today' },
	{ name: 'This Week', value: 'thisWeek', description: 'From Monday to today' },
	{ name: 'Today', value: 'today', description: 'From midnight until now' },
	{ name: 'Yesterday', value: 'yesterday', description: 'The whole day before today' },
];

/** Whether a value of the panel is a period that is counted from today. */
export function isCounted(period: string): period is CountedPeriod {
	return Object.hasOwn(DAYS_OF, period);
}

/**
 * The days of a period by the calendar of a zone. A day may have 23, 24 or 25 hours.
 *
 * @param now epoch milliseconds
 * @param zone IANA name
 */
export function daysOf(period: CountedPeriod, now: number, zone: string): Days {
	// Days are counted without clock times, because clocks may change between them.
	const today = DateTime.fromMillis(now, { zone }).setZone('utc', { keepLocalTime: true }).startOf('day');
	const { first, last } = DAYS_OF[period](today, zone);
	return { first: written(first), last: written(last) };
}

/** How long JustCall keeps calls and messages (FACTS.md section 2). */
export const KEPT = { months: 3 } as const;

/**
 * First day of what JustCall keeps for three months (FACTS.md section 2), as "YYYY-MM-DD".
 *
 * @param now epoch milliseconds
 * @param zone IANA name, of the account
 */
export function keptSince(now: number, zone: string): string {
	return written(DateTime.fromMillis(now, { zone }).minus(KEPT));
}

/** Step from a period to the one before it. */
const STEPS: Readonly<Record<CountedPeriod, DurationLikeObject>> = {
	last7Days: { days: 7 },
	lastMonth: { months: 1 },
	lastWeek: { weeks: 1 },
	thisMonth: { months: 1 },
	thisWeek: { weeks: 1 },
	today: { days: 1 },
	yesterday: { days: 1 },
};

/**
 * The days of the period before a counted one: as many weeks or months earlier. When the period is not over, `last` is the day that
 * corresponds to today, of which only the time until now should be compared.
 *
 * @param now epoch milliseconds
 * @param zone IANA name
 */
export function daysBefore(period: CountedPeriod, now: number, zone: string): Days {
	const [first, last] = Object.values(daysOf(period, now, zone)).map((day: string) => {
		return DateTime.fromISO(day, { zone: 'utc' });
	}) as [DateTime, DateTime];
	if (period === 'today' || period === 'yesterday') {
		const day = written(existingBefore(first, 1, zone));
		return { first: day, last: day };
	}
	const before = first.minus(STEPS[period]);
	return {
		first: written(before),
		// Months differ in length.
		last: written(period === 'lastMonth' ? first.minus({ days: 1 }) : last.minus(STEPS[period])),
	};
}

/**
 * All days of a span, both included.
 *
 * @param first "YYYY-MM-DD"
 */
export function eachDay({ first, last }: Days): string[] {
	const days: string[] = [];
	const end = DateTime.fromISO(last, { zone: 'utc' });
	for (let day = DateTime.fromISO(first, { zone: 'utc' }); day <= end; day = day.plus({ days: 1 }))
		days.push(written(day));
	return days;
}

/**
 * A span of time as people say it: "26 November 2026", "October 2026", "16 to 22 November 2026".
 *
 * @param from "YYYY-MM-DD HH:MM:SS"; `undefined` for a span without a beginning
 */
export function spanInWords(from: string | undefined, to: string | undefined): string {
	const [start, end] = [from, to].map(
		(moment) => moment && DateTime.fromSQL(moment, { zone: 'utc', locale: 'en' }),
	);
	if (!start || !end)
		return [start && `from ${inWords(start, true)}`, end && `to ${inWords(end, true)}`]
			.filter(Boolean)
			.join(' ');
	const areDays = isMidnight(start) && isMidnight(end.plus({ seconds: 1 }));
	if (!areDays) {
		const isOneDay = start.hasSame(end, 'day');
		return `${inWords(start, true)} to ${isOneDay ? end.toFormat('HH:mm') : inWords(end, true)}`;
	}
	if (start.day === 1 && end.hasSame(start, 'month') && end.day === end.daysInMonth)
		return start.toFormat('MMMM yyyy');
	if (start.hasSame(end, 'day')) return inWords(start);
	const first = start.toFormat(
		start.hasSame(end, 'month') ? 'd' : start.hasSame(end, 'year') ? 'd MMMM' : 'd MMMM yyyy',
	);
	return `${first} to ${inWords(end)}`;
}

/** A day in few words: "Thu 26 Nov". */
export function dayInWords(day: string): string {
	return DateTime.fromISO(day, { zone: 'utc', locale: 'en' }).toFormat('ccc d LLL');
}

function inWords(moment: DateTime, withTime = false): string {
	return moment.toFormat(withTime && !isMidnight(moment) ? 'd MMMM yyyy HH:mm' : 'd MMMM yyyy');
}

function isMidnight({ hour, minute, second }: DateTime): boolean {
	return hour + minute + second === 0;
}

/** The day this many days before. A day that the zone skipped when it moved across the date line does not count. */
function existingBefore(today: DateTime, days: number, zone: string): DateTime {
	let day = today;
	for (let back = 0; back < days;) {
		day = day.minus({ days: 1 });
		if (day.setZone(zone, { keepLocalTime: true }).toISODate() === day.toISODate()) back++;
	}
	return day;
}

function written(day: DateTime): string {
	return day.toFormat('yyyy-MM-dd');
}
