import Fastify, { type FastifyInstance } from 'fastify';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';

import { column, record, useRawApi } from './testing/rawApi';
import { DEFAULT_SETTINGS, SETTINGS_SCHEMA, UNKIND } from './settings';

const api = useRawApi({ calls: 60, webhooks: { retrySeconds: 0.02 }, probe: 'off' });

const CONTACTS = '/v2.1/contacts';
const DIALER = '/v2.1/sales_dialer/contacts';
const NUMBER = '12125550199';

const created = async (body: object, { send } = api) => {
	const answer = await send('POST', CONTACTS, { first_name: 'Bo', ...body });
	return answer.body.data?.[0] ?? {};
};
const idsOf = async (path: string) => column(await api.get(path), 'id');

it('every setting can be changed over HTTP', () => {
	expect(Object.keys(SETTINGS_SCHEMA.properties ?? {}).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
});

describe('filters', () => {
	const people = [
		{ first_name: 'Ann', contact_number: NUMBER, email: 'ann@example.com' },
		{ first_name: 'Annabel', contact_number: '13105550199', email: 'joann@example.com' },
	];

	it.each([
		['exact', 1, 1],
		['loose', 2, 2],
	] as const)('%s: find %i by number and %i by name', async (filters, byNumber, byName) => {
		api.sandbox.set({ filters });
		api.sandbox.state.contactRecords.length = 0;
		for (const person of people) await created(person);
		expect(await idsOf(`${CONTACTS}?contact_number=${NUMBER}`)).toHaveLength(byNumber);
		expect(await idsOf(`${CONTACTS}?first_name=ann`)).toHaveLength(byName);
	});

	it.each([
		['exact', 1],
		['loose', 2],
	] as const)('%s: find %i contacts of the Sales Dialer by e-mail', async (filters, found) => {
		api.sandbox.set({ filters });
		api.sandbox.state.salesDialer.contacts.length = 0;
		for (const { contact_number, first_name, email } of people)
			await api.send('POST', DIALER, { phone_number: contact_number, name: first_name, email });
		expect(await idsOf(`${DIALER}?email=ann@example.com`)).toHaveLength(found);
	});
});

describe('writes', () => {
	it('are in lists at once', async () => {
		const { id } = await created({ contact_number: NUMBER });
		expect(await idsOf(CONTACTS)).toContain(id);
	});

	it('are in lists after so many further requests, each by itself, and under their ID at once', async () => {
		api.sandbox.set({ writesVisibleAfter: 2 });
		const first = await created({ contact_number: NUMBER });
		const second = await created({ contact_number: '12125550198' });
		expect((await api.get(`${CONTACTS}/${String(second.id)}`)).status).toBe(200);
		// The third request after the first write, the second after the other.
		const ids = await idsOf(CONTACTS);
		expect(ids).toContain(first.id);
		expect(ids).not.toContain(second.id);
		expect(await idsOf(CONTACTS)).toContain(second.id);
	});

	it('stay where they were made: what lists show late is not written back', async () => {
		api.sandbox.set({ writesVisibleAfter: 1 });
		const { id } = await created({ contact_number: NUMBER });
		expect(await idsOf(CONTACTS)).not.toContain(id);
		await api.send('PUT', CONTACTS, { id, first_name: 'Ann' });
		await api.get(CONTACTS);
		const listed = (await api.get(CONTACTS)).body.data?.find((contact) => contact.id === id);
		expect(listed).toMatchObject({ first_name: 'Ann' });
	});

	it('of webhooks are listed late too', async () => {
		api.sandbox.set({ writesVisibleAfter: 1 });
		await api.send('POST', '/v2.1/webhooks', { webhook_url: 'http://127.0.0.1:9/hook', type: 'call.missed' });
		expect((await api.get('/v2.1/webhooks')).body.data).toEqual([]);
		expect((await api.get('/v2.1/webhooks')).body.data).toHaveLength(1);
	});
});

describe('records that come between two pages', () => {
	const page = async (number: number, more = '') =>
		await api.get(`/v2.1/calls?per_page=20&page=${number}${more}`);

	it('push the last ones of a page onto the next, and are counted', async () => {
		api.sandbox.set({ arrivals: 2 });
		const first = await page(0);
		const second = await page(1);
		expect(column(second, 'id').slice(0, 2)).toEqual(column(first, 'id').slice(-2));
		expect([first.body.total_count, second.body.total_count]).toEqual([60, 62]);
	});

	it('leave nothing out, and the list has an end, also with pages of one record', async () => {
		api.sandbox.set({ arrivals: 1000 });
		const { values } = await api.walk('/v2.1/calls?per_page=3', 'id');
		expect(new Set(values).size).toBe(60);
		expect((await api.walk('/v2.1/calls?per_page=1', 'id')).pages).toBe(60);
	});

	it('change nothing in the middle of a list that has new ones at its end', async () => {
		api.sandbox.set({ arrivals: 2 });
		const first = await page(0, '&order=asc');
		const second = await page(1, '&order=asc');
		expect(new Set([...column(first, 'id'), ...column(second, 'id')]).size).toBe(40);
	});
});

it.each([
	['one', 1],
	['all', 2],
] as const)('a changed contact is answered with %s', async (updateAnswers, count) => {
	api.sandbox.set({ updateAnswers });
	const { id } = await created({ contact_number: NUMBER });
	const other = await created({ contact_number: NUMBER, agent_id: api.sandbox.state.users[1]?.id });
	const answer = await api.send('PUT', CONTACTS, { id, first_name: 'Ann' });
	expect(answer.body.data).toHaveLength(count);
	// The one that was meant is not the first.
	expect(answer.body.data?.at(-1)).toMatchObject({ id, first_name: 'Ann' });
	expect(record(await api.get(`${CONTACTS}/${String(other.id)}`)).first_name).toBe('Bo');
});

it.each([
	['merged', ['member', '10001']],
	['replaced', ['10001']],
] as const)('custom fields of a change are %s', async (customFields, values) => {
	api.sandbox.set({ customFields });
	const [contact] = api.sandbox.state.salesDialer.contacts;
	const change = { custom_fields: [{ id: 1_091_095, value: '10001' }] };
	await api.send('PUT', `${DIALER}/${contact?.id}`, change);
	expect(contact?.custom_fields.map(({ value }) => value)).toEqual(values);
	await api.send('PUT', `${DIALER}/${contact?.id}`, { name: 'Ann' });
	expect(contact?.custom_fields).toHaveLength(values.length);
});

it.each([
	['asSent', 'Ann@Example.com'],
	['lowerCase', 'ann@example.com'],
] as const)('e-mails are kept %s', async (emails, kept) => {
	api.sandbox.set({ emails });
	expect(await created({ contact_number: NUMBER, email: 'Ann@Example.com' })).toMatchObject({ email: kept });
	const dialed = await api.send('POST', DIALER, {
		phone_number: NUMBER,
		name: 'Bo',
		email: 'Ann@Example.com',
	});
	expect(record(dialed)).toMatchObject({ email: kept });
});

describe('a body', () => {
	const chunks = async () =>
		await new Promise<Buffer[]>((resolve, reject) => {
			const { apiKey, apiSecret, url } = api.sandbox;
			const headers = { authorization: `${apiKey}:${apiSecret}` };
			request(`${url}${CONTACTS}?per_page=20`, { headers }, (response) => {
				const got: Buffer[] = [];
				response.on('data', (chunk: Buffer) => got.push(chunk));
				response.on('end', () => resolve(got));
			})
				.on('error', reject)
				.end();
		});

	it('in pieces is the same as whole, without a length, and cuts characters', async () => {
		for (const contact of api.sandbox.state.contactRecords) contact.company = 'é'.repeat(600);
		const whole = await api.get(`${CONTACTS}?per_page=20`);
		api.sandbox.set({ bodies: 'pieces' });
		const pieces = await api.get(`${CONTACTS}?per_page=20`);
		expect(pieces.body).toEqual(whole.body);
		expect(whole.headers.get('content-length')).not.toBeNull();
		expect(pieces.headers.get('content-length')).toBeNull();
		expect((await chunks()).some((chunk) => chunk.toString().includes('\ufffd'))).toBe(true);
	});
});

describe('a bulk import', () => {
	const start = async () =>
		record(
			await api.send('POST', `${DIALER}/bulk_import`, {
				contacts: [{ phone_number: NUMBER }, { phone_number: '5' }],
			}),
		);
	const look = async (id: unknown) => record(await api.get(`${DIALER}/bulk_import/status/${String(id)}`));
	const isThere = () =>
		api.sandbox.state.salesDialer.contacts.some(({ phone_number }) => phone_number === NUMBER);

	it('is over after so many looks at it', async () => {
		api.sandbox.set({ imports: { checks: 2 } });
		const { batch_id } = await start();
		for (let time = 0; time < 2; time++) {
			expect(await look(batch_id)).toMatchObject({ import_status: 'Pending', import_summary: { queued: 1 } });
			expect(isThere()).toBe(false);
		}
		expect(await look(batch_id)).toMatchObject({ import_status: 'Completed', import_summary: { added: 1 } });
		expect(isThere()).toBe(true);
	});

	it('can fail, and has imported nothing then', async () => {
		api.sandbox.set({ imports: { checks: 0, outcome: 'failed' } });
		const { batch_id } = await start();
		expect(await look(batch_id)).toMatchObject({ import_status: 'Failed', import_summary: { added: 0 } });
		expect(isThere()).toBe(false);
	});

	it.each([
		['list', [expect.any(String)]],
		['text', expect.any(String)],
	] as const)('gives reasons as %s', async (reasons, form) => {
		api.sandbox.set({ imports: { reasons } });
		expect(await start()).toMatchObject({
			import_details: { rejected_contacts: [{ index: 1, reasons: form }] },
		});
	});
});

it.each([
	['all', 6],
	['minute', 3],
	['hour', 3],
	['remaining', 2],
	['none', 0],
] as const)('rate headers %s: %i', async (rateHeaders, count) => {
	api.sandbox.set({ rateHeaders });
	const names = [...(await api.get('/v2.1/users')).headers.keys()].filter((name) => /rate-limit/.test(name));
	expect(names).toHaveLength(count);
	expect(names.every((name) => rateHeaders !== 'minute' || name.includes('burst'))).toBe(true);
	expect(names.some((name) => rateHeaders === 'hour' && name.includes('burst'))).toBe(false);
});

it.each([
	['before', 0],
	['after', 1],
] as const)('a request beyond the rate limit is refused %s it is carried out', async (refusals, made) => {
	api.sandbox.set({ refusals, rateLimits: { burst: { limit: 0, seconds: 60 } } });
	const before = api.sandbox.state.contactRecords.length;
	const contact = { first_name: 'Bo', contact_number: NUMBER };
	expect((await api.send('POST', CONTACTS, contact)).status).toBe(429);
	expect(api.sandbox.state.contactRecords).toHaveLength(before + made);
});

describe('webhooks', () => {
	let receiver: FastifyInstance;
	let url = '';
	let stamps: unknown[] = [];

	beforeAll(async () => {
		receiver = Fastify({ forceCloseConnections: true });
		receiver.post('/hook', async ({ headers }, reply) => {
			stamps.push(headers['x-justcall-request-timestamp']);
			return await reply.code(stamps.length < 2 ? 503 : 200).send();
		});
		await receiver.listen({ host: '127.0.0.1', port: 0 });
		url = `http://127.0.0.1:${(receiver.server.address() as AddressInfo).port}/hook`;
	});
	beforeEach(() => (stamps = []));
	afterEach(() => jest.restoreAllMocks());
	afterAll(async () => await receiver.close());

	const subscribe = async () =>
		await api.send('POST', '/v2.1/webhooks', { webhook_url: url, type: 'call.missed' });

	it.each([
		['own', 2],
		['first', 1],
	] as const)('a retry is signed with its %s time', async (retryTimestamp, times) => {
		api.sandbox.set({ webhooks: { retryTimestamp } });
		await subscribe();
		// Each look at the clock is a second later.
		let now = Date.now();
		const { toISOString } = Date.prototype;
		jest
			.spyOn(Date.prototype, 'toISOString')
			.mockImplementation(() => toISOString.call(new Date((now += 1000))));
		api.sandbox.emit({ type: 'call.missed' });
		await api.sandbox.settled();
		expect(stamps).toHaveLength(2);
		expect(new Set(stamps).size).toBe(times);
	});

	it.each([
		['once', 1],
		['twice', 2],
	] as const)('an address that is added twice is there %s', async (sameAddress, count) => {
		api.sandbox.set({ webhooks: { sameAddress } });
		await subscribe();
		await subscribe();
		const [subscription] = [...api.sandbox.state.webhooks.values()];
		expect(new Set(subscription?.webhook_urls.map(({ url_id }) => url_id)).size).toBe(count);
	});
});

describe('the unkind sandbox', () => {
	const unkind = useRawApi({ calls: 20, unkind: true, strict: false });

	it('has all that an API may do all the time, and the settings that are given beside it', () => {
		const settings = unkind.sandbox.settings();
		expect(settings).toMatchObject({ ...UNKIND, strict: false });
		expect(settings.rateLimits).toEqual(DEFAULT_SETTINGS.rateLimits);
	});

	it('serves a contact that was added', async () => {
		const { id } = await created({ contact_number: NUMBER }, unkind);
		for (let time = 0; time < 2; time++) await unkind.get(CONTACTS);
		expect(column(await unkind.get(CONTACTS), 'id')).toContain(id);
	});

	it('goes back to itself', () => {
		unkind.sandbox.set({ filters: 'exact' });
		unkind.sandbox.reset();
		expect(unkind.sandbox.settings().filters).toBe('loose');
	});
});

describe('settings at the start', () => {
	const started = useRawApi({ calls: 5, campaignNumbers: 'national', countsMore: { listCalls: 3 } });

	it('count, all of them', async () => {
		expect(started.sandbox.settings()).toMatchObject({
			campaignNumbers: 'national',
			countsMore: { listCalls: 3 },
		});
		expect((await started.get('/v2.1/calls')).body.total_count).toBe(8);
	});
});
