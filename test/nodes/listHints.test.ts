import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { resources } from '../../nodes/JustCall/resources';
import { FILTERS, ignoreEmptyFilters, THREE_MONTHS } from '../../nodes/shared/description/fields';
import { isField, type Field, type Operation } from '../../nodes/shared/description/operation';
import { CUSTOM_FIELDS } from '../../sandbox/seed/salesDialer';
import { ACCOUNT_ZONE, byId, useSandbox } from '../harness/sandboxed';

// Requests are counted in a list that nobody else changes; filters are sent as they are.
const env = useSandbox({ calls: 150, arrivals: 0, filters: 'exact' });

const inDays = (days: number) => DateTime.now().setZone(ACCOUNT_ZONE).plus({ days }).toFormat('yyyy-MM-dd');
const keptSince = () => DateTime.now().setZone(ACCOUNT_ZONE).minus({ months: 3 }).toFormat('yyyy-MM-dd');
const itemsOf = (rows: IDataObject[]) => ({ items: rows.map((json) => ({ json })) });
const sentQueries = () => env.sandbox.requests().map(({ query }) => query);

describe('a list that the limit ends', () => {
	it.each<[string, INodeParameters, string[]]>([
		[
			'and that goes on',
			{ limit: 50 },
			["These are 50 of the 150 records that JustCall counts. Turn on 'Return All' to get everything."],
		],
		['at its last record', { limit: 150 }, []],
		['behind its last record', { limit: 151 }, []],
		['where everything is wanted', { returnAll: true }, []],
	])('has a hint with the number that JustCall counts: %s', async (_name, parameters, hints) => {
		const out = await env.call('getAll', parameters);
		expect([out.error, out.hints]).toEqual([undefined, hints]);
	});

	it('has the number in the form in which people read it', async () => {
		env.sandbox.set({ countsMore: { listCalls: 24_850 } });
		const { hints } = await env.call('getAll');
		expect(hints).toEqual([
			"These are 50 of the 25,000 records that JustCall counts. Turn on 'Return All' to get everything.",
		]);
	});

	it('is left to the hint of n8n where JustCall gives no number', async () => {
		const out = await env.run('contact', 'getAll', { limit: 2, filters: { acrossTeam: true } });
		expect([out.items.length, out.hints]).toEqual([2, []]);
	});

	it('may be a list without pages', async () => {
		const rows = CUSTOM_FIELDS.length;
		expect(rows).toBeGreaterThan(1);
		const { hints } = await env.run('salesDialerContact', 'getAllCustomFields', { limit: 1 });
		expect(hints).toEqual([
			`These are 1 of the ${rows} records that JustCall counts. Turn on 'Return All' to get everything.`,
		]);
	});

	it('may be one of Custom Request', async () => {
		const request = { method: 'GET', endpoint: '/v2.1/users', paginate: true, limit: 3 };
		const { hints, items } = await env.run('customRequest', 'send', request);
		expect([items.length, hints]).toEqual([
			3,
			[
				`These are 3 of the ${env.sandbox.state.users.length} records that JustCall counts. Turn on 'Return All' to get everything.`,
			],
		]);
	});

	it('is counted among those of several items, in one hint', async () => {
		const [first, second, third] = env.sandbox.state.users;
		env.sandbox.state.calls.forEach((call, place) => (call.agent = place < 3 ? 1 : place < 40 ? 2 : 0));
		const { hints } = await env.call(
			'getAll',
			{ limit: 20, filters: { agentId: byId('={{ $json.agent }}') } },
			itemsOf([{ agent: third!.id }, { agent: second!.id }, { agent: first!.id }]),
		);
		expect(hints).toEqual([
			"The lists of 2 of 3 items end at 'Limit', the longest with 20 of the 110 records that JustCall counts. Turn on 'Return All' to get everything.",
		]);
	});
});

