import fc from 'fast-check';

import {
	isOpen,
	nextOpening,
	toClock,
	toWeekdays,
	type CallingHours,
} from '../../nodes/shared/values/callingHours';
import { sizeOf } from '../harness/thorough';

const MINUTE = 60_000;
const EVERY_DAY = new Set([1, 2, 3, 4, 5, 6, 7]);
const hours = (from: string, to: string, days: ReadonlySet<number> = EVERY_DAY): CallingHours => ({
	from: toClock(from, 'From'),
	to: toClock(to, 'To'),
	days,
});
const at = (iso: string) => Date.parse(iso);
const opening = (...given: Parameters<typeof nextOpening>) => {
	const moment = nextOpening(...given);
	return moment === undefined ? undefined : new Date(moment).toISOString().replace('.000Z', 'Z');
};

const clocks = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The hours by a reading of the clock on the wall, without any of the code. */
function isOpenOnTheWall({ from, to, days }: CallingHours, zone: string, moment: number): boolean {
	const clock =
		clocks.get(zone) ??
		new Intl.DateTimeFormat('en', {
			timeZone: zone,
			hourCycle: 'h23',
			...{ weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' },
		});
	clocks.set(zone, clock);
	const parts = Object.fromEntries(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
	const day = WEEKDAYS.indexOf(`${parts.weekday}`) + 1;
	const second = Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second);
	const before = day === 1 ? 7 : day - 1;
	if (from < to) return days.has(day) && second >= from && second < to;
	return (days.has(day) && second >= from) || (days.has(before) && second < to);
}

describe('hours', () => {
	it.each([
		['09:00', '2026-03-04T13:59:59Z', false],
		['09:00', '2026-03-04T14:00:00Z', true],
		['09:00', '2026-03-05T00:59:59.999Z', true],
		['09:00', '2026-03-05T01:00:00Z', false],
	])('from %s to 20:00 in New York: %s is within: %s', (from, moment, isWithin) => {
		expect(isOpen(hours(from, '20:00'), ['America/New_York'], at(moment))).toBe(isWithin);
	});

	it.each([
		['2026-03-06T21:30:00Z', true],
		['2026-03-07T05:59:00Z', true],
		['2026-03-07T06:00:00Z', false],
		// The hours of Saturday are not on.
		['2026-03-07T23:00:00Z', false],
	])('over midnight belong to the day on which they begin: %s is within: %s', (moment, isWithin) => {
		expect(isOpen(hours('21:00', '06:00', new Set([5])), ['UTC'], at(moment))).toBe(isWithin);
	});

	it('are open only when they are in all zones, and in no zone at all when there is none', () => {
		const day = hours('09:00', '20:00');
		const zones = ['America/New_York', 'America/Los_Angeles'];
		expect(isOpen(day, zones, at('2026-03-04T16:59:00Z'))).toBe(false);
		expect(isOpen(day, zones, at('2026-03-04T17:00:00Z'))).toBe(true);
		expect(isOpen(day, zones, at('2026-03-05T01:00:00Z'))).toBe(false);
		expect(isOpen(day, [], at('2026-03-04T17:00:00Z'))).toBe(false);
		expect(nextOpening(day, [], at('2026-03-04T17:00:00Z'))).toBeUndefined();
	});

	it('are never open in a zone that Node does not know', () => {
		const zones = ['UTC', 'Mars/Olympus'];
		expect(isOpen(hours('00:00', '24:00'), zones, at('2026-03-04T12:00:00Z'))).toBe(false);
		expect(nextOpening(hours('00:00', '24:00'), zones, at('2026-03-04T12:00:00Z'))).toBeUndefined();
	});
});

describe('the next opening', () => {
	it.each([
		['on a day without a change', 'Europe/Berlin', '09:00', '2026-03-27T20:00:00Z', '2026-03-28T08:00:00Z'],
		[
			'after the clocks went forward',
			'Europe/Berlin',
			'09:00',
			'2026-03-28T20:00:00Z',
			'2026-03-29T07:00:00Z',
		],
		['that the clocks skip', 'Europe/Berlin', '02:15', '2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z'],
		[
			'that comes twice is the first',
			'Europe/Berlin',
			'02:15',
			'2026-10-24T23:00:00Z',
			'2026-10-25T00:15:00Z',
		],
		[
			'where the clocks change by half an hour',
			'Australia/Lord_Howe',
			'09:00',
			'2026-10-03T12:00:00Z',
			'2026-10-03T22:00:00Z',
		],
		['of a day that begins at one', 'Africa/Cairo', '00:00', '2026-04-23T20:30:00Z', '2026-04-23T22:00:00Z'],
	])('%s', (_, zone, from, after, expected) => {
		expect(opening(hours(from, zone === 'Africa/Cairo' ? '03:00' : '20:00'), [zone], at(after))).toBe(
			expected,
		);
	});

	it('is now when the hours are open', () => {
		expect(opening(hours('09:00', '20:00'), ['UTC'], at('2026-03-04T12:34:56Z'))).toBe(
			'2026-03-04T12:34:56Z',
		);
	});

	it('waits for the next chosen day, also when the clocks skip this week', () => {
		const sunday = hours('02:15', '02:45', new Set([7]));
		expect(opening(sunday, ['Europe/Berlin'], at('2026-03-23T00:00:00Z'))).toBe('2026-04-05T00:15:00Z');
	});

	it('is when the last of several zones begins', () => {
		const zones = ['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu'];
		expect(opening(hours('09:00', '20:00'), zones, at('2026-01-14T03:00:00Z'))).toBe('2026-01-14T19:00:00Z');
	});

	it('does not come when the zones have no hour in common', () => {
		const zones = ['Pacific/Honolulu', 'Europe/Moscow'];
		expect(nextOpening(hours('09:00', '17:00'), zones, at('2026-01-14T03:00:00Z'))).toBeUndefined();
	});

	const ZONES = [
		'America/New_York',
		'America/Los_Angeles',
		'America/Santiago',
		'Europe/Berlin',
		'Africa/Casablanca',
		'Australia/Lord_Howe',
		'Asia/Kathmandu',
		'Pacific/Apia',
	];
	/** Days of 2026 on which clocks change in one of the zones, and one on which none does. */
	const CHANGES = ['2026-02-15', '2026-03-08', '2026-03-22', '2026-03-29', '2026-04-05', '2026-09-06'];
	const MORE_CHANGES = ['2026-10-04', '2026-10-25', '2026-11-01', '2026-06-17'];

	it('is the first minute that the clock on the wall shows within the hours, and none before it', () => {
		const days = fc
			.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
			.map((list) => new Set(list));
		const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 2 }),
				fc.constantFrom(...CHANGES, ...MORE_CHANGES),
				fc.integer({ min: -24 * 60, max: 24 * 60 }),
				fc.record({ from: minute, to: minute, days: fc.oneof(fc.constant(EVERY_DAY), days) }),
				(zones, date, shift, { from, to, days: chosen }) => {
					fc.pre(from !== to);
					const wanted = { from: from * 60, to: to * 60, days: chosen };
					const after = at(`${date}T00:00:00Z`) + shift * MINUTE;
					const found = nextOpening(wanted, zones, after);
					const isIn = (moment: number) => zones.every((zone) => isOpenOnTheWall(wanted, zone, moment));
					const end = found ?? after + 8 * 24 * 60 * MINUTE;
					if (found !== undefined) expect(isIn(found)).toBe(true);
					// Each minute of the two days around the change, then each quarter of an hour: hours may be shorter there.
					for (let moment = after; moment < end; moment += MINUTE) {
						const isNear = moment < after + 24 * 60 * MINUTE || end - moment < 120 * MINUTE;
						if (isNear || moment % (15 * MINUTE) === 0)
							expect([new Date(moment).toISOString(), isIn(moment)]).toEqual([
								new Date(moment).toISOString(),
								false,
							]);
						else continue;
						expect(isOpen(wanted, zones, moment)).toBe(false);
					}
				},
			),
			{ numRuns: sizeOf(300) },
		);
	});

	it('says of any minute the same as the clock on the wall', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...ZONES),
				fc.constantFrom(...CHANGES, ...MORE_CHANGES),
				fc.integer({ min: -48 * 60, max: 48 * 60 }),
				fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1439 })),
				(zone, date, shift, [from, to]) => {
					fc.pre(from !== to);
					const wanted = { from: from * 60, to: to * 60, days: new Set([1, 3, 6, 7]) };
					const moment = at(`${date}T00:00:00Z`) + shift * MINUTE;
					expect(isOpen(wanted, [zone], moment)).toBe(isOpenOnTheWall(wanted, zone, moment));
				},
			),
			{ numRuns: sizeOf(5000) },
		);
	});
});

