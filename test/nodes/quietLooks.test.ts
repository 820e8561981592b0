import { useSkippingClock } from '../harness/clock';
import { useSandbox } from '../harness/sandboxed';
import type { Poller } from '../../tools/engine/inProcess';
import type { CallRow } from '../../sandbox/seed/calls';
import { addCall } from '../../sandbox/state';

const env = useSandbox({ calls: 0 });
const clock = useSkippingClock();
const HOUR = 3600;
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);

beforeEach(() => clock.forget());

/** 1,500 calls of a day, oldest first. */
function fill(): void {
	for (let place = 1500; place > 0; place--) addCall(state(), { at: now() - 3 * HOUR - place * 45 });
}

/** A call that comes far behind others in the moment in which another one goes, so that no count shows it. */
function swapIn(more: Partial<CallRow> = {}): CallRow {
	const { calls } = state();
	const place = calls.length - 700;
	const [gone] = calls.splice(place, 1);
	const late = { ...gone!, id: gone!.id + 1, ...more };
	calls.splice(place, 0, late);
	return late;
}

/** Looks once a minute; gives the ids told, each with the minute. */
async function minutes(poller: Poller, count: number): Promise<{ told: unknown[]; most: number }> {
	const told: unknown[] = [];
	let most = 0;
	for (let minute = 0; minute < count; minute++) {
		clock.skip(60_000);
		env.sandbox.clearRequests();
		told.push(...(await poller.look()).map(({ json }) => json.id));
		most = Math.max(most, env.sandbox.requests().length);
	}
	return { told, most };
}

async function watching(): Promise<Poller> {
	fill();
	const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall' });
	expect(await poller.look()).toEqual([]);
	return poller;
}

it('a window of 15 pages costs two requests a look, and shows what its count hides', async () => {
	const poller = await watching();
	const made = [swapIn().id];
	const first = await minutes(poller, 125);
	made.push(swapIn().id);
	const second = await minutes(poller, 125);
	expect([first.told, second.told]).toEqual([[made[0]], [made[1]]]);
	expect(Math.max(first.most, second.most)).toBe(2);
});

it('a hidden call that goes on is told when it is over', async () => {
	const poller = await watching();
	const call = swapIn({ running: true, at: now() - 4 * HOUR });
	expect((await minutes(poller, 125)).told).toEqual([]);
	call.running = false;
	expect((await minutes(poller, 125)).told).toEqual([call.id]);
});

it('each new call is told once while the window moves on and is read whole', async () => {
	const poller = await watching();
	const made: number[] = [];
	const told: unknown[] = [];
	for (let minute = 0; minute < 150; minute++) {
		if (minute % 4 === 0) made.push(addCall(state(), { at: now() - (minute % 3) * 600 }).id);
		if (minute % 40 === 39) poller.restart();
		told.push(...(await minutes(poller, 1)).told);
	}
	expect(told).toHaveLength(made.length);
	expect(new Set(told)).toEqual(new Set(made));
});
