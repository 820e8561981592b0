import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';
import { sizeOf } from '../harness/thorough';

const env = useSandbox({ calls: 50, agents: 12 });

const state = () => env.sandbox.state;
const line = () => byId(String(state().numbers[0]?.justcall_number));
const texts = () => state().messages.texts.filter(({ body }) => body.startsWith('Hello'));
const text = (parameters: INodeParameters = {}): INodeParameters => ({
	justcallNumber: line(),
	contactNumber: '={{ $json.phone }}',
	body: 'Hello',
	...parameters,
});
const people = (count: number) =>
	Array.from({ length: count }, (_, item) => ({ json: { phone: `+1415555${String(1000 + item)}` } }));
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

describe('items that cannot be sent', () => {
	it('are named, the first ten of them, and how many more', async () => {
		const items = people(30).map((item, place) => (place % 2 === 0 ? { json: { phone: 'none' } } : item));
		const { error } = await env.run('sms', 'send', text(), { items });
		expect(error?.message).toBe('15 of 30 items cannot be used, so nothing was sent');
		expect(error?.description).toMatch(/^Item 1: 'To' is not .*Item 19: .* And 5 more\./);
		expect(error?.description).not.toContain('Item 21');
		expect(texts()).toEqual([]);
	});

	it('are not counted when each says the same: it is the node that is set up wrongly', async () => {
		const { error } = await env.run('sms', 'send', text({ body: '={{ "" }}' }), { items: people(3) });
		expect(error?.message).toBe("'Message' is empty");
		expect(error?.description).toContain('Nothing was sent.');
	});

	it('can be those whose expression n8n cannot resolve', async () => {
		const parameters = text({ contactNumber: '={{ $json.phone ?? $("Nowhere").item.json.phone }}' });
		const items = [...people(1), { json: {} }, ...people(1)];
		const { error } = await env.run('sms', 'send', parameters, { items });
		expect(error?.message).toBe("Item 2 of 3: The expression in 'contactNumber' cannot be resolved");
		expect(texts()).toEqual([]);
		const { items: done } = await env.run('sms', 'send', parameters, {
			items,
			onError: 'continueRegularOutput',
		});
		expect(done.map(({ json }) => json.error !== undefined)).toEqual([false, true, false]);
		expect(texts()).toHaveLength(2);
	});

	it('fail reads as well before anything is sent', async () => {
		env.sandbox.clearRequests();
		const items = [{ json: { id: 1 } }, { json: { id: '../users' } }];
		const { error } = await env.run('contact', 'get', { contactId: byId('={{ $json.id }}') }, { items });
		expect(error?.message).toMatch(/^Item 2 of 2: 'Contact' is not an ID/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('Retry On Fail', () => {
	it('sends nothing twice whose words change from try to try', async () => {
		const parameters = text({ body: '=Hello at {{ $now.toMillis() }} {{ Math.random() }}' });
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' }, after: 1 });
		const { status } = await env.run('sms', 'send', parameters, { items: people(3), settings: RETRY });
		expect([status, texts().length]).toEqual(['success', 3]);
	});

	it('is no reason to hold back another run with the same items', async () => {
		for (const expected of [2, 4]) {
			await env.run('sms', 'send', text(), { items: people(2), settings: RETRY });
			expect(texts()).toHaveLength(expected);
		}
	});

	it('does not take a person that was deleted for one who was never there', async () => {
		const ids = state()
			.contactRecords.filter((_, place) => place % 3 !== 2)
			.slice(0, 3)
			.map(({ id }) => id);
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'deleteContact' }, after: 2 });
		const { status, items } = await env.run(
			'contact',
			'delete',
			{ contactId: byId('={{ $json.id }}') },
			{ items: ids.map((id) => ({ json: { id } })), settings: RETRY },
		);
		expect([status, items.map(({ json }) => json.deleted)]).toEqual(['success', [true, true, true]]);
	});

	const national = (): INodeParameters => ({
		campaignId: byId(state().salesDialer.campaigns[0]?.id),
		phoneNumber: '={{ $json.phone }}',
	});
	const leads = (...phones: string[]) => phones.map((phone) => ({ json: { phone } }));
	const LEADS = ['+14155550141', '+14155550142', '(415) 555-0143', '+14155550144'];

	it('says what an earlier try sent when the next one cannot use an item any more', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 400,
			match: { operationId: 'addContactToCampaign' },
			after: 2,
		});
		env.sandbox.fault({
			kind: 'status',
			status: 401,
			match: { operationId: 'getCampaign' },
			after: 1,
			times: 9,
		});
		const { error } = await env.run('campaignContact', 'add', national(), {
			items: leads(...LEADS),
			settings: { ...RETRY, maxTries: 2 },
		});
		expect(error?.message).toBe('Item 3 of 4: JustCall did not accept the API key and secret');
		expect(error?.description).toMatch(/Done: items 1 to 2\. Not sent: item 4\.$/);
		expect(error?.description).not.toContain('Nothing was sent');
		expect(error?.context?.data).toEqual({ itemIndexes: { done: [0, 1], failed: [2], notSent: [3] } });
	});

	it('keeps what became of an item that the next try cannot read any more', async () => {
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'addContactToCampaign' } });
		env.sandbox.fault({
			kind: 'status',
			status: 401,
			match: { operationId: 'getCampaign' },
			after: 1,
			times: 9,
		});
		const { items } = await env.run('campaignContact', 'add', national(), {
			items: leads(...LEADS),
			onError: 'continueRegularOutput',
			settings: { ...RETRY, maxTries: 2 },
		});
		expect(items.map(({ json }) => json.error)).toEqual([undefined, undefined, undefined, undefined]);
	});

	it('imports pack by pack, though two of them hold the same', async () => {
		const items = Array.from({ length: 500 }, () => ({ json: { phone: '+14155550145' } }));
		env.sandbox.clearRequests();
		const parameters = { phoneNumber: '={{ $json.phone }}' };
		await env.run('salesDialerContact', 'bulkImport', parameters, { items, settings: RETRY });
		expect(env.sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(2);
	});

	it('imports nothing twice whose words change from try to try', async () => {
		env.sandbox.fault({ kind: 'status', status: 401, match: { method: 'POST' }, after: 1 });
		env.sandbox.clearRequests();
		const parameters = {
			phoneNumber: '={{ $json.phone }}',
			additionalFields: { name: '={{ Math.random() }}' },
		};
		const { status } = await env.run('salesDialerContact', 'bulkImport', parameters, {
			items: people(500),
			settings: RETRY,
		});
		expect([status, env.sandbox.requests().filter(({ method }) => method === 'POST').length]).toEqual([
			'success',
			3,
		]);
	});

	it('reads anew', async () => {
		env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'getContact' }, after: 1 });
		const id = state().contactRecords[0]?.id;
		const items = [{ json: { id } }, { json: { id } }];
		env.sandbox.clearRequests();
		const settings = RETRY;
		const { status } = await env.run(
			'contact',
			'get',
			{ contactId: byId('={{ $json.id }}') },
			{ items, settings },
		);
		expect([status, env.sandbox.requests().length]).toEqual(['success', 4]);
	});

	it.each([
		['sync', 'campaignContact', 'sync'],
		['bulkImport', 'salesDialerContact', 'bulkImport'],
		['upsert', 'contact', 'upsert'],
	])('%s writes nothing twice', async (_name, resource, operation) => {
		const parameters: Record<string, INodeParameters> = {
			sync: {
				campaignId: byId(state().salesDialer.campaigns[0]?.id),
				phoneNumber: '={{ $json.phone }}',
				options: { dryRun: false },
			},
			bulkImport: { phoneNumber: '={{ $json.phone }}' },
			upsert: { contactNumber: '={{ $json.phone }}', firstName: 'Mara' },
		};
		// A wrong key in the middle of the run, once; n8n runs the node again.
		env.sandbox.fault({ kind: 'status', status: 401, after: 1, match: { method: 'POST' } });
		const items = people(operation === 'bulkImport' ? 600 : 4);
		const { status: ended } = await env.run(resource, operation, parameters[operation], {
			items,
			settings: RETRY,
		});
		expect([ended, env.sandbox.requests().filter(({ status }) => status === 401).length]).toEqual([
			'success',
			1,
		]);
		const bodies = env.sandbox
			.requests()
			.filter(({ method, status }) => method === 'POST' && (status ?? 500) < 300)
			.map(({ body }) => JSON.stringify(body));
		expect(bodies).toEqual([...new Set(bodies)]);
	});
});

