import type { IDataObject } from 'n8n-workflow';
import { DateTime, IANAZone, Settings } from 'luxon';

import { resources } from '../../nodes/JustCall/resources';
import { toAccountTime, type TimeZones } from '../../nodes/shared/values/dates';
import { registryOf, type Field, type KnownOperation } from '../../nodes/shared/description/operation';
import { MISSING } from '../../nodes/shared/description/nodeParameters';
import {
	dayInWords,
	daysBefore,
	daysOf,
	eachDay,
	isCounted,
	PERIODS,
	spanInWords,
	type CountedPeriod,
} from '../../nodes/shared/values/period';
import { planRequest } from '../../nodes/shared/run/planRequest';
import { membersOf, sizeOf } from '../harness/thorough';

const ZONES = [
	'America/New_York',
	'Europe/Berlin',
	'Asia/Kolkata',
	'America/Sao_Paulo',
	'Pacific/Apia',
	'Africa/Cairo',
];
const counted = PERIODS.map(({ value }) => String(value)).filter(isCounted);

/** The values that operations with times send for a period. */
function spanOf(period: CountedPeriod, now: string, zone: string): string[] {
	const { first, last } = daysOf(period, Date.parse(now), zone);
	const zones: TimeZones = { account: zone, workflow: 'UTC' };
	return [toAccountTime(first, 'from', 'From', zones), toAccountTime(last, 'to', 'To', zones)];
}

const daysIn = (period: CountedPeriod, now: string, zone: string) => {
	const { first, last } = daysOf(period, Date.parse(now), zone);
	return `${first} ${last}`;
};

describe('the days of a period', () => {
	// A Thursday in Berlin; New York is six hours behind.
	it.each<[CountedPeriod, string]>([
		['today', '2026-11-26 2026-11-26'],
		['yesterday', '2026-11-25 2026-11-25'],
		['last7Days', '2026-11-20 2026-11-26'],
		['thisWeek', '2026-11-23 2026-11-26'],
		['lastWeek', '2026-11-16 2026-11-22'],
		['thisMonth', '2026-11-01 2026-11-26'],
		['lastMonth', '2026-10-01 2026-10-31'],
	])('%s', (period, days) => {
		expect(daysIn(period, '2026-11-26T12:00:00Z', 'Europe/Berlin')).toBe(days);
	});

	it.each<[CountedPeriod, string, string, string]>([
		['today', '2026-11-26T03:00:00Z', 'America/New_York', '2026-11-25 2026-11-25'],
		['today', '2026-11-26T23:30:00Z', 'Europe/Berlin', '2026-11-27 2026-11-27'],
		['today', '2026-11-26T18:30:00Z', 'Asia/Kolkata', '2026-11-27 2026-11-27'],
		['today', '2026-11-26T18:29:59Z', 'Asia/Kolkata', '2026-11-26 2026-11-26'],
		['today', '2026-11-26T11:00:00Z', 'Pacific/Apia', '2026-11-27 2026-11-27'],
		['yesterday', '2026-01-01T04:59:59Z', 'America/New_York', '2025-12-30 2025-12-30'],
		['yesterday', '2026-01-01T05:00:00Z', 'America/New_York', '2025-12-31 2025-12-31'],
		['yesterday', '2028-03-01T12:00:00Z', 'Europe/Berlin', '2028-02-29 2028-02-29'],
		['thisWeek', '2026-11-29T12:00:00Z', 'Europe/Berlin', '2026-11-23 2026-11-29'],
		['thisWeek', '2026-11-30T12:00:00Z', 'Europe/Berlin', '2026-11-30 2026-11-30'],
		['lastWeek', '2026-01-01T12:00:00Z', 'Europe/Berlin', '2025-12-22 2025-12-28'],
		['lastWeek', '2026-11-30T04:00:00Z', 'America/New_York', '2026-11-16 2026-11-22'],
		['lastMonth', '2026-01-15T12:00:00Z', 'Europe/Berlin', '2025-12-01 2025-12-31'],
		['lastMonth', '2026-03-31T12:00:00Z', 'Europe/Berlin', '2026-02-01 2026-02-28'],
		['lastMonth', '2028-03-31T12:00:00Z', 'Europe/Berlin', '2028-02-01 2028-02-29'],
		['lastMonth', '2026-12-01T01:00:00Z', 'America/New_York', '2026-10-01 2026-10-31'],
		['thisMonth', '2026-12-01T01:00:00Z', 'America/New_York', '2026-11-01 2026-11-30'],
		['thisMonth', '2026-11-30T23:00:00Z', 'Europe/Berlin', '2026-12-01 2026-12-01'],
	])('%s at %s in %s', (period, now, zone, days) => {
		expect(daysIn(period, now, zone)).toBe(days);
	});

	it('yesterday is the last day that there was, where a zone left one out', () => {
		// Samoa went from 29 to 31 December 2011.
		expect(daysIn('yesterday', '2011-12-30T12:00:00Z', 'Pacific/Apia')).toBe('2011-12-29 2011-12-29');
		expect(daysIn('last7Days', '2011-12-31T12:00:00Z', 'Pacific/Apia')).toBe('2011-12-25 2012-01-01');
		expect(daysIn('last7Days', '2011-12-30T12:00:00Z', 'Pacific/Apia')).toBe('2011-12-24 2011-12-31');
	});
});

