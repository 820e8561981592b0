import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { PHONE_FIGURES } from '../../nodes/shared/answers/callFigures';
import type { CallRow } from '../../sandbox/seed/calls';
import { ACCOUNT_ZONE, byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox();
const calls = () => env.sandbox.state.calls;
const local = ({ at }: Pick<CallRow, 'at'>) => DateTime.fromSeconds(at, { zone: ACCOUNT_ZONE });
const daysAgo = (days: number) => DateTime.now().setZone(ACCOUNT_ZONE).minus({ days }).toFormat('yyyy-MM-dd');

async function rowsOf(parameters: INodeParameters): Promise<IDataObject[]> {
	const { items, error } = await env.call('summarize', parameters);
	expect([error?.message, error?.description]).toEqual([undefined, undefined]);
	return items.map(({ json }) => json);
}

async function refusalOf(parameters: INodeParameters): Promise<string> {
	const { error } = await env.call('summarize', parameters);
	expect(env.sandbox.requests()).toEqual([]);
	return `${error?.message}. ${error?.description}`;
}

describe('Summarize', () => {
	it('gives one item for each agent, and one with the totals', async () => {
		const rows = await rowsOf({ period: 'lastWeek' });
		const monday = DateTime.now().setZone(ACCOUNT_ZONE).startOf('week').minus({ weeks: 1 });
		const week = calls().filter((row) => local(row) >= monday && local(row) < monday.plus({ weeks: 1 }));
		expect(week.length).toBeGreaterThan(20);
		const expected = env.sandbox.state.users.map(({ id, name }, agent) => {
			const own = week.filter((row) => row.agent === agent);
			return [id, name, own.length, own.filter(({ outcome }) => outcome === 'ANSWERED').length];
		});
		const total = rows.at(-1);
		expect(rows.slice(0, -1).map((row) => [row.agent_id, row.agent_name, row.calls, row.answered])).toEqual(
			expect.arrayContaining(expected),
		);
		expect(rows).toHaveLength(expected.length + 1);
		expect(total).toMatchObject({
			is_total: true,
			calls: week.length,
			from: monday.toFormat('yyyy-MM-dd 00:00:00'),
			to: monday.plus({ days: 6 }).toFormat('yyyy-MM-dd 23:59:59'),
		});
		expect(rows.filter(({ is_total }) => is_total)).toHaveLength(1);
	});

	it('reads all pages, and a filter goes with each', async () => {
		const rows = await rowsOf({ period: 'anyTime', groupBy: [], filters: { callDirection: 'Incoming' } });
		const count = calls().filter(({ direction }) => direction === 'Incoming').length;
		expect(rows.map((row) => [row.calls, row.not_reached])).toEqual([[count, 0]]);
		const requests = env.sandbox.requests();
		expect(requests).toHaveLength(Math.ceil(count / 100));
		for (const { query, violations } of requests) {
			expect(query).toMatchObject({ call_direction: 'Incoming', per_page: '100' });
			expect(violations).toEqual([]);
		}
	});

	it('lists days, hours and numbers without calls, those of the filter only', async () => {
		const custom = { period: 'custom', fromDatetime: daysAgo(6), toDatetime: daysAgo(0) };
		env.sandbox.state.calls.splice(0);
		const days = await rowsOf({ ...custom, groupBy: ['day'] });
		expect(days.slice(0, -1).map(({ day, calls: count }) => [day, count])).toEqual(
			[6, 5, 4, 3, 2, 1, 0].map((ago) => [daysAgo(ago), 0]),
		);
		expect((await rowsOf({ ...custom, groupBy: ['hour'] })).length).toBe(25);
		const numbers = env.sandbox.state.numbers;
		expect((await rowsOf({ ...custom, groupBy: ['justcall_number'] })).length).toBe(numbers.length + 1);
		const [first] = numbers;
		const filters = { justcallNumber: byId(first?.justcall_number) };
		const one = await rowsOf({ ...custom, groupBy: ['justcall_number'], filters });
		expect(one.map((row) => row.justcall_number)).toEqual([first?.justcall_number, undefined]);
		const options = { withoutCalls: false };
		expect((await rowsOf({ ...custom, groupBy: ['agent', 'day'], options })).length).toBe(1);
	});

	it('counts the agents of each user group', async () => {
		const rows = await rowsOf({ period: 'anyTime', groupBy: ['user_group'] });
		const groups = env.sandbox.state.groups;
		for (const { group_id, group_name } of groups) {
			const agents = env.sandbox.state.users.flatMap(({ groups: own }, place) =>
				own.some((one) => one.group_id === group_id) ? [place] : [],
			);
			const count = calls().filter(({ agent }) => agents.includes(agent)).length;
			expect(rows).toContainEqual(expect.objectContaining({ user_group_name: group_name, calls: count }));
		}
	});

	it('compares with the days before, day by day', async () => {
		const rows = await rowsOf({
			...{ period: 'custom', fromDatetime: daysAgo(7), toDatetime: daysAgo(1), compare: true },
			...{ groupBy: ['day'], figures: ['calls'] },
		});
		const on = (day: string) => calls().filter((row) => local(row).toISODate() === day).length;
		expect(rows.slice(0, -1).map((row) => [row.day, row.calls, row.calls_before])).toEqual(
			[7, 6, 5, 4, 3, 2, 1].map((ago) => [daysAgo(ago), on(daysAgo(ago)), on(daysAgo(ago + 7))]),
		);
		const [now, before] = [0, 7].map((shift) =>
			[7, 6, 5, 4, 3, 2, 1].reduce((sum, ago) => sum + on(daysAgo(ago + shift)), 0),
		) as [number, number];
		expect(rows.at(-1)).toEqual({
			is_total: true,
			calls: now,
			calls_before: before,
			calls_change: now - before,
			calls_change_percent: Math.round(((now - before) / before) * 1000) / 10,
			from: `${daysAgo(7)} 00:00:00`,
			to: `${daysAgo(1)} 23:59:59`,
			before_from: `${daysAgo(14)} 00:00:00`,
			before_to: `${daysAgo(8)} 23:59:59`,
		});
	});

	describe('at half past ten on a Thursday in New York', () => {
		const NOW = Date.parse('2026-11-26T15:30:00Z');
		beforeEach(() => {
			jest.spyOn(Date, 'now').mockReturnValue(NOW);
			env.sandbox.state.calls.splice(0);
		});
		afterEach(() => jest.restoreAllMocks());

		const custom = (from: string, to?: string) => ({
			...{ period: 'custom', fromDatetime: from },
			...(to !== undefined && { toDatetime: to }),
		});
		it.each<[string, INodeParameters, string, string]>([
			['yesterday', { period: 'yesterday' }, '2026-11-24 00:00:00', '2026-11-24 23:59:59'],
			['last month', { period: 'lastMonth' }, '2026-09-01 00:00:00', '2026-09-30 23:59:59'],
			['today', { period: 'today' }, '2026-11-25 00:00:00', '2026-11-25 10:30:00'],
			['this week', { period: 'thisWeek' }, '2026-11-16 00:00:00', '2026-11-19 10:30:00'],
			['this month', { period: 'thisMonth' }, '2026-10-01 00:00:00', '2026-10-26 10:30:00'],
			['the last 7 days', { period: 'last7Days' }, '2026-11-13 00:00:00', '2026-11-19 10:30:00'],
			[
				'days that are over',
				custom('2026-11-23', '2026-11-25'),
				...(['2026-11-20 00:00:00', '2026-11-22 23:59:59'] as const),
			],
			[
				'days that are not over',
				custom('2026-11-23', '2026-11-29'),
				...(['2026-11-16 00:00:00', '2026-11-19 10:30:00'] as const),
			],
			['days without an end', custom('2026-11-24'), '2026-11-21 00:00:00', '2026-11-23 10:30:00'],
			[
				'days to come',
				custom('2026-11-30', '2026-12-01'),
				...(['2026-11-28 00:00:00', '2026-11-29 23:59:59'] as const),
			],
			['days to come without an end', custom('2026-11-30'), '2026-11-29 00:00:00', '2026-11-29 00:00:00'],
			[
				'hours of a day',
				custom('2026-11-25 08:00:00', '2026-11-25 17:00:00'),
				...(['2026-11-24 08:00:00', '2026-11-24 17:00:00'] as const),
			],
			[
				'a day from midnight to midnight',
				custom('2026-11-24 00:00:00', '2026-11-25 00:00:00'),
				...(['2026-11-23 00:00:00', '2026-11-23 23:59:59'] as const),
			],
			[
				'a moment',
				custom('2026-11-24 12:00:00', '2026-11-24 12:00:00'),
				...(['2026-11-23 12:00:00', '2026-11-23 12:00:00'] as const),
			],
			[
				'the day of 25 hours',
				custom('2026-11-01', '2026-11-01'),
				...(['2026-10-31 00:00:00', '2026-10-31 23:59:59'] as const),
			],
		])('compares %s with the same time before', async (_, parameters, from, to) => {
			const [total] = await rowsOf({ ...parameters, compare: true, groupBy: [] });
			expect([total?.before_from, total?.before_to]).toEqual([from, to]);
			const asked = env.sandbox.requests().map(({ query }) => [query.from_datetime, query.to_datetime]);
			expect(asked).toEqual([
				[total?.from, total?.to],
				[from, to],
			]);
		});

		it.each([
			['2026-10-11', '2026-11-26', true],
			['2026-10-12', '2026-11-26', false],
		])('says when JustCall has forgotten the time before %s to %s', async (from, to, isSaid) => {
			const { hints } = await env.call('summarize', { ...custom(from, to), compare: true });
			expect(hints.filter((hint) => hint.includes('JustCall keeps calls for three months'))).toHaveLength(
				isSaid ? 1 : 0,
			);
		});
	});

	it('sees a call-back of somebody else, after the period', async () => {
		const state = env.sandbox.state;
		const template = state.calls[0] as CallRow;
		const noon = DateTime.fromISO(`${daysAgo(3)}T12:00:00`, { zone: ACCOUNT_ZONE }).toSeconds();
		const missed = {
			...template,
			id: 1,
			at: noon,
			direction: 'Incoming' as const,
			outcome: 'MISSED' as const,
			agent: 0,
		};
		const back = { ...missed, id: 2, at: noon + 2 * 24 * 3600, direction: 'Outgoing' as const, agent: 1 };
		state.calls.splice(0, state.calls.length, missed, { ...back, outcome: 'ANSWERED' });
		const asked = {
			...{ period: 'custom', fromDatetime: daysAgo(3), toDatetime: daysAgo(3), groupBy: [] },
			figures: ['calls', 'missed_not_returned', 'average_callback_minutes'],
			filters: { agentId: byId(state.users[0]?.id) },
		};
		expect(await rowsOf(asked)).toMatchObject([
			{ calls: 1, missed_not_returned: 0, average_callback_minutes: 2 * 24 * 60 },
		]);
		state.calls.pop();
		expect(await rowsOf(asked)).toMatchObject([{ calls: 1, missed_not_returned: 1 }]);
	});

	it('needs a period, figures, and a beginning to compare, before it sends anything', async () => {
		expect(await refusalOf({ period: 'custom' })).toMatch(
			/'Period' is Custom.*'From' nor 'To'.*another period/s,
		);
		expect(await refusalOf({ period: 'anyTime', compare: true })).toMatch(
			/'Compare With Previous Period'.*beginning/s,
		);
		expect(await refusalOf({ figures: [] })).toMatch(/'Figures' is empty/);
		expect(await refusalOf({ figures: ['nothing'] })).toMatch(/'Figures'.*nothing/s);
		expect(await refusalOf({ groupBy: '={{ "colour" }}' })).toMatch(/'Group By'.*colour/s);
		expect(await refusalOf({ options: { answeredWithin: -1 } })).toMatch(
			/'Answered Within \(Seconds\)'.*-1/s,
		);
	});

	it('answers how the team did last week in one call of a tool, with few characters', async () => {
		const fromModel = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
		const tool = env.n8n.agent()('justCall', {
			...{ resource: 'call', operation: 'summarize' },
			...{ period: fromModel('period'), groupBy: fromModel('groupBy') },
		});
		const expected = await rowsOf({ period: 'lastWeek' });
		const answer = await tool({ period: 'lastWeek', groupBy: 'agent' });
		expect(answer).toEqual(expected);
		const size = JSON.stringify(answer).length;
		// A row has eight figures and the agent.
		expect(size / answer.length).toBeLessThan(250);
		const [total, ...others] = await tool({ period: 'lastWeek', groupBy: '' });
		expect([others, total]).toEqual([[], expected.at(-1)]);
		expect(JSON.stringify(total).length).toBeLessThan(300);
	});

	it('takes texts of an agent, as lists of names', async () => {
		const rows = await rowsOf({
			period: 'lastWeek',
			groupBy: '={{ "agent, day" }}',
			figures: '={{ "calls" }}',
		});
		expect(Object.keys(rows[0] ?? {})).toEqual(['is_total', 'agent_id', 'agent_name', 'day', 'calls']);
	});

	it('gives the rows of each input item', async () => {
		const { items } = await env.call(
			'summarize',
			{ period: '={{ $json.period }}', groupBy: [], figures: PHONE_FIGURES },
			{ items: [{ json: { period: 'today' } }, { json: { period: 'anyTime' } }] },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[1]?.json.calls).toBe(calls().length);
	});
});

describe('as a report', () => {
	const asked = { period: 'lastWeek', options: { title: 'Our week <3', accentColor: '#123456' } };

	it('gives subject and HTML for a mail node, and the totals', async () => {
		const [row, ...others] = await rowsOf({ ...asked, as: 'html' });
		const total = (await rowsOf({ period: 'lastWeek' })).at(-1);
		expect(others).toEqual([]);
		expect(row).toMatchObject({ ...total, subject: 'Our week <3' });
		expect(row?.html).toMatch(/Our week &#60;3.*#123456|#123456.*Our week &#60;3/s);
		for (const { name } of env.sandbox.state.users) expect(row?.html).toContain(name.replace("'", '&#39;'));
	});

	it.each([
		['csv', 'text/csv', /^\ufeffAgent id,Agent name,Calls/],
		['chart', 'image/svg+xml', /^<svg .*Our week &#60;3/s],
	])('gives a file as %s', async (as, mimeType, content) => {
		const { items } = await env.call('summarize', { ...asked, as, binaryPropertyName: 'report' });
		const [item] = items;
		expect(items).toHaveLength(1);
		expect(item?.json).toMatchObject({
			mimeType,
			fileName: expect.stringMatching(/^calls-\d{4}-\d\d-\d\d\.\w+$/),
		});
		expect(item?.binary?.report).toMatchObject({ mimeType, fileName: item?.json.fileName });
		const text = await env.n8n.bytes(item?.binary?.report as IBinaryData);
		expect(text.toString()).toMatch(content);
	});

	const one = { period: 'anyTime', figures: ['calls', 'unique_contacts', 'average_talk_seconds'] };

	it('says in words which days it has, and with which they are compared', async () => {
		const days = { period: 'custom', fromDatetime: '2026-11-23', toDatetime: '2026-11-25', as: 'html' };
		const first = async (more: INodeParameters) => (await rowsOf({ ...days, ...more }))[0];
		expect(await first({})).toMatchObject({
			subject: 'Calls, 23 to 25 November 2026',
			html: expect.stringMatching(/>Time zone America\/New_York</),
		});
		expect(await first({ compare: true, options: { title: 'Ours' } })).toMatchObject({
			subject: 'Ours',
			html: expect.stringContaining(
				'>23 to 25 November 2026 · Compared with 20 to 22 November 2026 · Time zone America/New_York<',
			),
		});
		expect((await rowsOf({ period: 'anyTime', as: 'html' }))[0]).toMatchObject({
			subject: 'Calls',
			html: expect.stringContaining('>All that JustCall keeps · Time zone America/New_York<'),
		});
	});

	it("gives one for each agent, with the agent's own figures and address", async () => {
		const [dispositions, agents] = await Promise.all([
			rowsOf({ ...one, groupBy: ['agent', 'disposition'], options: { title: 'You' } }),
			rowsOf({ ...one, groupBy: ['agent'] }),
		]);
		const reports = await rowsOf({
			...{ ...one, as: 'html', groupBy: ['agent', 'disposition'] },
			options: { separate: true, title: 'You' },
		});
		const { users } = env.sandbox.state;
		expect(reports).toHaveLength(users.length);
		for (const { subject, html, agent_email, ...figures } of reports) {
			const user = users.find(({ id }) => id === figures.agent_id);
			expect([subject, agent_email]).toEqual([`You: ${user?.name}`, user?.email]);
			expect(agents).toContainEqual(figures);
			const shown = [...String(html).matchAll(/class="name[^>]*>([^<]*)</g)].map(([, name]) => name);
			const own = dispositions.filter(({ agent_id }) => agent_id === user?.id);
			expect(shown).toEqual([...own.map(({ disposition }) => disposition || 'No disposition'), 'Total']);
			for (const other of users.filter(({ id }) => id !== user?.id)) expect(html).not.toContain(other.name);
		}
	});

	it('gives one for an agent who had no call, unless groups without calls are not listed', async () => {
		env.sandbox.state.calls.splice(0);
		const asked = { ...one, as: 'html', groupBy: ['agent'], options: { separate: true } };
		const reports = await rowsOf(asked);
		expect(reports.map(({ agent_email, calls: count }) => [agent_email, count]).sort()).toEqual(
			env.sandbox.state.users.map(({ email }) => [email, 0]).sort(),
		);
		expect(await rowsOf({ ...asked, options: { separate: true, withoutCalls: false } })).toEqual([]);
	});

	it('has no address of an agent who has left, and no report of nobody', async () => {
		const { state } = env.sandbox;
		state.calls.splice(0, state.calls.length, ...state.calls.slice(-60));
		for (const [place, row] of state.calls.entries()) row.agent = (place % 3) - 1;
		const options = { separate: true, withoutCalls: false };
		const asked = { ...one, as: 'html', options };
		const agents = async () => (await rowsOf(asked)).map((row) => [row.agent_email, row.calls]);
		const [first, second] = state.users;
		expect((await agents()).sort()).toEqual([first, second].map((user) => [user?.email, 20]).sort());
		// Calls know who had them, and the list of agents who is there now.
		env.sandbox.fault({
			...{ kind: 'status', status: 200, match: { path: '/v2.1/users' } },
			body: { status: 'success', count: 1, total_count: 1, current_page: 0, per_page: 100, data: [first] },
		});
		expect(await agents()).toEqual(
			expect.arrayContaining([
				[first?.email, 20],
				[undefined, 20],
			]),
		);
	});

	it('compares the figures of each report, and names the files apart', async () => {
		const { items } = await env.call('summarize', {
			...{ period: 'lastWeek', compare: true, figures: ['calls'], as: 'csv', groupBy: ['agent', 'day'] },
			options: { separate: true },
		});
		const agents = await rowsOf({ period: 'lastWeek', compare: true, figures: ['calls'] });
		expect(items.map(({ json }) => json.calls_before)).toEqual(
			agents.slice(0, -1).map(({ calls_before }) => calls_before),
		);
		const names = items.map(({ json }) => json.fileName);
		expect(new Set(names).size).toBe(env.sandbox.state.users.length);
		for (const { json } of items)
			expect(json.fileName).toMatch(new RegExp(`^calls-\\d{4}-\\d\\d-\\d\\d-${json.agent_id}\\.csv$`));
	});

	it('lists only what needs somebody, and counts all', async () => {
		const asked = { period: 'anyTime', groupBy: ['contact'], figures: ['calls', 'missed_not_returned'] };
		const all = await rowsOf(asked);
		const open = await rowsOf({ ...asked, options: { onlyWith: 'missed_not_returned' } });
		expect(open).toEqual(all.filter(({ missed_not_returned, is_total }) => is_total || missed_not_returned));
		expect(open.length).toBeGreaterThan(1);
		expect(open.length).toBeLessThan(all.length);
		const agents = await rowsOf({ period: 'lastWeek', options: { onlyWith: 'calls' } });
		expect(agents.every((row) => row.calls !== 0)).toBe(true);
		expect(env.sandbox.requests().filter(({ path }) => path === '/v2.1/users')).toEqual([]);
	});

	it('separate needs a group, and a figure to leave out rows by is one of the figures', async () => {
		expect(await refusalOf({ as: 'html', groupBy: [], options: { separate: true } })).toMatch(
			/'Separate Reports'.*'Group By' is empty.*Agent/s,
		);
		expect(await refusalOf({ options: { onlyWith: 'unique_contacts' } })).toMatch(
			/'Only Rows With' is "unique_contacts".*Add it to 'Figures'/s,
		);
		expect(await refusalOf({ options: { onlyWith: 'talk_seconds' } })).toMatch(/'Only Rows With'/);
	});

	it('needs a color', async () => {
		expect(await refusalOf({ as: 'html', options: { accentColor: 'red' } })).toMatch(
			/'Accent Color'.*red.*#0b5cad/s,
		);
		expect(await refusalOf({ as: 'pdf' })).toMatch(/'As'.*pdf/s);
	});
});
