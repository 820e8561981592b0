import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { join } from 'node:path';

import type * as CatchUp from '../../nodes/JustCallTrigger/events/catchUp';
import type * as Repeats from '../../nodes/JustCallTrigger/events/deduplication';
import { useSkippingClock } from '../harness/clock';
import type { Hook, Started } from '../../tools/engine/inProcess';
import { posted } from '../harness/posted';
import { useSandbox } from '../harness/sandboxed';
import { showCall } from '../../sandbox/callView';
import { addText, addWhatsApp } from '../../sandbox/handlers/messageState';
import { addCall } from '../../sandbox/state';

// The seeded data is older than all of this.
const env = useSandbox({ calls: 300, probe: 'off', now: new Date(Date.now() - 3 * 86_400_000) });
const clock = useSkippingClock();

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

beforeEach(() => clock.forget());

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
	env.sandbox.fault({ kind: 'delay', delayMs: 300, match: { operationId: 'listCalls' } });
	const dying = await one.start(0);
	expect(await live(one, completed(now() - 60).id)).toBe(1);
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