describe('around a change of the clocks', () => {
	it.each<[string, string, CountedPeriod, string, [string, string], number]>([
		// now, zone, period, its length, the values sent, hours between its ends
		['2026-03-08T18:00:00Z', 'America/New_York', 'today', '23 h', ['2026-03-08', '2026-03-08'], 23],
		['2026-03-09T04:30:00Z', 'America/New_York', 'yesterday', '23 h', ['2026-03-08', '2026-03-08'], 23],
		['2026-03-09T03:30:00Z', 'America/New_York', 'yesterday', '24 h', ['2026-03-07', '2026-03-07'], 24],
		['2026-11-02T04:30:00Z', 'America/New_York', 'today', '25 h', ['2026-11-01', '2026-11-01'], 25],
		['2026-11-02T05:30:00Z', 'America/New_York', 'yesterday', '25 h', ['2026-11-01', '2026-11-01'], 25],
		['2026-11-03T12:00:00Z', 'America/New_York', 'lastWeek', '169 h', ['2026-10-26', '2026-11-01'], 169],
		['2026-03-30T12:00:00Z', 'Europe/Berlin', 'yesterday', '23 h', ['2026-03-29', '2026-03-29'], 23],
		['2026-03-29T22:30:00Z', 'Europe/Berlin', 'yesterday', '23 h', ['2026-03-29', '2026-03-29'], 23],
		['2026-10-25T22:30:00Z', 'Europe/Berlin', 'today', '25 h', ['2026-10-25', '2026-10-25'], 25],
		['2026-11-10T12:00:00Z', 'Europe/Berlin', 'lastMonth', '745 h', ['2026-10-01', '2026-10-31'], 745],
		['2026-04-10T12:00:00Z', 'Europe/Berlin', 'lastMonth', '743 h', ['2026-03-01', '2026-03-31'], 743],
		['2026-03-30T12:00:00Z', 'Asia/Kolkata', 'yesterday', '24 h', ['2026-03-29', '2026-03-29'], 24],
		['2018-02-18T15:00:00Z', 'America/Sao_Paulo', 'today', '24 h', ['2018-02-18', '2018-02-18'], 24],
		['2021-04-05T12:00:00Z', 'Pacific/Apia', 'yesterday', '24 h', ['2021-04-05', '2021-04-05'], 24],
		['2021-04-04T12:00:00Z', 'Pacific/Apia', 'yesterday', '25 h', ['2021-04-04', '2021-04-04'], 25],
		['2020-09-27T12:00:00Z', 'Pacific/Apia', 'yesterday', '23 h', ['2020-09-27', '2020-09-27'], 23],
	])('%s in %s: %s is a period of %s', (now, zone, period, _length, [first, last], hours) => {
		const [from = '', to = ''] = spanOf(period, now, zone);
		expect([from, to]).toEqual([`${first} 00:00:00`, `${last} 23:59:59`]);
		const at = (text: string) => DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm:ss', { zone }).toMillis();
		expect((at(to) + 1000 - at(from)) / 3_600_000).toBe(hours);
	});

	it.each<[string, string, CountedPeriod, [string, string]]>([
		// The clocks go from 00:00 to 01:00: the day has no midnight.
		['2026-04-24T12:00:00Z', 'Africa/Cairo', 'today', ['2026-04-24 01:00:00', '2026-04-24 23:59:59']],
		['2026-04-25T12:00:00Z', 'Africa/Cairo', 'yesterday', ['2026-04-24 01:00:00', '2026-04-24 23:59:59']],
		['2026-04-23T21:59:59Z', 'Africa/Cairo', 'today', ['2026-04-23 00:00:00', '2026-04-23 23:59:59']],
		['2018-11-04T15:00:00Z', 'America/Sao_Paulo', 'today', ['2018-11-04 01:00:00', '2018-11-04 23:59:59']],
		[
			'2018-11-05T15:00:00Z',
			'America/Sao_Paulo',
			'yesterday',
			['2018-11-04 01:00:00', '2018-11-04 23:59:59'],
		],
		// They go back from midnight to 23:00: the last hour comes twice, and its second pass has no text of its
		// own.
		['2026-10-29T12:00:00Z', 'Africa/Cairo', 'today', ['2026-10-29 00:00:00', '2026-10-30 00:00:00']],
		['2026-10-30T12:00:00Z', 'Africa/Cairo', 'yesterday', ['2026-10-29 00:00:00', '2026-10-30 00:00:00']],
		[
			'2018-02-18T15:00:00Z',
			'America/Sao_Paulo',
			'yesterday',
			['2018-02-17 00:00:00', '2018-02-18 00:00:00'],
		],
		// They go back from 01:00 to midnight.
		['2026-11-01T15:00:00Z', 'America/Havana', 'today', ['2026-11-01 00:00:00', '2026-11-01 23:59:59']],
		['2026-11-01T15:00:00Z', 'America/Havana', 'yesterday', ['2026-10-31 00:00:00', '2026-10-31 23:59:59']],
	])('%s in %s: %s begins and ends with its own seconds', (now, zone, period, span) => {
		expect(spanOf(period, now, zone)).toEqual(span);
	});

	it.each(ZONES)('every hour around the changes of fifteen years belongs to its day: %s', (zone) => {
		const clocks = IANAZone.create(zone);
		const at = (time: number) => clocks.offset(time);
		const hours: number[] = [];
		for (let time = Date.UTC(2012, 0, 1, 0, 30); time < Date.UTC(2027, 0, 1); time += 86_400_000) {
			if (at(time) === at(time + 86_400_000) && !new Date(time).toISOString().includes('-01-01T')) continue;
			for (let hour = -24; hour < 48; hour++) hours.push(time + hour * 3_600_000);
		}
		for (const now of membersOf(hours)) {
			const local = DateTime.fromMillis(now, { zone });
			const { first, last } = daysOf('today', now, zone);
			expect([first, last]).toEqual([local.toISODate(), local.toISODate()]);
			const text = local.toFormat('yyyy-MM-dd HH:mm:ss');
			const [from = '', to = ''] = [
				toAccountTime(first, 'from', 'From', { account: zone, workflow: zone }),
				toAccountTime(last, 'to', 'To', { account: zone, workflow: zone }),
			];
			if (!(from <= text && text <= to)) throw new Error(`${text} is not from ${from} to ${to}`);
		}
	});

	it('a list read in either hour that comes twice has all of the day', () => {
		// Reading 23:59:59 as the first pass would lose an hour of calls.
		const [, to = ''] = spanOf('yesterday', '2026-10-30T12:00:00Z', 'Africa/Cairo');
		const readings = DateTime.fromFormat(to, 'yyyy-MM-dd HH:mm:ss', { zone: 'Africa/Cairo' })
			.getPossibleOffsets()
			.map((moment) => moment.toUTC().toISO());
		expect(readings).toEqual(['2026-10-29T22:00:00.000Z']);
	});

	it.each(ZONES)('weeks and months join without a gap, over four years: %s', (zone) => {
		const step = 10 / sizeOf(10);
		for (let day = 0; day < 1461; day += 5 * step) {
			const now = new Date(Date.UTC(2024, 0, 1, 9) + day * 86_400_000).toISOString();
			const of = (period: CountedPeriod) => daysOf(period, Date.parse(now), zone);
			const after = (text: string) => DateTime.fromISO(text).plus({ days: 1 }).toISODate();
			expect(after(of('lastWeek').last)).toBe(of('thisWeek').first);
			expect(after(of('lastMonth').last)).toBe(of('thisMonth').first);
			expect(after(of('yesterday').last)).toBe(of('today').first);
			expect(DateTime.fromISO(of('lastWeek').first).weekday).toBe(1);
			for (const period of counted) expect(of(period).first <= of(period).last).toBe(true);
		}
	});
});