describe('times of day', () => {
	it.each([
		['9:00', 32_400],
		['09:30', 34_200],
		['21:30:15', 77_415],
		[9, 32_400],
		['9', 32_400],
		['9 am', 32_400],
		['9:15 PM', 76_500],
		['12 a.m.', 0],
		['12 pm', 43_200],
		['24:00', 86_400],
		['00:00', 0],
	])('%p', (value, seconds) => {
		expect(toClock(value, 'Hours From')).toBe(seconds);
	});

	it.each([['25:00'], ['24:01'], ['9:60'], ['13 pm'], ['0 am'], ['soon'], [9.5], [-1], [true], [['09:00']]])(
		'refuses %p and shows it',
		(value) => {
			expect(() => toClock(value, 'Hours From')).toThrow("'Hours From' is not a time of day: \"");
		},
	);

	it.each([[''], [undefined], [null], [false], [{}], [[]]])('calls %p empty', (value) => {
		expect(() => toClock(value, 'Hours From')).toThrow("'Hours From' is empty");
	});
});

describe('days of the week', () => {
	it.each([
		[
			['monday', 'Friday'],
			[1, 5],
		],
		['Saturday, sunday', [6, 7]],
		[
			[1, '7'],
			[1, 7],
		],
		[3, [3]],
	])('%p', (value, days) => {
		expect([...toWeekdays(value, 'On Days')]).toEqual(days);
	});

	it.each([['someday'], [['monday', 8]], [0], [{ day: 1 }], [true], [[{ day: 1 }]]])(
		'refuses %p',
		(value) => {
			expect(() => toWeekdays(value, 'On Days')).toThrow("'On Days' has a day that does not exist");
		},
	);

	it.each([[[]], [''], [false], [null]])('calls %p empty', (value) => {
		expect(() => toWeekdays(value, 'On Days')).toThrow("'On Days' is empty");
	});
});