describe('a time before what JustCall keeps', () => {
	const listed = async (filters: INodeParameters, more: INodeParameters = { returnAll: true }) =>
		await env.call('getAll', { ...more, filters });

	it('is named where nothing is found', async () => {
		const { items, hints } = await listed({ fromDatetime: inDays(-200), toDatetime: inDays(-150) });
		expect([items, hints]).toEqual([
			[],
			[
				`Nothing was found. JustCall keeps three months, back to about ${keptSince()}, and 'To' is earlier: ${inDays(-150)} 23:59:59.`,
			],
		]);
	});

	it('is named where only older records may be missing', async () => {
		const { items, hints } = await listed({ fromDatetime: inDays(-150) });
		expect(items.length).toBe(150);
		expect(hints).toEqual([
			`JustCall keeps three months, back to about ${keptSince()}, and 'From' is earlier: ${inDays(-150)} 00:00:00. Older records may be missing.`,
		]);
	});

	it('is not named when the limit ends the list before it, or JustCall lists it nevertheless', async () => {
		const cut = await listed({ fromDatetime: inDays(-150) }, { limit: 20 });
		expect(cut.hints).toEqual([expect.stringMatching(/^These are 20 of the /)]);
		for (const call of env.sandbox.state.calls) call.at -= 150 * 86_400;
		const old = await listed({ toDatetime: inDays(-120) });
		expect(old.items.length).toBeGreaterThan(0);
		expect(old.hints).toEqual([]);
	});

	it('is not blamed for a list that is empty for another reason', async () => {
		const { items, hints } = await listed({
			fromDatetime: inDays(-10),
			contactNumber: '+1 415 555 0199',
		});
		expect([items, hints]).toEqual([[], []]);
		// Campaigns are kept.
		const campaigns = await env.run('campaign', 'getAll', {
			filters: { toDatetime: inDays(-1500) },
		});
		expect([campaigns.items, campaigns.hints]).toEqual([[], []]);
	});

	it('is said once for several items, with the first that it leaves empty', async () => {
		const { hints } = await env.call(
			'getAll',
			{ returnAll: true, filters: { fromDatetime: '={{ $json.from }}', toDatetime: '={{ $json.to }}' } },
			itemsOf([
				{ from: inDays(-5), to: inDays(0) },
				{ from: inDays(-150), to: inDays(0) },
				{ from: inDays(-150), to: inDays(-140) },
			]),
		);
		expect(hints).toEqual([
			expect.stringMatching(/^Item 3 and 1 more: Nothing was found\. .*'To' is earlier/),
		]);
	});

	it('is known of each list that says how long JustCall keeps it', () => {
		const saying = resources.flatMap(({ operations }) =>
			operations.filter((operation) => operation.value === 'getAll' && hasHint(operation)),
		);
		expect(saying.length).toBeGreaterThan(3);
		expect(saying.filter(({ keepsThreeMonths }) => !keepsThreeMonths)).toEqual([]);
	});
});

