import type { IDataObject, INodeParameters, ITriggerFunctions } from 'n8n-workflow';
import { join } from 'node:path';

import type * as CatchUp from '../../nodes/JustCallTrigger/events/catchUp';
import type * as Repeats from '../../nodes/JustCallTrigger/events/deduplication';
import type { Hook, Started } from '../../tools/engine/inProcess';
import { gate } from '../harness/gate';
import { posted } from '../harness/posted';
import { useSandbox } from '../harness/sandboxed';
import { showCall } from '../../sandbox/callView';
import { addText, addWhatsApp } from '../../sandbox/handlers/messageState';
import { addCall } from '../../sandbox/state';

// The seeded data is older than all of this.
const env = useSandbox({ calls: 300, probe: 'off', now: new Date(Date.now() - 3 * 86_400_000) });

const built = <Module extends object>(name: string) =>
	jest.requireActual<Module>(join(__dirname, `../../dist/nodes/JustCallTrigger/events/${name}.js`));
const { catchingUp } = built<typeof CatchUp>('catchUp');
const { processMemory } = built<typeof Repeats>('deduplication');

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);
const state = () => env.sandbox.state;
const EVENTS = [
	'call.completed',
	'call.missed',
	'call.voicemail',
	'sms.received',
	'sms.sent',
	'whatsapp.message_received',
];
let nodes = 0;

const hook = (options: INodeParameters = {}, more: INodeParameters = {}) =>
	env.n8n.hook(
		'justCallTrigger',
		{ events: EVENTS, options: { catchUp: true, ...options }, ...more },
		{ node: `n${++nodes}` },
	);

/** Runs work while all clocks show a time this many hours from now. */
async function hoursFromNow<Result>(hours: number, work: () => Promise<Result>): Promise<Result> {
	const real = Date.now;
	try {
		Date.now = () => real() + hours * HOUR * 1000;
		return await work();
	} finally {
		Date.now = real;
	}
}

/** Starts n8n, and waits until the runs that it starts by itself have ended. */
async function start(one: Hook, crashAfter?: number): Promise<Started> {
	const started = await one.start(crashAfter);
	await Promise.all(catchingUp.values());
	return started;
}

/** Restarts n8n, so that the process has only stored data. */
async function restart(one: Hook, crashAfter?: number): Promise<Started> {
	processMemory.clear();
	return await start(one, crashAfter);
}

const idsOf = ({ executions }: Started) => executions.map(([item]) => item?.json.id);
const live = async (one: Hook, id: number, type = 'call.completed') => {
	const call = state().calls.find((row) => row.id === id)!;
	const received = await one.deliver(posted(type, showCall(state(), call) as IDataObject));
	if (received.status === undefined) received.answer(200);
	return received.items.length;
};
const completed = (at: number) =>
	addCall(state(), { at, outcome: 'ANSWERED', ring: 0, talk: 60, queueWait: 0, running: false });

describe.each([
	['twenty minutes', 1 / 3],
	['a day', 23.5],
])('n8n was away for %s, and 200 things happened', (_name, hours) => {
	/** Plays events; returns them in order as pairs of event and id. */
	function happen(): Array<[string, number]> {
		const from = now() - hours * HOUR + 60;
		const step = (hours * HOUR - 400) / 200;
		return Array.from({ length: 200 }, (_, place): [string, number] => {
			const at = Math.floor(from + place * step);
			const call = { at, ring: 0, queueWait: 0, running: false };
			switch (place % 5) {
				case 0:
					return [
						'call.completed',
						addCall(state(), { ...call, outcome: 'ANSWERED', talk: 0, direction: 'Incoming' }).id,
					];
				case 1:
					return [
						'call.missed',
						addCall(state(), { ...call, outcome: 'MISSED', talk: 0, direction: 'Incoming' }).id,
					];
				case 2:
					return ['sms.received', addText(state(), { at }).id];
				case 3:
					return ['sms.sent', addText(state(), { at, direction: 'Outgoing' }).id];
				default:
					return ['whatsapp.message_received', addWhatsApp(state(), { at }).id];
			}
		});
	}

	it('each starts the workflow once, in order, marked; and never again', async () => {
		const one = hook();
		expect((await hoursFromNow(-hours, async () => await start(one))).executions).toEqual([]);
		const happened = happen();
		const started = await restart(one);
		expect(started.executions.map(([item]) => [item?.json.event_type, item?.json.id])).toEqual(happened);
		for (const [item] of started.executions) expect(item?.json.caught_up).toBe(true);
		expect((await restart(one)).executions).toEqual([]);
		await live(one, completed(now() - 90).id);
		expect((await restart(one)).executions).toEqual([]);
		expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
	});

	it('n8n dies in the middle of it: the rest comes at the next start', async () => {
		const one = hook();
		await hoursFromNow(-hours, async () => await start(one));
		const happened = happen();
		const first = await restart(one, 77);
		expect(first.executions).toHaveLength(77);
		const second = await restart(one);
		expect([...idsOf(first), ...idsOf(second)]).toEqual(happened.map(([, id]) => id));
	});

	it('with Catch Up off nothing starts', async () => {
		const one = hook({ catchUp: false });
		await hoursFromNow(-hours, async () => await start(one));
		happen();
		expect((await restart(one)).executions).toEqual([]);
	});
});