const registry = registryOf(resources);
const timed = [...registry].filter(([, { encodedFields: wire }]) =>
	[...wire.values()].some(({ kind }) => ['from', 'to', 'fromDay', 'toDay'].includes(kind)),
);
const NOW = Date.parse('2026-11-26T03:00:00Z');

/** The query of an operation, with a panel and a credential in New York. */
async function queryOf(operation: KnownOperation, panel: Record<string, unknown>, now = NOW) {
	const read = (name: string): unknown => (name in panel ? panel[name] : MISSING);
	const { request } = await planRequest(operation, read, {
		now,
		zones: async () => ({ account: 'America/New_York', workflow: 'Europe/Berlin' }),
		countryOf: async () => undefined,
		campaignCountry: async () => undefined,
	});
	return Object.fromEntries(Object.entries(request.query ?? {}).filter(([name]) => /^(from|to)_/.test(name)));
}

const needed = (operation: KnownOperation): IDataObject =>
	operation.fields.some(({ name }) => name === 'phoneId') ? { phoneId: { __rl: true, value: 5 } } : {};
const inFilters = ({ fields }: KnownOperation) => !fields.some(({ name }) => name === 'period');

describe.each(timed)('Period of %s', (_key, operation) => {
	const isDays = [...operation.encodedFields.values()].some(({ kind }) => kind === 'fromDay');
	// Summarize always has a period; it checks From and To itself, as either may be left out (test/nodes/callSummarize.test.ts).
	const isOwn = operation.custom === true;
	const ends = isDays ? ['from_date', 'to_date'] : ['from_datetime', 'to_datetime'];
	const of = async (values: IDataObject, now?: number) => {
		const panel = inFilters(operation) ? { filters: values } : values;
		const query = await queryOf(operation, { ...needed(operation), ...panel }, now);
		return ends.map((name) => query[name]);
	};
	const [from, to] = isDays ? ['fromDate', 'toDate'] : ['fromDatetime', 'toDatetime'];
	const span = (first: string, last: string) =>
		isDays ? [first, last] : [`${first} 00:00:00`, `${last} 23:59:59`];

	it('is offered, with From and To hidden where they do not count', () => {
		const fields = inFilters(operation)
			? (operation.fields.find(({ name }) => name === 'filters')?.options as Field[])
			: operation.fields;
		const field = fields.find(({ name }) => name === 'period');
		const offered = (field?.options ?? []).map((option) => ('value' in option ? option.value : ''));
		expect(offered).toEqual(
			PERIODS.map(({ value }) => value).filter(
				(value) => inFilters(operation) || isOwn || value !== 'anyTime',
			),
		);
		// Saved workflows have no period, so From and To still count.
		expect(field?.default).toBe(isOwn || inFilters(operation) ? 'yesterday' : 'custom');
		const shown = inFilters(operation)
			? { hide: { period: offered.filter((value) => value !== 'custom') } }
			: { show: { period: ['custom'] } };
		for (const name of [from, to])
			expect(fields.find((one) => one.name === name)?.displayOptions).toEqual(shown);
	});

	it('is counted in the zone of the account', async () => {
		// Still the 25th, a Wednesday, in New York; the 26th in the workflow's Berlin.
		expect(await of({ period: 'today' })).toEqual(span('2026-11-25', '2026-11-25'));
		expect(await of({ period: 'yesterday' })).toEqual(span('2026-11-24', '2026-11-24'));
		expect(await of({ period: 'last7Days' })).toEqual(span('2026-11-19', '2026-11-25'));
		expect(await of({ period: 'thisWeek' })).toEqual(span('2026-11-23', '2026-11-25'));
		expect(await of({ period: 'lastWeek' })).toEqual(span('2026-11-16', '2026-11-22'));
		expect(await of({ period: 'thisMonth' })).toEqual(span('2026-11-01', '2026-11-25'));
		expect(await of({ period: 'lastMonth' })).toEqual(span('2026-10-01', '2026-10-31'));
	});

	it('is read in any case, and refused by name where it is none', async () => {
		expect(await of({ period: 'LAST7DAYS' })).toEqual(span('2026-11-19', '2026-11-25'));
		for (const period of ['fortnight', 'toString', 7, { a: 1 }, ['today']])
			await expect(of({ period: period as string })).rejects.toThrow(/^'Period' /);
		for (const period of ['', null, false]) await expect(of({ period })).rejects.toThrow("'Period' is empty");
	});

	it('goes before From and To, except for Custom', async () => {
		const given = { [from as string]: '2026-01-02', [to as string]: '2026-01-03' };
		expect(await of(given)).toEqual(span('2026-01-02', '2026-01-03'));
		expect(await of({ period: 'custom', ...given })).toEqual(span('2026-01-02', '2026-01-03'));
		expect(await of({ period: 'yesterday', ...given })).toEqual(span('2026-11-24', '2026-11-24'));
		expect(await of({ period: 'yesterday', [from as string]: 'nonsense' })).toEqual(
			span('2026-11-24', '2026-11-24'),
		);
		if (isOwn) return;
		await expect(of({ period: 'custom' })).rejects.toThrow(
			/^'Period' is Custom, and there is neither 'From( Date)?' nor 'To( Date)?'$/,
		);
		await expect(of({ period: 'custom', [from as string]: '' })).rejects.toThrow(/^'From( Date)?' is empty/);
	});

	if (inFilters(operation) || isOwn) {
		it('may be none', async () => {
			const given = { [from as string]: '2026-01-02', [to as string]: '2026-01-03' };
			expect(await of({})).toEqual([undefined, undefined]);
			expect(await of({ period: 'anyTime', ...given })).toEqual([undefined, undefined]);
		});
	} else {
		it('cannot be any time', async () => {
			await expect(of({ period: 'anyTime' })).rejects.toThrow('\'Period\' cannot be "anyTime"');
		});
	}
});

