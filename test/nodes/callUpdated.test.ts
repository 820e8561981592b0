import type { INodeParameters } from 'n8n-workflow';

import { useSandbox } from '../harness/sandboxed';
import type { Place, Poller } from '../../tools/engine/inProcess';
import type { CallRow } from '../../sandbox/seed/calls';
import { addCall } from '../../sandbox/state';
import { membersOf, sizeOf } from '../harness/thorough';

// A poll in which nothing happens needs a list to which nothing is added meanwhile.
const env = useSandbox({ calls: 0, arrivals: 0 });
const HOUR = 3600;
const DAY = 24 * HOUR;
const BLANK = { notes: '', rating: '', disposition: '' };
const state = () => env.sandbox.state;
const now = () => Math.floor(Date.now() / 1000);

/** Calls of so many seconds, the youngest so many seconds old; oldest first. */
function callsOf(count: number, seconds: number, youngest = 60): CallRow[] {
	const rows: CallRow[] = [];
	for (let place = count - 1; place >= 0; place--) {
		const at = now() - youngest - Math.floor((place * (seconds - youngest)) / count);
		rows.push(addCall(state(), { ...BLANK, at }));
	}
	return rows;
}

function limit(perMinute: number): void {
	const hour = { limit: perMinute * 60, seconds: 3600 };
	env.sandbox.set({ rateLimits: { burst: { limit: perMinute, seconds: 60 }, hour } });
}

function pollerOf(options: INodeParameters = {}, place: Place = {}, more: INodeParameters = {}): Poller {
	const parameters = { event: 'callUpdated', options, ...more };
	return env.n8n.poller('justCallPollingTrigger', parameters, { typeVersion: 3, ...place });
}

/** One that has looked once, as when the workflow is published. */
async function watching(...args: Parameters<typeof pollerOf>): Promise<Poller> {
	const poller = pollerOf(...args);
	expect(await poller.look()).toEqual([]);
	return poller;
}

/** A look so many seconds after the one before. */
async function lookAfter(poller: Poller, seconds: number): Promise<{ told: unknown[]; requests: number }> {
	env.clock.skip(seconds * 1000);
	env.sandbox.clearRequests();
	const items = await poller.look();
	return { told: items.map(({ json }) => json.id), requests: env.sandbox.requests().length };
}

/** Calls behind the recent ones, some of each part of the day. */
const olderOf = (calls: CallRow[]) =>
	calls.filter((_, place) => place % 97 === 50 && place > 200 && place < 4500);

describe.each(
	membersOf([
		[30, 3],
		[90, 9],
	] as const),
)('5,000 calls a day under %d requests a minute', (perMinute, share) => {
	it('while calls come in, a look keeps to a tenth, and changes of any age are told once, within 50 minutes', async () => {
		limit(perMinute);
		const calls = callsOf(5000, DAY);
		const poller = await watching();
		// The first look took longer than a minute; what was not sent meanwhile may be sent once.
		await lookAfter(poller, 60);
		const older = olderOf(calls);
		for (const call of older) call.rating = '4';
		const told: unknown[] = [];
		let most = 0;
		for (let look = 0; look < 50; look++) {
			addCall(state(), { ...BLANK, at: now() });
			// A recent one, which is found within some minutes.
			if (look === 10) calls.at(-300)!.notes = 'Of these two hours';
			const { told: found, requests } = await lookAfter(poller, 60);
			told.push(...found);
			most = Math.max(most, requests);
			if (look === 14) expect(told).toContain(calls.at(-300)!.id);
		}
		expect([...told].sort()).toEqual([...older.map(({ id }) => id), calls.at(-300)!.id].sort());
		expect(most).toBeLessThanOrEqual(share);
		expect(most).toBeGreaterThan(2);
	});

	it('while nothing happens, a look is two requests, and a change is told within the time that the panel says', async () => {
		limit(perMinute);
		const calls = callsOf(5000, DAY);
		const poller = await watching();
		for (let look = 0; look < 3; look++) await lookAfter(poller, 60);
		const within = async (looks: number, changed: CallRow[], value: string) => {
			for (const call of changed) call.notes = value;
			const told: unknown[] = [];
			let most = 0;
			for (let look = 0; look < looks; look++) {
				const { told: found, requests } = await lookAfter(poller, 60);
				told.push(...found);
				// A change of the newest ones is something that happens.
				if (look > 1 || found.length === 0) most = Math.max(most, requests);
			}
			expect([...told].sort()).toEqual(changed.map(({ id }) => id).sort());
			return most;
		};
		await within(1, [calls.at(-1)!, calls.at(-90)!], 'Of the newest');
		expect(await within(16, [calls.at(-110)!, calls.at(-400)!], 'Of the last two hours')).toBe(2);
		expect(await within(16, [calls.at(-150)!, calls.at(-300)!], 'Of the last two hours')).toBe(2);
		expect(await within(70, olderOf(calls), 'Of the day')).toBe(2);
	});
});