it('more than n8n stores the keys of start once, and not again at the next start', async () => {
	const one = hook();
	await hoursFromNow(-20, async () => await start(one));
	const made = Array.from({ length: 900 }, (_, place) => completed(now() - 19 * HOUR + place * 60).id);
	expect(idsOf(await restart(one))).toEqual(made);
	expect((await restart(one)).executions).toEqual([]);
	expect((one.stored().done as string[]).length).toBeLessThanOrEqual(600);
});

it('the past of the first publishing is nothing missed, nor that of a time with Catch Up off', async () => {
	const one = hook();
	completed(now() - 600);
	expect((await start(one)).executions).toEqual([]);
	one.change({}, { events: EVENTS, options: { catchUp: false } });
	await start(one);
	completed(now() - 60);
	one.change({}, { events: EVENTS, options: { catchUp: true } });
	expect((await restart(one)).executions).toEqual([]);
});

it('what came as an event is not started again, and what was caught up is not when its event comes late', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	const before = completed(now() - 2 * HOUR + 30);
	expect(await hoursFromNow(-1.9, async () => await live(one, before.id))).toBe(1);
	const meanwhile = completed(now() - HOUR);
	const started = await restart(one);
	expect(idsOf(started)).toEqual([meanwhile.id]);
	expect(await live(one, meanwhile.id)).toBe(0);
	processMemory.clear();
	expect(await live(one, meanwhile.id)).toBe(0);
	// Another event of the same call is another event.
	const other = env.n8n.hook('justCallTrigger', { events: ['call.updated'], options: { catchUp: true } });
	expect(await live(other, meanwhile.id, 'call.updated')).toBe(1);
});

it('events that come while the node still catches up do not make it forget the rest', async () => {
	const one = hook();
	await hoursFromNow(-3, async () => await start(one));
	const missed = [completed(now() - 2 * HOUR), completed(now() - HOUR)];
	processMemory.clear();
	const read = gate();
	env.sandbox.fault({ kind: 'delay', until: read.opened, match: { operationId: 'listCalls' } });
	const dying = await one.start(0);
	expect(await live(one, completed(now() - 60).id)).toBe(1);
	read.open();
	await dying.stop();
	await Promise.all(catchingUp.values());
	expect(dying.executions).toEqual([]);
	expect(idsOf(await restart(one))).toEqual(missed.map(({ id }) => id));
});

it('a long call that began before and ended meanwhile is caught up', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	const { id } = addCall(state(), {
		at: now() - 3 * HOUR,
		outcome: 'ANSWERED',
		ring: 0,
		queueWait: 0,
		talk: 2 * HOUR,
	});
	expect(idsOf(await restart(one))).toEqual([id]);
});

it('reaches back as far as the panel says', async () => {
	const one = hook({ catchUpHours: 5 });
	await hoursFromNow(-48, async () => await start(one));
	completed(now() - 7 * HOUR);
	const { id } = completed(now() - 4 * HOUR);
	expect(idsOf(await restart(one))).toEqual([id]);
});