it.each<[CountedPeriod, string, string]>([
	['today', '2026-11-25 2026-11-25', '2026-11-26T17:00:00Z'],
	['yesterday', '2026-11-24 2026-11-24', '2026-11-26T17:00:00Z'],
	['last7Days', '2026-11-13 2026-11-19', '2026-11-26T17:00:00Z'],
	['thisWeek', '2026-11-16 2026-11-19', '2026-11-26T17:00:00Z'],
	['lastWeek', '2026-11-09 2026-11-15', '2026-11-26T17:00:00Z'],
	['thisMonth', '2026-10-01 2026-10-26', '2026-11-26T17:00:00Z'],
	['lastMonth', '2026-09-01 2026-09-30', '2026-11-26T17:00:00Z'],
	// February is shorter.
	['thisMonth', '2026-02-01 2026-02-28', '2026-03-31T17:00:00Z'],
	['lastMonth', '2026-01-01 2026-01-31', '2026-03-31T17:00:00Z'],
])('the days before %s are %s', (period, days, now) => {
	const { first, last } = daysBefore(period, Date.parse(now), 'Europe/Berlin');
	expect(`${first} ${last}`).toBe(days);
});

it('every list and report of time has it', () => {
	expect(timed.map(([key]) => key).sort()).toEqual([
		'analytics.getAccount',
		'analytics.getAgent',
		'analytics.getNumber',
		'analytics.getSalesDialer',
		'call.getAll',
		'call.summarize',
		'callAiReport.getAll',
		'campaign.getAll',
		'campaignCall.getAll',
		'campaignCall.summarize',
		'meetingAiReport.getAll',
		'sms.getAll',
		'smsThread.getAll',
		'whatsApp.getAll',
	]);
	const withPeriod = [...registry]
		.filter(([, { encodedFields: wire }]) => wire.has('period'))
		.map(([key]) => key);
	expect(withPeriod.sort()).toEqual(timed.map(([key]) => key).sort());
});