describe('Ignore Empty Filters', () => {
	const OPTIONS = { ignoreEmptyFilters: true };
	const EMPTY = ['', ' ', null, undefined, [], {}, false];

	it.each(EMPTY)('leaves out a filter that is %j, and names it', async (value) => {
		const { items, hints, error } = await env.call(
			'getAll',
			{
				returnAll: true,
				filters: { contactNumber: '={{ $json.number }}', callDirection: 'Incoming' },
				options: OPTIONS,
			},
			itemsOf([{ number: value } as IDataObject]),
		);
		expect(error).toBeUndefined();
		expect(items.length).toBeGreaterThan(10);
		expect(hints).toEqual([
			"Filters that were empty were left out: 'Contact Number'. 'Ignore Empty Filters' is on.",
		]);
		expect(
			sentQueries().map(({ contact_number: number, call_direction: direction }) => [number, direction]),
		).toEqual(sentQueries().map(() => [undefined, 'Incoming']));
	});

	it.each([[undefined], [false], ['no']])(
		'is off without it, or when it is %j: nothing is sent',
		async (given) => {
			const options = given === undefined ? {} : { ignoreEmptyFilters: given };
			const { error } = await env.call('getAll', { filters: { contactNumber: '={{ "" }}' }, options });
			expect(error?.message).toBe("'Contact Number' is empty");
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it('is as careful as every switch', async () => {
		const { error } = await env.call('getAll', { options: { ignoreEmptyFilters: '={{ null }}' } });
		expect(error?.message).toBe("'Ignore Empty Filters' is empty");
	});

	it('leaves out lists without an entry, choices from a list, periods and days', async () => {
		const { hints, error } = await env.call('getAll', {
			returnAll: true,
			filters: {
				agentId: { __rl: true, mode: 'list', value: '' },
				callTraits: '={{ [] }}',
				dispositionCodes: '[]',
				aiAgentIds: '={{ ["", null] }}',
				period: 'custom',
				fromDatetime: '={{ null }}',
			},
			options: OPTIONS,
		});
		expect(error).toBeUndefined();
		expect(Object.keys(sentQueries()[0] ?? {}).sort()).toEqual(['page', 'per_page']);
		for (const label of ['Agent', 'Traits', 'Disposition Codes', 'From'])
			expect(hints[0]).toContain(`'${label}'`);
	});

	it('leaves out an empty period, so that the days count', async () => {
		const { hints, error } = await env.call('getAll', {
			returnAll: true,
			filters: { period: '={{ null }}', fromDatetime: inDays(-3) },
			options: OPTIONS,
		});
		expect([error, hints]).toEqual([undefined, [expect.stringContaining("left out: 'Period'.")]]);
		expect(sentQueries()[0]?.from_datetime).toBe(`${inDays(-3)} 00:00:00`);
	});

	it('keeps a filter whose value is false, and refuses one that is wrong', async () => {
		const users = await env.run('user', 'getAll', {
			filters: { available: '={{ false }}', role: '={{ "" }}' },
			options: OPTIONS,
		});
		expect(users.hints).toEqual([expect.stringContaining("left out: 'Role'.")]);
		expect(sentQueries()[0]?.available).toBe('false');
		const wrong = await env.call('getAll', { filters: { contactNumber: 'nobody' }, options: OPTIONS });
		expect(wrong.error?.message).toContain("'Contact Number'");
	});

	it('leaves alone what is required, and what is no filter', async () => {
		const required = await env.run('campaignContact', 'getAll', {
			campaignId: byId('={{ null }}'),
			options: OPTIONS,
		});
		expect(required.error?.message).toBe("'Campaign' is empty");
		const order = await env.call('getAll', { options: { ...OPTIONS, order: '={{ "" }}' } });
		expect(order.error?.message).toBe("'Order' is empty");
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('says of several items in how many of them a filter was left out', async () => {
		const [agent] = env.sandbox.state.users;
		const { hints } = await env.call(
			'getAll',
			{
				returnAll: true,
				filters: { agentId: byId('={{ $json.agent }}'), callDirection: '={{ $json.direction }}' },
				options: OPTIONS,
			},
			itemsOf([
				{ agent: agent!.id, direction: '' },
				{ agent: null },
				{ agent: agent!.id, direction: 'Incoming' },
			]),
		);
		expect(hints).toEqual([
			"Filters that were empty were left out: 'Direction' in 2 of 3 items, 'Agent' in 1 of 3 items. 'Ignore Empty Filters' is on.",
		]);
	});

	it('lets an agent leave filters empty, also one that has no place for hints', async () => {
		const tool = env.n8n.agent()('justCall', {
			resource: 'call',
			operation: 'getAll',
			returnAll: true,
			filters: { contactNumber: "={{ $fromAI('number', '', 'string') }}" },
			options: OPTIONS,
		});
		expect(await tool({ number: '' })).toHaveLength(150);
		const strict = env.n8n.agent()('justCall', {
			resource: 'call',
			operation: 'getAll',
			filters: { contactNumber: "={{ $fromAI('number', '', 'string') }}" },
		});
		await expect(strict({ number: '' })).rejects.toThrow("'Contact Number' is empty");
	});

	it('is an option of the lists with filters, and of nothing that changes or sends', () => {
		const having: string[] = [];
		const expected: string[] = [];
		for (const { value: resource, operations } of resources) {
			for (const operation of operations) {
				const name = `${resource}.${operation.value}`;
				if (nestedIn(operation).some((field) => field.name === ignoreEmptyFilters.name)) having.push(name);
				const isList = operation.answer.kind === 'list' && !operation.custom;
				if (isList && operation.fields.some((field) => field.name === FILTERS)) expected.push(name);
				if (having.at(-1) === name) expect([name, operation.method]).toEqual([name, 'GET']);
			}
		}
		expect(having.length).toBeGreaterThan(10);
		expect(having).toEqual(expected);
	});
});

function nestedIn({ fields }: Operation): Field[] {
	return fields.flatMap((field) => [field, ...(field.options ?? []).filter(isField)]);
}

function hasHint(operation: Operation): boolean {
	return nestedIn(operation).some(({ hint = '' }) => hint.includes(THREE_MONTHS));
}
