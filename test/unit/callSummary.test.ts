import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { IDataObject } from 'n8n-workflow';

import { PHONE_FIGURES, type FigureField } from '../../nodes/shared/answers/callFigures';
import {
	CallSummary,
	compared,
	type Grouping,
	type Summary,
	type SummaryPlan,
	type SummaryRow,
} from '../../nodes/shared/answers/callSummary';
import { dateAndTimes, showCall } from '../../sandbox/callView';
import type { CallRow } from '../../sandbox/seed/calls';
import { seedState, type State } from '../../sandbox/state';
import { sizeOf } from '../harness/thorough';

const FIELDS = PHONE_FIGURES;

function summaryOf(calls: readonly IDataObject[], plan: Partial<SummaryPlan> = {}) {
	const summary = new CallSummary({ groupBy: [], figures: FIELDS, zone: 'America/New_York', ...plan });
	for (const call of calls) summary.add(call);
	return summary.summary();
}

/** The figures of calls, from the sandbox's own rows and with arithmetic of their own. */
function expectedOf(
	rows: readonly CallRow[],
	all: readonly CallRow[],
	{ contacts, timeZone }: State,
): IDataObject {
	const incoming = rows.filter(({ direction }) => direction === 'Incoming');
	const outgoing = rows.filter(({ direction }) => direction === 'Outgoing');
	const with_ = (list: readonly CallRow[], ...outcomes: string[]) =>
		list.filter(({ outcome }) => outcomes.includes(outcome));
	const sum = (list: readonly CallRow[], of: (row: CallRow) => number) =>
		list.reduce((total, row) => total + of(row), 0);
	const tenth = (value: number) => Math.round(value * 10) / 10;
	const only = (name: string, ok: boolean, value: () => number | string) => (ok ? { [name]: value() } : {});
	const answered = with_(rows, 'ANSWERED');
	const taken = with_(incoming, 'ANSWERED');
	const lost = with_(incoming, 'MISSED', 'BUSY', 'FAILED', 'VOICEMAIL', 'ABANDONED');
	const wait = ({ ring, queueWait }: CallRow) => ring + queueWait;
	const clock = (at: number) => DateTime.fromSeconds(at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');
	const numberOf = ({ contact }: CallRow) => contacts[contact]?.number;
	const minutes = lost.map((call) => {
		const later = all.filter(
			(other) =>
				other.at > call.at &&
				numberOf(other) === numberOf(call) &&
				(other.direction === 'Incoming'
					? other.outcome === 'ANSWERED'
					: ['ANSWERED', 'UNANSWERED', 'BUSY'].includes(other.outcome)),
		);
		return later.length > 0 ? (Math.min(...later.map(({ at }) => at)) - call.at) / 60 : undefined;
	});
	const returned = minutes.filter((one) => one !== undefined);
	return {
		calls: rows.length,
		answered: answered.length,
		missed: with_(incoming, 'MISSED', 'BUSY', 'FAILED').length,
		voicemail: with_(incoming, 'VOICEMAIL').length,
		abandoned: with_(incoming, 'ABANDONED').length,
		not_reached: outgoing.length - with_(outgoing, 'ANSWERED').length,
		other: 0,
		...only('answer_rate', incoming.length > 0, () => tenth((100 * taken.length) / incoming.length)),
		...only('connect_rate', outgoing.length > 0, () =>
			tenth((100 * with_(outgoing, 'ANSWERED').length) / outgoing.length),
		),
		...only('service_level', incoming.length > 0, () =>
			tenth((100 * taken.filter((row) => wait(row) <= 20).length) / incoming.length),
		),
		talk_seconds: sum(answered, ({ talk }) => talk),
		...only('average_talk_seconds', answered.length > 0, () =>
			tenth(sum(answered, ({ talk }) => talk) / answered.length),
		),
		...only('longest_talk_seconds', answered.length > 0, () => Math.max(...answered.map(({ talk }) => talk))),
		...only('average_wait_seconds', incoming.length > 0, () => tenth(sum(incoming, wait) / incoming.length)),
		...only('first_call', rows.length > 0, () => clock(Math.min(...rows.map(({ at }) => at)))),
		...only('last_call', rows.length > 0, () => clock(Math.max(...rows.map(({ at }) => at)))),
		unique_contacts: new Set(rows.map(numberOf)).size,
		missed_not_returned: minutes.length - returned.length,
		...only('average_callback_minutes', returned.length > 0, () =>
			tenth(returned.reduce((total, one) => total + one, 0) / returned.length),
		),
	};
}

/** By a formula other than the summary's: luxon's calendar of the moment in the zone. */
const PLACES: Partial<Record<Grouping, (row: CallRow, state: State) => unknown>> = {
	agent: ({ agent }, { users }) => users[agent]?.id,
	day: ({ at }, { timeZone }) => DateTime.fromSeconds(at, { zone: timeZone }).toISODate(),
	hour: ({ at }, { timeZone }) => DateTime.fromSeconds(at, { zone: timeZone }).hour,
	weekday: ({ at }, { timeZone }) => DateTime.fromSeconds(at, { zone: timeZone }).weekdayLong,
	justcall_number: ({ number }, { numbers }) => numbers[number]?.justcall_number,
	disposition: ({ disposition }) => disposition,
	direction: ({ direction }) => direction,
};

// Ninety days before each of these moments have the change to summer time, or the one back.
describe.each([
	['America/New_York', '2026-05-20T15:00:00Z'],
	['Europe/Berlin', '2026-05-20T15:00:00Z'],
	['Australia/Lord_Howe', '2026-05-20T15:00:00Z'],
	['America/New_York', '2026-11-20T15:00:00Z'],
	['Europe/Berlin', '2026-11-20T15:00:00Z'],
	['Australia/Lord_Howe', '2026-11-20T15:00:00Z'],
])('the calls of ninety days in %s before %s', (timeZone, now) => {
	const state = seedState({
		...{ seed: 7, calls: sizeOf(25_000), agents: 12, numbers: 5, timeZone, now: new Date(now) },
	} as Parameters<typeof seedState>[0]);
	const calls = state.calls.map((row) => showCall(state, { ...row, running: false }) as IDataObject);
	// Comparing all calls with all calls would take minutes.
	const few = FIELDS.filter((field) => !['missed_not_returned', 'average_callback_minutes'].includes(field));
	const without = (figures: IDataObject) =>
		Object.fromEntries(few.flatMap((field) => (field in figures ? [[field, figures[field]]] : [])));

	it.each(Object.keys(PLACES) as Grouping[])('by %s are those of an independent computation', (grouping) => {
		const { rows, total } = summaryOf(calls, { groupBy: [grouping], figures: few, zone: timeZone });
		const groups = new Map<unknown, CallRow[]>();
		for (const row of state.calls) {
			const place = PLACES[grouping]?.(row, state);
			const list = groups.get(place);
			if (list) list.push(row);
			else groups.set(place, [row]);
		}
		const field = grouping === 'agent' ? 'agent_id' : grouping;
		expect(new Map(rows.map(({ group, figures }) => [group[field], figures]))).toEqual(
			new Map([...groups].map(([place, list]) => [place, without(expectedOf(list, [], state))])),
		);
		expect(total.figures).toEqual(without(expectedOf(state.calls, [], state)));
	});

	it('know which of them were returned', () => {
		const rows = state.calls.slice(-1200);
		const { total } = summaryOf(calls.slice(-1200), { zone: timeZone });
		expect(total.figures).toEqual(expectedOf(rows, rows, state));
		expect(total.figures.missed_not_returned).toBeGreaterThan(0);
		expect(total.figures.average_callback_minutes).toBeGreaterThan(0);
	});
});

describe('days and hours', () => {
	const at = (iso: string, zone: string): IDataObject => ({
		...dateAndTimes(Date.parse(iso) / 1000, zone),
		call_info: { direction: 'Incoming', type: 'Missed' },
	});

	it('without calls are listed, but no hour that a clock skipped', () => {
		const plan = { groupBy: ['day', 'hour'] as Grouping[], zone: 'Europe/Berlin' };
		const listed = (day: string) =>
			summaryOf([at('2026-03-29T10:00:00Z', 'Europe/Berlin')], {
				...plan,
				known: { agents: [], numbers: [], days: [day] },
			}).rows.filter(({ group }) => group.day === day);
		expect(listed('2026-03-28').map(({ group }) => group.hour)).toEqual([...Array(24).keys()]);
		expect(listed('2026-03-29').map(({ group }) => group.hour)).toEqual([
			0,
			1,
			...[...Array(24).keys()].slice(3),
		]);
		expect(listed('2026-10-25')).toHaveLength(24);
		expect(listed('2026-03-29').find(({ group }) => group.hour === 12)?.figures.calls).toBe(1);
	});

	it('count the hour that comes twice once, with the calls of both', () => {
		const twice = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((iso) => at(iso, 'Europe/Berlin'));
		const { rows } = summaryOf(twice, { groupBy: ['hour'], zone: 'Europe/Berlin' });
		expect(rows.map(({ group, figures }) => [group.hour, figures.calls])).toEqual([[2, 2]]);
	});

	it('are those of the zone when JustCall gives UTC only, and none when it gives no time', () => {
		const utc = { ...at('2026-03-29T01:30:00Z', 'UTC'), call_user_date: null, call_user_time: '' };
		const { rows } = summaryOf([utc, { call_info: { type: 'Missed' } }], {
			groupBy: ['day', 'hour'],
			zone: 'America/New_York',
		});
		expect(rows.map(({ group }) => group)).toEqual([{ day: '' }, { day: '2026-03-28', hour: 21 }]);
	});

	it('of the weekdays are those that the period has', () => {
		const known = { agents: [], numbers: [], days: ['2026-11-28', '2026-11-29'] };
		const { rows } = summaryOf([], { groupBy: ['weekday'], known });
		expect(rows.map(({ group }) => group.weekday)).toEqual(['Saturday', 'Sunday']);
	});
});

describe('groups', () => {
	const call = (more: IDataObject, type = 'Answered'): IDataObject => ({
		call_info: { direction: 'Incoming', type },
		call_duration: { conversation_time: 30 },
		...dateAndTimes(1_780_000_000, 'UTC'),
		...more,
	});

	it('are listed without calls when they are known, and called by their newest name', () => {
		const known = { agents: [{ id: '7', name: 'Zoe' }], numbers: [], days: undefined };
		const calls = [
			call({ agent_id: 8, agent_name: 'New', ...dateAndTimes(1_790_000_000, 'UTC') }),
			call({ agent_id: 8, agent_name: 'Old' }),
			call({ agent_id: 0, agent_name: '' }),
		];
		const rows = summaryOf(calls, { groupBy: ['agent'], known, figures: ['calls'] }).rows;
		expect(rows).toEqual([
			{ key: ['8'], group: { agent_id: 8, agent_name: 'New' }, figures: { calls: 2 } },
			{ key: [''], group: { agent_name: '' }, figures: { calls: 1 } },
			{ key: ['7'], group: { agent_id: 7, agent_name: 'Zoe' }, figures: { calls: 0 } },
		]);
	});

	it('count a call for each user group of its agent, and once in the total', () => {
		const [sales, desk] = [
			{ id: '1', name: 'Sales' },
			{ id: '2', name: 'Desk' },
		] as const;
		const userGroups = { of: new Map([['7', [sales, desk]]]), all: [sales, desk] };
		const { rows, total } = summaryOf([call({ agent_id: 7 }), call({ agent_id: 9 })], {
			...{ groupBy: ['user_group'], userGroups, figures: ['calls'] },
		});
		expect(rows.map(({ group, figures }) => [group.user_group_name, figures.calls])).toEqual([
			['', 1],
			['Desk', 1],
			['Sales', 1],
		]);
		expect(total.figures.calls).toBe(2);
	});

	it('are listed without calls in all combinations, unless they would be too many', () => {
		const agents = (count: number) =>
			Array.from({ length: count }, (_, agent) => ({ id: String(agent + 1), name: `A${agent + 1}` }));
		const numbers = [
			{ id: '14155550100', name: 'Main' },
			{ id: '14155550101', name: 'Desk' },
		];
		const desk = { id: '9', name: 'Desk' };
		const userGroups = { of: new Map([['1', [desk]]]), all: [desk] };
		const rowsOf = (groupBy: Grouping[], count = 2, days?: string[]) =>
			summaryOf([], {
				groupBy,
				known: { agents: agents(count), numbers, days },
				userGroups,
				figures: ['calls'],
			}).rows;
		expect(rowsOf(['agent', 'justcall_number']).map(({ group }) => group)).toEqual(
			[1, 2].flatMap((agent) =>
				['Desk', 'Main'].map((name) => ({
					agent_id: agent,
					agent_name: `A${agent}`,
					justcall_number: name === 'Main' ? '14155550100' : '14155550101',
					justcall_line_name: name,
				})),
			),
		);
		expect(rowsOf(['user_group']).map(({ group }) => group)).toEqual([
			{ user_group_id: 9, user_group_name: 'Desk' },
		]);
		// Nobody can say which contacts there are.
		expect([rowsOf(['contact']), rowsOf(['agent', 'contact']), rowsOf([])]).toEqual([[], [], []]);
		const days = ['2026-03-02', '2026-03-04'];
		expect(rowsOf(['weekday'], 0, days).map(({ group }) => group.weekday)).toEqual(['Monday', 'Wednesday']);
		expect(rowsOf(['day'], 0, days).map(({ group }) => group.day)).toEqual(days);
		expect([rowsOf(['agent'], 5000).length, rowsOf(['agent'], 5001).length]).toEqual([5000, 0]);
	});

	it('have an empty group where nothing is known about groups of agents', () => {
		expect(
			summaryOf([call({ agent_id: 1 })], { groupBy: ['user_group'] }).rows.map(({ key }) => key),
		).toEqual([['']]);
	});

	it('are in the order of the first number chosen, where the number of calls is not', () => {
		const calls = ['Ann', 'Bo', 'Cy'].flatMap((agent_name, place) =>
			Array.from({ length: place + 1 }, () =>
				call({ agent_id: place + 1, agent_name, call_info: { direction: 'Incoming', type: 'Missed' } }),
			),
		);
		const order = (figures: FigureField[], groupBy: Grouping[] = ['agent']) =>
			summaryOf(calls, { groupBy, figures }).rows.map(({ key }) => key.at(-1));
		expect(order(['missed'])).toEqual(['3', '2', '1']);
		expect(order(['last_call', 'missed'])).toEqual(['3', '2', '1']);
		expect(order(['missed'], ['day', 'agent'])).toEqual(['3', '2', '1']);
		expect(order(['answered', 'missed'])).toEqual(['1', '2', '3']);
		expect(order(['answered', 'calls'])).toEqual(['3', '2', '1']);
		expect(order(['last_call'])).toEqual(['1', '2', '3']);
	});

	it('of an agent with two days of a low rate come after those with one of a high rate, as rates have no sum', () => {
		const onDay = (day: number, agent_id: number, ...types: string[]) =>
			types.map((type) =>
				call({
					...{ agent_id, agent_name: `Agent ${agent_id}`, call_user_date: `2026-03-0${day}` },
					call_info: { direction: 'Incoming', type },
				}),
			);
		const low = ['Answered', 'Missed'];
		const calls = [...onDay(3, 1, ...low), ...onDay(4, 1, ...low), ...onDay(3, 2, 'Answered')];
		const order = (figures: FigureField[]) =>
			summaryOf(calls, { groupBy: ['agent', 'day'], figures }).rows.map(({ key }) => key[0]);
		expect(order(['answer_rate'])).toEqual(['2', '1', '1']);
		expect(order(['answered'])).toEqual(['1', '1', '2']);
	});

	it('with as many calls are in the order of their names, then of their ids', () => {
		const names = [
			[3, 'Bo'],
			[1, 'Bo'],
			[2, 'Ann'],
			[4, 'ann'],
		] as const;
		const calls = names.map(([agent_id, agent_name]) => call({ agent_id, agent_name }));
		const order = (list: IDataObject[]) =>
			summaryOf(list, { groupBy: ['agent'] }).rows.map(({ key }) => key[0]);
		expect(order(calls)).toEqual(['4', '2', '1', '3']);
		expect(order(calls.toReversed())).toEqual(['4', '2', '1', '3']);
	});

	it('count nobody for a call without a number', () => {
		const calls = [
			call({ contact_number: '' }),
			call({ contact_number: '1 415' }),
			call({ contact_number: '1415' }),
		];
		expect(summaryOf(calls).total.figures.unique_contacts).toBe(1);
	});

	it('a call that goes out and is not over was neither connected nor tried in vain', () => {
		const out = (type: string) => call({ call_info: { direction: 'Outgoing', type } });
		const figures = (types: string[]) => summaryOf(types.map(out)).total.figures;
		expect(figures(['In Progress']).connect_rate).toBeUndefined();
		expect(figures(['In Progress', 'Answered', 'Busy']).connect_rate).toBe(50);
	});

	it('keep a disposition that looks like a number as it is', () => {
		const [row] = summaryOf([call({ call_info: { disposition: '5' } })], { groupBy: ['disposition'] }).rows;
		expect(row?.group).toEqual({ disposition: '5' });
	});

	it.each([
		['Incoming', 'Answered', 'answered'],
		['Incoming', 'MISSED', 'missed'],
		['Incoming', 'Unanswered', 'missed'],
		['Incoming', 'Busy', 'missed'],
		['Incoming', 'Voicemail', 'voicemail'],
		['incoming', 'Abandoned before ringing', 'abandoned'],
		['Incoming', 'Blocked', 'other'],
		['Incoming', 'Restricted', 'other'],
		['Incoming', 'In Progress', 'other'],
		['Incoming', '', 'other'],
		['Outgoing', 'answered', 'answered'],
		['Outgoing', 'Abandoned before ringing', 'not_reached'],
		['outgoing', 'Unanswered', 'not_reached'],
		['Outgoing', 'In Progress', 'other'],
	])('count an %s call of the type %s as %s', (direction, type, field) => {
		const { figures } = summaryOf([call({ call_info: { direction, type } })]).total;
		const outcomes = ['answered', 'missed', 'voicemail', 'abandoned', 'not_reached', 'other'] as const;
		expect(outcomes.filter((outcome) => figures[outcome] === 1)).toEqual([field]);
	});
});

describe('a missed call', () => {
	const missed = { contact_number: '14155550119', call_info: { direction: 'Incoming', type: 'Missed' } };
	const at = (minute: number, more: IDataObject): IDataObject => ({
		...missed,
		...more,
		...dateAndTimes(1_780_000_000 + 60 * minute, 'UTC'),
	});
	const out = (type: string) => ({ call_info: { direction: 'Outgoing', type } });

	it.each<[string, IDataObject, number, number | undefined]>([
		['a call to the contact', at(12, out('Unanswered')), 0, 12],
		[
			'a call of the contact that was answered',
			at(7, { call_info: { direction: 'Incoming', type: 'Answered' } }),
			0,
			7,
		],
		['a call that was made before', at(-3, out('Answered')), 1, undefined],
		['a call to somebody else', at(3, { ...out('Answered'), contact_number: '4930123' }), 1, undefined],
		['a call that failed', at(3, out('Failed')), 1, undefined],
		['another missed call', at(3, {}), 2, undefined],
	])('and %s', (_name, other, open, minutes) => {
		for (const calls of [
			[at(0, {}), other],
			[other, at(0, {})],
		]) {
			const { figures } = summaryOf(calls).total;
			expect([figures.missed_not_returned, figures.average_callback_minutes]).toEqual([open, minutes]);
		}
	});

	it('can be returned by a call that is not counted', () => {
		const summary = new CallSummary({ groupBy: [], figures: FIELDS, zone: 'UTC' });
		summary.add(at(0, {}));
		summary.addReply(at(30, out('Answered')));
		expect(summary.summary().total.figures).toMatchObject({ calls: 1, average_callback_minutes: 30 });
	});

	it('from a withheld number cannot be returned', () => {
		const calls = [at(0, { contact_number: '' }), at(1, { contact_number: '', ...out('Answered') })];
		expect(summaryOf(calls).total.figures.missed_not_returned).toBe(1);
	});
});

describe('compared with the period before', () => {
	const call = (agent: number, day: string): IDataObject => ({
		...{ agent_id: agent, call_user_date: day, call_user_time: '9:00:00' },
		call_info: { direction: 'Incoming', type: 'Answered' },
	});
	const figures: FigureField[] = ['calls', 'answer_rate'];

	it('every group of either period is listed', () => {
		const plan = { groupBy: ['agent' as const], figures };
		const now = summaryOf(
			[call(1, '2026-03-02'), call(1, '2026-03-02'), call(1, '2026-03-02'), call(2, '2026-03-02')],
			plan,
		);
		const before = summaryOf([call(1, '2026-03-01'), call(1, '2026-03-01'), call(3, '2026-03-01')], plan);
		const { rows, total } = compared(now, before, plan);
		expect(rows.map((row) => ({ ...row.group, ...row.figures }))).toMatchObject([
			{ agent_id: 1, calls: 3, calls_before: 2, calls_change: 1, calls_change_percent: 50 },
			{ agent_id: 2, calls: 1, calls_before: 0, calls_change: 1 },
			{
				agent_id: 3,
				calls: 0,
				calls_before: 1,
				calls_change: -1,
				calls_change_percent: -100,
				answer_rate_before: 100,
			},
		]);
		expect(rows[1]?.figures).not.toHaveProperty('calls_change_percent');
		expect(total.figures).toMatchObject({
			calls: 4,
			calls_before: 3,
			calls_change: 1,
			calls_change_percent: 33.3,
		});
	});

	it('each day has the figures of its place in the period before', () => {
		const plan = { groupBy: ['day' as const], figures };
		const dayAs = new Map([['2026-03-01', '2026-03-02']]);
		const now = summaryOf([call(1, '2026-03-02')], plan);
		const before = summaryOf([call(1, '2026-03-01'), call(1, '2026-02-28')], { ...plan, dayAs });
		const { rows, total } = compared(now, before, plan);
		expect(rows.map((row) => ({ ...row.group, ...row.figures }))).toMatchObject([
			{ day: '2026-03-02', calls: 1, calls_before: 1 },
		]);
		expect(total.figures).toMatchObject({ calls: 1, calls_before: 2 });
	});
});

describe('for any calls', () => {
	const anyCall = fc.record({
		agent_id: fc.integer({ min: 0, max: 3 }),
		agent_name: fc.constantFrom('', 'Ann', 'Bo'),
		contact_number: fc.constantFrom('', '1001', '1002', 1003),
		at: fc.integer({ min: 1_790_000_000, max: 1_790_600_000 }),
		call_info: fc.record({
			direction: fc.constantFrom('Incoming', 'Outgoing', ''),
			type: fc.constantFrom(
				'Answered',
				'Missed',
				'Voicemail',
				'Abandoned',
				'Unanswered',
				'Failed',
				'Blocked',
				'',
			),
			disposition: fc.constantFrom('', 'Sales: Won', null),
		}),
		call_duration: fc.record({
			conversation_time: fc.oneof(fc.nat(4000), fc.constantFrom('12', '', null, -5)),
			ring_time: fc.nat(40),
			queue_wait_time: fc.nat(100),
		}),
	});
	const calls = fc
		.array(anyCall, { maxLength: 40 })
		.map((list) =>
			list.map(({ at, ...call }) => ({ ...call, ...dateAndTimes(at, 'America/New_York') }) as IDataObject),
		);
	const groupings = fc.subarray<Grouping>([
		'agent',
		'contact',
		'day',
		'direction',
		'disposition',
		'hour',
		'type',
		'weekday',
	]);
	const COUNTS: FigureField[] = [
		'calls',
		'answered',
		'missed',
		'voicemail',
		'abandoned',
		'not_reached',
		'other',
		'talk_seconds',
		'missed_not_returned',
	];

	it('totals are the sums of the groups, and the outcomes add up to the calls', () => {
		fc.assert(
			fc.property(calls, groupings, (list, groupBy) => {
				const { rows, total } = summaryOf(list, { groupBy });
				for (const field of groupBy.length > 0 ? COUNTS : []) {
					const sum = rows.reduce((before, { figures }) => before + Number(figures[field]), 0);
					expect([field, sum]).toEqual([field, total.figures[field]]);
				}
				const of = (field: FigureField) => Number(total.figures[field]);
				expect(
					of('answered') + of('missed') + of('voicemail') + of('abandoned') + of('not_reached') + of('other'),
				).toBe(of('calls'));
			}),
		);
	});

	it('their order does not matter', () => {
		fc.assert(
			fc.property(
				calls.chain((list) =>
					fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
				),
				groupings,
				([list, shuffled], groupBy) => {
					expect(summaryOf(shuffled, { groupBy })).toEqual(summaryOf(list, { groupBy }));
				},
			),
		);
	});

	it('the parts of a period add up to the whole', () => {
		fc.assert(
			fc.property(calls, fc.nat(40), (list, place) => {
				const countOf = (part: readonly IDataObject[]) => {
					const summary = new CallSummary({ groupBy: ['agent'], figures: FIELDS, zone: 'UTC' });
					for (const call of part) summary.add(call);
					for (const call of list) summary.addReply(call);
					return COUNTS.map((field) => Number(summary.summary().total.figures[field]));
				};
				const [one, other] = [countOf(list.slice(0, place)), countOf(list.slice(place))];
				expect(one.map((count, field) => count + (other[field] ?? 0))).toEqual(countOf(list));
			}),
		);
	});

	it('more can be added after a look at the result', () => {
		fc.assert(
			fc.property(calls, fc.nat(40), (list, place) => {
				const summary = new CallSummary({ groupBy: ['agent'], figures: FIELDS, zone: 'UTC' });
				for (const call of list.slice(0, place)) summary.add(call);
				summary.summary();
				for (const call of list.slice(place)) summary.add(call);
				expect(summary.summary()).toEqual(summaryOf(list, { groupBy: ['agent'], zone: 'UTC' }));
			}),
		);
	});
});

it('a figure without a number in one of the periods has no change', () => {
	const summary = (figures: SummaryRow['figures']): Summary => ({
		rows: [],
		total: { key: [], group: {}, figures },
	});
	const plan = {
		groupBy: [],
		figures: ['calls', 'answer_rate', 'connect_rate', 'last_call'] as FigureField[],
	};
	const now = summary({ calls: 3, connect_rate: 50, last_call: '2026-03-02 10:00:00' });
	const before = summary({ calls: 0, answer_rate: 40, last_call: '2026-03-01 10:00:00' });
	expect(compared(now, before, plan).total.figures).toEqual({
		calls: 3,
		calls_before: 0,
		calls_change: 3,
		answer_rate_before: 40,
		connect_rate: 50,
		last_call: '2026-03-02 10:00:00',
	});
});
