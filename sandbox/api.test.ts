import { useRawApi } from './testing/rawApi';
import { loadContract } from '../contract/load';

const api = useRawApi();
const RATE_HEADERS = ['limit', 'remaining', 'reset', 'burst-limit', 'burst-remaining', 'burst-reset'].map(
	(name) => `x-rate-limit-${name}`,
);

describe('authorization', () => {
	it.each([
		['missing', undefined],
		['wrong secret', 'sandbox-key:wrong'],
		['Base64', `Basic ${Buffer.from('sandbox-key:sandbox-secret').toString('base64')}`],
		['bearer', 'Bearer sandbox-key:sandbox-secret'],
		['key only', 'sandbox-key'],
	])('%s gets the captured 401 without rate headers', async (_name, authorization) => {
		const response = await fetch(
			`${api.sandbox.url}/v2.1/users`,
			authorization ? { headers: { authorization } } : {},
		);
		expect(response.status).toBe(401);
		expect(await response.json()).toEqual({ status: 'failed', message: 'Unauthorized' });
		for (const name of RATE_HEADERS) expect(response.headers.has(name)).toBe(false);
	});

	it('raw key:secret is let in, and the secret is not kept', async () => {
		const { status, headers } = await api.get('/v2.1/users?per_page=1');
		expect(status).toBe(200);
		for (const name of RATE_HEADERS) expect(headers.get(name)).toMatch(/^\d+$/);
		expect(JSON.stringify(api.sandbox.requests())).not.toContain(api.sandbox.apiSecret);
	});
});

describe('pages', () => {
	it('count from 0 and carry the full frame', async () => {
		const { body } = await api.get('/v2.1/calls?per_page=20&call_direction=Incoming');
		const total = api.sandbox.state.calls.filter(({ direction }) => direction === 'Incoming').length;
		expect(body).toMatchObject({
			status: 'success',
			count: 20,
			total_count: total,
			current_page: 0,
			per_page: 20,
			prev_page_link: '',
		});
		expect(body.next_page_link).toBe(`${api.sandbox.url}/v2.1/calls?page=1&per_page=20`);
	});

	it.each([
		['/v2.1/calls', 20, 100],
		['/v2.1/users', 50, 100],
		['/v2.1/phone-numbers', 30, 100],
	])('%s has its own sizes', async (path, standard, max) => {
		expect((await api.get(path)).body.per_page).toBe(standard);
		expect((await api.get(`${path}?per_page=5000`)).body.per_page).toBe(max);
	});

	it('are empty with empty links past the end', async () => {
		const { body } = await api.get('/v2.1/calls?page=99&per_page=100');
		expect(body).toMatchObject({ count: 0, data: [], next_page_link: '' });
		expect((await api.get('/v2.1/calls?page=3&per_page=100')).body.next_page_link).toBe('');
	});

	it('together hold every call once', async () => {
		const ids = new Set<unknown>();
		for (let page = 0; page < 4; page++) {
			for (const { id } of (await api.get(`/v2.1/calls?page=${page}&per_page=100`)).body.data ?? [])
				ids.add(id);
		}
		expect(ids.size).toBe(400);
	});
});

describe('frames', () => {
	it.each(['framed', 'bare'] as const)('single answers are %s by switch', async (frames) => {
		api.sandbox.set({ frames });
		const id = api.sandbox.state.calls[0]?.id;
		const user = api.sandbox.state.users[0]?.id;
		for (const path of [
			`/v2.1/calls/${id}`,
			`/v2.1/users/${user}`,
			'/v2.1/user_groups/2210',
			`/v2.1/phone-numbers/${api.sandbox.state.numbers[0]?.id}`,
		]) {
			const { body } = await api.get(path);
			const record = (frames === 'framed' ? body.data : body) as { id?: unknown } | undefined;
			expect(record?.id).toBeDefined();
			expect('status' in body && 'data' in body).toBe(frames === 'framed');
		}
	});

	it('an acknowledgement has a status only', async () => {
		const agent = api.sandbox.state.users[0];
		const change = { agent_id: agent?.id, is_available: false, unavailability_reason: 'Lunch Break' };
		expect((await api.send('PUT', '/v2.1/users/availability', change)).body).toEqual({ status: 'success' });
		expect(agent).toMatchObject({ available: 'No', unavailability_reason: 'Lunch Break' });
	});
});

