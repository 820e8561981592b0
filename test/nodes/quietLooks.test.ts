import { useSandbox } from '../harness/sandboxed';
import type { Poller } from '../../tools/engine/inProcess';
import type { CallRow } from '../../sandbox/seed/calls';
import { FEEDS } from '../../nodes/JustCallPollingTrigger/feeds/feeds';
import { addText, addWhatsApp } from '../../sandbox/handlers/messageState';
import { addCall } from '../../sandbox/state';
import { membersOf, sizeOf } from '../harness/thorough';

const env = useSandbox({ calls: 0 });
const HOUR = 3600;
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);

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
		env.clock.skip(60_000);
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

it('a reading that n8n was stopped in the midst of tells nothing twice, days later', async () => {
	fill(6);
	const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall', options: { lookBack: 6 } });
	await poller.look();
	// A reading is under way.
	await minutes(poller, 18);
	env.clock.skip(40 * HOUR * 1000);
	expect((await minutes(poller, 40)).told).toEqual([]);
});

it('a call that takes the place of another one is told also when all others have left the window meanwhile', async () => {
	// All of them are nearly an hour old, and read whole in ten minutes, ten times as long as the window takes to move.
	for (let place = 1000; place > 0; place--) addCall(state(), { at: now() - 3480 - Math.floor(place / 20) });
	const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newCall', options: { lookBack: 1 } });
	expect(await poller.look()).toEqual([]);
	const reads = async () => {
		expect((await minutes(poller, 1)).told).toEqual([]);
		return env.sandbox.requests().filter(({ query }) => query.to_datetime !== undefined);
	};
	while ((await reads()).length === 0);
	const { id } = swapIn({ at: now() - 3590 });
	// The first pages were read before.
	expect((await minutes(poller, 40)).told).toEqual([id]);
});

describe.each(FEEDS.map(({ name, value }) => [name, value] as const))(
	'%s at 5,000 records a day',
	(_, event) => {
		it.each([
			['until now', 60],
			['until three hours ago', 3 * HOUR],
		])('%s: a poll in which nothing happens is at most two requests', async (_name, youngest) => {
			const { salesDialer } = state();
			// The window moves each hour, ten minutes from here.
			env.clock.skip(HOUR * 1000 - (Date.now() % (HOUR * 1000)) + 50 * 60_000);
			for (let place = 5000; place > 0; place--) {
				const at = now() - youngest - Math.floor((place * (24 * HOUR - youngest)) / 5000);
				if (event === 'newSms') addText(state(), { at });
				else if (event === 'newWhatsAppMessage') addWhatsApp(state(), { at });
				else if (event === 'newSalesDialerCall') {
					const [last] = salesDialer.calls.slice(-1);
					salesDialer.calls.push({ ...last!, callId: last!.callId + 3, at });
				} else addCall(state(), { at, notes: '', rating: '', disposition: '' });
			}
			const poller = env.n8n.poller('justCallPollingTrigger', { event }, { typeVersion: 3 });
			expect(await poller.look()).toEqual([]);
			// The window is due to be read whole.
			poller.edit((stored) => {
				if (stored.wholeAt) stored.wholeAt = Number(stored.wholeAt) - HOUR;
			});
			const { told, most } = await minutes(poller, sizeOf(120));
			expect(told).toEqual([]);
			expect(most).toBeLessThanOrEqual(2);
		});

		it('an account in which there is nothing yet: a poll is at most two requests', async () => {
			const { messages, contacts, salesDialer } = state();
			for (const rows of [messages.texts, messages.whatsApp, contacts, salesDialer.calls]) rows.splice(0);
			const poller = env.n8n.poller(
				'justCallPollingTrigger',
				{ event, options: { lookBack: 1 } },
				{ typeVersion: 3 },
			);
			expect(await poller.look()).toEqual([]);
			expect((await minutes(poller, 10)).most).toBeLessThanOrEqual(2);
		});
	},
);
