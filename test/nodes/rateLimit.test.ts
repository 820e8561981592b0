import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { begun } from '../harness/begun';
import { until } from '../harness/gate';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 400 });
const { clock } = env;

const LIMIT = 30;
const campaign = () => env.sandbox.state.salesDialer.campaigns[0]!;
const tight = (limit = LIMIT, seconds = 60) =>
	env.sandbox.set({ rateLimits: { burst: { limit, seconds }, hour: { limit: 100_000, seconds: 3600 } } });
const refused = () => env.sandbox.requests().filter(({ status }) => status === 429).length;

/** This many leads on their way into a campaign. */
const leads = (count: number, from = 0): INodeExecutionData[] =>
	Array.from({ length: count }, (_, place) => ({
		json: {
			phone: `+1${720 + Math.floor((from + place) / 100)}55501${String((from + place) % 100).padStart(2, '0')}`,
		},
	}));
const add = (): [string, string, INodeParameters] => [
	'campaignContact',
	'add',
	{ campaignId: byId(campaign().id), phoneNumber: '={{ $json.phone }}' },
];

it('300 leads under 30 requests a minute: every one added once, none failed, no request refused', async () => {
	tight();
	const before = campaign().members.length;
	const started = clock.skipped();
	const { items, error } = await env.run(...add(), { items: leads(300) });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(300);
	expect(campaign().members.length).toBe(before + 300);
	expect(env.sandbox.requests()).toHaveLength(300);
	expect(refused()).toBe(0);
	// Ten windows, nine waits.
	expect(clock.skipped() - started).toBeLessThan(9.2 * 60_000);
});

it('two executions share one budget', async () => {
	tight();
	const before = campaign().members.length;
	const runs = await Promise.all([
		env.run(...add(), { items: leads(60) }),
		env.run(...add(), { items: leads(60, 60) }),
	]);
	expect(runs.map(({ items, error }) => [items.length, error])).toEqual([
		[60, undefined],
		[60, undefined],
	]);
	expect(campaign().members.length).toBe(before + 120);
	expect(refused()).toBe(0);
});

it('a list of many pages waits in the middle and goes on', async () => {
	tight(2);
	const { items } = await env.call('getAll', { returnAll: true });
	expect(items).toHaveLength(400);
	expect(refused()).toBe(0);
});

it('another program that sends ten of thirty a minute goes on nearly undisturbed, and costs no item', async () => {
	tight();
	env.sandbox.set({ others: { perMinute: 10 } });
	// It was there before, and we have noticed it.
	await env.run('user', 'getAll', { limit: 1 });
	clock.skip(90_000);
	const [before, earlier] = [campaign().members.length, env.sandbox.others()];
	const { items, error } = await env.run(...add(), { items: leads(120) });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(120);
	expect(campaign().members.length).toBe(before + 120);
	const { sent, refused: theirs } = env.sandbox.others();
	expect(sent - earlier.sent).toBeGreaterThan(40);
	expect((theirs - earlier.refused) / (sent - earlier.sent)).toBeLessThanOrEqual(0.1);
});

it('a text through a number that its carrier slows down fails alone, and nothing waits for it', async () => {
	const message = 'Rate limit for this number: one message a second';
	env.sandbox.fault({ kind: 'status', status: 400, after: 1, body: { status: 'failed', message } });
	const before = clock.skipped();
	const { items } = await env.run(
		'sms',
		'send',
		{
			justcallNumber: byId(env.sandbox.state.numbers[0]?.justcall_number),
			contactNumber: '={{ $json.phone }}',
			body: 'Hello',
		},
		{ items: leads(4), onError: 'continueRegularOutput' },
	);
	expect(items.map(({ json }) => json.error ?? 'sent').sort()).toEqual([
		'A limit was reached that is not the rate limit of the account',
		'sent',
		'sent',
		'sent',
	]);
	expect(env.sandbox.requests()).toHaveLength(4);
	expect(clock.skipped() - before).toBeLessThan(1000);
});

it.each([503, 200])('a text that a %i with the words "rate limit" answers is sent once', async (status) => {
	const body = { status: 'failed', message: 'Rate limit exceeded' };
	env.sandbox.fault({ kind: 'status', status, body, processed: true });
	const { error } = await env.run('sms', 'send', {
		justcallNumber: byId(env.sandbox.state.numbers[0]?.justcall_number),
		contactNumber: '+13035550199',
		body: 'Only once, please',
	});
	expect(error?.message).toMatch(status === 503 ? /outcome is unknown/ : /did not succeed/);
	expect(env.sandbox.requests()).toHaveLength(1);
	expect(env.sandbox.state.messages.texts.filter(({ body }) => body === 'Only once, please')).toHaveLength(1);
});

