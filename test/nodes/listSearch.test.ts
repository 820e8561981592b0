import { sidOf } from '../../sandbox/callView';
import { useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 450, agents: 130, numbers: 12 });

describe('agents', () => {
	it('come page by page', async () => {
		const first = await env.n8n.search('justCall', 'searchAgents');
		expect(first.results.length).toBe(100);
		const second = await env.n8n.search('justCall', 'searchAgents', undefined, String(first.paginationToken));
		expect(second.results.length).toBe(30);
		expect(second.paginationToken).toBeUndefined();
		const ids = [...first.results, ...second.results].map(({ value }) => value);
		expect(ids).toEqual(env.sandbox.state.users.map(({ id }) => String(id)));
	});

	it('are found by part of name or e-mail, also beyond the first page', async () => {
		const user = env.sandbox.state.users[120];
		if (!user) throw new Error('no such user');
		for (const text of [user.name.toUpperCase(), user.email.slice(0, 12), ` ${user.name} `]) {
			const { results } = await env.n8n.search('justCall', 'searchAgents', text);
			expect(results).toContainEqual({ name: `${user.name} (${user.email})`, value: String(user.id) });
		}
	});
});

describe('numbers', () => {
	it('show line and number, and give digits', async () => {
		const { results } = await env.n8n.search('justCall', 'searchPhoneNumbers');
		expect(results.map(({ value }) => value).sort()).toEqual(
			env.sandbox.state.numbers.map((number) => number.justcall_number).sort(),
		);
		for (const { name } of results) expect(name).toMatch(/^.+: \+1\d{10}$/);
	});

	it('are sorted by name when all are at hand', async () => {
		const { results } = await env.n8n.search('justCall', 'searchPhoneNumbers');
		const names = results.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(names).not.toEqual(env.sandbox.state.numbers.map((number) => number.justcall_line_name));
	});

	it('are found by line', async () => {
		const { results } = await env.n8n.search('justCall', 'searchPhoneNumbers', 'billing');
		expect(results.length).toBeGreaterThan(0);
		expect(results.every(({ name }) => name.startsWith('Billing'))).toBe(true);
	});
});

describe('calls', () => {
	it('come newest first', async () => {
		const { results, paginationToken } = await env.n8n.search('justCall', 'searchCalls');
		expect(results[0]?.value).toBe(String(env.sandbox.state.calls.at(-1)?.id));
		expect(results[0]?.name).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d · (incoming|outgoing) \w+ · /);
		expect(paginationToken).toBe('1');
	});

	it('are looked up by JustCall when a whole number is typed', async () => {
		const number = env.sandbox.state.contacts[env.sandbox.state.calls[3]?.contact ?? 0]?.number ?? '';
		const { results, paginationToken } = await env.n8n.search('justCall', 'searchCalls', `+${number}`);
		expect(results.map(({ value }) => value)).toContain(String(env.sandbox.state.calls[3]?.id));
		expect(env.sandbox.requests().map(({ query }) => query.contact_number)).toEqual([undefined, number]);
		expect(paginationToken).toBeUndefined();
	});

	it('are read to the end before there is nothing', async () => {
		expect(await env.n8n.search('justCall', 'searchCalls', 'nobody is called like this')).toEqual({
			results: [],
		});
		expect(env.sandbox.requests().map(({ query }) => query.page)).toEqual(['0', '1', '2', '3', '4']);
	});
});

describe('when it goes wrong', () => {
	it.each([
		[{ kind: 'status', status: 401 } as const, /did not accept the API key/],
		[{ kind: 'html' } as const, /answer cannot be used/],
		[{ kind: 'reset' } as const, /No answer came from/],
	])('%j', async (fault, message) => {
		env.sandbox.fault({ ...fault, times: 100 });
		await expect(env.n8n.search('justCall', 'searchAgents')).rejects.toThrow(message);
	});
});

it('the sandbox gives every call a sid of its own', () => {
	expect(new Set(env.sandbox.state.calls.map(({ id }) => sidOf(id))).size).toBe(450);
});
