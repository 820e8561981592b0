import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { WEBHOOK_BASE, type Received } from '../../tools/engine/inProcess';
import { posted } from '../harness/posted';
import { useSandbox } from '../harness/sandboxed';

// Between two registrations lie minutes, in which lists come up to date. The sandbox counts requests, and knows no minutes.
const env = useSandbox({ calls: 50, probe: 'off', writesVisibleAfter: 0 });

const OWN = `${WEBHOOK_BASE}/hook/webhook`;
const FOREIGN = 'https://crm.example.com/hook';
const EVENTS = ['call.completed', 'call.missed', 'sms.received'];

const hook = (events: string[] = EVENTS) => env.n8n.hook('justCallTrigger', { events });
const addresses = () =>
	[...env.sandbox.state.webhooks.values()].flatMap(({ type, webhook_urls }) =>
		webhook_urls.map(({ webhook_url }) => `${type} ${webhook_url}`),
	);
const own = (events: string[]) => events.map((type) => `${type} ${OWN}`);
const sent = (method: string) => env.sandbox.requests().filter((request) => request.method === method).length;
const add = async (type: string, webhook_url: string) =>
	await fetch(`${env.sandbox.url}/v2.1/webhooks`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			authorization: `${env.sandbox.apiKey}:${env.sandbox.apiSecret}`,
		},
		body: JSON.stringify({ type, webhook_url }),
	});

let foreign: string[];
beforeEach(async () => {
	env.clock.forget();
	await add('call.completed', FOREIGN);
	foreign = addresses();
	env.sandbox.clearRequests();
});

it('is made for each event, and taken away again; what is foreign stays', async () => {
	const one = hook();
	await one.publish();
	expect(addresses().sort()).toEqual([...foreign, ...own(EVENTS)].sort());
	await one.unpublish();
	expect(addresses()).toEqual(foreign);
});

it('is adopted after a crash, not doubled, and then taken away', async () => {
	const one = hook();
	await one.publish();
	one.lose();
	await one.publish();
	expect(addresses()).toHaveLength(foreign.length + EVENTS.length);
	expect(sent('POST')).toBe(EVENTS.length);
	await one.unpublish();
	expect(addresses()).toEqual(foreign);
});

it('follows a change of the events', async () => {
	await hook(['call.missed', 'call.updated']).publish();
	const changed = hook();
	await changed.publish();
	expect(addresses().sort()).toEqual([...foreign, ...own(EVENTS)].sort());
});

it('is rolled back when one cannot be made, and says so', async () => {
	await add('call.missed', OWN);
	env.sandbox.fault({
		kind: 'status',
		status: 403,
		match: { operationId: 'createWebhook' },
		after: 1,
		body: { status: 'failed', message: 'Not allowed' },
	});
	await expect(hook().publish()).rejects.toThrow(/'sms.received': the key may not do that/);
	// The earlier addresses stay.
	expect(addresses().sort()).toEqual([...foreign, ...own(['call.missed'])].sort());
});

// While a workflow is published, the user reads only the message, so it contains the advice.
it.each([
	[400, 'webhook_url is blacklisted', /the address is blacklisted. Delete it in JustCall/],
	[400, 'Maximum number of webhooks reached', /there are too many. Delete webhooks/],
	[400, 'webhook_url did not answer', /http:\/\/localhost\S+ can be reached .* WEBHOOK_URL is right$/],
	[403, 'Forbidden', /the key may not do that. Use the key of an admin or owner/],
	[400, 'Too many webhooks', /there are too many. Delete webhooks/],
	[401, 'Unauthorized', /did not accept the API key/],
	[500, 'Oops', /outcome is unknown|did not add the webhook/],
])('%i "%s" gets its own sentence', async (status, message, said) => {
	env.sandbox.fault({
		kind: 'status',
		status,
		match: { operationId: 'createWebhook' },
		body: { status: 'failed', message },
	});
	await expect(hook().publish()).rejects.toThrow(said);
	expect(addresses()).toEqual(foreign);
});