it('goes through filters, Simplify, details and recordings as events do', async () => {
	const filters = { direction: 'incoming' };
	const one = env.n8n.hook(
		'justCallTrigger',
		{ events: EVENTS, filters, options: { catchUp: true, details: true, recording: true, recordingWait: 0 } },
		{ node: 'full', typeVersion: 2 },
	);
	await hoursFromNow(-2, async () => await start(one));
	addCall(state(), { at: now() - HOUR, direction: 'Outgoing', outcome: 'ANSWERED' });
	const { id } = addCall(state(), {
		at: now() - HOUR,
		direction: 'Incoming',
		outcome: 'ANSWERED',
		talk: 30,
		recorded: true,
	});
	const { executions } = await restart(one);
	expect(executions).toHaveLength(1);
	expect(executions[0]?.[0]?.json).toMatchObject({
		id,
		type: 'Answered',
		caught_up: true,
		event_type: 'call.completed',
	});
	expect(executions[0]?.[0]?.json).toHaveProperty('queue');
	expect(executions[0]?.[0]?.binary?.data?.mimeType).toBe('audio/mpeg');
});

it('another account has another past', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	completed(now() - HOUR);
	one.store({ ...one.stored(), account: 'another' });
	expect((await restart(one)).executions).toEqual([]);
});

it('waits while JustCall is down, and says it where that does not pass', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	const { id } = completed(now() - HOUR);
	env.sandbox.fault({ kind: 'status', status: 503, times: 12, match: { operationId: 'listCalls' } });
	const started = await restart(one);
	expect([idsOf(started), started.failures]).toEqual([[id], []]);
	completed(now() - 300);
	env.sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'listCalls' } });
	const failed = await restart(one);
	expect(failed.executions).toEqual([]);
	expect(failed.failures.map(({ message }) => message)).toEqual(['JustCall denied this request']);
});

it('a test event runs through the node once', async () => {
	const { items } = await env.n8n.run(
		'justCallTrigger',
		{ events: EVENTS },
		{ items: [{ json: { id: 1 } }] },
	);
	expect(items.map(({ json }) => json)).toEqual([{ id: 1 }]);
});

describe('what each list shows', () => {
	/** Catches up one call of the sandbox's with these fields, for these events; gives the events that it stands for. */
	const caughtUp = async (fields: IDataObject, events: string[]) => {
		const one = env.n8n.hook(
			'justCallTrigger',
			{ events, options: { catchUp: true } },
			{ node: `shows-${++nodes}` },
		);
		await hoursFromNow(-2, async () => await start(one));
		const at = new Date((now() - HOUR) * 1000).toISOString();
		const record = { call_date: at.slice(0, 10), call_time: at.slice(11, 19), ...fields };
		const body = { status: 'success', count: 1, total_count: 1, data: [record] };
		env.sandbox.fault({
			kind: 'malformed',
			body,
			match: { operationId: fields.call_id ? 'listSalesDialerCalls' : 'listCalls' },
		});
		const { executions, failures } = await restart(one);
		env.sandbox.clearFaults();
		expect(failures).toEqual([]);
		return executions.map(([item]) => item?.json.event_type);
	};
	const CALL_EVENTS = ['call.completed', 'call.missed', 'call.voicemail'];

	it.each([
		['Answered', ['call.completed']],
		['answered', ['call.completed']],
		['Missed', ['call.missed']],
		['missed', ['call.missed']],
		['Voicemail', ['call.voicemail']],
		['Abandoned before ringing', []],
		['In Progress', []],
		['in_progress', []],
		['IN-PROGRESS', []],
		['Unanswered', ['call.completed']],
	])('a call that is %j: %j', async (type, events) => {
		expect(await caughtUp({ id: 5_000_000 + nodes, call_info: { type } }, CALL_EVENTS)).toEqual(events);
	});

	it.each([
		['Outgoing answered call', ['sd.call_completed']],
		['In Progress', []],
	])('a call of the Sales Dialer that is %j: %j', async (type, events) => {
		const fields = { call_id: 5_000_000 + nodes, call_info: { type } };
		expect(await caughtUp(fields, ['sd.call_completed'])).toEqual(events);
	});

	it('messages in both directions', async () => {
		const events = ['sms.sent_received', 'sms.sent', 'whatsapp.message_sent', 'whatsapp.message_received'];
		const one = env.n8n.hook(
			'justCallTrigger',
			{ events, options: { catchUp: true } },
			{ node: `both-${++nodes}` },
		);
		await hoursFromNow(-2, async () => await start(one));
		const at = now() - HOUR;
		addText(state(), { at });
		addText(state(), { at: at + 60, direction: 'Outgoing' });
		addWhatsApp(state(), { at: at + 120, direction: 'Outgoing' });
		const { executions } = await restart(one);
		expect(executions.map(([item]) => item?.json.event_type)).toEqual([
			'sms.sent_received',
			'sms.sent_received',
			'sms.sent',
			'whatsapp.message_sent',
		]);
	});
});

