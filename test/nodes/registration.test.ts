import { WEBHOOK_BASE } from '../harness/n8n';
import { useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50, probe: 'off' });

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
	// What was there before stays.
	expect(addresses().sort()).toEqual([...foreign, ...own(['call.missed'])].sort());
});

it.each([
	[400, 'webhook_url is blacklisted', /the address is blacklisted/],
	[400, 'Maximum number of webhooks reached', /there are too many/],
	[400, 'webhook_url did not answer', /did not accept the webhook for the event 'call.completed'$/],
	[403, 'Forbidden', /the key may not do that/],
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

it('fails loudly when it cannot be looked at or taken away', async () => {
	const one = hook();
	await one.publish();
	env.sandbox.fault({ kind: 'status', status: 403, times: 9 });
	await expect(one.unpublish()).rejects.toThrow(/denied this request/);
	await expect(one.publish()).rejects.toThrow(/denied this request/);
});
