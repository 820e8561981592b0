import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { WEBHOOK_BASE, type Posted } from '../harness/n8n';
import { byId, SECRET, useSandbox } from '../harness/sandboxed';
import { showCall } from '../sandbox/callView';
import { loadContract } from '../sandbox/contract';
import { sign } from '../sandbox/webhooks/signature';

const env = useSandbox({ calls: 200 });

const URL_OF_NODE = `${WEBHOOK_BASE}/hook/webhook`;
let requests = 0;

/** What JustCall posts, signed for the node's own address unless told otherwise. */
function posted(
	type: string,
	data: IDataObject,
	{ ageSeconds = 0, webhookUrl = URL_OF_NODE, requestId = `request ${++requests}` } = {},
): Posted {
	const timestamp = new Date(Date.now() - ageSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
	return {
		body: { request_id: requestId, webhook_url: webhookUrl, url_id: 'x', type, data },
		headers: {
			'x-justcall-signature': sign({ secret: SECRET, webhookUrl, type, timestamp }),
			'x-justcall-signature-version': 'v1',
			'x-justcall-request-timestamp': timestamp,
		},
	};
}

const deliver = async (request: Posted, more: INodeParameters = {}) =>
	await env.n8n.deliver('justCallTrigger', { events: ['call.completed', 'sms.received'], ...more }, request);
const call = (place = 0) => env.sandbox.state.calls[place]!;
const shown = (place = 0) => showCall(env.sandbox.state, call(place)) as IDataObject;

it('a signed event starts the workflow with its object, type, request and time', async () => {
	const { status, items } = await deliver(posted('call.completed', shown(), { requestId: 'first' }));
	expect(status).toBe(200);
	expect(items).toHaveLength(1);
	expect(items[0]?.json).toMatchObject({
		event_type: 'call.completed',
		request_id: 'first',
		timestamp_utc: new Date(call().at * 1000).toISOString().replace('.000Z', 'Z'),
		...shown(),
	});
	expect(env.sandbox.requests()).toEqual([]);
});

it('each of the 23 events does, when it is wanted', async () => {
	for (const [type, { data }] of loadContract().events) {
		const { items } = await deliver(posted(type, data as IDataObject), { events: [type] });
		expect([type, items[0]?.json.event_type]).toEqual([type, type]);
	}
});

it.each<[string, () => Posted]>([
	[
		'for another address, although the body names it',
		() => posted('call.completed', shown(), { webhookUrl: 'https://evil.example.com/' }),
	],
	['too old', () => posted('call.completed', shown(), { ageSeconds: 301 })],
	[
		'of another type',
		() => ({ ...posted('sms.received', shown()), body: { type: 'call.completed', data: shown() } }),
	],
	['without a signature', () => ({ body: posted('call.completed', shown()).body })],
])('one that is signed %s is a 401 and starts nothing', async (_name, request) => {
	const { status, items } = await deliver(request());
	expect([status, items]).toEqual([401, []]);
});

it('an older one passes when the tolerance says so, an unsigned one only without the check', async () => {
	const old = await deliver(posted('call.completed', shown(), { ageSeconds: 400 }), {
		options: { tolerance: 600 },
	});
	expect(old.items).toHaveLength(1);
	const open = await deliver(
		{ body: posted('call.completed', shown()).body },
		{ options: { verifySignature: false } },
	);
	expect(open.items).toHaveLength(1);
});

it.each<[string, Posted, INodeParameters]>([
	['not subscribed', posted('call.missed', { id: 1 }), {}],
	['filtered out', posted('call.completed', { id: 1, agent_id: 7 }), { filters: { agentId: byId('8') } }],
	['a probe', { body: { type: 'call.completed', webhook_url: 'x', request_id: 'y' } }, {}],
])('%s: 200, and nothing starts', async (_name, request, more) => {
	const { status, items } = await deliver(request, more);
	expect([status, items]).toEqual([200, []]);
});

it('a repeat starts nothing, unless n8n failed to start the first', async () => {
	const request = posted('call.completed', shown(), { requestId: 'again' });
	const first = await deliver(request);
	first.answer(200);
	expect((await deliver(request)).items).toEqual([]);
	const failing = posted('call.completed', shown(), { requestId: 'failed' });
	(await deliver(failing)).answer(503);
	expect((await deliver(failing)).items).toHaveLength(1);
});

describe('verify by fetching', () => {
	const options = { verifyByFetching: true };

	it('makes a swapped body useless: what JustCall has is what comes out', async () => {
		const swapped = { ...shown(3), contact_number: '19005550100', call_info: { notes: 'Pay here' } };
		const { items } = await deliver(posted('call.completed', swapped), { options });
		expect(items[0]?.json).toMatchObject({ id: call(3).id, contact_number: shown(3).contact_number });
		expect(JSON.stringify(items)).not.toContain('Pay here');
	});

	it.each([[{ id: 1 }], [{ id: '../users' }], [{ contact_number: 'no id' }]])(
		'refuses what JustCall does not know: %j',
		async (data) => {
			const { status, items } = await deliver(posted('call.completed', data), { options });
			expect([status, items]).toEqual([401, []]);
			expect(env.sandbox.requests().every(({ path }) => path.startsWith('/v2.1/calls/'))).toBe(true);
		},
	);

	it('asks JustCall to come again when it can not be read now', async () => {
		const request = posted('call.completed', shown());
		env.sandbox.fault({ kind: 'status', status: 403 });
		expect((await deliver(request, { options })).status).toBe(503);
		expect((await deliver(request, { options })).items).toHaveLength(1);
	});
});

describe('on request', () => {
	it('details are added, and the recording as a file', async () => {
		const place = env.sandbox.state.calls.findIndex(({ recorded }) => recorded);
		const { status, items } = await deliver(posted('call.completed', { ...shown(place) }), {
			options: { details: true, recording: true, recordingWait: 0, binaryPropertyName: 'audio' },
		});
		expect(status).toBe(200);
		expect(items[0]?.json).toHaveProperty('queue_callback');
		expect(items[0]?.binary?.audio?.mimeType).toBe('audio/mpeg');
	});

	it('what can not be had is said, and the workflow starts', async () => {
		const { items } = await deliver(
			posted('call.completed', { id: 1, call_info: { recording: 'https://justcall.io/rec-redirect/x' } }),
			{ options: { details: true, recording: true, recordingWait: 0 } },
		);
		expect(items[0]?.json).toMatchObject({
			id: 1,
			details_error: expect.stringMatching(/was not found/) as string,
			recording_error: expect.stringMatching(/was not found/) as string,
		});
	});
});