it('days are picked without a time', () => {
	const days = [...registry.values()].flatMap(({ fields }) => {
		const all = (field: Field): Field[] => [
			field,
			...(field.options ?? []).flatMap((option) => ('type' in option ? all(option as Field) : [])),
		];
		return fields.flatMap(all).filter(({ type }) => type === 'dateTime');
	});
	for (const { name, send, typeOptions } of days) {
		const isDay = ['day', 'date', 'fromDay', 'toDay'].includes(send?.kind ?? '');
		expect([name, typeOptions?.dateOnly ?? false]).toEqual([name, isDay]);
	}
	expect(days.some(({ typeOptions }) => typeOptions?.dateOnly)).toBe(true);
});

it.each([
	['today', '2011-12-31T12:00:00Z'],
	['yesterday', '2012-01-01T12:00:00Z'],
] as const)('the day before %s is one that there was', (period, now) => {
	// Samoa had no 30 December 2011.
	const days = daysBefore(period, Date.parse(now) - 14 * 3_600_000, 'Pacific/Apia');
	expect(days).toEqual({ first: '2011-12-29', last: '2011-12-29' });
});

describe('each day of a span', () => {
	// Its clocks went forward at midnight. The zone of the machine must not matter.
	beforeAll(() => void (Settings.defaultZone = 'America/Sao_Paulo'));
	afterAll(() => void (Settings.defaultZone = 'system'));

	it.each([
		['2018-11-03', '2018-11-05', ['2018-11-03', '2018-11-04', '2018-11-05']],
		['2018-11-04', '2018-11-04', ['2018-11-04']],
		['2026-02-28', '2026-03-01', ['2026-02-28', '2026-03-01']],
		['2026-03-02', '2026-03-01', []],
	])('from %s to %s', (first, last, days) => {
		expect(eachDay({ first, last })).toEqual(days);
	});
});

