import { RequestQueue, type Waiting } from '../../nodes/shared/http/requestQueue';
import { START } from '../../tools/bench/simulation';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

/** Headers of an account with one window. */
const headers = (limit: number, remaining: number, reset: number) => ({
	'x-rate-limit-burst-limit': limit,
	'x-rate-limit-burst-remaining': remaining,
	'x-rate-limit-burst-reset': START / 1000 + reset,
});
const answer = (turns: RequestQueue, remaining: number, reset: number, sentAt = Date.now(), limit = 1) =>
	turns.finish({ status: 200, headers: headers(limit, remaining, reset), limited: false }, sentAt);

/** An account that has used its one request of a window, which opens again after this many seconds. */
async function spent(seconds: number): Promise<RequestQueue> {
	const turns = new RequestQueue();
	const sentAt = await turns.take({ lane: 'write', longest: 300 });
	answer(turns, 0, seconds, sentAt);
	return turns;
}

/** Records when a turn came, or why none did, in seconds since the start. */
const noted: string[] = [];
const seconds = () => (Date.now() - START) / 1000;
function note(name: string, turns: RequestQueue, waiting: Partial<Waiting> = {}): void {
	void turns.take({ lane: 'write', longest: 300, ...waiting }).then(
		() => noted.push(`${name} went after ${seconds()}`),
		({ message }: Error) => noted.push(`${name} after ${seconds()}: ${message}`),
	);
}
const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);
const inTime = (ms: number) => ({ lane: 'interactive' as const, until: Date.now() + ms });
beforeEach(() => noted.splice(0));

describe('a window that stays shut', () => {
	it('longer than Longest Wait is not waited for, and the time is named', async () => {
		const turns = await spent(8);
		note('patient', turns, { longest: 9 });
		note('exact', turns, { longest: 8 });
		note('impatient', turns, { longest: 0 });
		await pass(10);
		const until = "JustCall's rate limit for this account is used up until 2027-01-15T08:00:08Z";
		expect(noted).toEqual([`exact after 0: ${until}`, `impatient after 0: ${until}`]);
		await pass(8100);
		expect(noted[2]).toBe('patient went after 8.025');
	});

	it('for longer than an open dropdown waits is said at once', async () => {
		const turns = await spent(8);
		note('head', turns);
		note('dropdown', turns, inTime(2000));
		await pass(10);
		expect(noted).toEqual([
			"dropdown after 0: JustCall's rate limit for this account is used up until 2027-01-15T08:00:08Z",
		]);
		await pass(8100);
		expect(noted[1]).toBe('head went after 8.025');
	});

	it('again and again fails nobody while the queue gets on: 300 items, one a minute, Longest Wait 90 seconds', async () => {
		const turns = new RequestQueue();
		let went = 0;
		const items = Array.from({ length: 300 }, async () => {
			const sentAt = await turns.take({ lane: 'write', longest: 90 });
			went++;
			answer(turns, 0, Math.floor(seconds() / 60) * 60 + 60, sentAt);
		});
		await pass(301 * 2 * 60_000);
		await Promise.all(items);
		expect(went).toBe(300);
	});

	it('ends for all when others take each window: Longest Wait is the time without progress', async () => {
		const turns = new RequestQueue();
		const ends: string[] = [];
		const items = Array.from({ length: 20 }, async (_, place) => {
			const since = Date.now();
			for (let refusals = 0; ; refusals++) {
				const waiting = { lane: 'write' as const, longest: 200, since, wasRefused: refusals > 0 };
				const sentAt = await turns.take(waiting).catch(() => undefined);
				if (sentAt === undefined) break;
				const reset = Math.floor(seconds() / 60) * 60 + 60;
				turns.finish({ status: 429, headers: headers(30, 0, reset), limited: true }, sentAt);
			}
			ends.push(`${place} ${Math.floor(seconds())}`);
		});
		await pass(3_600_000);
		await Promise.all(items);
		expect(ends).toHaveLength(20);
		expect(ends.map((end) => Number(end.split(' ')[1])).every((end) => end <= 200)).toBe(true);
	});
});

describe('answers that do not come', () => {
	it('are waited for in parallel after a moment, and Longest Wait ends the waiting of all behind them', async () => {
		const turns = new RequestQueue();
		for (let item = 0; item < 100; item++) note(`${item}`, turns, { lane: 'read', longest: 60 });
		await pass(59_000);
		// One more every five seconds, because it is not known whether JustCall works.
		expect(noted.filter((line) => line.includes('went'))).toHaveLength(12);
		expect(noted).toHaveLength(12);
		await pass(2000);
		expect(noted).toHaveLength(100);
		expect(noted.at(-1)).toBe('99 after 60: JustCall has answered nothing since 2027-01-15T08:00:00Z');
	});

	it('two, one after the other: the next fail at once, until it is tried again', async () => {
		const turns = new RequestQueue();
		const stall = async () => {
			const sentAt = await turns.take({ lane: 'write', longest: 300 });
			await pass(300_000);
			turns.finish({ headers: {}, limited: false, stalled: true }, sentAt);
		};
		await stall();
		await stall();
		for (let item = 0; item < 100; item++) note(`${item}`, turns);
		await pass(1000);
		expect(noted).toHaveLength(100);
		expect(noted[0]).toMatch(/^0 after 600: JustCall has answered nothing since/);
		await pass(30_000);
		note('later', turns);
		await pass(10);
		expect(noted[100]).toMatch(/^later went/);
		expect(turns.isIdle()).toBe(false);
	});

	it('a dropdown ends in time, and those behind it go on', async () => {
		const turns = await spent(2);
		note('head', turns);
		note('second', turns);
		note('dropdown', turns, inTime(4000));
		note('third', turns);
		await pass(2030);
		// It goes before all others, and its answer does not come.
		expect(noted).toEqual(['dropdown went after 2.025']);
		note('other dropdown', turns, inTime(3000));
		await pass(2999);
		expect(noted).toHaveLength(1);
		await pass(2);
		expect(noted[1]).toMatch(/^other dropdown after 5.03: JustCall has answered nothing/);
	});

	it('a short Longest Wait is for windows: an answer is waited for ten seconds at least', async () => {
		const turns = new RequestQueue();
		const sentAt = await turns.take({ lane: 'write', longest: 0 });
		note('next', turns, { longest: 0 });
		await pass(4000);
		expect(noted).toEqual([]);
		answer(turns, 20, 60, sentAt, 30);
		await pass(10);
		expect(noted).toEqual(['next went after 4']);
	});
});

