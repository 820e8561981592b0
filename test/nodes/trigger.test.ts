import {
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { properties } from '../../nodes/JustCallTrigger/description';
import { OWN_FIELDS } from '../../nodes/JustCallTrigger/events/items';
import type * as Recording from '../../nodes/shared/http/recording';
import type * as Repeats from '../../nodes/JustCallTrigger/events/deduplication';
import { OPTIONS, RANGES } from '../../nodes/JustCallTrigger/events/settings';
import { startInProcess, type Posted } from '../../tools/engine/inProcess';
import { gate } from '../harness/gate';
import { posted } from '../harness/posted';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';
import { showCall } from '../../sandbox/callView';
import { sign } from '../../sandbox/webhooks/signature';
import { loadContract } from '../../contract/load';

const env = useSandbox({ calls: 200 });

const deliver = async (request: Posted, more: INodeParameters = {}) =>
	await env.n8n.deliver('justCallTrigger', { events: ['call.completed', 'sms.received'], ...more }, request);
const call = (place = 0) => env.sandbox.state.calls[place]!;
const shown = (place = 0) => showCall(env.sandbox.state, call(place)) as IDataObject;

it('a signed event starts the workflow with its object, type, request and time', async () => {
	const received = await deliver(posted('call.completed', shown(), { requestId: 'first' }));
	const { items } = received;
	expect(received.status).toBeUndefined();
	received.answer(200);
	expect(received.status).toBe(200);
	expect(items).toHaveLength(1);
	expect(items[0]?.json).toMatchObject({
		event_type: 'call.completed',
		request_id: 'first',
		timestamp_utc: new Date(call().at * 1000).toISOString().replace('.000Z', 'Z'),
		...shown(),
	});
	expect(env.sandbox.requests()).toEqual([]);
});

it('each event of the contract does, when it is wanted', async () => {
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

it('each event has a name of its own among the triggers of the node panel', () => {
	const events = properties.find(({ name }) => name === 'events')?.options as INodePropertyOptions[];
	const actions = events.map(({ action }) => action);
	expect(actions.filter((action) => !/^On [a-zA-Z]/.test(action ?? ''))).toEqual([]);
	expect(new Set(actions).size).toBe(events.length);
});

it('the notice about unsigned content is gone where content is read back', () => {
	const notice = properties.find(({ name }) => name === 'signatureNotice')!;
	const shownWith = (options: INodeParameters) =>
		NodeHelpers.displayParameter({ options }, notice, { typeVersion: 1 }, null, { options });
	expect([
		shownWith({}),
		shownWith({ verifyByFetching: false }),
		shownWith({ verifyByFetching: true }),
	]).toEqual([true, true, false]);
});

describe('an option', () => {
	it.each<[INodeParameters, RegExp]>([
		[{ tolerance: '={{ "soon" }}' }, /^'Timestamp Tolerance \(Seconds\)' is not a number: "soon"/],
		[{ tolerance: 0 }, /^'Timestamp Tolerance \(Seconds\)' cannot be 0/],
		[{ recordingWait: '={{ "a while" }}' }, /^'Recording Wait \(Seconds\)' is not a number/],
		[{ recordingWait: 601 }, /^'Recording Wait \(Seconds\)' cannot be 601/],
		[{ verifyByFetching: '={{ "maybe" }}' }, /^'Verify by Fetching' is neither true nor false/],
		[{ verifyByFetching: '={{ undefined }}' }, /^'Verify by Fetching' is empty/],
		[{ details: '={{ ({ a: 1 }) }}' }, /^'Add Details' takes one value/],
		[{ details: '={{ {} }}' }, /^'Add Details' is empty/],
		[{ verifySignature: '={{ [] }}' }, /^'Verify Signature' is empty/],
	])('%j is refused when publishing and, loudly, later; not for a forger', async (options, said) => {
		const published = env.n8n.hook('justCallTrigger', { events: ['call.completed'], options }).publish();
		await expect(published).rejects.toThrow(said);
		expect(env.sandbox.requests()).toEqual([]);
		await expect(deliver(posted('call.completed', shown()), { options })).rejects.toThrow(said);
		const forged = { body: posted('call.completed', shown()).body };
		expect(await deliver(forged, { options })).toMatchObject({ status: 401, items: [] });
	});

	it.each(['={{ "true" }}', '={{ "TRUE" }}', '={{ 1 }}', true])('is on when it is %s', async (on) => {
		const swapped = { ...shown(3), contact_name: 'Forged' };
		const options = { verifyByFetching: on };
		const { items } = await deliver(posted('call.completed', swapped), { options });
		expect(items[0]?.json).toMatchObject({ contact_name: shown(3).contact_name, verified: true });
	});

	it.each(['={{ "false" }}', false])('is off when it is %s', async (off) => {
		const { items } = await deliver(
			{ body: posted('call.completed', shown()).body },
			{ options: { verifySignature: off } },
		);
		expect(items).toHaveLength(1);
	});

	it('of the panel is read under its own name and kind, and each is', () => {
		const panel = properties.find(({ name }) => name === 'options')?.options as INodeProperties[];
		expect(panel.map(({ name, displayName }) => [name, displayName])).toEqual(
			expect.arrayContaining([...OPTIONS].map(([name, { label }]) => [name, label])),
		);
		expect(panel).toHaveLength(OPTIONS.size);
		for (const { name, type, typeOptions } of panel) {
			const kind = OPTIONS.get(name)?.kind;
			expect([name, kind]).toEqual([name, type === 'string' ? 'text' : type]);
			const [least, most] = RANGES[name as keyof typeof RANGES] ?? [];
			expect([name, typeOptions?.minValue, typeOptions?.maxValue ?? Infinity]).toEqual([
				name,
				least,
				most ?? Infinity,
			]);
		}
	});
});

it.each<[unknown, RegExp]>([
	[[], /^'Events' is empty/],
	['={{ undefined }}', /^'Events' is empty/],
	[['call.complete'], /^'Events' does not know "call.complete"/],
	['={{ 7 }}', /^'Events' does not know "7"/],
])('events that are %j are refused by name', async (events, said) => {
	const parameters = { events } as INodeParameters;
	await expect(env.n8n.hook('justCallTrigger', parameters).publish()).rejects.toThrow(said);
	await expect(deliver(posted('call.completed', shown()), parameters)).rejects.toThrow(said);
});

it('events by an expression that gives text are those events, and no part of a name is', async () => {
	const events = '={{ "call.completed, sms.received" }}';
	expect((await deliver(posted('call.completed', shown()), { events })).items).toHaveLength(1);
	expect((await deliver(posted('call.missed', shown()), { events })).items).toEqual([]);
	expect((await deliver(posted('sms', { id: 5 }), { events })).items).toEqual([]);
});

describe('simplify', () => {
	const received = async (typeVersion: number, more: INodeParameters, data = shown()) => {
		const parameters = { events: ['call.completed'], ...more };
		const one = env.n8n.hook('justCallTrigger', parameters, { typeVersion });
		return (await one.deliver(posted('call.completed', data))).items[0]!;
	};

	it('is on for new nodes: the names and shapes of Get', async () => {
		const { items } = await env.call('get', { callId: byId(String(call().id)) });
		const { json } = await received(3, {});
		const { event_type, request_id, timestamp_utc, timestamp_account, ...content } = json;
		expect([event_type, ...[request_id, timestamp_utc, timestamp_account].map((one) => typeof one)]).toEqual([
			'call.completed',
			'string',
			'string',
			'string',
		]);
		expect(content).toEqual(items[0]!.json);
	});

	it('has in version 2 the fields that Get had when it was new', async () => {
		const place = { typeVersion: 1 };
		const { items } = await env.call('get', { callId: byId(String(call().id)) }, { place });
		const { json } = await received(2, {});
		expect(json).toMatchObject(items[0]!.json);
		for (const name of ['justcall_number', 'agent_id', 'disposition']) expect(json).not.toHaveProperty(name);
	});

	it('takes the time from the event, also where it leaves the time out', async () => {
		const { items } = await env.call('get', { callId: byId(String(call().id)) });
		const { json } = await received(3, {});
		expect(items[0]!.json).not.toHaveProperty('call_date');
		expect(json.timestamp_utc).toBe(new Date(call().at * 1000).toISOString().replace('.000Z', 'Z'));
	});

	it('is off for nodes that were saved before, and when it is switched off', async () => {
		for (const [version, more] of [
			[1, {}],
			[1, { simplify: true }],
			[2, { simplify: false }],
			[3, { simplify: false }],
			[3, { simplify: '={{ "false" }}' }],
		] as const)
			expect((await received(version, more)).json).toMatchObject(shown());
	});

	it('finds the recording all the same', async () => {
		const place = env.sandbox.state.calls.findIndex(({ recorded }) => recorded);
		const { binary, json } = await received(
			3,
			{ options: { recording: true, recordingWait: 0 } },
			shown(place),
		);
		expect(binary?.data?.mimeType).toBe('audio/mpeg');
		expect(json).not.toHaveProperty('call_info');
	});

	it('that is neither on nor off is refused by name', async () => {
		const simplify = '={{ "perhaps" }}';
		const hook = env.n8n.hook(
			'justCallTrigger',
			{ events: ['call.completed'], simplify },
			{ typeVersion: 3 },
		);
		await expect(hook.publish()).rejects.toThrow(/^'Simplify' is neither true nor false/);
		await expect(received(3, { simplify })).rejects.toThrow(/^'Simplify' is neither true nor false/);
	});
});

describe('what is unsigned', () => {
	it.each(['call.completed', 'sms.received'])('never speaks for what the node says of %s', async (type) => {
		const lies = {
			event_type: 'sms.sent',
			request_id: 'lie',
			verified: true,
			verify_error: 'lie',
			details_error: 'lie',
			recording_error: 'lie',
			address_notice: 'lie',
			credential_notice: 'lie',
			caught_up: true,
			timestamp_utc: '2001-01-01T00:00:00Z',
			timestamp_account: '2001-01-01T00:00:00Z',
		};
		expect(Object.keys(lies).sort()).toEqual([...OWN_FIELDS].sort());
		for (const options of [{}, { recording: true, recordingWait: 0 }]) {
			const event = posted(
				type,
				{ ...lies, id: 5 },
				{ requestId: `true-${type}-${Object.keys(options).length}` },
			);
			const { items } = await deliver(event, { options });
			expect(items[0]?.json).toEqual({
				event_type: type,
				request_id: (event.body as IDataObject).request_id,
				id: 5,
			});
		}
	});

	it('no documented event has a field of that name', () => {
		const names = [...loadContract().events.values()].flatMap(({ data }) => Object.keys(data));
		expect(names.filter((name) => OWN_FIELDS.has(name))).toEqual([]);
	});

	it.each(['x'.repeat(129), 'a\nb', '<b>', { id: 1 }, [1], 'Pay here'])(
		'a request id such as %j is none',
		async (requestId) => {
			const { items } = await deliver(posted('call.completed', shown(), { requestId: requestId as string }));
			expect(items[0]?.json.request_id).toBe('');
		},
	);
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

describe('with several processes, or n8n started anew,', () => {
	/** As another process, or the same one after a restart: it knows only the data n8n has stored. */
	const elsewhere = () =>
		jest
			.requireActual<typeof Repeats>(
				join(__dirname, '../../dist/nodes/JustCallTrigger/events/deduplication.js'),
			)
			.processMemory.clear();
	const hook = (options: INodeParameters = {}) =>
		env.n8n.hook('justCallTrigger', { events: ['call.completed', 'call.incoming'], options });

	it('a repeat starts nothing', async () => {
		const one = hook();
		const request = posted('call.completed', shown());
		(await one.deliver(request)).answer(200);
		elsewhere();
		expect((await one.deliver(request)).items).toEqual([]);
		const failing = posted('call.completed', shown());
		(await one.deliver(failing)).answer(500);
		elsewhere();
		expect((await one.deliver(failing)).items).toHaveLength(1);
	});

	it('an event that cannot be read back starts on the fourth attempt, wherever each arrives', async () => {
		const one = hook({ verifyByFetching: true });
		const request = posted('call.incoming', { id: 8, call_sid: 'CA8' });
		for (let attempt = 1; attempt <= 3; attempt++) {
			expect(await one.deliver(request)).toMatchObject({ status: 503, items: [] });
			elsewhere();
		}
		const { items, answer } = await one.deliver(request);
		expect(items[0]?.json).toMatchObject({ id: 8, verified: false });
		answer(200);
		elsewhere();
		expect(await one.deliver(request)).toMatchObject({ status: 200, items: [] });
	});

	it('or two minutes after the first, should counts have been lost', async () => {
		const one = hook({ verifyByFetching: true });
		const data = { id: 8, call_sid: 'CA8' };
		const requestId = 'counts-lost';
		expect((await one.deliver(posted('call.incoming', data, { requestId }))).status).toBe(503);
		const before = one.stored();
		const { now } = Date;
		for (const [seconds, starts] of [
			[119, 0],
			[121, 1],
		] as const) {
			elsewhere();
			one.store(before);
			Date.now = () => now() + seconds * 1000;
			const { items } = await one
				.deliver(posted('call.incoming', data, { requestId }))
				.finally(() => (Date.now = now));
			expect([seconds, items.length]).toEqual([seconds, starts]);
		}
	});

	it('two nodes, two workflows and two credentials have nothing of each other', async () => {
		const request = posted('call.completed', shown());
		for (const place of [{}, { node: 'other' }, { workflow: 'other' }]) {
			const one = env.n8n.hook('justCallTrigger', { events: ['call.completed'] }, place);
			const { items, answer } = await one.deliver(request);
			answer(200);
			expect([place, items.length]).toEqual([place, 1]);
		}
		const id = 'another';
		const data = { apiSecret: 'another secret of another account' };
		const one = env.n8n.hook(
			'justCallTrigger',
			{ events: ['call.completed'] },
			{ node: 'third', credential: { id, data } },
		);
		expect((await one.deliver(request)).status).toBe(401);
	});
});

it.each<[string, Posted]>([
	['a list', { body: [1] }],
	['data without a type', { body: { data: { id: 1 } } }],
	[
		'more than JustCall sends',
		{ ...posted('call.completed', { id: 1 }), headers: { 'content-length': '3000000' } },
	],
])('%s is a 400 and starts nothing', async (_name, request) => {
	expect(await deliver(request)).toMatchObject({ status: 400, items: [] });
});

it('the time of a signature is UTC, wherever n8n runs', () => {
	const built = join(__dirname, '../../dist/nodes/JustCallTrigger/events/signature.js');
	const timestamp = '2026-07-01 12:00:00';
	const [webhookUrl, type] = ['https://n8n.example.com/w', 'call.completed'];
	const claim = { signature: sign({ secret: SECRET, webhookUrl, type, timestamp }), timestamp, type };
	const known = { secret: SECRET, webhookUrl, now: Date.parse('2026-07-01T12:00:00Z'), tolerance: 1 };
	const script = `process.stdout.write(String(require(process.argv[1]).isSigned(...JSON.parse(process.argv[2]))))`;
	const args = ['-e', script, built, JSON.stringify([claim, known])];
	for (const TZ of ['UTC', 'Asia/Tokyo', 'America/New_York'])
		expect([TZ, execFileSync(process.execPath, args, { env: { TZ } }).toString()]).toEqual([TZ, 'true']);
});

it('a signature of another version is a 401', async () => {
	const request = posted('call.completed', shown());
	const headers = { ...request.headers, 'x-justcall-signature-version': 'v2' };
	expect(await deliver({ ...request, headers })).toMatchObject({ status: 401, items: [] });
});

it('somebody who looks whether the address answers gets a 200, and nothing starts', async () => {
	const { webhooks } = env.n8n.node('justCallTrigger').description;
	const [post] = webhooks!;
	for (const method of ['GET', 'HEAD']) {
		const webhook = webhooks!.find(({ httpMethod }) => httpMethod === method);
		expect(webhook).toMatchObject({ path: post!.path, responseMode: 'onReceived' });
		expect(await deliver({ method, body: {} })).toMatchObject({ status: 200, items: [] });
	}
	expect(post).toMatchObject({ httpMethod: 'POST', responseMode: 'onReceived' });
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

	it('takes nothing for the object but the very one that the event named', async () => {
		const request = posted('call.completed', { ...shown(), contact_name: 'Forged' });
		const other = showCall(env.sandbox.state, call(7));
		for (const data of [other, { ...other, id: undefined }]) {
			env.sandbox.fault({ kind: 'malformed', body: { status: 'success', data } });
			expect(await deliver(request, { options })).toMatchObject({ status: 503, items: [] });
		}
		expect((await deliver(request, { options })).items[0]?.json).toMatchObject({
			...shown(),
			verified: true,
		});
	});

	it.each<[string, IDataObject, IDataObject]>([
		['jc.call_ai_generated', { id: 7, call_sid: 'CA7' }, { call_info: { notes: 'Pay here' } }],
		['call.incoming', { id: 8, call_sid: 'CA8' }, { contact_number: '19005550100' }],
		['sd.call_updated', { call_id: 9, call_sid: 'CA9' }, {}],
	])(
		'%s that JustCall does not show yet is asked for again, and then starts the workflow without its content',
		async (type, ids, content) => {
			const request = posted(type, { ...ids, ...content }, { requestId: `early-${type}` });
			const attempt = async () => await deliver(request, { events: [type], options });
			for (let time = 1; time <= 3; time++) expect(await attempt()).toMatchObject({ status: 503, items: [] });
			const { items, answer } = await attempt();
			expect(items.map(({ json }) => json)).toEqual([
				{
					event_type: type,
					request_id: `early-${type}`,
					...ids,
					verified: false,
					verify_error: expect.stringMatching(/was not found/) as string,
				},
			]);
			answer(200);
			expect(await attempt()).toMatchObject({ status: 200, items: [] });
		},
	);

	it('an event that JustCall shows in between is given whole', async () => {
		const request = posted('call.completed', { id: shown().id as number });
		env.sandbox.fault({ kind: 'status', status: 404 });
		expect((await deliver(request, { options })).status).toBe(503);
		const { items } = await deliver(request, { options });
		expect(items[0]?.json).toMatchObject({ ...shown(), verified: true });
	});

	it.each<[string, string, IDataObject, IDataObject, RegExp]>([
		[
			'an ID that is none',
			'sd.call_updated',
			{ call_id: '../users', contact_name: 'x' },
			{},
			/^'call_id' is not an ID/,
		],
		['neither ID nor sid', 'sd.call_updated', { call_id: '', contact_name: 'x' }, {}, /no call_sid either/],
		[
			'no ID',
			'sms.received',
			{ id: '', body: 'Pay here' },
			{},
			/^The event came without an ID, and JustCall has no other way/,
		],
		['no ID', 'appointment.scheduled', { customer_email: 'Pay here' }, {}, /without an ID/],
	])(
		'with %s, %s starts at once, without its content, and says so plainly',
		async (_name, type, data, ids, said) => {
			const { items } = await deliver(
				posted(type, data, { requestId: `bare-${type}-${Object.keys(data).join()}` }),
				{
					events: [type],
					options,
				},
			);
			expect(items.map(({ json }) => json)).toEqual([
				{
					event_type: type,
					request_id: expect.any(String) as string,
					...ids,
					verified: false,
					verify_error: expect.stringMatching(said) as string,
				},
			]);
			expect(JSON.stringify(items)).not.toMatch(/[Cc]hoose an entry|Pay here/);
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it('reads each event at its own endpoint, with all that JustCall gives in one request', async () => {
		const read: Record<string, unknown> = {};
		for (const [type, { data }] of loadContract().events) {
			env.sandbox.clearRequests();
			await deliver(posted(type, { ...(data as IDataObject), id: 7, call_id: 7 }), {
				events: [type],
				options,
			});
			const [{ path, query }] = env.sandbox.requests() as unknown as [{ path: string; query: IDataObject }];
			const asked = Object.keys(query).sort().join(' ');
			read[`${path} ${asked}`.trim()] = [...((read[`${path} ${asked}`.trim()] as string[]) ?? []), type];
		}
		const startingWith = (...starts: string[]) =>
			[...loadContract().events.keys()].filter((type) => starts.some((start) => type.startsWith(start)));
		expect(read).toEqual({
			'/v2.1/calls/7 fetch_ai_data fetch_queue_data': startingWith('call.', 'jc.call_ai').filter(
				(type) => type !== 'call.ai_voice_agent',
			),
			'/v2.1/calls/7/voice-agent': ['call.ai_voice_agent'],
			'/v2.1/sales_dialer/calls/7 fetch_ai_data': startingWith('sd.'),
			'/v2.1/texts/7': startingWith('sms.'),
			'/v2.1/whatsapp/messages/7': startingWith('whatsapp.'),
			'/v2.1/contacts/7': ['jc.contact_status_updated'],
			'/v2.1/appointments/7': ['appointment.scheduled'],
		});
	});

	describe('an event without an ID', () => {
		it('is looked for near its time and by its number only', async () => {
			const { call_sid, call_date, call_time, contact_number } = shown(9);
			await deliver(posted('call.completed', { call_sid, call_date, call_time, contact_number }), {
				options,
			});
			const [{ query }] = env.sandbox.requests() as unknown as [{ query: IDataObject }];
			const hours =
				(Date.parse(`${query.to_datetime as string}Z`) - Date.parse(`${query.from_datetime as string}Z`)) /
				3_600_000;
			expect([query.contact_number, hours]).toEqual([contact_number, 54]);
		});

		it('of a contact with a short code is found by nothing', async () => {
			const { items } = await deliver(posted('jc.contact_status_updated', { contact_number: '12345' }), {
				events: ['jc.contact_status_updated'],
				options,
			});
			expect(items[0]?.json).toMatchObject({ verified: false });
			expect(env.sandbox.requests()).toEqual([]);
		});

		it('of a contact is looked for in the whole team', async () => {
			await deliver(posted('jc.contact_status_updated', { contact_number: '12025550143' }), {
				events: ['jc.contact_status_updated'],
				options,
			});
			const [{ query }] = env.sandbox.requests() as unknown as [{ query: IDataObject }];
			expect(query).toMatchObject({ across_team: 'true', contact_number: '12025550143' });
		});

		it.each<[string, (call: IDataObject) => IDataObject]>([
			['nothing but its sid', ({ call_sid }) => ({ id: '', call_sid })],
			['its sid, time and number', (call) => ({ ...call, id: '', contact_name: 'Forged' })],
			['its sid and no field for it', (call) => ({ ...call, id: undefined })],
		])('with %s is found', async (_name, event) => {
			// One of the newest: the list of the sandbox is by id.
			const place = env.sandbox.state.calls.length - 30;
			const { items } = await deliver(posted('call.completed', event(shown(place))), { options });
			expect(items[0]?.json).toMatchObject({ ...shown(place), verified: true });
			expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
		});

		it('of the Sales Dialer is found', async () => {
			const { sandbox, run } = env;
			const { items: calls } = await run('campaignCall', 'getAll', { limit: 1, simplify: false });
			const { call_sid, call_id, contact_name } = calls[0]!.json;
			sandbox.clearRequests();
			const { items } = await deliver(posted('sd.call_updated', { call_sid, call_info: { notes: 'x' } }), {
				events: ['sd.call_updated'],
				options,
			});
			expect(items[0]?.json).toMatchObject({ call_id, contact_name, verified: true });
		});

		it('of a voice agent is found by way of its call', async () => {
			const place = env.sandbox.state.calls.findLastIndex(({ voiceAgent }) => voiceAgent >= 0);
			const { call_sid, call_date, call_time, id } = shown(place);
			const { items } = await deliver(posted('call.ai_voice_agent', { call_sid, call_date, call_time }), {
				events: ['call.ai_voice_agent'],
				options,
			});
			expect(items[0]?.json).toMatchObject({ id, call_sid, ai_agent_name: expect.any(String) as string });
		});

		it('of a contact is found by its number, unless two have it', async () => {
			const { id, contact_number } = (await env.run('contact', 'getAll', { limit: 1, simplify: false }))
				.items[0]!.json;
			const event = () => posted('jc.contact_status_updated', { id: '', contact_number, status: 'Forged' });
			const parameters = { events: ['jc.contact_status_updated'], options };
			expect((await deliver(event(), parameters)).items[0]?.json).toMatchObject({ id, verified: true });
			const { contactRecords } = env.sandbox.state;
			contactRecords.push({ ...contactRecords.find((one) => one.id === id)!, id: 5_000_000 });
			expect((await deliver(event(), parameters)).status).toBe(503);
		});

		it('that no record has is asked for again, in a bounded number of requests', async () => {
			const request = posted('call.completed', { id: '', call_sid: 'CA0' });
			expect(await deliver(request, { options })).toMatchObject({ status: 503, items: [] });
			expect(env.sandbox.requests().length).toBeLessThanOrEqual(5);
		});

		it('gets its details and its recording as well', async () => {
			const place = env.sandbox.state.calls.findLastIndex(({ recorded }) => recorded);
			for (const details of [true, false]) {
				const event = posted('call.completed', { ...shown(place), id: '' });
				const { items } = await deliver(event, { options: { details, recording: true, recordingWait: 0 } });
				expect(items[0]?.json).not.toHaveProperty('recording_error');
				expect(items[0]?.binary?.data?.mimeType).toBe('audio/mpeg');
				expect([details, items[0]?.json.id]).toEqual([details, details ? wantedId(place) : '']);
			}
		});

		const wantedId = (place: number) => shown(place).id;
	});

	it('nothing starts without its content when nobody checks the signature', async () => {
		const unsigned = { verifyByFetching: true, verifySignature: false };
		const sid = await deliver(posted('sd.call_updated', { contact_name: 'x' }), {
			events: ['sd.call_updated'],
			options: unsigned,
		});
		expect(sid).toMatchObject({ status: 401, items: [] });
		const request = posted('call.completed', { id: 1 });
		for (let attempt = 1; attempt <= 6; attempt++)
			expect(await deliver(request, { options: unsigned })).toMatchObject({ status: 503, items: [] });
	});

	it('a repeat that comes while the first is read back is to come again: the first may fail', async () => {
		const request = posted('call.completed', shown(), { requestId: 'slow' });
		const read = gate();
		env.sandbox.fault({ kind: 'delay', until: read.opened, match: { operationId: 'getCall' } });
		const first = deliver(request, { options });
		expect(await deliver(request, { options })).toMatchObject({ status: 503, items: [] });
		read.open();
		const { items, answer } = await first;
		expect(items).toHaveLength(1);
		// n8n is still about to start it.
		expect((await deliver(request, { options })).status).toBe(503);
		answer(200);
		expect(await deliver(request, { options })).toMatchObject({ status: 200, items: [] });
	});

	it('a caller that hangs up meanwhile gets the event no second time', async () => {
		const request = posted('call.completed', shown(), { requestId: 'hung-up' });
		const { hangUp, items } = await deliver(request, { options });
		hangUp();
		expect(items).toHaveLength(1);
		expect(await deliver(request, { options })).toMatchObject({ status: 200, items: [] });
	});

	it('asks JustCall to come again when it cannot be read now', async () => {
		const request = posted('call.completed', shown());
		env.sandbox.fault({ kind: 'status', status: 403 });
		expect((await deliver(request, { options })).status).toBe(503);
		expect((await deliver(request, { options })).items).toHaveLength(1);
	});
});

describe('a filter', () => {
	it.each<[INodeParameters, RegExp]>([
		[{ agentId: byId('') }, /^'Agent' is empty/],
		[{ campaignId: byId('={{ undefined }}') }, /^'Campaign' is empty/],
		[{ callTypes: [] }, /^'Call Type' is empty/],
		[{ callTypes: '={{ "answred" }}' }, /^'Call Type' does not know "answred"/],
		[{ direction: '' }, /^'Direction' is empty/],
		[{ direction: 'in' }, /^'Direction' is neither/],
		[{ number: ' ' }, /^'Phone Number' is empty/],
		[{ number: '123' }, /^'Phone Number' is not a telephone number/],
	])('%j lets nothing through: it is refused when publishing and, loudly, later', async (filters, said) => {
		const published = env.n8n.hook('justCallTrigger', { events: ['call.completed'], filters }).publish();
		await expect(published).rejects.toThrow(said);
		expect(env.sandbox.requests()).toEqual([]);
		await expect(deliver(posted('call.completed', shown()), { filters })).rejects.toThrow(said);
		expect((await deliver(posted('call.missed', shown()), { filters })).status).toBe(200);
	});

	it.each(['12345', '+1 (415) 555-0119', '0014155550119', '={{ 14155550119 }}'])(
		'for the number %s works',
		async (number) => {
			const filters = { number };
			const to = async (contact_number: string) =>
				(await deliver(posted('call.completed', { id: 1, contact_number }), { filters })).items.length;
			const mine = number === '12345' ? '12345' : '14155550119';
			expect([await to(mine), await to('12025550143')]).toEqual([1, 0]);
		},
	);
});

describe('a credential', () => {
	const n8nWith = async (data: IDataObject) =>
		await startInProcess({ apiKey: KEY, apiSecret: SECRET, baseUrl: env.sandbox.url, ...data });

	it('with blanks and line breaks around key and secret verifies, and still shows neither', async () => {
		const n8n = await n8nWith({ apiKey: ` ${KEY} `, apiSecret: `${SECRET}\r\n` });
		const events = ['call.completed'];
		const { items } = await n8n.deliver(
			'justCallTrigger',
			{ events, options: { verifyByFetching: true } },
			posted('call.completed', shown()),
		);
		expect(items).toHaveLength(1);
		env.sandbox.fault({ kind: 'status', status: 400, body: { status: 'failed', message: `no ${SECRET}!` } });
		const failure = await n8n
			.hook('justCallTrigger', { events })
			.publish()
			.catch((error: Error) => JSON.stringify(error));
		expect(failure).toContain('no [hidden]!');
		expect(failure).not.toContain(SECRET);
	});

	it('with a default country reads the number of a filter, and of an event, by it', async () => {
		const n8n = await n8nWith({ defaultCountry: 'US' });
		const parameters = { events: ['call.completed'], filters: { number: '(415) 555-0119' } };
		env.sandbox.set({ probe: 'off' });
		await n8n.hook('justCallTrigger', parameters).publish();
		const starts = async (contact_number: string) => {
			const request = posted('call.completed', { id: 1, contact_number });
			return (await n8n.deliver('justCallTrigger', parameters, request)).items.length;
		};
		for (const same of ['14155550119', '+1 415 555 0119', '4155550119', '(415) 555-0119'])
			expect([same, await starts(same)]).toEqual([same, 1]);
		for (const other of ['4155550118', '+4155550119', '414155550119', '119'])
			expect([other, await starts(other)]).toEqual([other, 0]);
	});

	it('with a default country that there is not is refused when publishing; no event is lost over it', async () => {
		const n8n = await n8nWith({ defaultCountry: 'XX' });
		const events = ['call.completed'];
		await expect(n8n.hook('justCallTrigger', { events }).publish()).rejects.toThrow(/'Default Country'/);
		const { items } = await n8n.deliver('justCallTrigger', { events }, posted('call.completed', shown()));
		expect(items).toHaveLength(1);
	});

	it('with a base URL that cannot be used loses no event: JustCall is asked to come again', async () => {
		const n8n = await n8nWith({ baseUrl: 'ftp://api.justcall.io' });
		const parameters = { events: ['call.completed'], options: { verifyByFetching: true } };
		const { status } = await n8n.deliver('justCallTrigger', parameters, posted('call.completed', shown()));
		expect(status).toBe(503);
	});

	it('with a zone that there is not is refused when publishing; no event is lost over it', async () => {
		const n8n = await n8nWith({ timezone: 'Mars/Olympus' });
		const events = ['call.completed'];
		await expect(n8n.hook('justCallTrigger', { events }).publish()).rejects.toThrow(/'Account Time Zone'/);
		const { items } = await n8n.deliver(
			'justCallTrigger',
			{ events, options: { verifySignature: false } },
			posted('call.completed', shown()),
		);
		expect(items).toHaveLength(1);
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

	describe('a recording that is not ready', () => {
		const { clock } = env;
		const attempts = () =>
			env.sandbox.requests().filter(({ path }) => path.endsWith('/recording/download')).length;
		const recorded = () => env.sandbox.state.calls.findLastIndex(({ recorded }) => recorded);
		const after = async (failures: number, recordingWait: number) => {
			clock.forget();
			env.sandbox.clearRequests();
			env.sandbox.fault({ kind: 'status', status: 404, times: failures, match: { path: '/v2.1/calls/' } });
			const before = clock.skipped();
			const { items } = await deliver(posted('call.completed', shown(recorded())), {
				options: { recording: true, recordingWait },
			});
			env.sandbox.clearFaults();
			return { item: items[0]!, waited: clock.skipped() - before };
		};

		it('is waited for as long as the panel says', async () => {
			const { item, waited } = await after(3, 60);
			expect(item.binary?.data?.mimeType).toBe('audio/mpeg');
			expect(item.json).not.toHaveProperty('recording_error');
			expect([attempts(), waited]).toEqual([4, 15_000]);
		});

		it('and no longer', async () => {
			const { item, waited } = await after(99, 20);
			expect(item.json.recording_error).toMatch(/was not found/);
			expect(attempts()).toBeGreaterThan(1);
			expect(attempts()).toBeLessThanOrEqual(5);
			expect(waited).toBeLessThanOrEqual(20_000);
			const { item: other } = await after(99, 0);
			expect(other.json.recording_error).toMatch(/was not found/);
			expect(attempts()).toBe(1);
		});
	});

	it.each<[string, string, () => IDataObject]>([
		['a call without one', 'call.completed', () => ({ ...shown(), call_info: { recording: '' } })],
		[
			'a call of the Sales Dialer',
			'sd.call_completed',
			() => ({ call_id: 1, id: 1, call_info: { recording: 'x' } }),
		],
		['a text', 'sms.received', () => ({ id: 1, call_info: { recording: 'x' } })],
	])('no recording of %s is asked for', async (_name, type, data) => {
		const { items } = await deliver(posted(type, data()), {
			events: [type],
			options: { recording: true, recordingWait: 0 },
		});
		expect(items[0]?.binary).toBeUndefined();
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('the recording of an AI report is that of its call', async () => {
		const place = env.sandbox.state.calls.findLastIndex(({ recorded }) => recorded);
		const { items } = await deliver(posted('jc.call_ai_generated', shown(place)), {
			events: ['jc.call_ai_generated'],
			options: { recording: true, recordingWait: 0 },
		});
		expect(items[0]?.binary?.data?.mimeType).toBe('audio/mpeg');
	});

	it('details win over what the event says', async () => {
		const event = { ...shown(), contact_name: 'as it was' };
		const { items } = await deliver(posted('call.completed', event), { options: { details: true } });
		expect(items[0]?.json.contact_name).toBe(shown().contact_name);
	});

	it('JustCall is answered before its answer is waited for: a repeat meanwhile is done', async () => {
		const request = posted('call.completed', shown());
		const options = { details: true };
		const read = gate();
		env.sandbox.fault({ kind: 'delay', until: read.opened, match: { operationId: 'getCall' } });
		const first = deliver(request, { options });
		// Until the first has answered, a repeat is told to come again.
		let repeat = await deliver(request, { options });
		while (repeat.status === 503) {
			await new Promise((resolve) => setImmediate(resolve));
			repeat = await deliver(request, { options });
		}
		expect(repeat).toMatchObject({ status: 200, items: [] });
		read.open();
		expect(await first).toMatchObject({ status: 200, items: [expect.anything()] });
	});

	it('n8n does not answer a second time', async () => {
		const webhook = jest.spyOn(env.n8n.node('justCallTrigger'), 'webhook');
		const { items } = await deliver(posted('call.completed', shown()), { options: { details: true } });
		const [made] = webhook.mock.results.map(({ value }) => value as Promise<unknown>);
		webhook.mockRestore();
		expect(await made).toEqual({ noWebhookResponse: true, workflowData: [items] });
	});

	it('a recording is what its bytes say, and a text in its place is none', async () => {
		const place = env.sandbox.state.calls.findIndex(({ recorded }) => recorded);
		const event = posted('call.completed', shown(place));
		const options = { recording: true, recordingWait: 0, binaryPropertyName: 'audio' };
		const wav = Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0', 'latin1').toString('base64');
		env.sandbox.set({ recordings: { content: wav, contentType: 'binary/octet-stream', disposition: '' } });
		const { items } = await deliver(event, { options });
		expect(items[0]?.binary?.audio).toMatchObject({ mimeType: 'audio/wav', fileExtension: 'wav' });
		const text = Buffer.from('Recording not available').toString('base64');
		env.sandbox.set({ recordings: { content: text, contentType: 'audio/mpeg' } });
		const other = env.sandbox.state.calls.findLastIndex(({ recorded }) => recorded);
		const { items: without } = await deliver(posted('call.completed', shown(other)), { options });
		expect(without[0]?.binary).toBeUndefined();
		expect(without[0]?.json.recording_error).toMatch(/Text came instead of sound: "Recording not available"/);
	});

	it('a recording that stalls after JustCall was told 200 does not keep the event', async () => {
		const { STREAM_LIMITS: limits } = jest.requireActual<typeof Recording>(
			join(__dirname, '../../dist/nodes/shared/http/recording.js'),
		);
		const { idleMs: idle } = limits;
		limits.idleMs = 60;
		const place = env.sandbox.state.calls.findIndex(({ recorded }) => recorded);
		env.sandbox.fault({ kind: 'stallBody', times: 100 });
		const { status, items } = await deliver(posted('call.completed', shown(place)), {
			options: { recording: true, recordingWait: 0 },
		}).finally(() => (limits.idleMs = idle));
		expect(status).toBe(200);
		expect(items[0]?.json).toMatchObject({
			...shown(place),
			recording_error: expect.stringMatching(/arrived incomplete.*nothing came for/) as string,
		});
	});

	it('what cannot be had is said, and the workflow starts', async () => {
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