describe('a span in words', () => {
	it.each([
		['2026-11-26 00:00:00', '2026-11-26 23:59:59', '26 November 2026'],
		['2026-11-16 00:00:00', '2026-11-22 23:59:59', '16 to 22 November 2026'],
		['2026-10-26 00:00:00', '2026-11-01 23:59:59', '26 October to 1 November 2026'],
		['2026-12-28 00:00:00', '2027-01-03 23:59:59', '28 December 2026 to 3 January 2027'],
		['2026-10-01 00:00:00', '2026-10-31 23:59:59', 'October 2026'],
		['2028-02-01 00:00:00', '2028-02-29 23:59:59', 'February 2028'],
		['2026-10-01 00:00:00', '2026-11-30 23:59:59', '1 October to 30 November 2026'],
		['2026-11-25 00:00:00', '2026-11-25 10:30:00', '25 November 2026 to 10:30'],
		['2026-11-25 08:00:00', '2026-11-25 17:00:00', '25 November 2026 08:00 to 17:00'],
		['2026-11-16 00:00:00', '2026-11-19 10:30:00', '16 November 2026 to 19 November 2026 10:30'],
		['2026-11-16 00:00:00', undefined, 'from 16 November 2026'],
		[undefined, '2026-11-16 12:30:00', 'to 16 November 2026 12:30'],
		[undefined, undefined, ''],
	])('%s to %s', (from, to, words) => expect(spanInWords(from, to)).toBe(words));

	it('is in English, whatever the language of the machine', () => {
		const language = Settings.defaultLocale;
		Settings.defaultLocale = 'de';
		try {
			expect(spanInWords('2026-10-01 00:00:00', '2026-10-31 23:59:59')).toBe('October 2026');
			expect(dayInWords('2026-12-03')).toBe('Thu 3 Dec');
		} finally {
			Settings.defaultLocale = language;
		}
	});
});
