import { setTimeout as pause } from 'node:timers/promises';

import { useRawApi } from './testing/rawApi';
import type { Fault } from './faults';

const api = useRawApi({ calls: 60 });

describe('rate windows', () => {
	it('count down, refuse when spent, and open again at the second they name', async () => {
		// The test moves the clock: a busy machine may need longer for three requests than a short window lasts.
		let now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
		api.sandbox.set({
			rateLimits: { burst: { limit: 2, seconds: 60 }, hour: { limit: 100, seconds: 3600 } },
		});
		const remaining: Array<string | null> = [];
		for (let request = 0; request < 2; request++)
			remaining.push((await api.get('/v2.1/users')).headers.get('x-rate-limit-burst-remaining'));
		expect(remaining).toEqual(['1', '0']);
		const refused = await api.get('/v2.1/users');
		expect(refused.status).toBe(429);
		expect(refused.body).toEqual({ status: 'failed', message: 'Rate limit exceeded' });
		expect(refused.headers.get('x-rate-limit-remaining')).toBe('98');
		const reset = Number(refused.headers.get('x-rate-limit-burst-reset')) * 1000;
		expect(reset - now).toBeGreaterThanOrEqual(60_000);
		now = reset - 1001;
		expect((await api.get('/v2.1/users')).status).toBe(429);
		now = reset;
		expect((await api.get('/v2.1/users')).status).toBe(200);
		clock.mockRestore();
	});

	it('others send evenly, are counted with us, and are refused like us', async () => {
		const rateLimits = { burst: { limit: 5, seconds: 60 }, hour: { limit: 100, seconds: 3600 } };
		api.sandbox.set({ rateLimits, others: { perMinute: 6000 } });
		await api.get('/v2.1/users');
		await pause(150);
		expect((await api.get('/v2.1/users')).status).toBe(429);
		const { sent, refused } = api.sandbox.others();
		expect(sent - refused).toBe(4);
		expect(refused).toBeGreaterThan(0);
		api.sandbox.reset();
		expect(api.sandbox.others()).toEqual({ sent: 0, refused: 0 });
	});

	it('the hour refuses on its own', async () => {
		api.sandbox.set({ rateLimits: { hour: { limit: 1, seconds: 3600 } } });
		await api.get('/v2.1/users');
		const { status, headers } = await api.get('/v2.1/users');
		expect(status).toBe(429);
		expect(headers.get('x-rate-limit-remaining')).toBe('0');
	});
});

describe('faults', () => {
	const play = async (fault: Fault) => {
		api.sandbox.fault(fault);
		return await api.get('/v2.1/users').catch((error: Error) => error);
	};

	it('status, with body and headers', async () => {
		expect(
			await play({
				kind: 'status',
				status: 503,
				body: { status: 'failed', message: 'down' },
				headers: { 'retry-after': '3' },
			}),
		).toMatchObject({
			status: 503,
			body: { message: 'down' },
		});
	});

	it('reset and truncation break the connection', async () => {
		expect(await play({ kind: 'reset' })).toMatchObject({ name: 'TypeError' });
		expect(await play({ kind: 'truncate' })).toMatchObject({ name: 'TypeError' });
	});

	it.each(['stall', 'stallBody'] as const)('%s: no answer comes to its end', async (kind) => {
		api.sandbox.fault({ kind });
		const headers = { Authorization: `${api.sandbox.apiKey}:${api.sandbox.apiSecret}` };
		const signal = AbortSignal.timeout(300);
		const asked = fetch(`${api.sandbox.url}/v2.1/users`, { headers, signal });
		const read = asked.then(async (answer) => await answer.text());
		await expect(read).rejects.toMatchObject({ name: 'TimeoutError' });
		expect(await asked.then(({ status }) => status).catch(() => 0)).toBe(kind === 'stall' ? 0 : 200);
	});

	it.each([
		['malformed', /^\{"status/],
		['html', /<html>/],
		['empty', /^$/],
	] as const)('%s is a 200 with that body', async (kind, text) => {
		const answer = await play({ kind });
		expect(answer).toMatchObject({ status: 200, body: {} });
		expect((answer as { text: string }).text).toMatch(text);
	});

	it('delay waits and then answers', async () => {
		const started = Date.now();
		expect(await play({ kind: 'delay', delayMs: 200 })).toMatchObject({
			status: 200,
			body: { status: 'success' },
		});
		expect(Date.now() - started).toBeGreaterThanOrEqual(195);
	});

	it('strikes only what it matches, so often, after so many', async () => {
		api.sandbox.fault({
			kind: 'status',
			status: 500,
			match: { operationId: 'listCalls' },
			after: 1,
			times: 2,
		});
		expect((await api.get('/v2.1/users')).status).toBe(200);
		const statuses: number[] = [];
		for (let request = 0; request < 4; request++) statuses.push((await api.get('/v2.1/calls')).status);
		expect(statuses).toEqual([200, 500, 500, 200]);
		expect(api.sandbox.faults()).toEqual([]);
	});

	it('a write can be processed although its answer is lost', async () => {
		const { id } = api.sandbox.state.calls[0]!;
		api.sandbox.fault({ kind: 'reset' });
		await api.send('PUT', `/v2.1/calls/${id}`, { notes: 'not done' }).catch(() => undefined);
		expect(api.sandbox.state.calls[0]?.notes).not.toBe('not done');
		api.sandbox.fault({ kind: 'reset', processed: true });
		await api.send('PUT', `/v2.1/calls/${id}`, { notes: 'done' }).catch(() => undefined);
		expect(api.sandbox.state.calls[0]?.notes).toBe('done');
	});
});
