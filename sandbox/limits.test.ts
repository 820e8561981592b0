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
		let now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
		const rateLimits = { burst: { limit: 5, seconds: 60 }, hour: { limit: 100, seconds: 3600 } };
		api.sandbox.set({ rateLimits, others: { perMinute: 6000 } });
		await api.get('/v2.1/users');
		now += 150;
		expect((await api.get('/v2.1/users')).status).toBe(429);
		const { sent, refused } = api.sandbox.others();
		// One each hundredth of a second, the first after half of one; our own request has the fifth place.
		expect([sent, sent - refused]).toEqual([15, 4]);
		api.sandbox.reset();
		expect(api.sandbox.others()).toEqual({ sent: 0, refused: 0 });
		clock.mockRestore();
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
		const giveUp = new AbortController();
		const asked = fetch(`${api.sandbox.url}/v2.1/users`, { headers, signal: giveUp.signal });
		const read = asked.then(async (answer) => await answer.text());
		// Of a stalling body the head comes.
		if (kind === 'stallBody') expect((await asked).status).toBe(200);
		else while (api.sandbox.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
		for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
		giveUp.abort();
		await expect(read).rejects.toMatchObject({ name: 'AbortError' });
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
		const pauses: Array<[() => void, number | undefined]> = [];
		const timer = setTimeout;
		jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms?: number) => {
			if (ms !== 200) return timer(work, ms);
			pauses.push([work, api.sandbox.requests().at(-1)?.status]);
			return timer(() => undefined, 0);
		}) as typeof setTimeout);
		const answer = play({ kind: 'delay', delayMs: 200 });
		while (pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
		// It has not been answered when the wait begins.
		const [[end, status] = [() => undefined]] = pauses;
		expect(status).toBeUndefined();
		end();
		jest.restoreAllMocks();
		expect(await answer).toMatchObject({ status: 200, body: { status: 'success' } });
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