it('a look is two requests when the newest calls are older than two hours', async () => {
	limit(90);
	callsOf(2000, DAY, 3 * HOUR);
	const poller = await watching();
	const pages: unknown[] = [];
	for (let look = 0; look < 40; look++) {
		expect(await lookAfter(poller, 60)).toEqual({ told: [], requests: 2 });
		pages.push(...env.sandbox.requests().map(({ query }) => Number(query.page)));
	}
	// The newest page each time, and the others in turn.
	expect(pages.filter((_, place) => place % 2 === 0).every((page) => page === 0)).toBe(true);
	const older = pages.filter((_, place) => place % 2 === 1);
	expect(older.slice(0, 19)).toEqual(Array.from({ length: 19 }, (_, place) => place + 1));
	expect(older[19]).toBe(1);
});

it('a look is one request when all calls fit on a page', async () => {
	callsOf(100, DAY);
	const poller = await watching();
	for (let look = 0; look < 3; look++) expect(await lookAfter(poller, 60)).toEqual({ told: [], requests: 1 });
});

it.each<[string, INodeParameters, number, number, number]>([
	['1 %', { rateLimitShare: 1 }, 3, 2, 2],
	['20 %', { rateLimitShare: 20 }, 3, 5, 2],
	['20 % of a node of before', { rateLimitShare: 20 }, 2, 5, 2],
	['a node of before, which reads all', {}, 2, 20, 20],
])('%s', async (_name, options, typeVersion, busy, quiet) => {
	limit(30);
	callsOf(2000, 2 * HOUR);
	const poller = await watching({ lookBack: 6, ...options }, { typeVersion });
	await lookAfter(poller, 60);
	expect((await lookAfter(poller, 60)).requests).toBe(quiet);
	addCall(state(), { ...BLANK, at: now() });
	expect((await lookAfter(poller, 60)).requests).toBe(typeVersion < 3 && quiet > 2 ? 21 : busy);
	// A change of a new call is something that happens, too.
	state().calls.at(-5)!.notes = 'Changed';
	expect((await lookAfter(poller, 60)).requests).toBe(typeVersion < 3 && quiet > 2 ? 21 : busy);
	expect((await lookAfter(poller, 60)).requests).toBe(typeVersion < 3 && quiet > 2 ? 21 : quiet);
});

it('while nothing happens, each fourth page is one of the recent calls, from first to last and again', async () => {
	limit(90);
	callsOf(500, 2 * HOUR);
	const poller = await watching();
	const pagesOf = async (looks: number) => {
		const recent: number[] = [];
		const older: number[] = [];
		for (let look = 0; look < looks; look++) {
			await lookAfter(poller, 60);
			for (const { query } of env.sandbox.requests().slice(1))
				(query.to_datetime === undefined ? recent : older).push(Number(query.page));
		}
		return { recent, older };
	};
	const { recent, older } = await pagesOf(24);
	expect([recent.length, older.length]).toEqual([6, 18]);
	expect(recent).toEqual([1, 2, 3, 4, 1, 2]);
	expect(new Set(older)).toEqual(new Set([1, 2, 3, 4]));
});