it.each([
	[429, 'Too Many Requests'],
	[400, 'Too many requests, please slow down'],
	[400, 'Request limit exceeded'],
	[403, 'Rate limit reached'],
])('%i "%s" is waited for, and says nothing of deleting webhooks', async (status, message) => {
	const body = { status: 'failed', message };
	const match = { operationId: 'createWebhook' };
	env.sandbox.fault({ kind: 'status', status, body, match });
	await hook().publish();
	expect(addresses()).toHaveLength(foreign.length + EVENTS.length);
	env.sandbox.fault({ kind: 'status', status, body, match, times: 20 });
	const failure = (await hook(['call.updated'])
		.publish()
		.catch((error: unknown) => error)) as NodeApiError;
	expect([failure.httpCode, failure.message]).toEqual([
		String(status),
		expect.stringMatching(/too many requests from this account/),
	]);
	expect(`${failure.message} ${failure.description}`).not.toMatch(/[Dd]elete/);
	env.sandbox.clearFaults();
});

it('is found when the answer to making it was lost', async () => {
	env.sandbox.fault({ kind: 'reset', processed: true, match: { operationId: 'createWebhook' } });
	await hook().publish();
	expect(addresses()).toHaveLength(foreign.length + EVENTS.length);
	expect(sent('POST')).toBe(EVENTS.length);
});

it('is made anew where JustCall has blacklisted it', async () => {
	const one = hook();
	await one.publish();
	for (const { webhook_urls } of env.sandbox.state.webhooks.values())
		for (const url of webhook_urls) if (url.webhook_url === OWN) url.status = 'Blacklisted';
	await one.publish();
	const states = [...env.sandbox.state.webhooks.values()].flatMap(({ webhook_urls }) =>
		webhook_urls.map(({ status }) => status),
	);
	expect(new Set(states)).toEqual(new Set(['Active']));
	expect(addresses()).toHaveLength(foreign.length + EVENTS.length);
});

it('is fine when somebody has removed it already', async () => {
	const one = hook();
	await one.publish();
	env.sandbox.state.webhooks.clear();
	await one.unpublish();
	expect(addresses()).toEqual([]);
});

it('is made although leftovers cannot be deleted, and those are tried again', async () => {
	await add('call.updated', OWN);
	env.sandbox.fault({ kind: 'status', status: 403, times: 2, match: { operationId: 'deleteWebhookUrl' } });
	const one = hook();
	await one.publish();
	expect(addresses().sort()).toEqual([...foreign, ...own(['call.updated', ...EVENTS])].sort());
	await one.unpublish();
	expect(addresses()).toEqual(foreign);
});

it('that exists twice for one address leaves none behind', async () => {
	const double = async () => {
		await add('call.missed', OWN);
		const { webhook_urls } = env.sandbox.state.webhooks.get('call.missed')!;
		webhook_urls.push({ ...webhook_urls.at(-1)!, url_id: 'double' });
	};
	await double();
	const one = hook();
	await one.publish();
	expect(addresses().sort()).toEqual([...foreign, ...own(EVENTS)].sort());
	await double();
	await one.unpublish();
	expect(addresses()).toEqual(foreign);
});

