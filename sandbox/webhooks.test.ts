import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';

import { useRawApi } from './testing/rawApi';
import { loadContract } from '../contract/load';
import { sign } from './webhooks/signature';

const api = useRawApi({ calls: 60, webhooks: { retrySeconds: 0.02 } });

interface Received {
	headers: Record<string, unknown>;
	body: {
		request_id: string;
		type: string;
		webhook_url: string;
		url_id?: string;
		data?: Record<string, unknown>;
	};
}

let receiver: FastifyInstance;
let url = '';
let received: Received[] = [];
/** Statuses of the coming answers; 200 when empty. */
let answers: number[] = [];

beforeAll(async () => {
	receiver = Fastify({ forceCloseConnections: true });
	// Answers without end.
	receiver.post('/endless', async (_, reply) => {
		reply.hijack();
		reply.raw.writeHead(200);
		const timer = setInterval(() => reply.raw.write('<script>'.repeat(200)), 1);
		reply.raw.once('close', () => clearInterval(timer));
	});
	receiver.post('/hook', async (request, reply) => {
		received.push({ headers: { ...request.headers }, body: request.body as Received['body'] });
		return await reply.code(answers.shift() ?? 200).send();
	});
	await receiver.listen({ host: '127.0.0.1', port: 0 });
	url = `http://127.0.0.1:${(receiver.server.address() as AddressInfo).port}/hook`;
});
beforeEach(() => {
	received = [];
	answers = [];
});
afterAll(async () => await receiver.close());

const subscribe = async (type: string) =>
	await api.send('POST', '/v2.1/webhooks', { webhook_url: url, type });
const events = () => received.filter(({ body }) => body.data !== undefined);

describe('subscriptions', () => {
	it('are made, listed, and taken away by the id of the address', async () => {
		const made = (await subscribe('call.completed')).body.data as unknown as {
			type: string;
			webhook_urls: Array<{ url_id: string }>;
		};
		expect(made).toMatchObject({
			type: 'call.completed',
			url_count: 1,
			webhook_urls: [{ webhook_url: url, status: 'Active' }],
		});
		expect((await api.get('/v2.1/webhooks?type=call.completed')).body.data).toHaveLength(1);
		expect((await api.get('/v2.1/webhooks?type=call.missed')).body.data).toEqual([]);
		const id = made.webhook_urls[0]?.url_id;
		expect((await api.send('DELETE', `/v2.1/webhooks/url/${id}`, {})).status).toBe(200);
		expect((await api.get('/v2.1/webhooks')).body.data).toEqual([]);
		expect((await api.send('DELETE', `/v2.1/webhooks/url/${id}`, {})).status).toBe(404);
	});

	it('are there once for the same address and type', async () => {
		await subscribe('call.completed');
		expect((await subscribe('call.completed')).body.data).toMatchObject({ url_count: 1 });
	});

	it.each([
		['unsigned', false],
		['signed', true],
	] as const)('are checked by an %s call without data', async (probe, signed) => {
		api.sandbox.set({ probe });
		await subscribe('call.completed');
		expect(received).toHaveLength(1);
		expect(received[0]?.body).toMatchObject({ type: 'call.completed', webhook_url: url });
		expect(received[0]?.body).not.toHaveProperty('data');
		expect('x-justcall-signature' in (received[0]?.headers ?? {})).toBe(signed);
	});

	it('are refused when the address does not answer with 2xx, and not checked when told so', async () => {
		answers = [401];
		expect((await subscribe('call.completed')).status).toBe(400);
		expect((await api.get('/v2.1/webhooks')).body.data).toEqual([]);
		api.sandbox.set({ probe: 'off' });
		expect((await subscribe('call.completed')).status).toBe(200);
	});

	it('are refused for a type that does not exist', async () => {
		expect((await subscribe('voicemail.received')).status).toBe(400);
	});
});

