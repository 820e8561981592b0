import fc from 'fast-check';
import { DateTime, IANAZone, Settings } from 'luxon';

import {
	checkZone,
	momentOf,
	offsetIn,
	timestampsOf,
	toAccountTime,
	toDate,
	toDay,
	toTimeOfDay,
	toZone,
	userOffsetOf,
	type TimeZones,
} from '../../nodes/shared/values/dates';
import { membersOf } from '../harness/thorough';

const zones: TimeZones = { account: 'America/New_York', workflow: 'Europe/Berlin' };
const from = (value: unknown, given = zones) => toAccountTime(value, 'from', 'From', given);
const to = (value: unknown, given = zones) => toAccountTime(value, 'to', 'To', given);

/** The days around each change of a zone's clocks, from 2025 to 2027. */
function changesOf(zone: string): string[] {
	const days: string[] = [];
	const at = IANAZone.create(zone);
	for (let time = Date.UTC(2025, 0, 1); time < Date.UTC(2028, 0, 1); time += 86_400_000) {
		if (at.offset(time) === at.offset(time + 86_400_000)) continue;
		for (const near of [0, 1])
			days.push(DateTime.fromMillis(time + near * 86_400_000, { zone }).toFormat('yyyy-MM-dd'));
	}
	return days;
}