it('a node that was of a version before goes on with what it has noted', async () => {
	const [one, two] = callsOf(300, DAY);
	Object.assign(one!, { notes: 'There before' });
	const poller = await watching({}, { typeVersion: 2 });
	poller.edit((stored) => {
		// As it was stored then.
		const fingerprints = { [one!.id]: '["","There before",""]' };
		const { of, account, from, lastLook } = stored;
		for (const name of Object.keys(stored)) delete stored[name];
		Object.assign(stored, { of, account, from, lastLook, fingerprints });
	});
	two!.notes = 'Meanwhile';
	const looks = [];
	for (let look = 0; look < 6; look++) looks.push(...(await lookAfter(poller, 60)).told);
	expect(looks).toEqual([two!.id]);
});

it('a longer Look Back is read at once, and what it brings within reach is not new', async () => {
	const calls = callsOf(400, 4 * DAY);
	for (const call of calls) call.notes = 'There before';
	const poller = await watching();
	poller.restart({ event: 'callUpdated', options: { lookBack: 96 } });
	const told: unknown[] = [];
	for (let look = 0; look < 8; look++) told.push(...(await lookAfter(poller, 60)).told);
	expect(told).toEqual([]);
	calls[20]!.notes = 'Changed';
	for (let look = 0; look < 8; look++) told.push(...(await lookAfter(poller, 60)).told);
	expect(told).toEqual([calls[20]!.id]);
});

it('calls that are deleted while older ones are read hide no change', async () => {
	limit(30);
	const calls = callsOf(1500, DAY);
	const poller = await watching();
	await lookAfter(poller, 60);
	for (const call of calls) call.notes = 'Changed';
	const told: unknown[] = [];
	const gone = new Set<unknown>();
	for (let look = 0; look < 50; look++) {
		const rows = (await lookAfter(poller, 60)).told;
		told.push(...rows);
		// Of those that were told, so that all behind them move up.
		const place = state().calls.findIndex(({ id }) => id === rows.at(-1));
		if (place >= 0 && look < 12) for (const { id } of state().calls.splice(place, 40)) gone.add(id);
	}
	expect(new Set(told).size).toBe(told.length);
	const left = calls.filter(({ id }) => !gone.has(id)).map(({ id }) => id);
	expect(gone.size).toBeGreaterThan(100);
	expect(left.filter((id) => !told.includes(id))).toEqual([]);
});

it.each(['Asia/Tokyo', 'Pacific/Honolulu'])('also where the credential says %s', async (timezone) => {
	limit(30);
	const calls = callsOf(1500, DAY);
	const poller = await watching({}, { credential: { data: { timezone } } });
	const changed = calls.filter((_, place) => place % 100 === 50 && place > 50);
	for (const call of changed) call.notes = 'Changed';
	const told: unknown[] = [];
	for (let look = 0; look < 30; look++) told.push(...(await lookAfter(poller, 60)).told);
	expect(told.sort()).toEqual(changed.map(({ id }) => id).sort());
});

describe('n8n reads what it has stored before each look, and stores nothing of a look without changes', () => {
	const reloaded = async (poller: Poller, looks: number): Promise<unknown[]> => {
		const told: unknown[] = [];
		for (let look = 0; look < looks; look++) {
			poller.reload();
			told.push(...(await lookAfter(poller, 60)).told);
		}
		return told;
	};

	it('each change is told once, of older calls too, also after a restart', async () => {
		limit(30);
		const calls = callsOf(1000, DAY, 3 * HOUR);
		const poller = await watching();
		const changed = [calls[950]!, calls[450]!, calls[50]!];
		for (const call of changed) call.notes = 'Changed';
		expect(await reloaded(poller, 12)).toEqual(changed.map(({ id }) => id));
		expect(await reloaded(poller, 12)).toEqual([]);
		poller.restart();
		expect(await reloaded(poller, 12)).toEqual([]);
		calls[450]!.notes = 'Changed again';
		expect(await reloaded(poller, 12)).toEqual([calls[450]!.id]);
	});

	it('a change that n8n has dropped is told again', async () => {
		const calls = callsOf(300, DAY, 3 * HOUR);
		const poller = await watching();
		expect(await reloaded(poller, 3)).toEqual([]);
		calls.at(-1)!.notes = 'Changed';
		expect(await reloaded(poller, 1)).toEqual([calls.at(-1)!.id]);
		poller.reload(true);
		expect(await reloaded(poller, 2)).toEqual([calls.at(-1)!.id]);
	});
});