describe('an address that changes', () => {
	const BASES = ['https://one.io/webhook', 'https://TWO.io:443/webhook', 'https://three.io/hooks/in'];
	const at = (base: string, events = EVENTS) => events.map((type) => `${type} ${base}/hook/webhook`);
	const published = async () => {
		const one = env.n8n.hook('justCallTrigger', { events: EVENTS }, { webhookBase: BASES[0]! });
		await one.publish();
		return one;
	};
	const event = (base: string, requestId: string, data: IDataObject = { id: requestId }) =>
		posted('call.completed', data, { webhookUrl: `${base}/hook/webhook`, requestId });

	it('leaves nothing of the old one behind, neither while publishing nor after', async () => {
		const one = await published();
		for (const webhookBase of BASES.slice(1)) {
			one.change({ webhookBase });
			await one.publish();
			expect(addresses().sort()).toEqual([...foreign, ...at(webhookBase)].sort());
		}
		await one.unpublish();
		expect(addresses()).toEqual(foreign);
	});

	it('without publishing anew: what comes for the old one starts, and unpublishing takes it away', async () => {
		const one = await published();
		for (const [place, webhookBase] of BASES.entries()) {
			one.change({ webhookBase });
			expect((await one.deliver(event(BASES[0]!, `old-${place}`))).items).toHaveLength(1);
		}
		await one.unpublish();
		expect(addresses()).toEqual(foreign);
	});

	it('is told in one item, and not again', async () => {
		const one = await published();
		const notices = async (base: string, ids: string[]) => {
			const all: unknown[] = [];
			for (const id of ids) {
				const { items, answer } = await one.deliver(event(base, id));
				answer(200);
				all.push(items[0]?.json.address_notice);
			}
			return all;
		};
		expect(await notices(BASES[0]!, ['1'])).toEqual([undefined]);
		one.change({ webhookBase: BASES[1]! });
		expect(await notices(BASES[0]!, ['2', '3'])).toEqual([
			expect.stringMatching(/still sends .* to https:\/\/one\.io.* has the address https:\/\/TWO\.io:443/),
			undefined,
		]);
		await one.publish();
		expect(await notices(BASES[1]!, ['4', '5'])).toEqual([
			expect.stringMatching(/went from https:\/\/one\.io\S+ to https:\/\/TWO\.io:443/),
			undefined,
		]);
	});

	it('is told once also by events at the same time, and again when n8n could not start the one that told', async () => {
		const one = env.n8n.hook(
			'justCallTrigger',
			{ events: EVENTS },
			{ webhookBase: BASES[0]!, node: 'telling' },
		);
		await one.publish();
		one.change({ webhookBase: BASES[1]! });
		await one.publish();
		const at = async (ids: string[]) =>
			await Promise.all(ids.map(async (id) => await one.deliver(event(BASES[1]!, id))));
		const told = (all: Received[]) => all.filter(({ items }) => items[0]?.json.address_notice).length;
		const failing = await at(['a1']);
		failing[0]!.answer(500);
		const together = await at(['a2', 'a3', 'a4']);
		for (const { answer } of together) answer(200);
		expect([told(failing), told(together), told(await at(['a5']))]).toEqual([1, 1, 0]);
	});

	it('starts once what JustCall tells both addresses of while they are changed over', async () => {
		const one = await published();
		one.change({ webhookBase: BASES[1]! });
		const data = { id: 77, contact_number: '12025550143' };
		const both = [event(BASES[0]!, 'to-old', data), event(BASES[1]!, 'to-new', data)];
		const starts: number[] = [];
		for (const request of both) {
			const { items, status, answer } = await one.deliver(request);
			if (status === undefined) answer(200);
			starts.push(items.length);
		}
		expect(starts).toEqual([1, 0]);
		// From then on, two events with the same content are two events.
		await one.publish();
		for (const id of ['same-1', 'same-2'])
			expect((await one.deliver(event(BASES[1]!, id, { id: 78 }))).items).toHaveLength(1);
	});

	it('is compared character by character, and none is accepted that the node did not register', async () => {
		const one = await published();
		one.change({ webhookBase: BASES[1]! });
		for (const base of [
			'https://two.io/webhook',
			'https://two.io:443/webhook',
			'https://ONE.io/webhook',
			BASES[2]!,
		])
			expect(await one.deliver(event(base, base))).toMatchObject({ status: 401, items: [] });
		expect((await one.deliver(event(BASES[1]!, 'now'))).items).toHaveLength(1);
		await one.publish();
		// An address that is no longer registered is no longer accepted.
		expect((await one.deliver(event(BASES[0]!, 'gone'))).status).toBe(401);
	});

	it('and an old registration that cannot be deleted: goes on being accepted, and goes in the end', async () => {
		const one = await published();
		one.change({ webhookBase: BASES[1]! });
		env.sandbox.fault({ kind: 'status', status: 403, times: 2, match: { operationId: 'deleteWebhookUrl' } });
		await one.publish();
		expect(addresses()).toHaveLength(foreign.length + EVENTS.length + 2);
		expect((await one.deliver(event(BASES[0]!, 'late'))).items).toHaveLength(1);
		await one.publish();
		expect(addresses()).toHaveLength(foreign.length + EVENTS.length);
	});

	it('and an old registration that stays: what JustCall tells both of starts once', async () => {
		const one = await published();
		one.change({ webhookBase: BASES[1]! });
		env.sandbox.fault({ kind: 'status', status: 403, times: 9, match: { operationId: 'deleteWebhookUrl' } });
		await one.publish();
		env.sandbox.clearFaults();
		const data = { id: 79, contact_number: '12025550143' };
		const starts: number[] = [];
		for (const request of [event(BASES[0]!, 'stays-old', data), event(BASES[1]!, 'stays-new', data)]) {
			const { items, status, answer } = await one.deliver(request);
			if (status === undefined) answer(200);
			starts.push(items.length);
		}
		expect(starts).toEqual([1, 0]);
	});

	it('leaves two events of one object two', async () => {
		const one = env.n8n.hook(
			'justCallTrigger',
			{ events: ['call.completed', 'call.missed'] },
			{ webhookBase: BASES[0]!, node: 'two types' },
		);
		await one.publish();
		one.change({ webhookBase: BASES[1]! });
		for (const type of ['call.completed', 'call.missed']) {
			const request = posted(type, { id: 80 }, { webhookUrl: `${BASES[0]}/hook/webhook` });
			const { items, answer } = await one.deliver(request);
			answer(200);
			expect([type, items.length]).toEqual([type, 1]);
		}
	});

	it('is told also by an item without content', async () => {
		const place = { webhookBase: BASES[0]!, node: 'bare' };
		const parameters = { events: ['sms.received'], options: { verifyByFetching: true } };
		const one = env.n8n.hook('justCallTrigger', parameters, place);
		await one.publish();
		one.change({ webhookBase: BASES[1]! });
		const request = posted('sms.received', { body: 'x' }, { webhookUrl: `${BASES[0]}/hook/webhook` });
		const { items } = await one.deliver(request);
		expect(items[0]?.json).toMatchObject({
			verified: false,
			address_notice: expect.stringMatching(/still sends/) as string,
		});
	});

	it('while n8n has lost what it stored: unpublishing looks up the own address', async () => {
		const one = await published();
		one.lose();
		await one.unpublish();
		expect(addresses()).toEqual(foreign);
	});

	it.each([false, true])(
		'of a test event has nothing to do with it (it knows what is stored: %p)',
		async (inherits) => {
			const one = await published();
			const { deliver, end } = await one.listen(inherits);
			const TEST = 'https://one.io/webhook-test';
			expect(addresses().sort()).toEqual([...foreign, ...at(BASES[0]!), ...at(TEST)].sort());
			const request = {
				...event(TEST, `test-${String(inherits)}`),
				originalUrl: '/webhook-test/hook/webhook',
			};
			const { items } = await deliver(request);
			expect(items[0]?.json).not.toHaveProperty('address_notice');
			expect(items).toHaveLength(1);
			await end();
			expect(addresses().sort()).toEqual([...foreign, ...at(BASES[0]!)].sort());
		},
	);

	it.each(BASES)('test events work under %s, whatever path n8n shows', async (webhookBase) => {
		const one = env.n8n.hook('justCallTrigger', { events: EVENTS }, { webhookBase });
		const { deliver, end } = await one.listen();
		const base = `${/^https:\/\/[^/]+/.exec(webhookBase)![0]}/webhook-test`;
		const request = { ...event(base, `test-${base}`), originalUrl: '/somewhere/else' };
		expect((await deliver(request)).items).toHaveLength(1);
		await end();
		expect(addresses()).toEqual(foreign);
	});

	it('saved before addresses were noted is taken over', async () => {
		const one = await published();
		const { subscriptions } = one.stored();
		one.store({ subscriptions });
		one.change({ webhookBase: BASES[1]! });
		await one.publish();
		expect(addresses().sort()).toEqual([...foreign, ...at(BASES[1]!)].sort());
	});
});

