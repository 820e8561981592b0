import type { INodeParameters } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { callTypeOf } from '../../sandbox/callView';
import { VOICE_AGENTS, type CallRow } from '../../sandbox/seed/calls';
import { until } from '../harness/gate';
import { ACCOUNT_ZONE, byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox();

/** Ids of the calls in the sandbox's state that pass a test, newest first. */
function expected(keep: (row: CallRow) => boolean): number[] {
	return env.sandbox.state.calls
		.filter(keep)
		.map(({ id }) => id)
		.reverse();
}

async function idsOf(parameters: INodeParameters): Promise<number[]> {
	const { items, error } = await env.call('getAll', { returnAll: true, ...parameters });
	expect(error).toBeUndefined();
	return items.map(({ json }) => Number(json.id));
}

describe('Return All', () => {
	it('gives every call once, in ceil(N/100) requests from page 0', async () => {
		// What comes meanwhile costs a page more.
		env.sandbox.set({ arrivals: 0 });
		expect(await idsOf({})).toEqual(expected(() => true));
		expect(env.sandbox.requests().map(({ query }) => Number(query.page))).toEqual([
			0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
		]);
	});

	it('keeps two filters on every page', async () => {
		const filters = { callDirection: 'Incoming', fromDatetime: '2000-01-01' };
		const ids = await idsOf({ filters });
		expect(ids).toEqual(expected(({ direction }) => direction === 'Incoming'));
		const requests = env.sandbox.requests();
		expect(requests.length).toBe(Math.ceil(ids.length / 100));
		expect(requests.length).toBeGreaterThan(3);
		for (const { query, violations } of requests) {
			expect(query).toMatchObject({
				call_direction: 'Incoming',
				from_datetime: '2000-01-01 00:00:00',
				per_page: '100',
			});
			expect(violations).toEqual([]);
		}
	});

	it('neither repeats nor loses a call when new ones arrive meanwhile', async () => {
		const before = expected(() => true);
		let isRead = false;
		const running = idsOf({}).finally(() => (isRead = true));
		// Three between two pages, however fast the pages come.
		for (let pages = 1; pages <= 10; pages++) {
			await until(() => isRead || env.sandbox.requests().length >= pages);
			for (let more = 0; more < 3; more++) env.sandbox.emit({ type: 'call.completed' });
		}
		const ids = await running;
		expect(env.sandbox.requests().length).toBeGreaterThan(10);
		expect(new Set(ids).size).toBe(ids.length);
		expect(before.filter((id) => !ids.includes(id))).toEqual([]);
	});

	it('is empty, with one request, when nothing matches', async () => {
		expect(await idsOf({ filters: { contactNumber: '+49 30 1234567' } })).toEqual([]);
		expect(env.sandbox.requests().length).toBe(1);
	});
});

describe('Limit', () => {
	// What comes meanwhile costs a page more.
	beforeEach(() => env.sandbox.set({ arrivals: 0 }));

	it.each([
		[1, 1],
		[20, 1],
		[50, 1],
		[100, 1],
		[101, 2],
		[250, 3],
		[1300, 12],
	])('%i takes %i requests', async (limit, requests) => {
		const { items } = await env.call('getAll', { limit });
		expect(items.map(({ json }) => json.id)).toEqual(expected(() => true).slice(0, limit));
		expect(env.sandbox.requests().length).toBe(requests);
	});

	it('is 50 unless told', async () => {
		expect((await env.call('getAll')).items).toHaveLength(50);
	});

	it.each([0, -1, 1.5, 100_001, '={{ "many" }}'])('%p is refused before anything is sent', async (limit) => {
		const { error } = await env.call('getAll', { limit });
		expect(error?.message).toMatch(/'Limit' must be a whole number/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

it("From and To on the same day, as n8n's date picker writes them, give the calls of that day", async () => {
	const dayOf = ({ at }: CallRow) => DateTime.fromSeconds(at, { zone: ACCOUNT_ZONE }).toISODate() ?? '';
	const day = dayOf(env.sandbox.state.calls[700] as CallRow);
	const want = expected((row) => dayOf(row) === day);
	expect(want.length).toBeGreaterThan(1);
	const picked = `${day}T00:00:00`;
	const { items } = await env.call(
		'getAll',
		{ returnAll: true, filters: { fromDatetime: picked, toDatetime: picked } },
		{ timezone: ACCOUNT_ZONE },
	);
	expect(items.map(({ json }) => json.id)).toEqual(want);
});

describe('every filter', () => {
	// What the node sends is compared with what it gets; JustCall's similar numbers are JustCall's.
	beforeEach(() => env.sandbox.set({ filters: 'exact' }));

	const some = () => env.sandbox.state.calls[700] as CallRow;
	const contactOf = (row: CallRow) => env.sandbox.state.contacts[row.contact]?.number ?? '';
	const numberOf = (row: CallRow) => env.sandbox.state.numbers[row.number]?.justcall_number ?? '';
	const agentOf = (row: CallRow) => env.sandbox.state.users[row.agent]?.id ?? 0;

	it.each<[string, () => INodeParameters, (row: CallRow) => boolean]>([
		['agent', () => ({ agentId: byId(agentOf(some())) }), (row) => agentOf(row) === agentOf(some())],
		[
			'agent as text from an expression',
			() => ({ agentId: byId(`={{ "${agentOf(some())}" }}`) }),
			(row) => agentOf(row) === agentOf(some()),
		],
		[
			'contact number',
			() => ({ contactNumber: `+${contactOf(some())}` }),
			(row) => contactOf(row) === contactOf(some()),
		],
		[
			'own number with blanks and brackets',
			() => ({ justcallNumber: byId(numberOf(some()).replace(/^1(\d{3})(\d{3})/, '+1 ($1) $2-')) }),
			(row) => numberOf(row) === numberOf(some()),
		],
		['direction', () => ({ callDirection: 'Outgoing' }), ({ direction }) => direction === 'Outgoing'],
		['type', () => ({ callType: 'INCOMING_VOICEMAIL' }), (row) => callTypeOf(row) === 'INCOMING_VOICEMAIL'],
		['one trait', () => ({ callTraits: ['QUEUE'] }), ({ traits }) => traits.includes('QUEUE')],
		[
			'two traits',
			() => ({ callTraits: ['QUEUE', 'IVR'] }),
			({ traits }) => traits.includes('QUEUE') && traits.includes('IVR'),
		],
		[
			'one disposition',
			() => ({ dispositionCodes: 'Sales: Won' }),
			({ disposition }) => disposition === 'Sales: Won',
		],
		[
			'two dispositions',
			() => ({ dispositionCodes: 'Sales: Won, Support: Solved' }),
			({ disposition }) => ['Sales: Won', 'Support: Solved'].includes(disposition),
		],
		['voice agent', () => ({ aiAgentIds: VOICE_AGENTS[0]?.id ?? '' }), ({ voiceAgent }) => voiceAgent === 0],
		['menu digit', () => ({ ivrDigit: 2 }), ({ digit }) => digit === '2'],
	])('%s', async (_name, filters, keep) => {
		const ids = await idsOf({ filters: filters() });
		expect(ids.length).toBeGreaterThan(0);
		expect(ids.length).toBeLessThan(env.sandbox.state.calls.length);
		expect(ids).toEqual(expected(keep));
	});

	it('dates, given in the zone of the workflow, answered in the zone of the account', async () => {
		const middle = DateTime.fromSeconds(some().at, { zone: 'Europe/Berlin' });
		const from = middle.minus({ days: 3 });
		const { items } = await env.call(
			'getAll',
			{
				returnAll: true,
				filters: { fromDatetime: from.toFormat("yyyy-MM-dd'T'HH:mm:ss"), toDatetime: middle.toISO() ?? '' },
			},
			{ timezone: 'Europe/Berlin' },
		);
		const keep = ({ at }: CallRow) => at >= from.toUnixInteger() && at <= middle.toUnixInteger();
		expect(items.map(({ json }) => json.id)).toEqual(expected(keep));
		expect(env.sandbox.requests()[0]?.query).toMatchObject({
			from_datetime: from.setZone(ACCOUNT_ZONE).toFormat('yyyy-MM-dd HH:mm:ss'),
			to_datetime: middle.setZone(ACCOUNT_ZONE).toFormat('yyyy-MM-dd HH:mm:ss'),
		});
	});

	it("dates as expressions, as n8n's own date", async () => {
		const { items } = await env.call('getAll', {
			returnAll: true,
			filters: { fromDatetime: '={{ $now.minus({ days: 2 }).startOf("day") }}', toDatetime: '={{ $now }}' },
		});
		const start = DateTime.utc().minus({ days: 2 }).startOf('day').toUnixInteger();
		expect(items.map(({ json }) => json.id)).toEqual(expected(({ at }) => at >= start));
	});

	it('reads on from a call that was fetched before', async () => {
		const rows = env.sandbox.state.calls;
		const last = rows[300]?.id ?? 0;
		expect(await idsOf({ options: { lastCallIdFetched: String(last) } })).toEqual(
			expected(({ id }) => id < last),
		);
	});

	it('oldest first', async () => {
		expect(await idsOf({ options: { order: 'asc', sort: 'datetime' } })).toEqual(
			expected(() => true).reverse(),
		);
		expect(env.sandbox.requests()[0]?.query).toMatchObject({ order: 'asc', sort: 'datetime' });
	});
});

describe('what is added on request', () => {
	it.each([
		[{}, false, false],
		[{ fetchAiData: true }, true, false],
		[{ fetchQueueData: true }, false, true],
		[{ fetchAiData: true, fetchQueueData: false }, true, false],
	])('%j', async (options, ai, queue) => {
		const { items } = await env.call('getAll', { limit: 5, options });
		for (const { json } of items) {
			expect('justcall_ai' in json).toBe(ai);
			expect('queue' in json && 'queue_callback' in json).toBe(queue);
		}
	});
});

describe('bad input', () => {
	it.each<[string, INodeParameters, RegExp]>([
		['empty filter', { contactNumber: '' }, /'Contact Number' is empty/],
		['expression that finds nothing', { contactNumber: '={{ $json.nothing }}' }, /'Contact Number' is empty/],
		[
			'agent that is no number',
			{ agentId: byId('={{ "Jonas" }}') },
			/'Agent' is not a whole number: "Jonas"/,
		],
		['agent not chosen', { agentId: { __rl: true, mode: 'list', value: '' } }, /'Agent' is empty|issues/],
		['several agents', { agentId: byId('={{ [1, 2] }}') }, /'Agent' takes one value/],
		['no telephone number', { contactNumber: 'Mara' }, /'Contact Number' is not a telephone number: "Mara"/],
		['no date', { fromDatetime: '={{ "yesterday" }}' }, /'From' is not a date/],
		['impossible date', { toDatetime: '2026-02-30' }, /'To' is not a date/],
		[
			'span that ends before it starts',
			{ fromDatetime: '2026-03-02', toDatetime: '2026-03-01' },
			/'From' .* is later than 'To'/,
		],
		['no trait chosen', { callTraits: [] }, /'Traits' is empty/],
		['digit that is none', { ivrDigit: '={{ "star" }}' }, /'IVR Digit' is not a whole number/],
	])('%s: nothing is sent', async (_name, filters, message) => {
		const { status, error } = await env.call('getAll', { filters });
		expect(status).not.toBe('success');
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});