it.each(['stall', 'stallBody'] as const)(
	"%s: a read ends with the node's Timeout, tried again; a text is sent once",
	async (kind) => {
		const requestOptions = { timeout: 100 };
		env.sandbox.fault({ kind, times: 100 });
		const callId = byId(env.sandbox.state.calls[0]?.id);
		const reads = await begun(env.sandbox.url, async () => {
			const { error } = await env.call('get', { callId, requestOptions });
			expect(error?.message).toMatch(/^No answer came from/);
			expect(error?.description).toMatch(/^The request took too long/);
		});
		expect(reads).toEqual(Array(5).fill(`GET /v2.1/calls/${callId.value}`));
		clock.forget();
		const text = {
			justcallNumber: byId(env.sandbox.state.numbers[0]?.justcall_number),
			contactNumber: '+13035550199',
			body: 'Once',
			requestOptions,
		};
		const writes = await begun(env.sandbox.url, async () => {
			expect((await env.run('sms', 'send', text)).error?.message).toMatch(/outcome is unknown/);
		});
		expect(writes).toEqual(['POST /v2.1/texts/new']);
	},
);

it('without headers a refusal is waited out', async () => {
	env.sandbox.fault({ kind: 'status', status: 429, times: 3 });
	const { error } = await env.call('get', { callId: byId(env.sandbox.state.calls[0]?.id) });
	expect(error).toBeUndefined();
	expect(env.sandbox.requests()).toHaveLength(4);
});

it('a wait that would be too long is refused at once, with the time at which it works', async () => {
	// Without the headers of the hour nobody can know when it ends.
	env.sandbox.set({
		rateHeaders: 'all',
		rateLimits: { burst: { limit: 100, seconds: 60 }, hour: { limit: 2, seconds: 3600 } },
	});
	const started = Date.now();
	const { error } = await env.call('getAll', { returnAll: true });
	expect(error?.message).toMatch(
		/rate limit for this account is used up until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/,
	);
	const until = Date.parse(/until (\S+)/.exec(error?.message ?? '')?.[1] ?? '');
	expect(until - started).toBeGreaterThan(3_590_000);
	expect(until - started).toBeLessThan(3_602_000);
	expect(error?.description).toMatch(/'Longest Wait'/);
	expect(env.sandbox.requests()).toHaveLength(2);
});

it('an open dropdown goes before a thousand items', async () => {
	tight();
	const items = Array.from({ length: 90 }, () => ({ json: {} }));
	const run = env.run('phoneNumber', 'getAll', { limit: 1 }, { items });
	await until(() => env.sandbox.requests().length > 0);
	const { results } = await env.n8n.search('justCall', 'searchAgents');
	expect(results.length).toBeGreaterThan(0);
	const paths = env.sandbox.requests().map(({ path }) => path);
	expect(paths.filter((path) => path === '/v2.1/users')).toHaveLength(1);
	expect(paths.length).toBeLessThan(70);
	expect((await run).items).toHaveLength(90);
});

it('bulk import and create or update stand in the same queue', async () => {
	tight(3);
	const before = clock.skipped();
	const { items } = await env.run(
		'contact',
		'upsert',
		{ firstName: 'Mara', contactNumber: '={{ $json.phone }}' },
		{ items: leads(5) },
	);
	expect(items.map(({ json }) => json.created)).toEqual([true, true, true, true, true]);
	expect(refused()).toBe(0);
	// Ten requests, three a minute.
	expect(clock.skipped() - before).toBeGreaterThan(2 * 60_000);
});

it('a cancelled execution stops waiting at once and sends nothing more', async () => {
	clock.stop();
	tight(5, 600);
	const cancel = new AbortController();
	const sent = await begun(env.sandbox.url, async () => {
		const run = env.run(...add(), { items: leads(50), signal: cancel.signal });
		// The window opens in ten minutes, which is longer than a test may take.
		await until(() => env.sandbox.requests().filter(({ status }) => status !== undefined).length === 5);
		cancel.abort();
		await run;
		for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
	});
	expect(sent).toHaveLength(5);
});