it('an event that JustCall delivers late, by its retries, is caught up: older than the last one seen', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	const late = completed(now() - 2 * HOUR - 10 * 60);
	completed(now() - 2 * HOUR - 20 * 60);
	expect(idsOf(await restart(one))).toEqual([late.id]);
});

it('nothing that ends after the start is caught up: its event comes', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	const { id } = completed(now() - HOUR);
	addCall(state(), { at: now() - 30, outcome: 'ANSWERED', ring: 0, queueWait: 0, talk: HOUR });
	expect(idsOf(await restart(one))).toEqual([id]);
});

it('the clock of the account, the workflow and the credential hold as for events', async () => {
	const one = hook({ verifyByFetching: true });
	await hoursFromNow(-2, async () => await start(one));
	const { at } = completed(now() - HOUR);
	const { executions } = await restart(one);
	const { timestamp_utc, timestamp_account, verified } = executions[0]![0]!.json;
	expect(timestamp_utc).toBe(new Date(at * 1000).toISOString().replace('.000Z', 'Z'));
	expect([timestamp_account, verified]).toEqual([expect.stringMatching(/-0[45]:00$/), true]);
});

it('a filter of a number is read by the country of the credential', async () => {
	const [one, other] = state().calls;
	const numberOf = (call: typeof one) => String(showCall(state(), call!).contact_number);
	expect([numberOf(one), numberOf(one) === numberOf(other)]).toEqual([
		expect.stringMatching(/^1\d{10}$/),
		false,
	]);
	const hooked = env.n8n.hook(
		'justCallTrigger',
		{ events: EVENTS, filters: { number: numberOf(one).slice(1) }, options: { catchUp: true } },
		{ node: 'national', credential: { id: 'national', data: { defaultCountry: 'US' } } },
	);
	await hoursFromNow(-2, async () => await start(hooked));
	const made = [one, other].map((call, minute) =>
		addCall(state(), {
			...call!,
			id: 6_000_000 + minute,
			at: now() - HOUR + minute * 60,
			outcome: 'ANSWERED',
		}),
	);
	const { executions, failures } = await restart(hooked);
	expect([executions.map(([item]) => item?.json.id), failures]).toEqual([[made[0]!.id], []]);
});

it('the time up to which events have arrived moves with events that start, and only with Catch Up', async () => {
	const off = hook({ catchUp: false });
	await start(off);
	await live(off, completed(now() - 60).id);
	expect(off.stored()).not.toHaveProperty('seen');
	const one = hook({ verifyByFetching: true });
	await hoursFromNow(-2, async () => await start(one));
	const before = one.stored().seen;
	const refused = posted('call.completed', { id: 1, call_sid: 'CA1' });
	expect((await one.deliver(refused)).status).toBe(503);
	expect(one.stored().seen).toBe(before);
	await live(one, completed(now() - 60).id);
	expect(one.stored().seen).toBeGreaterThan(before as number);
});

it('two nodes catch up each for itself, and one that has been unpublished starts nothing more', async () => {
	const [one, other] = [hook(), hook()];
	for (const each of [one, other]) await hoursFromNow(-2, async () => await start(each));
	const { id } = completed(now() - HOUR);
	processMemory.clear();
	const read = gate();
	env.sandbox.fault({ kind: 'delay', until: read.opened, match: { operationId: 'listCalls' }, times: 2 });
	const [running, stopped] = [await one.start(), await other.start()];
	await stopped.stop();
	read.open();
	await Promise.all(catchingUp.values());
	expect([idsOf(running), idsOf(stopped)]).toEqual([[id], []]);
	expect(catchingUp.size).toBe(0);
	expect(idsOf(await restart(other))).toEqual([id]);
});

it('the editor’s test catches up with nothing', async () => {
	const one = hook();
	await hoursFromNow(-2, async () => await start(one));
	completed(now() - HOUR);
	const { trigger } = env.n8n.node('justCallTrigger');
	const stored = one.stored();
	const emit = jest.fn();
	await trigger!.call({
		getMode: () => 'manual',
		getWorkflowStaticData: () => stored,
		emit,
	} as unknown as ITriggerFunctions);
	expect(stored).toEqual(one.stored());
	expect(catchingUp.size).toBe(0);
	expect(emit).not.toHaveBeenCalled();
});