it('two nodes, two workflows and two filters each tell a change once', async () => {
	limit(90);
	const calls = callsOf(900, DAY);
	const pollers = [
		await watching({}, { node: 'one' }),
		await watching({}, { node: 'other' }),
		await watching({}, { node: 'one', workflow: 'other' }),
		await watching({}, { node: 'one' }, { filters: { dispositionCodes: 'Sales: Won' } }),
	];
	calls[30]!.disposition = 'Sales: Won';
	calls[60]!.disposition = 'Sales: Lost';
	const told = pollers.map((): unknown[] => []);
	for (let look = 0; look < 15; look++) {
		env.clock.skip(60_000);
		// At the same time, as n8n does.
		const looks = await Promise.all(pollers.slice(0, 3).map(async (poller) => await poller.look()));
		looks.push(await pollers[3]!.look());
		looks.forEach((items, place) => told[place]!.push(...items.map(({ json }) => json.id)));
	}
	const both = [calls[30]!.id, calls[60]!.id].sort();
	expect(told.map((ids) => ids.sort())).toEqual([both, both, both, [calls[30]!.id]]);
});

it('a test in the editor neither takes nor hides a change', async () => {
	const calls = callsOf(300, DAY);
	const poller = await watching();
	calls[10]!.notes = 'Changed';
	expect((await poller.look('manual')).map(({ json }) => json.id)).toEqual([calls.at(-1)!.id]);
	const told: unknown[] = [];
	for (let look = 0; look < 8; look++) told.push(...(await lookAfter(poller, 60)).told);
	expect(told).toEqual([calls[10]!.id]);
});

it('soak: changes of calls of any age over days, with restarts, gaps, late and deleted calls: each exactly once', async () => {
	limit(30);
	const lookBack = 3;
	callsOf(600, 4 * HOUR);
	const poller = await watching({ lookBack });
	let seed = 4711;
	const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
	/** The last change of each call, until it is told. */
	const open = new Map<number, { value: string; at: number }>();
	const told = new Set<string>();
	const delays: number[] = [];
	let changes = 0;
	let downUntil = 0;
	const look = async (seconds: number) => {
		env.clock.skip(seconds * 1000);
		for (const { json } of await poller.look()) {
			const id = Number(json.id);
			const value = `${id} ${String(json.notes)}`;
			expect([value, told.has(value)]).toEqual([value, false]);
			expect([value, open.get(id)?.value]).toEqual([value, String(json.notes)]);
			told.add(value);
			delays.push(now() - Math.max(open.get(id)!.at, downUntil));
			open.delete(id);
		}
	};
	for (let minute = 0; minute < sizeOf(500); minute++) {
		const { calls } = state();
		if (chance() < 0.8) addCall(state(), { ...BLANK, at: now() - Math.floor(chance() ** 6 * 2 * HOUR) });
		const within = calls.filter(({ at }) => at > now() - lookBack * HOUR);
		if (chance() < 0.9) {
			const call = within[Math.floor(chance() * within.length)]!;
			if (!open.has(call.id)) {
				call.notes = `change ${++changes}`;
				open.set(call.id, { value: call.notes, at: now() });
			}
		}
		if (chance() < 0.05) {
			const place = Math.floor(chance() * calls.length);
			if (!open.has(calls[place]!.id)) calls.splice(place, 1);
		}
		if (chance() < 0.03) poller.restart();
		const isGap = chance() < 0.006;
		await look(isGap ? chance() * 10 * HOUR : 60);
		if (isGap) downUntil = now();
	}
	for (let minute = 0; minute < 40; minute++) await look(60);
	expect([...open]).toEqual([]);
	expect(told.size).toBe(changes);
	expect(changes).toBeGreaterThan(sizeOf(300));
	// Of all that were told while n8n ran.
	const [half, most] = [0.5, 0.99].map(
		(part) => delays.sort((a, b) => a - b)[Math.floor(part * delays.length)]!,
	);
	expect(half).toBeLessThan(10 * 60);
	expect(most).toBeLessThan(30 * 60);
});