const idsFor = (type: string) =>
	(env.sandbox.state.webhooks.get(type)?.webhook_urls ?? [])
		.filter(({ webhook_url }) => webhook_url === OWN)
		.map(({ url_id }) => url_id);
const noDeleting = (times = 99) =>
	env.sandbox.fault({ kind: 'status', status: 403, times, match: { operationId: 'deleteWebhookUrl' } });

describe('the note of the registrations', () => {
	it('has the ID of each event, also where an answer was lost', async () => {
		env.sandbox.fault({ kind: 'reset', processed: true, after: 1, match: { operationId: 'createWebhook' } });
		const one = hook();
		await one.publish();
		expect(one.stored()).toEqual({
			address: OWN,
			subscriptions: Object.fromEntries(EVENTS.map((type) => [type, idsFor(type)[0]])),
		});
		await one.publish();
		expect(one.stored()).not.toHaveProperty('moved');
	});

	it.each([false, true])(
		'never takes one that JustCall does not delete for the new one (answer lost: %p)',
		async (isLost) => {
			await add('call.missed', OWN);
			const { webhook_urls } = env.sandbox.state.webhooks.get('call.missed')!;
			const old = { ...webhook_urls[0]!, status: 'Blacklisted' };
			webhook_urls[0]!.status = 'Blacklisted';
			noDeleting();
			const both = {
				type: 'call.missed',
				webhook_urls: [old, { ...old, url_id: 'new', status: 'Active' }],
			};
			const other = { type: 'call.completed', webhook_urls: [{ ...old, url_id: 'other', status: 'Active' }] };
			env.sandbox.fault({
				kind: 'malformed',
				body: { status: 'success', data: isLost ? {} : both },
				match: { operationId: 'createWebhook' },
			});
			env.sandbox.fault({
				kind: 'malformed',
				body: { status: 'success', count: 2, data: [other, both] },
				// The first two look before the webhook is made.
				after: 2,
				match: { operationId: 'listWebhooks' },
			});
			const one = hook(['call.missed']);
			await one.publish();
			expect(one.stored()).toMatchObject({
				subscriptions: { 'call.missed': 'new' },
				former: [{ address: '', ids: [old.url_id] }],
			});
		},
	);

	it('is gone after unpublishing, but for what JustCall did not delete', async () => {
		const one = hook();
		await one.publish();
		env.sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'deleteWebhookUrl' } });
		await expect(one.unpublish()).rejects.toThrow(/denied this request/);
		expect(Object.keys(one.stored().subscriptions as IDataObject)).toEqual([EVENTS[0]]);
		expect(addresses().sort()).toEqual([...foreign, ...own([EVENTS[0]!])].sort());
		await one.unpublish();
		expect([addresses(), one.stored()]).toEqual([foreign, {}]);
	});

	it('is enough to unpublish while the list cannot be read; without it nobody says that all is gone', async () => {
		const one = hook();
		await one.publish();
		env.sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'listWebhooks' } });
		await one.unpublish();
		expect(addresses()).toEqual(foreign);
		await one.publish();
		one.lose();
		env.sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'listWebhooks' } });
		await expect(one.unpublish()).rejects.toThrow(/denied this request/);
	});

	it('of an earlier address outlives a failure to unpublish, and a test', async () => {
		const one = hook();
		await one.publish();
		one.change({ webhookBase: 'https://two.io/webhook' });
		noDeleting();
		await one.publish();
		const { former } = one.stored();
		expect((former as IDataObject[]).map(({ address }) => address)).toEqual([OWN]);
		env.sandbox.clearFaults();
		for (let time = 0; time < 2; time++) await one.listen(true);
		const { end } = await one.listen(true);
		await end();
		for (const type of EVENTS) expect(idsFor(type)).toHaveLength(1);
		noDeleting();
		await expect(one.unpublish()).rejects.toThrow(/denied this request/);
		expect(one.stored().former).toEqual(former);
		env.sandbox.clearFaults();
		await one.unpublish();
		expect([addresses(), one.stored()]).toEqual([foreign, {}]);
	});
});

