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
		expect((await env.run('user', 'get', { userId: byId(1) })).error?.message).toBe('The user was not found');
		expect((await env.run('user', 'updateAvailability', { userId: byId(1) })).error?.message).toBe(
			'The user was not found',
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

describe('phone numbers', () => {
	it('are listed in upper-case order, filtered', async () => {
		const { items } = await env.run('phoneNumber', 'getAll', {
			returnAll: true,
			filters: { numberType: 'toll_free' },
			options: { order: 'ASC' },
		});
		const wanted = env.sandbox.state.numbers.filter(({ number_type }) => number_type === 'Toll Free');
		expect(ids(items)).toEqual(wanted.map(({ id }) => id));
		expect(env.sandbox.requests()[0]?.query.order).toBe('ASC');
		expect(env.sandbox.requests()[0]?.violations).toEqual([]);
	});

	it('take every filter', async () => {
		const number = env.sandbox.state.numbers[0]!;
		const member = number.shared_with.team_members[0]!;
		const { items } = await env.run('phoneNumber', 'getAll', {
			filters: {
				availabilitySetting: number.availability_setting,
				capabilities: 'call',
				justcallLineName: number.justcall_line_name,
				numberOwnerId: byId(number.number_owner.id),
				numberType: 'local',
				sharedAgentId: byId(member.id),
				sharedGroupId: byId(number.shared_with.user_groups[0]?.id),
			},
		});
		expect(ids(items)).toEqual([number.id]);
		expect(env.sandbox.requests()[0]?.violations).toEqual([]);
	});

	it('are got by an id chosen from the list', async () => {
		const { results } = await env.n8n.search('justCall', 'searchPhoneNumberIds');
		expect(results.map(({ value }) => Number(value)).sort()).toEqual(
			env.sandbox.state.numbers.map(({ id }) => id).sort(),
		);
		const { items } = await env.run('phoneNumber', 'get', { phoneNumberId: byId(results[0]?.value) });
		expect(String(items[0]?.json.id)).toBe(results[0]?.value);
	});

	it('of others are looked up in digits', async () => {
		const { items } = await env.run('phoneNumber', 'detectType', { phoneNumber: '+1 (415) 555-0119' });
		expect(items[0]?.json).toMatchObject({ phone_number: '14155550119' });
		expect(env.sandbox.requests()[0]?.body).toEqual({ phone_number: '14155550119' });
	});

	it('that cannot be numbers are refused before anything is sent', async () => {
		const { error } = await env.run('phoneNumber', 'detectType', { phoneNumber: 'call me' });
		expect(error?.message).toMatch(/'Phone Number' is not a telephone number/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('webhooks', () => {
	const webhookUrl = 'https://n8n.example.com/webhook/1';

	it('are made, listed and deleted', async () => {
		const made = await env.run('webhook', 'create', { type: 'call.missed', webhookUrl });
		const urls = made.items[0]?.json.webhook_urls as Array<{ url_id: string; webhook_url: string }>;
		expect(urls).toMatchObject([{ webhook_url: webhookUrl, status: 'Active' }]);
		await env.run('webhook', 'create', { type: 'sms.received', webhookUrl });

		const all = await env.run('webhook', 'getAll', { returnAll: true });
		expect(all.items.map(({ json }) => json.type).sort()).toEqual(['call.missed', 'sms.received']);
		expect((await env.run('webhook', 'getAll', { limit: 1 })).items).toHaveLength(1);
		const some = await env.run('webhook', 'getAll', { filters: { type: 'sms.received' } });
		expect(some.items.map(({ json }) => json.type)).toEqual(['sms.received']);

		const { items } = await env.run('webhook', 'delete', { urlId: urls[0]?.url_id ?? '' });
		expect(items).toEqual([{ json: { deleted: true }, pairedItem: { item: 0 } }]);
		expect(env.sandbox.requests().at(-1)).toMatchObject({ method: 'DELETE', body: {} });
		expect(env.sandbox.state.webhooks.get('call.missed')?.webhook_urls).toEqual([]);
	});

	it('whose address JustCall refuses are an error with its words', async () => {
		env.sandbox.set({ probe: 'unsigned', webhooks: { timeoutSeconds: 1 } });
		const { error } = await env.run('webhook', 'create', {
			type: 'call.missed',
			webhookUrl: 'http://127.0.0.1:9/',
		});
		expect(error?.description).toContain('did not answer the validation request');
	});

	it.each(['../1', 'a/b', ''])('%p is no id of an address', async (urlId) => {
		const { error } = await env.run('webhook', 'delete', { urlId: `={{ "${urlId}" }}` });
		expect(error?.message).toMatch(/^'URL ID' is/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});