it('runs the first item only with Execute Once', async () => {
	await env.run('sms', 'send', text(), { items: people(3), settings: { executeOnce: true } });
	expect(texts()).toHaveLength(1);
});

it('pauses between groups of items when Request Options say so', async () => {
	const before = env.clock.skipped();
	const requestOptions = { batching: { batch: { batchSize: 2, batchInterval: 7000 } } };
	const ids = people(5).map(() => ({ json: { id: state().contactRecords[0]?.id } }));
	const parameters = { contactId: byId('={{ $json.id }}'), requestOptions };
	const { items } = await env.run('contact', 'get', parameters, { items: ids });
	expect([items.length, env.clock.skipped() - before]).toEqual([5, 14_000]);
});

it('does not pause for groups that are not sent', async () => {
	const before = env.clock.skipped();
	const requestOptions = { batching: { batch: { batchSize: 1, batchInterval: 60_000 } } };
	env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' }, after: 1 });
	const { error } = await env.run('sms', 'send', text({ requestOptions }), { items: people(5) });
	expect([error?.message.slice(0, 11), env.clock.skipped() - before]).toEqual(['Item 2 of 5', 60_000]);
});

it('runs hundreds of items, each once and in order', async () => {
	const count = sizeOf(2000);
	const phones = Array.from({ length: count }, (_, item) => `1415${String(2_000_000 + item)}`);
	const items = phones.map((phone) => ({ json: { phone: `+${phone}` } }));
	const { status, items: done } = await env.run('sms', 'send', text(), { items });
	expect([status, done.length]).toEqual(['success', count]);
	expect(texts().map(({ contact }) => state().contacts[contact]?.number.replace(/\D/g, ''))).toEqual(phones);
});

