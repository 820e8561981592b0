import type { Fault } from '../sandbox';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 250 });

describe('a fault is an explained error, never silent partial data', () => {
	const cases: Array<[string, Fault, RegExp]> = [
		[
			'400',
			{ kind: 'status', status: 400, body: { status: 'failed', message: 'agent_id is invalid' } },
			/did not accept the request/,
		],
		['401', { kind: 'status', status: 401 }, /did not accept the API key and secret/],
		['403', { kind: 'status', status: 403 }, /denied this request/],
		['404', { kind: 'status', status: 404 }, /was not found/],
		['429', { kind: 'status', status: 429 }, /too many requests/],
		['500', { kind: 'status', status: 500 }, /could not process the request/],
		['502', { kind: 'status', status: 502 }, /could not process the request/],
		[
			'redirect',
			{ kind: 'status', status: 302, headers: { location: 'https://example.com/' } },
			/redirect, which was not followed/,
		],
		[
			'failure inside 200',
			{ kind: 'status', status: 200, body: { status: 'failed', message: 'no' } },
			/did not succeed/,
		],
		['reset', { kind: 'reset' }, /No answer came from/],
		['truncated', { kind: 'truncate' }, /No answer came from/],
		['malformed', { kind: 'malformed' }, /answer can not be used/],
		[
			'200 without data',
			{ kind: 'malformed', body: { status: 'success' } },
			/answer can not be used|could not be/,
		],
		['HTML', { kind: 'html' }, /answer can not be used/],
		['empty', { kind: 'empty' }, /answer can not be used/],
	];

	it.each(cases)('%s in the middle of a list', async (_name, fault, message) => {
		env.sandbox.fault({ ...fault, after: 1, match: { operationId: 'listCalls' } });
		const { items, error } = await env.call('getAll', { returnAll: true });
		expect(items).toEqual([]);
		expect(error?.message).toMatch(message);
		expect(error?.description).toBeTruthy();
		expect(env.sandbox.requests().length).toBe(2);
	});

	it.each(cases.filter(([name]) => name !== '200 without data'))(
		'%s on a single record',
		async (_name, fault, message) => {
			env.sandbox.fault(fault);
			const { items, error } = await env.call('get', { callId: byId(env.sandbox.state.calls[0]?.id) });
			expect(items).toEqual([]);
			expect(error?.message).toMatch(message);
		},
	);

	it("keeps JustCall's message and status", async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 403,
			body: { status: 'failed', message: 'Upgrade your plan' },
		});
		const { error } = await env.call('getAll');
		expect(error?.description).toContain(`JustCall's message: "Upgrade your plan". (HTTP 403)`);
		expect(error?.httpCode).toBe('403');
	});

	it('hides key and secret when an answer echoes them', async () => {
		const message = `bad credentials ${env.sandbox.apiKey}:${env.sandbox.apiSecret}`;
		env.sandbox.fault({ kind: 'status', status: 400, body: { status: 'failed', message } });
		const { error } = await env.call('getAll');
		expect(error?.description).toContain('bad credentials [hidden]:[hidden]');
	});

	it('says when the rate limit opens again', async () => {
		env.sandbox.set({ rateLimits: { burst: { limit: 1, seconds: 40 } } });
		const { error } = await env.call('getAll', { returnAll: true });
		expect(error?.message).toMatch(/too many requests/);
		const opens = Date.parse(/opens again at (\S+Z)/.exec(error?.description ?? '')?.[1] ?? '');
		expect(opens - Date.now()).toBeGreaterThan(30_000);
		expect(opens - Date.now()).toBeLessThan(42_000);
	});
});

describe('dates', () => {
	it('in ISO would ruin the answer without a word: the sandbox plays it, the node never sends it', async () => {
		const headers = { Authorization: `${env.sandbox.apiKey}:${env.sandbox.apiSecret}` };
		const raw = await fetch(`${env.sandbox.url}/v2.1/calls?from_datetime=2025-11-01T00:00:00Z`, { headers });
		expect(raw.status).toBe(200);
		expect(await raw.json()).not.toHaveProperty('data');
		env.sandbox.clearRequests();
		const { error } = await env.call('getAll', { filters: { fromDatetime: '2025-11-01T00:00:00Z' } });
		expect(error).toBeUndefined();
		expect(JSON.stringify(env.sandbox.requests()[0]?.query)).not.toMatch(/\dT\d/);
	});
});