describe('dates in, account time out', () => {
	it.each([
		['ISO with Z', '2026-03-01T12:00:00Z', '2026-03-01 07:00:00'],
		['ISO with offset', '2026-03-01T12:00:00.000+02:00', '2026-03-01 05:00:00'],
		['ISO without zone is workflow time', '2026-03-01T12:00:00', '2026-03-01 06:00:00'],
		['n8n date as an object', DateTime.fromISO('2026-03-01T12:00:00Z'), '2026-03-01 07:00:00'],
		['JavaScript date', new Date('2026-03-01T12:00:00Z'), '2026-03-01 07:00:00'],
		["JustCall's own form is kept", '2026-03-01 12:00:00', '2026-03-01 12:00:00'],
		['unpadded hour, as JustCall writes it', '2026-03-01 8:25:43', '2026-03-01 08:25:43'],
		['without seconds', '2026-03-01 08:25', '2026-03-01 08:25:00'],
		['spaces around', '  2026-03-01 08:25:00 ', '2026-03-01 08:25:00'],
		['spaced with an offset, as PostgreSQL writes it', '2026-03-01 12:00:00+00', '2026-03-01 07:00:00'],
		['the same with minutes', '2026-03-01 12:00:00+02:00', '2026-03-01 05:00:00'],
		['spaced with UTC behind it, as Ruby writes it', '2026-03-01 12:00:00 UTC', '2026-03-01 07:00:00'],
		['spaced with Z and parts of a second', '2026-03-01 12:00:00.123456Z', '2026-03-01 07:00:00'],
		['spaced with parts of a second', '2026-03-01 12:00:00.123', '2026-03-01 12:00:00'],
		['the short form of ISO', '20260301T120000Z', '2026-03-01 07:00:00'],
		['the same without seconds', '20260301T1200Z', '2026-03-01 07:00:00'],
		['the same without a zone is workflow time', '20260301T1200', '2026-03-01 06:00:00'],
		['small letters', '2026-03-01 12:00:00 utc', '2026-03-01 07:00:00'],
		['ISO with the name of the zone', '2026-03-01T12:00:00+01:00[Europe/Berlin]', '2026-03-01 06:00:00'],
	])('%s', (_name, given, expected) => {
		expect(from(given)).toBe(expected);
	});

	it('takes a bare day as its first or its last second', () => {
		expect(from('2026-03-01')).toBe('2026-03-01 00:00:00');
		expect(to('2026-03-01')).toBe('2026-03-01 23:59:59');
	});

	describe("midnight from n8n's date picker", () => {
		const same: TimeZones = { account: 'America/New_York', workflow: 'America/New_York' };

		it('as the end is the end of that day: From and To on the same day give that day', () => {
			expect(from('2025-11-03T00:00:00', same)).toBe('2025-11-03 00:00:00');
			expect(to('2025-11-03T00:00:00', same)).toBe('2025-11-03 23:59:59');
		});

		it.each<[string, string, string, unknown]>([
			// Zone of the workflow, then of the account; the day is the workflow's.
			['Europe/Berlin', 'America/New_York', '2026-03-01 17:59:59', '2026-03-01T00:00:00'],
			['America/New_York', 'Europe/Berlin', '2026-03-02 05:59:59', '2026-03-01T00:00:00'],
			['Asia/Kolkata', 'UTC', '2026-03-01 18:29:59', '2026-03-01T00:00:00'],
			['UTC', 'Pacific/Apia', '2026-03-02 12:59:59', '2026-03-01T00:00:00'],
			['UTC', 'UTC', '2026-03-01 23:59:59', '2026-03-01T00:00'],
			['UTC', 'UTC', '2026-03-01 23:59:59', '2026-03-01T00:00:00.000'],
			['UTC', 'UTC', '2026-03-01 23:59:59', '20260301T000000'],
			['UTC', 'UTC', '2026-03-01 23:59:59', ' 2026-03-01t00:00:00 '],
			['UTC', 'UTC', '2028-02-29 23:59:59', '2028-02-29T00:00:00'],
			['UTC', 'UTC', '2026-12-31 23:59:59', '2026-12-31T00:00:00'],
			// 23 and 25 hours, both read in the other zone.
			['America/New_York', 'UTC', '2026-03-09 03:59:59', '2026-03-08T00:00:00'],
			['America/New_York', 'UTC', '2026-11-02 04:59:59', '2026-11-01T00:00:00'],
			['Europe/Berlin', 'UTC', '2026-03-29 21:59:59', '2026-03-29T00:00:00'],
			['Europe/Berlin', 'UTC', '2026-10-25 22:59:59', '2026-10-25T00:00:00'],
			['America/Sao_Paulo', 'UTC', '2018-02-18 02:59:59', '2018-02-17T00:00:00'],
			// The day has no midnight; the last hour comes twice.
			['Africa/Cairo', 'UTC', '2026-04-24 20:59:59', '2026-04-24T00:00:00'],
			['Africa/Cairo', 'UTC', '2026-10-29 21:59:59', '2026-10-29T00:00:00'],
			['Africa/Cairo', 'Africa/Cairo', '2026-10-30 00:00:00', '2026-10-29T00:00:00'],
		])('in %s, for an account in %s: %s', (workflow, account, expected, value) => {
			expect(to(value, { workflow, account })).toBe(expected);
		});

		it.each<[string, unknown, string]>([
			[
				'{{ $today }}, which is a moment',
				DateTime.fromISO('2026-03-01', { zone: same.workflow }),
				'00:00:00',
			],
			['a JavaScript date', new Date('2026-03-01T05:00:00Z'), '00:00:00'],
			['ISO with an offset', '2026-03-01T00:00:00-05:00', '00:00:00'],
			['ISO with Z', '2026-03-01T05:00:00.000Z', '00:00:00'],
			["JustCall's own form", '2026-03-01 00:00:00', '00:00:00'],
			["JustCall's own form, short", '2026-03-01 00:00', '00:00:00'],
			['a picked second after midnight', '2026-03-01T00:00:01', '00:00:01'],
			['a picked time', '2026-03-01T12:00:00', '12:00:00'],
		])('is not %s', (_name, value, time) => {
			expect(to(value, same)).toBe(`2026-03-01 ${time}`);
		});
	});

	it('takes a bare day from its first second to its last one, also where midnight is missing or comes twice', () => {
		const cairo: TimeZones = { account: 'Africa/Cairo', workflow: 'UTC' };
		expect(from('2026-04-24', cairo)).toBe('2026-04-24 01:00:00');
		expect(to('2026-10-29', cairo)).toBe('2026-10-30 00:00:00');
		// Samoa had no 30 December 2011. The day is sent as written, nothing is found, and it is not an error.
		const apia: TimeZones = { account: 'Pacific/Apia', workflow: 'UTC' };
		expect([from('2011-12-30', apia), to('2011-12-30', apia)]).toEqual([
			'2011-12-30 00:00:00',
			'2011-12-30 23:59:59',
		]);
		expect(to('2011-12-29', apia)).toBe('2011-12-29 23:59:59');
	});

	it('gives every day of a change of clocks its own seconds, in every zone that there is', () => {
		const strange: string[] = [];
		for (const account of membersOf(Intl.supportedValuesOf('timeZone'))) {
			for (const day of changesOf(account)) {
				const [first, last] = [
					from(day, { account, workflow: 'UTC' }),
					to(day, { account, workflow: 'UTC' }),
				];
				if (!first.startsWith(day) || first >= last) strange.push(`${account} ${day} ${first} ${last}`);
			}
		}
		expect(strange).toEqual([]);
	});

	it('is right on both sides of a change of daylight saving', () => {
		// New York: clocks went forward on 8 March 2026 at 02:00.
		expect(from('2026-03-08T06:59:59Z')).toBe('2026-03-08 01:59:59');
		expect(from('2026-03-08T07:00:00Z')).toBe('2026-03-08 03:00:00');
		expect(from('2026-11-01T05:30:00Z')).toBe('2026-11-01 01:30:00');
		expect(from('2026-11-01T06:30:00Z')).toBe('2026-11-01 01:30:00');
	});

	it.each([
		'yesterday',
		'2026-02-30',
		'2026-13-01 00:00:00',
		'01/03/2026',
		'',
		null,
		undefined,
		{},
		[],
		Number.NaN,
		1772366400000,
		new Date('x'),
		'2026-03-01T99:00:00Z',
		'2026-03-011',
		'2026-03-01 to 2026-03-10',
		'2026-03-01,2026-03-02',
		'2026-03-01T',
		'2026-03-01 12:00:00 PM',
		'2026-03-01T12:00:00+99:00',
		'2026-03-01T12:00:00 America/New_York',
		'T12:00',
		'2026-W10-1T12:00',
		'2026-03-01 25:00:00+00:00',
		['2026-03-01'],
		{ toISO: '2026-03-01' },
		'20260301T120000Zx',
		'x20260301T120000Z',
		'20260301T120000x05',
		'2026-03-01 12:00:0',
	])('refuses %p and names the parameter', (value) => {
		expect(() => from(value)).toThrow(/'From' is not a date/);
		expect(() => from(value)).toThrow(
			expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }),
		);
	});

	it('never lets a T or Z through, whatever comes in', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
				),
				(value) => {
					let sent: string;
					try {
						sent = from(value);
					} catch {
						return;
					}
					expect(sent).toMatch(/^[+-]?\d{4,6}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
				},
			),
		);
	});

	it('keeps the moment: reading the result in the account zone gives the instant back', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
				fc.constantFrom('America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Chatham', 'UTC'),
				(date, account) => {
					const whole = new Date(Math.floor(date.getTime() / 1000) * 1000);
					const sent = from(whole.toISOString(), { account, workflow: 'UTC' });
					const back = DateTime.fromFormat(sent, 'yyyy-MM-dd HH:mm:ss', { zone: account });
					// An hour that happens twice in autumn has two readings with the same text.
					const candidates = [back, ...back.getPossibleOffsets()].map((moment) => moment.toMillis());
					expect(candidates).toContain(whole.getTime());
				},
			),
		);
	});
});