it('is made for an event that is added, and the others stay', async () => {
	const one = hook();
	await one.publish();
	const before = EVENTS.map((type) => idsFor(type));
	one.change({}, { events: [...EVENTS, 'call.updated'] });
	await one.publish();
	expect([EVENTS.map((type) => idsFor(type)), idsFor('call.updated').length]).toEqual([before, 1]);
});

it('parameters that cannot be read are refused although the webhooks are there', async () => {
	const one = hook();
	await one.publish();
	env.sandbox.clearRequests();
	one.change({}, { events: EVENTS, options: { tolerance: 0 } });
	await expect(one.publish()).rejects.toThrow(/^'Timestamp Tolerance/);
	expect(env.sandbox.requests()).toEqual([]);
});

it('that JustCall answers well and does not list is an error', async () => {
	env.sandbox.fault({
		kind: 'status',
		status: 200,
		times: 3,
		body: { status: 'success', data: {} },
		match: { operationId: 'createWebhook' },
	});
	await expect(hook().publish()).rejects.toThrow(/did not add the webhook/);
	expect(addresses()).toEqual(foreign);
});

it('each is deleted once, and the first error is the one that is told', async () => {
	const one = hook(['call.missed', 'sms.received']);
	await one.publish();
	env.sandbox.clearRequests();
	env.sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'deleteWebhookUrl' } });
	env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'deleteWebhookUrl' } });
	await expect(one.unpublish()).rejects.toThrow(/denied this request/);
	expect(sent('DELETE')).toBe(2);
});

