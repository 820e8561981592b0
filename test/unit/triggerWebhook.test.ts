import type { IDataObject } from 'n8n-workflow';
import { Readable } from 'node:stream';

import { keyOf } from '../../nodes/JustCallTrigger/events/deduplication';
import { data, refused } from '../harness/scriptedRun';
import { signedHeaders } from '../../sandbox/webhooks/signature';
import {
	OWN,
	OWN_TEST,
	scriptedTrigger,
	sound,
	STREAMS_RUN,
	type Posted,
	type ScriptedTrigger,
} from '../harness/scriptedTrigger';

beforeEach(() => jest.useFakeTimers(STREAMS_RUN));
afterEach(() => jest.useRealTimers());

const EVENTS = ['call.completed', 'call.missed', 'sms.received', 'call.incoming'];
const OLD = 'https://old.example.com/webhook/hook/webhook';
type Answer = Parameters<typeof scriptedTrigger>[1];
const triggerOf = (
	options: IDataObject = {},
	answer?: Answer,
	place: Parameters<typeof scriptedTrigger>[2] = {},
	more: IDataObject = {},
) => scriptedTrigger({ events: EVENTS, options, ...more } as never, answer, place);

const IGNORED = { webhookResponse: 'OK' };
/** A request that starts nothing: its status and words, or 200 by n8n. */
const rejected = (status: number, text: string) => ({
	status,
	text,
	toN8n: { noWebhookResponse: true },
	items: [],
});
const UNSIGNED = rejected(401, 'The signature is missing, wrong or too old');
const BUSY = rejected(503, 'This event is under way; try again');
const LATER = rejected(503, 'The object cannot be read back yet; try again');
const NONE = { status: undefined, toN8n: IGNORED, items: [] };
let requests = 0;
const once = (more: Posted = {}): Posted => ({
	requestId: `request ${++requests}`.replace(' ', '-'),
	...more,
});
/** How many runs a request starts; n8n answers it, or nobody does (`null`). */
const starts = async (trigger: ScriptedTrigger, posted: Posted, answer: number | null = 200) => {
	const { items, answered } = await trigger.receive(posted);
	if (answer !== null) answered(answer);
	return items.length;
};

describe('a request', () => {
	it('that is signed starts the workflow with the object, and n8n answers', async () => {
		const trigger = triggerOf();
		const received = await trigger.receive({ data: { id: 5, note: 'x' }, requestId: 'first' });
		expect(received).toMatchObject({ status: undefined, text: undefined });
		expect(received.toN8n).toEqual({
			webhookResponse: 'OK',
			workflowData: [[{ json: { event_type: 'call.completed', request_id: 'first', id: 5, note: 'x' } }]],
		});
		expect(trigger.sent).toEqual([]);
		received.answered(200);
		expect(trigger.stored).toEqual({ done: [keyOf('first')] });
	});

	it.each<[string, Posted]>([
		['a GET', { method: 'GET' }],
		['no data', { body: { type: 'call.completed' } }],
		['an event that is not wanted', { type: 'call.updated' }],
	])('%s starts nothing, and n8n answers', async (_name, posted) => {
		expect(await triggerOf().receive(posted)).toMatchObject(NONE);
	});

	it('that is no event is a 400', async () => {
		const malformed = rejected(400, 'This is no event of JustCall');
		expect(await triggerOf().receive({ body: [1] })).toMatchObject(malformed);
		const headers = { 'content-length': String(3 * 2 ** 20) };
		expect(await triggerOf().receive({ headers })).toMatchObject(malformed);
	});
});