describe('a day', () => {
	it.each([
		['2025-11-03', '2025-11-03'],
		['2025-11-03 02:00:00', '2025-11-03'],
		['2025-11-03T02:00:00', '2025-11-03'],
		['2025-11-03 02:00:00+00:00', '2025-11-02'],
		['2025-11-03 02:00:00 UTC', '2025-11-02'],
		['2025-11-03T02:00:00Z', '2025-11-02'],
		['2025-11-03T02:00:00-05:00', '2025-11-03'],
		[new Date('2025-11-03T02:00:00Z'), '2025-11-02'],
	])('%p is the one it names, or the one of its moment in the account', (value, day) => {
		expect(toDay(value, 'Date', zones)).toBe(day);
	});

	it.each([
		'2025-11-031',
		'2025-11-03 to 2025-11-10',
		'2025-11-03/2025-11-10',
		'2025-11-03T25:00:00',
		'2025-11-03 12:60',
		'2025-11-03x',
		'2025-11-03Z',
		'2025-11-03T10:00:00+25:00',
		'2025-02-30T10:00:00Z',
		'0000-00-00',
		'11/03/2025',
		'2025-11-3',
		20251103,
		false,
		{},
		['2025-11-03'],
	])('%p is none: what stands behind a day is not dropped', (value) => {
		expect(() => toDay(value, 'Date', zones)).toThrow(/^'Date' is not a date that can be used/);
		expect(() => toDate(value, 'Birthday')).toThrow(/^'Birthday' is not a date that can be used/);
	});
});

it.each([
	['9:30', '09:30:00'],
	['2026-03-01T12:00:00Z', '13:00:00'],
	['2026-03-01 12:00:00+00:00', '13:00:00'],
	['2026-03-01 12:00:00', '12:00:00'],
	['2026-03-01T12:00:00', '12:00:00'],
	// The clocks of Berlin skipped this time, which is about no place.
	['2026-03-29 02:30:00', '02:30:00'],
])('the time of day of %s', (value, time) => {
	expect(toTimeOfDay(value, 'Time', zones)).toBe(time);
});

it.each([
	'',
	'2026-03-01',
	'25:00',
	'9:30 PM',
	'9:30:5',
	'9:305',
	'109:30',
	'2026-03-01T25:00:00',
	9.5,
	false,
	{},
])('%p is no time of day', (value) => {
	const refused = () => toTimeOfDay(value, 'Time', zones);
	expect(refused).toThrow(/^'Time' is not a time of day/);
	expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
});