it('an ID of JustCall is encoded in the path', async () => {
	const one = hook(['call.missed']);
	await one.publish();
	env.sandbox.state.webhooks.get('call.missed')!.webhook_urls[0]!.url_id = '7/../8?x=1';
	one.lose();
	await one.unpublish();
	expect(addresses()).toEqual(foreign);
});

describe('while JustCall is down', () => {
	it('an n8n whose events have changed says so', async () => {
		const one = hook();
		await one.publish();
		one.change({}, { events: [...EVENTS, 'call.updated'] });
		env.sandbox.fault({ kind: 'status', status: 503, times: 9, match: { operationId: 'listWebhooks' } });
		await expect(one.publish()).rejects.toThrow(/could not process the request/);
		env.sandbox.clearFaults();
	});

	it('an n8n that starts keeps its address; one that has moved, or never was there, says so', async () => {
		const one = hook();
		await one.publish();
		const outage = () =>
			env.sandbox.fault({ kind: 'status', status: 503, times: 9, match: { operationId: 'listWebhooks' } });
		outage();
		await one.publish();
		env.sandbox.clearFaults();
		outage();
		await expect(hook().publish()).rejects.toThrow(/could not process the request/);
		env.sandbox.clearFaults();
		env.sandbox.fault({ kind: 'status', status: 401, match: { operationId: 'listWebhooks' } });
		await expect(one.publish()).rejects.toThrow(/did not accept the API key/);
		one.change({ webhookBase: 'https://two.io/webhook' });
		outage();
		await expect(one.publish()).rejects.toThrow(/could not process the request/);
		env.sandbox.clearFaults();
	});
});

it('an address that JustCall cannot call is named before JustCall is asked', async () => {
	const data = { baseUrl: 'https://api.justcall.io' };
	const published = env.n8n.hook('justCallTrigger', { events: EVENTS }, { credential: { data } }).publish();
	await expect(published).rejects.toThrow(
		/cannot call this n8n at http:\/\/localhost\S+: set n8n's WEBHOOK_URL/,
	);
	expect(env.sandbox.requests()).toEqual([]);
});

it('fails loudly when it cannot be looked at or taken away', async () => {
	const one = hook();
	await one.publish();
	env.sandbox.fault({ kind: 'status', status: 403, times: 9 });
	await expect(one.unpublish()).rejects.toThrow(/denied this request/);
	await expect(one.publish()).rejects.toThrow(/denied this request/);
});