describe('Request Options', () => {
	let proxy: Server;
	const through: string[] = [];
	beforeAll(async () => {
		proxy = createServer((incoming, outgoing) => {
			through.push(`${incoming.method} ${new URL(String(incoming.url)).pathname}`);
			const { method, headers } = incoming;
			const onward = forward(String(incoming.url), { method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
				answer.pipe(outgoing);
			});
			incoming.pipe(onward);
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	});
	afterAll(() => proxy.close());
	beforeEach(() => (through.length = 0));

	const address = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	const member = (): INodeParameters => ({
		campaignId: byId(state().salesDialer.campaigns[0]?.id),
		phoneNumber: '+14155550177',
		options: { dryRun: false },
	});

	it.each<[string, string, () => INodeParameters]>([
		['sms', 'send', () => text({ contactNumber: '+14155550177' })],
		['contact', 'getAll', () => ({ limit: 3 })],
		[
			'call',
			'downloadRecording',
			() => ({ callId: byId(state().calls.find(({ recorded }) => recorded)?.id) }),
		],
		['campaignContact', 'sync', member],
		['salesDialerContact', 'bulkImport', () => ({ phoneNumber: '+14155550177' })],
		['contact', 'upsert', () => ({ contactNumber: '+14155550177', firstName: 'Mara' })],
	])('%s.%s sends every request through the proxy', async (resource, operation, parameters) => {
		env.sandbox.clearRequests();
		// All requests in the sandbox's log: the storage has its own.
		env.sandbox.set({ recordings: { redirect: false } });
		const requestOptions = { proxy: address() };
		const { error } = await env.run(resource, operation, { ...parameters(), requestOptions });
		expect(error).toBeUndefined();
		expect(through).toEqual(env.sandbox.requests().map(({ method, path }) => `${method} ${path}`));
		expect(through).not.toEqual([]);
	});

	it('hold for the dropdowns', async () => {
		const parameters = { resource: 'call', operation: 'getAll', requestOptions: { proxy: address() } };
		await env.n8n.search('justCall', 'searchCampaigns', '', undefined, parameters);
		expect(through).toEqual(['GET /v2.1/sales_dialer/campaigns']);
	});

	it('name a proxy that is dead, and not the Base URL', async () => {
		const requestOptions = { proxy: `http://${['user', 'pass'].join(':')}@127.0.0.1:9` };
		const { error } = await env.run('contact', 'getAll', { requestOptions });
		expect(error?.message).toBe('The proxy http://127.0.0.1:9 cannot be reached');
		expect(error?.description).not.toContain('Base URL');
		expect(JSON.stringify(error?.description)).not.toContain('pass');
	});

	it.each([
		['user:se', 'cret', '@127.0.0.1:9'].join('@'),
		`http://user:${'secret'}/2@127.0.0.1:9`,
		`user:${'secret'} 2@127.0.0.1:9`,
		`127.0.0.1:9:user:${'secret'}`,
		`user:${'secret'}:127.0.0.1:9`,
		`http://127.0.0.1:9:user:${'secret'}`,
		`http://user%zz:${'secret'}@127.0.0.1:9`,
	])('show no login of a proxy that is none: %s', async (given) => {
		const { error } = await env.run('contact', 'getAll', { requestOptions: { proxy: given } });
		expect(error?.message).toMatch(/^'Request Options > Proxy' is not the address of a proxy/);
		expect(`${error?.message} ${error?.description}`).not.toMatch(/user|cret/);
	});

	it('take a timeout that is longer than any timer', async () => {
		const requestOptions = { timeout: 99_999_999_999 };
		const { status } = await env.run('sms', 'send', text({ requestOptions }), { items: people(1) });
		expect([status, texts().length]).toEqual(['success', 1]);
	});

	it.each(['nowhere', 'http://', 'user:secret@'])('refuse the proxy %s by name', async (given) => {
		const { error } = await env.run('contact', 'getAll', { requestOptions: { proxy: given } });
		expect(error?.message).toMatch(/^'Request Options > Proxy' is not the address of a proxy/);
		expect(error?.message).not.toContain('secret');
		expect(env.sandbox.requests()).toEqual([]);
	});
});