describe('the moment of a record', () => {
	it('is the one that luxon reads', () => {
		const number = (max: number) => fc.integer({ min: 0, max });
		const digits = fc.integer({ min: 1, max: 4 });
		const padded = (max: number, usual: number) =>
			fc
				.tuple(number(max), fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, digits))
				.map(([value, length]) => String(value).padStart(length, '0'));
		const day = fc
			.tuple(padded(9999, 4), padded(14, 2), padded(33, 2), fc.constantFrom('-', '-', '-', '/'))
			.map(([year, month, date, between]) => [year, month, date].join(between));
		const time = fc
			.tuple(padded(25, 2), padded(61, 2), padded(61, 2), fc.constantFrom('', '', '', ' ', '.000', 'Z'))
			.map(([hour, minute, second, end]) => `${hour}:${minute}:${second}${end}`);
		fc.assert(
			fc.property(day, time, (call_date, call_time) => {
				const read = DateTime.fromFormat(`${call_date} ${call_time}`, 'yyyy-MM-dd H:mm:ss', { zone: 'utc' });
				expect(momentOf({ call_date, call_time })).toBe(read.isValid ? read.toMillis() : undefined);
			}),
			{ numRuns: 2000 },
		);
	});

	const moment = Date.parse('2026-03-01T08:25:43Z');
	// The zone of the machine must not matter.
	beforeAll(() => void (Settings.defaultZone = 'Pacific/Chatham'));
	afterAll(() => void (Settings.defaultZone = 'system'));

	it.each(['08:25:43', '8:25:43'])('is read with the hour as JustCall may write it: %s', (call_time) => {
		expect(momentOf({ call_date: '2026-03-01', call_time })).toBe(moment);
	});

	it.each(['call', 'sms', 'message', 'appointment', 'instance'])('is in the fields for a %s', (prefix) => {
		const record = { [`${prefix}_date`]: '2026-03-01', [`${prefix}_time`]: '08:25:43' };
		expect(momentOf(record)).toBe(moment);
		expect(momentOf(record, 'user_')).toBeUndefined();
		expect(timestampsOf(record, 'Asia/Kolkata')).toEqual({
			timestamp_utc: '2026-03-01T08:25:43Z',
			timestamp_account: '2026-03-01T13:55:43+05:30',
		});
	});

	it.each([
		{},
		{ call_date: '2026-03-01' },
		{ call_time: '08:25:43' },
		{ call_date: '2026-03-01', call_time: null },
		{ call_date: null, call_time: '08:25:43' },
		{ call_date: '2026-03-01', call_time: '' },
		{ call_date: '0000-00-00', call_time: '00:00:00' },
		{ call_date: ['2026-03-01'], call_time: '08:25:43' },
		{ call_date: '2026-03-01', call_time: ['08:25:43'] },
	])('is none in %j', (record) => {
		expect(momentOf(record)).toBeUndefined();
		expect(timestampsOf(record, 'UTC')).toEqual({});
	});

	it('is taken from the next fields when the first have none', () => {
		const record = { call_date: '', call_time: '', sms_date: '2026-03-01', sms_time: '08:25:43' };
		expect(momentOf(record)).toBe(moment);
	});

	it.each([
		['2026-03-01', '03:25:43', -5 * 3600],
		['2026-03-01', '13:55:43', 5.5 * 3600],
		['2026-03-01', '22:10:43', 13.75 * 3600],
		['2026-03-01', '08:25:43', 0],
		// The two times of a record may be a second apart.
		['2026-03-01', '03:25:44', -5 * 3600],
	])('tells how far the clock of the user is ahead: %s %s', (call_user_date, call_user_time, seconds) => {
		const utc = { call_date: '2026-03-01', call_time: '08:25:43' };
		expect(userOffsetOf({ ...utc, call_user_date, call_user_time })).toBe(seconds);
		expect(userOffsetOf(utc)).toBeUndefined();
		expect(userOffsetOf({ call_user_date, call_user_time })).toBeUndefined();
	});

	it('has the offset of a zone at that time', () => {
		const offsets = ['Asia/Kolkata', 'America/New_York'].map((zone) => offsetIn(zone, moment));
		expect(offsets).toEqual([19_800, -18_000]);
		expect(offsetIn('America/New_York', Date.parse('2026-07-01T00:00:00Z'))).toBe(-14_400);
	});
});

describe('time zone of the account', () => {
	it.each(['', '  ', undefined, null])("is the workflow's when it is %p", (zone) => {
		expect(checkZone(zone, 'Europe/Berlin')).toBe('Europe/Berlin');
	});

	it('has no space around it', () => {
		expect([checkZone(' Asia/Tokyo ', 'UTC'), toZone(' Asia/Tokyo ', 'Zone')]).toEqual([
			'Asia/Tokyo',
			'Asia/Tokyo',
		]);
	});

	it.each(['New York', 5, false, {}, ['UTC']])('is not %p', (zone) => {
		const refused = () => checkZone(zone, 'UTC');
		expect(refused).toThrow(/^'Account Time Zone' is not a time zone: "/);
		expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
		expect(() => toZone(zone, 'Zone')).toThrow(/^'Zone' is not a time zone: "/);
	});
});