it('what is left to others is left no longer than somebody can wait', async () => {
	const turns = new RequestQueue();
	const sentAt = await turns.take({ lane: 'list', longest: 300 });
	// Two of thirty are left; lists leave them to urgent requests.
	answer(turns, 2, 60, sentAt, 30);
	note('list', turns, { lane: 'list', longest: 7 });
	await pass(6900);
	expect(noted).toEqual([]);
	await pass(200);
	expect(noted).toEqual(['list went after 7']);
});

it('a text goes at once beside a list that uses each window', async () => {
	const turns = new RequestQueue();
	const waits: number[] = [];
	let used = 0;
	const list = (async () => {
		for (let page = 0; page < 300; page++) {
			const sentAt = await turns.take({ lane: 'list', turn: 'list', longest: 300 });
			await new Promise((resolve) => setTimeout(resolve, 100));
			finish(sentAt);
		}
	})();
	const texts = Array.from({ length: 20 }, async (_, place) => {
		await new Promise((resolve) => setTimeout(resolve, 10_000 + place * 20_000));
		const asked = Date.now();
		const sentAt = await turns.take({ lane: 'write', turn: `${place}`, longest: 300 });
		waits.push(Date.now() - asked);
		await new Promise((resolve) => setTimeout(resolve, 100));
		finish(sentAt);
	});
	let minute = 0;
	function finish(sentAt: number): void {
		const now = Math.floor(seconds() / 60);
		if (now > minute) [minute, used] = [now, 0];
		answer(turns, 30 - ++used, minute * 60 + 60, sentAt, 30);
	}
	await pass(20 * 60_000);
	await Promise.all([list, ...texts]);
	expect(waits).toHaveLength(20);
	// In its first minute the list does not know about the texts: two requests are reserved for them.
	expect(Math.max(...waits.slice(0, 2), ...waits.slice(3))).toBeLessThan(1000);
});

it('executions take turns', async () => {
	const turns = await spent(60);
	for (let item = 0; item < 5; item++) note(`a${item}`, turns, { turn: 'a' });
	note('b', turns, { turn: 'b' });
	for (let window = 1; window < 4; window++) {
		await pass(60_100);
		if (window < 3) answer(turns, 0, (window + 1) * 60);
	}
	expect(noted.map((line) => line.split(' ')[0])).toEqual(['a0', 'b', 'a1']);
});

it('lets whoever is cancelled go at once, wherever it stands', async () => {
	const turns = await spent(8);
	const cancel = new AbortController();
	const { signal } = cancel;
	note('head', turns);
	note('cancelled', turns, { signal });
	note('dropdown', turns, { ...inTime(10_000), signal });
	note('last', turns);
	await pass(1000);
	cancel.abort();
	await pass(0);
	expect(noted.sort()).toEqual([
		'cancelled after 1: The execution was cancelled',
		'dropdown after 1: The execution was cancelled',
	]);
	note('late', turns, { signal });
	await pass(7100);
	expect(noted[2]).toBe('late after 1: The execution was cancelled');
	answer(turns, 0, 16);
	await pass(8000);
	expect(noted.slice(3)).toEqual(['head went after 8.025', 'last went after 16.025']);
});

it('whoever is cancelled in the moment of its turn does not go, and takes no place', async () => {
	const turns = new RequestQueue();
	const sentAt = await turns.take({ lane: 'write', longest: 300 });
	const cancel = new AbortController();
	note('cancelled', turns, { signal: cancel.signal });
	await pass(1000);
	// The answer gives it a turn, and it is cancelled before it can go.
	answer(turns, 1, 60, sentAt, 2);
	cancel.abort();
	await pass(0);
	expect(noted).toEqual(['cancelled after 1: The execution was cancelled']);
	await pass(60_000);
	expect(turns.isIdle()).toBe(true);
});

it('whoever was refused goes before the others of its execution', async () => {
	const turns = await spent(60);
	note('second', turns);
	note('third', turns);
	note('refused', turns, { wasRefused: true });
	await pass(60_100);
	expect(noted).toEqual(['refused went after 60.025']);
});

it('forgets what is over', async () => {
	const turns = await spent(2);
	expect(turns.isIdle()).toBe(false);
	await pass(3000);
	expect(turns.isIdle()).toBe(true);
	note('one', turns);
	await pass(0);
	expect(turns.isIdle()).toBe(false);
	answer(turns, 0, 8);
	await pass(10_000);
	expect(turns.isIdle()).toBe(true);
	expect(jest.getTimerCount()).toBe(0);
});