describe('deliveries', () => {
	it('are signed over the own address, type and time', async () => {
		await subscribe('call.completed');
		const { data } = api.sandbox.emit({ type: 'call.completed' });
		await api.sandbox.settled();
		const { headers, body } = events()[0]!;
		expect(body).toMatchObject({ type: 'call.completed', webhook_url: url, data: { id: data.id } });
		const timestamp = String(headers['x-justcall-request-timestamp']);
		expect(timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
		expect(headers['x-justcall-signature-version']).toBe('v1');
		expect(headers['x-justcall-signature']).toBe(
			sign({ secret: api.sandbox.apiSecret, webhookUrl: url, type: 'call.completed', timestamp }),
		);
	});

	it("agree with JustCall's published vector", () => {
		expect(
			sign({
				secret: 'ea39089c40790e9dc7a080ec95e849b8fa0fa5fb',
				webhookUrl: 'https://webhook.site/3bcea770-370a-4b09-8b66-426f687e08a4',
				type: 'call.completed',
				timestamp: '2024-03-21 17:08:22',
			}),
		).toBe('56761bae5b27a784a3ddd2af828bc5def7176bc0a8650199b04c737bd39bbecf');
	});

	it.each([500, 502, 503, 504, 429])('are tried again after %i', async (status) => {
		await subscribe('call.missed');
		answers = [status, status];
		api.sandbox.emit({ type: 'call.missed' });
		await api.sandbox.settled();
		expect(events()).toHaveLength(3);
		expect(new Set(events().map(({ body }) => body.request_id)).size).toBe(1);
	});

	it('are given up after five attempts, or at once after any other status', async () => {
		await subscribe('call.missed');
		answers = [500, 500, 500, 500, 500, 500];
		api.sandbox.emit({ type: 'call.missed' });
		await api.sandbox.settled();
		expect(events()).toHaveLength(5);
		answers = [401];
		api.sandbox.emit({ type: 'call.missed' });
		await api.sandbox.settled();
		expect(events()).toHaveLength(6);
	});

	it('that fail mark the address Warning, then Blacklisted, and then stop', async () => {
		api.sandbox.set({ webhooks: { warnAfter: 1, blacklistAfter: 2 } });
		await subscribe('call.missed');
		const status = async () =>
			((await api.get('/v2.1/webhooks')).body.data?.[0] as { webhook_urls: Array<{ status: string }> })
				.webhook_urls[0]?.status;
		for (const expected of ['Warning', 'Blacklisted']) {
			answers = [400];
			api.sandbox.emit({ type: 'call.missed' });
			await api.sandbox.settled();
			expect(await status()).toBe(expected);
		}
		expect(api.sandbox.emit({ type: 'call.missed' }).requestIds).toEqual([]);
	});

	it('keep what was sent and the beginning of what the receiver answered', async () => {
		await subscribe('call.missed');
		await api.send('POST', '/v2.1/webhooks', {
			webhook_url: url.replace('/hook', '/endless'),
			type: 'call.missed',
		});
		const { data } = api.sandbox.emit({ type: 'call.missed' });
		await api.sandbox.settled();
		const [one, two] = [...api.sandbox.deliveries()].sort((a, b) =>
			b.webhook_url.localeCompare(a.webhook_url),
		);
		expect([one?.status, two?.status]).toEqual([200, 200]);
		const detail = api.sandbox.deliveryDetail(one!.id);
		expect(JSON.parse(detail!.body.text)).toMatchObject({ type: 'call.missed', data: { id: data.id } });
		expect(detail!.answer.isCut).toBe(false);
		const endless = api.sandbox.deliveryDetail(two!.id)!.answer;
		expect(endless).toMatchObject({ isCut: true });
		expect(endless.text).toHaveLength(4096);
		// It is not read on until the time is over.
		expect(endless.bytes).toBeLessThan(2 ** 20);
		const shown = await api.get(`/_sandbox/deliveries/${one!.id}`);
		expect(shown.body).toMatchObject({ type: 'call.missed', detail });
		expect((await api.get('/_sandbox/deliveries')).text).not.toContain('contact_number');
		expect((await api.get('/_sandbox/deliveries/0')).status).toBe(404);
	});

	it('to an address where nobody listens say why', async () => {
		api.sandbox.set({ probe: 'off' });
		const closed = Fastify();
		await closed.listen({ host: '127.0.0.1', port: 0 });
		const { port } = closed.server.address() as AddressInfo;
		await closed.close();
		const webhook_url = `http://127.0.0.1:${port}/hook`;
		await api.send('POST', '/v2.1/webhooks', { webhook_url, type: 'call.missed' });
		api.sandbox.emit({ type: 'call.missed' });
		await api.sandbox.settled();
		const delivery = api.sandbox.deliveries().at(-1)!;
		expect(delivery.status).toBe(0);
		expect(api.sandbox.deliveryDetail(delivery.id)?.answer.text).toBe('ECONNREFUSED');
	});

	it('can be repeated with the same request id', async () => {
		await subscribe('call.missed');
		api.sandbox.emit({ type: 'call.missed', repeat: 3 });
		await api.sandbox.settled();
		expect(events()).toHaveLength(3);
		expect(new Set(events().map(({ body }) => body.request_id)).size).toBe(1);
	});

	it('can be made to arrive in another order', async () => {
		await subscribe('call.missed');
		await subscribe('call.updated');
		const timer = setTimeout;
		let send = () => undefined as void;
		jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms?: number) => {
			if (ms !== 200) return timer(work, ms);
			send = work;
			return timer(() => undefined, 0);
		}) as typeof setTimeout);
		api.sandbox.emit({ type: 'call.missed', delaySeconds: 0.2 });
		jest.restoreAllMocks();
		api.sandbox.emit({ type: 'call.updated' });
		while (events().length === 0) await new Promise((resolve) => setImmediate(resolve));
		send();
		await api.sandbox.settled();
		expect(events().map(({ body }) => body.type)).toEqual(['call.updated', 'call.missed']);
	});

	it('exist for every event type of the contract', async () => {
		const types = [...loadContract().events.keys()];
		expect(types).not.toEqual([]);
		for (const type of types) {
			expect((await subscribe(type)).status).toBe(200);
			api.sandbox.emit({ type });
		}
		await api.sandbox.settled();
		expect(
			events()
				.map(({ body }) => body.type)
				.sort(),
		).toEqual([...types].sort());
		for (const { body } of events()) expect(Object.keys(body.data ?? {}).length).toBeGreaterThan(1);
	});
});
