import type { INodeParameters } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50, agents: 230, numbers: 12, probe: 'off' });

const ids = (items: Array<{ json: { id?: unknown } }>) => items.map(({ json }) => json.id);
const newestFirst = <Row extends { id: number }>(
	rows: readonly Row[],
	keep: (row: Row) => boolean = () => true,
) =>
	rows
		.filter(keep)
		.map(({ id }) => id)
		.reverse();

describe('users', () => {
	it('are listed over several pages, each once', async () => {
		const { items } = await env.run('user', 'getAll', { returnAll: true });
		expect(ids(items)).toEqual(newestFirst(env.sandbox.state.users));
		expect(env.sandbox.requests().map(({ query }) => [query.page, query.per_page])).toEqual([
			['0', '100'],
			['1', '100'],
			['2', '100'],
		]);
	});

	it('stop at the limit across a page border', async () => {
		const { items } = await env.run('user', 'getAll', { limit: 101 });
		expect(ids(items)).toEqual(newestFirst(env.sandbox.state.users).slice(0, 101));
	});

	it.each<[string, INodeParameters, (user: (typeof env.sandbox.state.users)[number]) => boolean]>([
		['available', { available: true }, ({ available }) => available === 'Yes'],
		['role', { role: 'Admin' }, ({ role }) => role === 'Admin'],
		['group', { groupId: byId(2211) }, ({ groups }) => groups.some(({ group_id }) => group_id === 2211)],
	])('filtered by %s', async (_name, filters, keep) => {
		const { items } = await env.run('user', 'getAll', { returnAll: true, filters });
		expect(items.length).toBeGreaterThan(0);
		expect(ids(items)).toEqual(newestFirst(env.sandbox.state.users, keep));
	});

	it('one by its address, oldest first', async () => {
		const user = env.sandbox.state.users[7]!;
		const { items } = await env.run('user', 'getAll', {
			filters: { email: user.email },
			options: { order: 'asc' },
			simplify: false,
		});
		expect(items.map(({ json }) => json)).toEqual([user]);
	});

	it.each(['framed', 'bare'] as const)('one by id, %s', async (frames) => {
		env.sandbox.set({ frames });
		const user = env.sandbox.state.users[3]!;
		const raw = await env.run('user', 'get', { userId: byId(user.id), simplify: false });
		expect(raw.items[0]?.json).toEqual(user);
		const simple = await env.run('user', 'get', { userId: byId(user.id) });
		expect(Object.keys(simple.items[0]?.json ?? {})).toHaveLength(10);
	});

	it('are made unavailable with a reason, and available again', async () => {
		const { id } = env.sandbox.state.users[0]!;
		const { items } = await env.run('user', 'updateAvailability', {
			userId: byId(id),
			isAvailable: false,
			additionalFields: { unavailabilityReason: 'Lunch Break' },
		});
		expect(items).toEqual([{ json: { updated: true }, pairedItem: { item: 0 } }]);
		expect(env.sandbox.state.users[0]).toMatchObject({
			available: 'No',
			unavailability_reason: 'Lunch Break',
		});
		await env.run('user', 'updateAvailability', { userId: byId(id), isAvailable: true });
		expect(env.sandbox.state.users[0]).toMatchObject({ available: 'Yes' });
		expect(env.sandbox.requests().map(({ body }) => body)).toEqual([
			{ agent_id: id, is_available: false, unavailability_reason: 'Lunch Break' },
			{ agent_id: id, is_available: true },
		]);
	});

	it('that do not exist are an error', async () => {
		expect((await env.run('user', 'get', { userId: byId(1) })).error?.message).toBe(
			'The agent was not found',
		);
		expect((await env.run('user', 'updateAvailability', { userId: byId(1) })).error?.message).toBe(
			'The agent was not found',
		);
	});
});

describe('user groups', () => {
	it('are listed, and got by id', async () => {
		const { items } = await env.run('userGroup', 'getAll', { returnAll: true, options: { order: 'asc' } });
		expect(ids(items)).toEqual([2210, 2211, 2212, 2213]);
		const { items: one } = await env.run('userGroup', 'get', { groupId: byId(2212) });
		expect(one[0]?.json).toEqual(items[2]?.json);
	});

	it('are found in the dropdown', async () => {
		const { results } = await env.n8n.search('justCall', 'searchGroups', 'sale');
		expect(results).toEqual([{ name: 'Sales Team', value: '2210' }]);
	});
});