describe('the signature', () => {
	it.each<[string, Posted]>([
		['missing', { headers: {} }],
		['by another secret', { secret: 'of another account' }],
		['by no secret', { secret: '' }],
		['for another address', { signedFor: OLD }],
		['too old', { ageSeconds: 301 }],
	])('%s: 401', async (_name, posted) => {
		expect(await triggerOf().receive(posted)).toMatchObject(UNSIGNED);
	});

	it('of another version: 401; each header counts', async () => {
		const trigger = triggerOf();
		const timestamp = new Date().toISOString().slice(0, 19).replace('T', ' ');
		expect(await trigger.receive({ headers: { 'x-justcall-request-timestamp': timestamp } })).toMatchObject(
			UNSIGNED,
		);
		const signed = signedHeaders(String(trigger.credential.apiSecret), OWN, 'call.completed');
		expect((await trigger.receive({ headers: signed })).items).toHaveLength(1);
		const other = { ...signed, 'x-justcall-signature-version': 'v2' };
		expect(await trigger.receive({ headers: other })).toMatchObject(UNSIGNED);
	});

	it('is checked with the tolerance of the panel', async () => {
		expect(await starts(triggerOf({ tolerance: 600 }), once({ ageSeconds: 599 }))).toBe(1);
		expect(await triggerOf({ tolerance: 10 }).receive({ ageSeconds: 11 })).toMatchObject(UNSIGNED);
	});

	it('is not asked for when the panel says so', async () => {
		expect(await starts(triggerOf({ verifySignature: false }), { headers: {} })).toBe(1);
	});

	it('is checked with the defaults where options cannot be read, before anybody hears of that', async () => {
		for (const options of [
			{ tolerance: 'soon', verifySignature: false },
			{ verifySignature: 'maybe' },
			{ tolerance: 0 },
		]) {
			const trigger = triggerOf(options);
			expect(await trigger.receive({ headers: {} })).toMatchObject(UNSIGNED);
			expect(await trigger.receive({ ageSeconds: 301 })).toMatchObject(UNSIGNED);
			await expect(trigger.receive({})).rejects.toThrow(/'(Timestamp Tolerance|Verify Signature)/);
		}
	});

	it('by a secret that has just changed passes, and by the one before no longer', async () => {
		const trigger = triggerOf();
		expect(await starts(trigger, once())).toBe(1);
		const before = String(trigger.credential.apiSecret);
		trigger.credential.apiSecret = 'a new secret of nobody';
		expect(await starts(trigger, once())).toBe(1);
		expect(await trigger.receive(once({ secret: before }))).toMatchObject(UNSIGNED);
	});
});

describe('the credential', () => {
	it('is read once in half a minute', async () => {
		const trigger = triggerOf();
		const began = Date.now();
		for (const [ms, reads] of [
			[0, 1],
			[10_000, 1],
			[29_999, 1],
			[30_000, 2],
			[59_999, 2],
		] as const) {
			jest.setSystemTime(began + ms);
			await starts(trigger, once());
			expect([ms, trigger.reads()]).toEqual([ms, reads]);
		}
	});

	it('is read anew when a signature does not fit', async () => {
		const trigger = triggerOf();
		await starts(trigger, once());
		await trigger.receive({ headers: {} });
		expect(trigger.reads()).toBe(2);
	});

	it.each([null, ''])('without an ID (%j) is never remembered', async (credentialId) => {
		const [one, other] = [
			triggerOf({}, undefined, { credentialId }),
			triggerOf({}, undefined, { credentialId }),
		];
		other.credential.apiSecret = 'of the other';
		for (const trigger of [one, other, one]) expect(await starts(trigger, once())).toBe(1);
		const before = one.reads();
		await starts(one, once());
		expect(one.reads()).toBeGreaterThan(before);
	});

	it('is remembered for fifty accounts', async () => {
		const probe = triggerOf();
		const others = async () => {
			for (let count = 1; count <= 60; count++) {
				await starts(triggerOf(), once());
				const before = probe.reads();
				await starts(probe, once());
				jest.setSystemTime(STREAMS_RUN.now);
				if (probe.reads() > before) return count;
			}
			return undefined;
		};
		await starts(probe, once());
		jest.setSystemTime(STREAMS_RUN.now);
		await others();
		// The probe itself and one other are remembered now.
		expect(await others()).toBe(49);
	});

	it('of another package is told of in each item', async () => {
		const credential = { baseUrl: undefined, timezone: undefined };
		const { items } = await triggerOf({}, undefined, { credential }).receive({});
		expect(items[0]?.json.credential_notice).toMatch(/of another JustCall package/);
	});

	it('never shows in an item', async () => {
		const apiKey = 'a key of nobody either';
		const trigger = triggerOf({}, undefined, { credential: { apiKey } });
		const { items } = await trigger.receive({
			data: { id: 1, note: 'It is a secret of nobody', key: apiKey },
		});
		expect(items[0]?.json).toMatchObject({ note: 'It is [hidden]', key: '[hidden]' });
	});

	it.each([
		['Asia/Tokyo', '2027-01-15T16:00:00+09:00'],
		[' Asia/Tokyo ', '2027-01-15T16:00:00+09:00'],
		['', '2027-01-15T12:30:00+05:30'],
		['Mars/Olympus', '2027-01-15T12:30:00+05:30'],
		[undefined, '2027-01-15T12:30:00+05:30'],
	])('of the zone %j: the time of the account', async (timezone, told) => {
		const place = { credential: { timezone }, timezone: 'Asia/Kolkata' };
		const { items } = await triggerOf({}, undefined, place).receive({
			data: { id: 1, call_date: '2027-01-15', call_time: '07:00:00' },
		});
		expect(items[0]?.json).toMatchObject({
			timestamp_utc: '2027-01-15T07:00:00Z',
			timestamp_account: told,
		});
	});

	it('whose country is new reads the number of a filter', async () => {
		const number = '020 7946 0958';
		const trigger = triggerOf();
		await starts(trigger, once());
		trigger.parameters.filters = { number };
		const posted = () => once({ data: { id: 1, contact_number: '442079460958' } });
		await expect(trigger.receive(posted())).rejects.toThrow(/'Phone Number'/);
		trigger.credential.defaultCountry = 'GB';
		expect(await starts(trigger, posted())).toBe(1);
		expect(await starts(trigger, once({ data: { id: 1, contact_number: '12025550143' } }))).toBe(0);
	});
});

describe('filters', () => {
	it('let pass what fits, and n8n answers the rest', async () => {
		const trigger = triggerOf({}, undefined, {}, { filters: { agentId: '7' } });
		expect(await starts(trigger, once({ data: { id: 1, agent_id: 7 } }))).toBe(1);
		expect(await trigger.receive(once({ data: { id: 1, agent_id: 8 } }))).toMatchObject(NONE);
	});

	it('that cannot be read are told, whatever comes', async () => {
		const trigger = triggerOf({}, undefined, {}, { filters: { direction: 'up' } });
		await expect(trigger.receive({})).rejects.toThrow(/'Direction'/);
	});
});

describe('a repeat', () => {
	it('starts nothing after the first has started, and is refused while it is open', async () => {
		const trigger = triggerOf();
		const posted = once();
		const first = await trigger.receive(posted);
		expect(first.items).toHaveLength(1);
		expect(await trigger.receive(posted)).toMatchObject(BUSY);
		first.answered(200);
		expect(await trigger.receive(posted)).toMatchObject(NONE);
	});

	it.each([
		[200, 0],
		[399, 0],
		[400, 1],
		[500, 1],
	])('after n8n has answered %d starts %d', async (status, count) => {
		const trigger = triggerOf();
		const posted = once();
		await starts(trigger, posted, status);
		// Closing comes after the answer, and changes nothing.
		trigger.hangUp();
		expect(await starts(trigger, posted)).toBe(count);
	});

	it('after the caller has hung up, without an answer, starts nothing', async () => {
		const trigger = triggerOf();
		const posted = once();
		expect(await starts(trigger, posted, null)).toBe(1);
		trigger.hangUp();
		expect(await trigger.receive(posted)).toMatchObject(NONE);
	});

	it('after the caller has hung up during the work starts nothing, and during a work that fails it does', async () => {
		let fails = false;
		const trigger: ScriptedTrigger = triggerOf({ verifyByFetching: true }, () => {
			trigger.hangUp();
			return fails ? refused(404) : data({ id: 1 });
		});
		const posted = once();
		expect(await starts(trigger, posted, null)).toBe(1);
		expect(await trigger.receive(posted)).toMatchObject(NONE);
		fails = true;
		const other = once();
		expect(await trigger.receive(other)).toMatchObject(LATER);
		fails = false;
		expect(await starts(trigger, other, null)).toBe(1);
	});

	it('after a run that could not be made starts again', async () => {
		const trigger = triggerOf({}, undefined, { typeVersion: 2 }, { simplify: 'maybe' });
		const posted = once();
		await expect(trigger.receive(posted)).rejects.toThrow(/'Simplify'/);
		trigger.parameters.simplify = true;
		expect(await starts(trigger, posted)).toBe(1);
		expect(trigger.stored).toEqual({ done: [keyOf(String(posted.requestId))] });
	});

	it('with another request ID is another event, unless Catch Up may find it in a list', async () => {
		for (const [options, count] of [
			[{}, 1],
			[{ catchUp: true }, 0],
		] as const) {
			const trigger = triggerOf(options);
			expect(await starts(trigger, once())).toBe(1);
			expect(await starts(trigger, once())).toBe(count);
			expect(await starts(trigger, once({ type: 'call.incoming' }))).toBe(1);
			expect(await starts(trigger, once({ type: 'call.incoming' }))).toBe(1);
		}
	});

	it('without a request ID is told by nothing', async () => {
		const trigger = triggerOf();
		expect([await starts(trigger, {}), await starts(trigger, {})]).toEqual([1, 1]);
		expect(trigger.stored).toEqual({});
	});

	it('to a second address of the node, with a request ID of its own, starts nothing', async () => {
		for (const stored of [{ address: OLD }, { address: OWN, former: [{ address: OLD, ids: ['1'] }] }]) {
			const trigger = triggerOf();
			Object.assign(trigger.stored, stored);
			const posted = { data: { id: 3, n: 1 } };
			expect(await starts(trigger, once({ ...posted, signedFor: OLD }))).toBe(1);
			expect(await starts(trigger, once(posted))).toBe(0);
			expect(await starts(trigger, once({ data: { id: 3, n: 2 } }))).toBe(1);
			expect(await starts(trigger, once({ ...posted, type: 'call.missed' }))).toBe(1);
		}
		const settled = triggerOf();
		settled.stored.address = OWN;
		expect([await starts(settled, once()), await starts(settled, once())]).toEqual([1, 1]);
	});

	it('in a test is told apart from the published workflow, and noted nowhere', async () => {
		const trigger = triggerOf();
		const posted = once({ signedFor: OWN_TEST, originalUrl: '/webhook-test/hook/webhook' });
		const test = async () => await trigger.receive(posted, 'manual');
		const first = await test();
		first.answered(200);
		expect([first.items.length, (await test()).items.length]).toEqual([1, 0]);
		expect(trigger.stored).toEqual({});
		// A repeat for the published workflow is its first delivery.
		expect(await starts(trigger, { ...posted, signedFor: OWN })).toBe(1);
		const other = await triggerOf().receive(posted, 'manual');
		expect(other.items).toHaveLength(1);
	});

	it('is told apart by node and by workflow', async () => {
		const posted = once();
		for (const place of [
			{ workflow: 'w', id: 'n' },
			{ workflow: 'w', id: 'm' },
			{ workflow: 'v', id: 'n' },
		])
			expect(await starts(triggerOf({}, undefined, place), posted)).toBe(1);
		expect(await starts(triggerOf({}, undefined, { workflow: 'w', id: 'n' }), posted)).toBe(0);
	});
});

describe('with Catch Up', () => {
	it('a run that starts is noted as seen; one that does not is not, and without it none is', async () => {
		const trigger = triggerOf({ catchUp: true });
		trigger.stored.seen = 1;
		await trigger.receive(once({ data: { id: 9 }, type: 'call.updated' }));
		await trigger.receive({ headers: {} });
		expect(trigger.stored.seen).toBe(1);
		const at = Date.now();
		await starts(trigger, once({ data: { id: 10 } }));
		expect(trigger.stored.seen).toBe(at);
		const off = triggerOf();
		await starts(off, once());
		expect(off.stored).not.toHaveProperty('seen');
		const failing = triggerOf({ catchUp: true, verifyByFetching: true });
		await starts(failing, once());
		expect(failing.stored).not.toHaveProperty('seen');
	});
});

describe('Verify by Fetching', () => {
	const options = { verifyByFetching: true };

	it("gives JustCall's object, marked, and asks once", async () => {
		const trigger = triggerOf({ ...options, details: true, recording: false }, () =>
			data({ id: 1, name: 'true' }),
		);
		const { items, status } = await trigger.receive(once({ data: { id: 1, name: 'forged' } }));
		expect(items[0]?.json).toMatchObject({ id: 1, name: 'true', verified: true });
		expect([status, trigger.lines()]).toEqual([undefined, ['GET /v2.1/calls/1']]);
	});

	it('filters the object again', async () => {
		const trigger = triggerOf(options, () => data({ id: 1, agent_id: 8 }), {}, { filters: { agentId: '7' } });
		expect(await trigger.receive(once({ data: { id: 1, agent_id: 7 } }))).toMatchObject(NONE);
	});

	it('asks JustCall to come again, and starts without the content on the fourth attempt', async () => {
		const trigger = triggerOf(options, () => refused(404));
		const posted = once({ data: { id: 1, call_sid: 'CA1', name: 'forged' } });
		for (let attempt = 1; attempt <= 3; attempt++) expect(await trigger.receive(posted)).toMatchObject(LATER);
		const { items } = await trigger.receive(posted);
		expect(items[0]?.json).toEqual({
			event_type: 'call.completed',
			request_id: posted.requestId,
			id: 1,
			call_sid: 'CA1',
			verified: false,
			verify_error: expect.stringMatching(
				/^The object of the event was not found\. .*\(HTTP 404\)$/,
			) as string,
		});
	});

	it.each([
		[119_999, 0],
		[120_000, 1],
	])('starts without it %d ms after the first attempt: %d', async (ms, count) => {
		const trigger = triggerOf(options, () => refused(404));
		const posted = once();
		const began = Date.now();
		await trigger.receive(posted);
		jest.setSystemTime(began + ms);
		expect(await starts(trigger, posted)).toBe(count);
	});

	it('starts at once where there is no ID: no later attempt would find it', async () => {
		const trigger = triggerOf(options);
		const { items } = await trigger.receive(once({ type: 'sms.received', data: { body: 'x' } }));
		expect(items[0]?.json).toMatchObject({ verified: false });
		expect(trigger.sent).toEqual([]);
	});

	it('of what is not signed either never starts in doubt', async () => {
		const open = { ...options, verifySignature: false };
		const trigger = triggerOf(open, () => refused(404));
		const posted = once({ headers: {} });
		for (let attempt = 1; attempt <= 6; attempt++) expect(await trigger.receive(posted)).toMatchObject(LATER);
		const noId = once({ headers: {}, type: 'sms.received', data: { body: 'x' } });
		expect(await trigger.receive(noId)).toMatchObject(rejected(401, 'JustCall knows of no such object'));
		const found = triggerOf(open, () => data({ id: 1 }));
		expect(await starts(found, once({ headers: {} }))).toBe(1);
	});
});

describe('Add Details and Download Recording', () => {
	const recorded = { id: 1, call_info: { recording: 'https://x' } };

	it('answer JustCall at once, and start the workflow afterwards', async () => {
		const order: string[] = [];
		const trigger: ScriptedTrigger = triggerOf({ details: true }, () => {
			order.push(trigger.isAnswered() ? 'after the answer' : 'before the answer');
			return data({ id: 1, queue: 'x' });
		});
		const posted = once({ data: { id: 1, note: 'n' } });
		const { status, text, toN8n, items } = await trigger.receive(posted);
		expect([status, text, toN8n.noWebhookResponse, toN8n.webhookResponse]).toEqual([
			200,
			'OK',
			true,
			undefined,
		]);
		expect(items[0]?.json).toMatchObject({ id: 1, note: 'n', queue: 'x' });
		expect(items[0]?.json).not.toHaveProperty('verified');
		expect(order).toEqual(['after the answer']);
		expect(await starts(trigger, posted)).toBe(0);
	});

	it('say in the item why something is missing', async () => {
		const trigger = triggerOf({ details: true, recording: true, recordingWait: 0 }, () =>
			refused(403, 'Not you'),
		);
		const { items } = await trigger.receive(once({ data: recorded }));
		expect(items[0]?.json).toMatchObject({
			id: 1,
			details_error: expect.stringMatching(/"Not you"/) as string,
			recording_error: expect.stringMatching(/"Not you"/) as string,
		});
		expect(items[0]).not.toHaveProperty('binary');
	});

	it('put the file into the field of the panel', async () => {
		const trigger = triggerOf({ recording: true, binaryPropertyName: 'sound' }, sound);
		const { items, status } = await trigger.receive(once({ data: recorded }));
		expect(items[0]?.binary).toEqual({
			sound: expect.objectContaining({ mimeType: 'audio/mpeg', fileName: 'call-1.mp3' }) as unknown,
		});
		expect(items[0]?.json).toMatchObject(recorded);
		expect([status, trigger.lines()]).toEqual([200, ['GET /v2.1/calls/1/recording/download']]);
	});

	it('take a file whose bytes and answer say no type for one of the usual type', async () => {
		const body = () =>
			Readable.from([Buffer.from([0x91, 0x02, 0xfe, 0x83, 0x00, 0x99, 0xaa, 0x00, 0x01, 0x80])]);
		const trigger = triggerOf({ recording: true }, () => ({ body: body() }));
		const { items } = await trigger.receive(once({ data: recorded }));
		expect(items[0]?.binary?.data).toMatchObject({ mimeType: 'audio/mpeg', fileName: 'call-1.mp3' });
	});

	it.each<[string, string, IDataObject, number]>([
		['a call', 'call.completed', recorded, 1],
		['an AI report of a call', 'jc.call_ai_generated', recorded, 1],
		['a call of the Sales Dialer', 'sd.call_completed', { call_id: 1, ...recorded }, 0],
		['a text', 'sms.received', recorded, 0],
		['a call without one', 'call.completed', { id: 1, call_info: { recording: '' } }, 0],
		['a call without facts', 'call.completed', { id: 1, call_info: null }, 0],
		['a call with text for facts', 'call.completed', { id: 1, call_info: 'recording' }, 0],
		['a call with nothing', 'call.completed', { id: 1 }, 0],
	])('ask for the recording of %s (%s)', async (_name, type, content, count) => {
		const trigger = triggerOf({ recording: true }, sound, {}, { events: [type] });
		const { items } = await trigger.receive(once({ type, data: content }));
		expect(trigger.sent).toHaveLength(count);
		expect(Object.keys(items[0]?.binary ?? {})).toHaveLength(count);
		expect(items[0]?.json).not.toHaveProperty('recording_error');
	});

	it('find the recording in the details, also when the panel simplifies', async () => {
		const trigger = triggerOf(
			{ details: true, recording: true },
			({ path }) => (path.endsWith('download') ? sound() : data({ ...recorded })),
			{ typeVersion: 3 },
		);
		const { items } = await trigger.receive(once({ data: { id: 1 } }));
		expect(items[0]?.binary).toHaveProperty('data');
		expect(items[0]?.json).not.toHaveProperty('call_info');
	});

	it('look the call up for its recording when the event has no ID', async () => {
		const trigger = triggerOf({ recording: true }, ({ path }) =>
			path.endsWith('download') ? sound() : data([{ id: 77, call_sid: 'CA1' }]),
		);
		const { items } = await trigger.receive(
			once({ data: { call_sid: 'CA1', call_info: { recording: 'x' } } }),
		);
		expect(trigger.lines()).toEqual(['GET /v2.1/calls', 'GET /v2.1/calls/77/recording/download']);
		expect(items[0]?.binary?.data).toMatchObject({ fileName: 'call-77.mp3' });
	});

	it('say so where the call that is found has no ID either', async () => {
		const trigger = triggerOf({ recording: true, recordingWait: 0 }, () => data([{ call_sid: 'CA1' }]));
		const { items } = await trigger.receive(
			once({ data: { call_sid: 'CA1', call_info: { recording: 'x' } } }),
		);
		expect(items[0]?.json.recording_error).toMatch(/^'id' is empty\./);
		expect(trigger.sent).toHaveLength(1);
	});

	it.each([
		// At 0, 5, 10 seconds and so on, as long as the wait lasts.
		[0, 1],
		[4, 1],
		[5, 2],
		[9, 2],
		[60, 13],
	])('wait %d seconds for a recording: %d attempts', async (recordingWait, attempts) => {
		const trigger = triggerOf({ recording: true, recordingWait }, () => refused(404));
		const { items } = await trigger.receive(once({ data: recorded }));
		expect(trigger.sent).toHaveLength(attempts);
		expect(items[0]?.json.recording_error).toMatch(/^The recording was not found\./);
	});

	it('take a recording that appears meanwhile', async () => {
		const trigger = triggerOf({ recording: true }, (_, place) => (place < 3 ? refused(404) : sound()));
		const { items } = await trigger.receive(once({ data: recorded }));
		expect(items[0]?.binary).toHaveProperty('data');
		expect(items[0]?.json).not.toHaveProperty('recording_error');
	});
});

describe('an address that has changed', () => {
	it('is told of in the item that starts, and again when n8n could not start it', async () => {
		const trigger = triggerOf();
		trigger.stored.moved = { from: OLD, to: OWN };
		const notices = async (answer: number) => {
			const { items, answered } = await trigger.receive(once());
			answered(answer);
			return items[0]?.json.address_notice;
		};
		expect([await notices(500), await notices(200), await notices(200)]).toEqual([
			expect.stringMatching(/went from/),
			expect.stringMatching(/went from/),
			undefined,
		]);
		// A request at the same time has read what n8n had stored before.
		trigger.stored.moved = { from: OLD, to: OWN };
		expect(await notices(200)).toBeUndefined();
	});

	it('counts as the one that JustCall has signed for', async () => {
		const trigger = triggerOf();
		Object.assign(trigger.stored, { address: OWN, former: [{ address: OLD, ids: ['1'] }] });
		const { items } = await trigger.receive(once({ signedFor: OLD }));
		expect(items[0]?.json.address_notice).toContain(`still sends the events of this node to ${OLD}`);
	});

	it('is not used up by an item that does not start', async () => {
		const trigger = triggerOf({ verifyByFetching: true }, () => refused(404));
		trigger.stored.moved = { from: OLD, to: OWN };
		const posted = once();
		for (let attempt = 1; attempt <= 3; attempt++) await trigger.receive(posted);
		expect(trigger.stored).toHaveProperty('moved');
		expect((await trigger.receive(posted)).items[0]?.json.address_notice).toMatch(/went from/);
	});
});

describe('Simplify', () => {
	it.each<[number, unknown, boolean]>([
		[1, true, false],
		[2, undefined, true],
		[2, false, false],
		[3, true, true],
	])('in version %d, set to %j: %p', async (typeVersion, simplify, isSimple) => {
		const trigger = triggerOf({}, undefined, { typeVersion }, { simplify: simplify as never });
		const { items } = await trigger.receive(once({ data: { id: 1, call_info: { type: 'Answered' } } }));
		expect('call_info' in (items[0]?.json ?? {})).toBe(!isSimple);
	});
});
