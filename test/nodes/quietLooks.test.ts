import { useSkippingClock } from '../harness/clock';
import { useSandbox } from '../harness/sandboxed';
import type { Poller } from '../../tools/engine/inProcess';
import type { CallRow } from '../../sandbox/seed/calls';
import { addCall } from '../../sandbox/state';
import { membersOf } from '../harness/thorough';

const env = useSandbox({ calls: 0 });
const clock = useSkippingClock();
const HOUR = 3600;
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);

beforeEach(() => clock.forget());

/** 1,000 calls, oldest first; the newest is as old as an eighth of Look Back. */
function fill(lookBack: number): void {
	for (let place = 1000; place > 0; place--)
		addCall(state(), { at: now() - Math.floor((lookBack * HOUR) / 8 + place * lookBack * 2.8) });
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

/** Polls once a minute: the ids told, and the most requests of a poll. */
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

describe.each(membersOf([6, 24]))('with a Look Back of %i hours', (lookBack) => {
	/** Minutes in which the window is read whole twice, and some more. */
	const twice = (2 * 60 * lookBack) / 24 + 5;

	async function watching(): Promise<Poller> {
		fill(lookBack);
		const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall', options: { lookBack } });
		expect(await poller.look()).toEqual([]);
		return poller;
	}

	it('a window of ten pages costs two requests a poll, and shows what its count hides', async () => {
		const poller = await watching();
		const made = [swapIn().id];
		const first = await minutes(poller, twice);
		made.push(swapIn().id);
		const second = await minutes(poller, twice);
		expect([first.told, second.told]).toEqual([[made[0]], [made[1]]]);
		expect(Math.max(first.most, second.most)).toBe(2);
	});

	it('a hidden call that goes on is told when it is over', async () => {
		const poller = await watching();
		const call = swapIn({ running: true, at: now() - (lookBack * HOUR) / 6 });
		expect((await minutes(poller, twice)).told).toEqual([]);
		call.running = false;
		expect((await minutes(poller, twice)).told).toEqual([call.id]);
	});

	it('each new call is told once while the window moves on and is read whole', async () => {
		const poller = await watching();
		const made: number[] = [];
		const told: unknown[] = [];
		for (let minute = 0; minute < 6 * lookBack; minute++) {
			if (minute % 4 === 0) made.push(addCall(state(), { at: now() - (minute % 3) * 600 }).id);
			if (minute % 20 === 19) poller.restart();
			told.push(...(await minutes(poller, 1)).told);
		}
		expect(told).toHaveLength(made.length);
		expect(new Set(told)).toEqual(new Set(made));
	});
});