describe('requests are held against the contract', () => {
	it.each([
		['/v2.1/calls?call_direction=incoming', /call_direction/],
		['/v2.1/calls?agent_id=abc', /agent_id/],
		['/v2.1/calls?order=DESC', /order/],
		['/v2.1/phone-numbers?order=asc', /order/],
		['/v2.1/calls?call_traits=QUEUE,NONSENSE', /call_traits/],
		['/v2.1/calls?page=-1', /page/],
		['/v2.1/calls?from_datetime=01.03.2026', /Invalid date/],
	])('%s is a 400 that names the parameter', async (path, message) => {
		const { status, body } = await api.get(path);
		expect(status).toBe(400);
		expect(body.message).toMatch(message);
	});

	it('a body of the wrong type is a 400, and is recorded', async () => {
		const id = api.sandbox.state.calls[0]?.id;
		const { status, body } = await api.send('PUT', `/v2.1/calls/${id}`, { rating: 4.2 });
		expect(status).toBe(400);
		expect(body.message).toMatch(/rating/);
		expect(api.sandbox.requests()[0]?.violations[0]).toMatch(/rating/);
		expect((await api.send('PUT', `/v2.1/calls/${id}`, '{not json')).status).toBe(400);
	});

	it('an unknown parameter is ignored without a word, recorded, and refused when strict', async () => {
		const path = '/v2.1/calls?direction=Incoming';
		expect((await api.get(path)).body.total_count).toBe(400);
		expect(api.sandbox.requests()[0]?.violations).toEqual(['The parameter direction is not known']);
		api.sandbox.set({ strict: true });
		expect((await api.get(path)).status).toBe(400);
	});

	it('lists are read in all three habits, switches as true/false and 1/0', async () => {
		const want = api.sandbox.state.calls.filter(
			({ traits }) => traits.includes('QUEUE') && traits.includes('IVR'),
		).length;
		for (const query of [
			'call_traits=QUEUE&call_traits=IVR',
			'call_traits[]=QUEUE&call_traits[]=IVR',
			'call_traits=QUEUE,IVR',
		]) {
			expect((await api.get(`/v2.1/calls?${query}`)).body.total_count).toBe(want);
		}
		for (const [written, there] of [
			['1', true],
			['true', true],
			['0', false],
			['false', false],
		] as const) {
			const { body } = await api.get(`/v2.1/calls?fetch_ai_data=${written}`);
			expect('justcall_ai' in (body.data?.[0] ?? {})).toBe(there);
		}
	});

	it('ISO dates are answered with a malformed 200', async () => {
		const { status, body } = await api.get('/v2.1/calls?from_datetime=2025-11-01T00:00:00Z');
		expect(status).toBe(200);
		expect(body).not.toHaveProperty('data');
	});

	it('DELETE takes an empty JSON body', async () => {
		const { status } = await api.send('DELETE', '/v2.1/webhooks/url/none', '', {
			'content-type': 'application/json',
		});
		expect(status).toBe(404);
	});

	it('a menu digit switches direction and type off', async () => {
		const want = api.sandbox.state.calls.filter(({ digit }) => digit === '1').length;
		expect((await api.get('/v2.1/calls?ivr_digit=1&call_direction=Outgoing')).body.total_count).toBe(want);
	});
});

it('every operation of the contract is served', async () => {
	const { operations } = loadContract();
	expect(operations).not.toEqual([]);
	api.sandbox.set({ probe: 'off' });
	for (const { method, path, id } of operations) {
		const address = path.replace(/\{\w+\}/g, '999');
		const { status } = await api.send(method, address, method === 'GET' ? undefined : {});
		expect([id, status]).not.toEqual([id, 401]);
		expect(status).toBeLessThan(500);
		expect(api.sandbox.requests().at(-1)?.operationId).toBe(id);
	}
});

it('an address that the API does not have is a 404', async () => {
	expect((await api.get('/v2.1/nothing')).status).toBe(404);
});
