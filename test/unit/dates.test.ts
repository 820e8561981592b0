import fc from 'fast-check';
import { DateTime } from 'luxon';

import { checkZone, momentOf, toAccountTime, type Zones } from '../../nodes/shared/dates';

const zones: Zones = { account: 'America/New_York', workflow: 'Europe/Berlin' };
const from = (value: unknown, given = zones) => toAccountTime(value, 'from', 'From', given);
const to = (value: unknown, given = zones) => toAccountTime(value, 'to', 'To', given);

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
	])('%s', (_name, given, expected) => {
		expect(from(given)).toBe(expected);
	});

	it('takes a bare day as its first or its last second', () => {
		expect(from('2026-03-01')).toBe('2026-03-01 00:00:00');
		expect(to('2026-03-01')).toBe('2026-03-01 23:59:59');
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
	])('refuses %p and names the parameter', (value) => {
		expect(() => from(value)).toThrow(/'From' is not a date/);
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
					// An hour that happens twice in autumn has two readings; both carry the same words.
					const candidates = [back, ...back.getPossibleOffsets()].map((moment) => moment.toMillis());
					expect(candidates).toContain(whole.getTime());
				},
			),
		);
	});
});

it.each(['08:25:43', '8:25:43'])(
	'the moment of a record, with the hour as JustCall may write it: %s',
	(call_time) => {
		expect(momentOf({ call_date: '2026-03-01', call_time })).toBe(Date.parse('2026-03-01T08:25:43Z'));
	},
);

describe('time zone of the account', () => {
	it('falls back when empty and trims', () => {
		expect(checkZone('', 'Europe/Berlin')).toBe('Europe/Berlin');
		expect(checkZone(undefined, 'Europe/Berlin')).toBe('Europe/Berlin');
		expect(checkZone(' Asia/Tokyo ', 'UTC')).toBe('Asia/Tokyo');
	});

	it('refuses what is no zone', () => {
		expect(() => checkZone('New York', 'UTC')).toThrow(/'Account Time Zone' is not a time zone: "New York"/);
	});
});
