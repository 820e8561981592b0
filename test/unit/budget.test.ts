import { Budget, type AnswerFacts } from '../../nodes/shared/budget';
import { Turns } from '../../nodes/shared/turns';

const START = 1_800_000_000_000;

/** Headers of an answer, as JustCall sends them; resets in seconds from the start. */
function headers(
	burst: { limit: number; remaining: number; reset: number },
	hour = { limit: 1800, remaining: 1000, reset: 3000 },
): Record<string, string> {
	const of = (prefix: string, { limit, remaining, reset }: typeof burst) => [
		[`${prefix}-limit`, String(limit)],
		[`${prefix}-remaining`, String(remaining)],
		[`${prefix}-reset`, String(START / 1000 + reset)],
	];
	return Object.fromEntries([...of('x-rate-limit', hour), ...of('x-rate-limit-burst', burst)]) as Record<
		string,
		string
	>;
}

/** Starts as many requests as the budget lets go at once. */
function startAll(budget: Budget, now: number): number {
	let started = 0;
	for (; budget.wait(now).kind === 'go'; started++) budget.start();
	return started;
}

/** A budget that has learned its windows from one answer. */
function learned(remaining = 29, limit = 30): Budget {
	const budget = new Budget();
	budget.start();
	budget.finish({ status: 200, headers: headers({ limit, remaining, reset: 60 }), limited: false }, START);
	return budget;
}

it('sends the first request alone, then as many as remain, 20 at once', () => {
	const budget = new Budget();
	expect(startAll(budget, START)).toBe(1);
	expect(budget.wait(START)).toEqual({ kind: 'answer' });
	budget.finish(
		{ status: 200, headers: headers({ limit: 30, remaining: 29, reset: 60 }), limited: false },
		START,
	);
	expect(startAll(budget, START)).toBe(20);
	for (let answer = 0; answer < 20; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 28 - answer, reset: 60 }), limited: false },
			START,
		);
	expect(startAll(budget, START)).toBe(9);
	expect(budget.wait(START)).toEqual({ kind: 'answer' });
	for (let answer = 0; answer < 9; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 8 - answer, reset: 60 }), limited: false },
			START,
		);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 60_025 });
});

it('does not believe an older answer that arrives late', () => {
	const budget = learned();
	for (let request = 0; request < 3; request++) budget.start();
	for (const remaining of [26, 28, 27])
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining, reset: 60 }), limited: false },
			START,
		);
	let started = 0;
	for (; budget.wait(START).kind === 'go' && started < 20; started++) budget.start();
	expect(started).toBe(20);
	for (let answer = 0; answer < 20; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 25 - answer, reset: 60 }), limited: false },
			START,
		);
	expect(startAll(budget, START)).toBe(6);
});

it('starts the next window with its whole limit, without an answer', () => {
	const budget = learned(0);
	expect(budget.wait(START + 59_999).kind).toBe('until');
	expect(startAll(budget, START + 60_025)).toBe(20);
});

it('waits for the hour when the hour is spent', () => {
	const budget = new Budget();
	budget.start();
	const spent = headers({ limit: 30, remaining: 29, reset: 60 }, { limit: 1800, remaining: 0, reset: 1800 });
	budget.finish({ status: 200, headers: spent, limited: false }, START);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 1_800_025 });
});

it('leaves to others in the next window what they used of this one', () => {
	const budget = learned();
	for (let request = 0; request < 5; request++) budget.start();
	// We sent 6 in all, 16 are used: somebody else sent 10.
	for (let answer = 0; answer < 5; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 14, reset: 60 }), limited: false },
			START,
		);
	const next = START + 60_025;
	expect(startAll(budget, next)).toBe(20);
	for (let answer = 0; answer < 20; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 10, reset: 120 }), limited: false },
			next,
		);
	expect(budget.wait(next)).toEqual({ kind: 'until', at: START + 120_025 });
});

it('does not take what was used before it came for the habit of others', () => {
	const budget = learned(9);
	expect(startAll(budget, START + 60_025)).toBe(20);
	for (let answer = 0; answer < 20; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 29 - answer, reset: 120 }), limited: false },
			START + 60_030,
		);
	expect(startAll(budget, START + 60_031)).toBe(10);
});

it('honours Retry-After', () => {
	const budget = new Budget();
	budget.start();
	budget.finish({ status: 429, headers: { 'retry-after': '7' }, limited: true }, START);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 7000 });
	expect(budget.wait(START + 7000)).toEqual({ kind: 'go' });
});

it('backs off more and more when a refusal says nothing', () => {
	const budget = new Budget();
	const pauses: number[] = [];
	let now = START;
	for (let refusal = 0; refusal < 8; refusal++) {
		budget.start();
		budget.finish({ status: 429, headers: {}, limited: true }, now);
		const wait = budget.wait(now);
		if (wait.kind !== 'until') throw new Error(wait.kind);
		pauses.push((wait.at - now) / 1000);
		now = wait.at;
	}
	expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
	budget.start();
	budget.finish({ status: 200, headers: {}, limited: false }, now);
	budget.start();
	budget.finish({ status: 429, headers: {}, limited: true }, now);
	expect(budget.wait(now)).toEqual({ kind: 'until', at: now + 1000 });
});

it('paces nothing when no answer says anything, but keeps to 20 at once', () => {
	const budget = new Budget();
	budget.start();
	budget.finish({ status: 200, headers: {}, limited: false }, START);
	expect(startAll(budget, START)).toBe(20);
});

it('brings clocks together that are far apart', () => {
	const budget = new Budget();
	budget.start();
	const hourAhead = {
		...headers({ limit: 30, remaining: 0, reset: 3660 }, { limit: 1800, remaining: 900, reset: 7000 }),
		date: new Date(START + 3_600_000).toUTCString(),
	};
	budget.finish({ status: 200, headers: hourAhead, limited: false }, START);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 60_025 });
});

it.each([
	['in the past', { 'x-rate-limit-burst-reset': '12' }],
	['not numbers', { 'x-rate-limit-burst-remaining': 'none' }],
	['missing one', { 'x-rate-limit-burst-limit': undefined }],
])('does not pace by headers that are %s', (_name, wrong) => {
	const budget = new Budget();
	budget.start();
	const spent = { ...headers({ limit: 30, remaining: 0, reset: 60 }), ...wrong };
	budget.finish({ status: 200, headers: spent, limited: false }, START);
	expect(budget.wait(START).kind).toBe('go');
});

describe('odd headers', () => {
	const answered = (extra: Record<string, string>, limited = false, budget = new Budget(), now = START) => {
		budget.start();
		budget.finish({ status: limited ? 429 : 200, headers: extra, limited }, now);
		return budget;
	};
	const spent = (reset: string) => ({
		...headers({ limit: 30, remaining: 0, reset: 60 }),
		'x-rate-limit-burst-reset': reset,
	});

	it('a reset in milliseconds is read as such', () => {
		const budget = answered(spent(String(START + 60_000)));
		expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 60_025 });
	});

	it.each([
		['days ahead', String(START / 1000 + 200_000)],
		['days ahead in milliseconds', String(START + 200_000_000)],
		['past any date', '1800000060000000'],
	])('a reset %s is not believed, and what comes later is', (_name, reset) => {
		const budget = answered(spent(reset));
		expect(budget.wait(START)).toEqual({ kind: 'go' });
		answered(headers({ limit: 30, remaining: 0, reset: 60 }), false, budget);
		expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 60_025 });
	});

	it('a reset within the hour is corrected by the next answer', () => {
		const budget = answered({
			...headers({ limit: 30, remaining: 5, reset: 60 }),
			'x-rate-limit-burst-reset': String(START / 1000 + 3600),
		});
		answered(headers({ limit: 30, remaining: 0, reset: 50 }), false, budget);
		expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 50_025 });
	});

	it.each(['1772000000000000', '1800000060', '3901', '', 'soon'])('Retry-After "%s" is none', (after) => {
		const budget = answered({ 'retry-after': after }, true);
		expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 1000 });
	});

	it('a Date far from all others blocks nothing for longer than the hour', () => {
		const budget = answered({
			...headers({ limit: 30, remaining: 9, reset: 60 }),
			date: new Date(START).toUTCString(),
		});
		answered(
			{
				...headers({ limit: 30, remaining: 0, reset: 60 }),
				date: new Date(START - 864_000_000).toUTCString(),
			},
			false,
			budget,
		);
		expect(budget.wait(START)).toEqual({ kind: 'go' });
	});

	it('a clock of ours that is set back does not prolong a wait by as much', () => {
		const budget = answered({ 'retry-after': '60' }, true);
		expect(budget.wait(START - 864_000_000)).toEqual({ kind: 'go' });
	});
});

/** An account of JustCall with a clock of its own; its windows begin with its minutes and hours. */
class Account {
	refused = 0;
	private readonly used = new Map<string, number>();

	constructor(
		private readonly ahead: number,
		private readonly limit: number,
	) {}

	answer(now: number): AnswerFacts {
		const clock = now + this.ahead;
		const windows = [
			{ prefix: 'x-rate-limit', length: 3_600_000, limit: this.limit * 60 },
			{ prefix: 'x-rate-limit-burst', length: 60_000, limit: this.limit },
		].map((window) => ({ ...window, ends: (Math.floor(clock / window.length) + 1) * window.length }));
		const usedOf = ({ prefix, ends }: (typeof windows)[0]) => this.used.get(`${prefix} ${ends}`) ?? 0;
		const limited = windows.some((window) => usedOf(window) >= window.limit);
		if (limited) this.refused++;
		else for (const window of windows) this.used.set(`${window.prefix} ${window.ends}`, usedOf(window) + 1);
		const told = windows.flatMap((window) => [
			[`${window.prefix}-limit`, window.limit],
			[`${window.prefix}-remaining`, window.limit - usedOf(window)],
			[`${window.prefix}-reset`, window.ends / 1000],
		]);
		const date = new Date(Math.floor(clock / 1000) * 1000).toUTCString();
		return { status: limited ? 429 : 200, headers: { ...Object.fromEntries(told), date }, limited };
	}
}

/** Sends so many requests as fast as the budget lets them go; how long that took, in seconds. */
function sendAll(account: Account, count: number): number {
	const budget = new Budget();
	const start = START + 5123;
	const due: Array<{ at: number; happens: () => void }> = [];
	let now = start;
	for (let left = count, number = 0; left > 0 || due.length > 0;) {
		let wait = budget.wait(now);
		for (; left > 0 && wait.kind === 'go'; wait = budget.wait(now)) {
			const sentAt = now;
			// 150 to 300 milliseconds there and back.
			const latency = 150 + ((number++ * 67) % 150);
			let facts: AnswerFacts;
			budget.start();
			left--;
			due.push({ at: now + latency / 2, happens: () => (facts = account.answer(now)) });
			due.push({
				at: now + latency,
				happens() {
					budget.finish(facts, now, sentAt);
					if (facts.limited) left++;
				},
			});
		}
		const opens = left > 0 && wait.kind === 'until' ? wait.at : Infinity;
		now = Math.min(opens, ...due.map(({ at }) => at));
		due.sort((a, b) => a.at - b.at);
		while (due[0] && due[0].at <= now) due.shift()?.happens();
	}
	return (now - start) / 1000;
}

describe('clocks that are apart', () => {
	// Five windows, the first one has five seconds less.
	const least = 4 * 60 - 5;
	it.each([0, 0.3, 0.9, 1.5, 2.5, 10, 3600, -0.5, -0.9, -1.5, -2.5, -10, -30, -86_400])(
		'JustCall ahead by %f seconds: 300 requests at 60 a minute, none refused',
		(ahead) => {
			const account = new Account(ahead * 1000, 60);
			const took = sendAll(account, 300);
			expect(account.refused).toBe(0);
			expect(took).toBeLessThan(least - (ahead % 60) + (ahead === 0 ? 1 : 2));
		},
	);

	it('by less than an answer can tell: what is refused at the edge costs no window', () => {
		const account = new Account(-200, 60);
		expect(sendAll(account, 300)).toBeLessThan(least + 2);
		expect(account.refused).toBeLessThanOrEqual(20);
	});

	it('resets a second apart are of one window', () => {
		const budget = learned();
		for (const [remaining, reset] of [
			[10, 61],
			[0, 60],
			[25, 61],
		] as const) {
			budget.start();
			budget.finish(
				{ status: 200, headers: headers({ limit: 30, remaining, reset }), limited: false },
				START,
			);
		}
		expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 61_025 });
	});
});

it('is idle when nothing is under way and every window is over', () => {
	const budget = learned();
	expect(budget.isIdle(START)).toBe(false);
	expect(budget.isIdle(START + 3_000_001)).toBe(true);
	budget.start();
	expect(budget.isIdle(START + 3_000_001)).toBe(false);
});

describe('the queue of an account', () => {
	beforeEach(() => jest.useFakeTimers({ now: START }));
	afterEach(() => jest.useRealTimers());

	/** An account whose one request a window is spent, and opens again after so many seconds. */
	async function spent(seconds: number): Promise<Turns> {
		const turns = new Turns();
		const sentAt = await turns.take({ longest: 300 });
		answer(turns, 0, seconds, sentAt);
		return turns;
	}
	const answer = (turns: Turns, remaining: number, reset: number, sentAt = Date.now()) =>
		turns.finish({ status: 200, headers: headers({ limit: 1, remaining, reset }), limited: false }, sentAt);
	/** Notes when a turn came, or why none did, with the seconds since the start. */
	const noted: string[] = [];
	const note = (name: string, turn: Promise<number>) =>
		void turn.then(
			() => noted.push(`${name} went after ${(Date.now() - START) / 1000}`),
			({ message }: Error) => noted.push(`${name} after ${(Date.now() - START) / 1000}: ${message}`),
		);
	beforeEach(() => noted.splice(0));

	it('lets one in a hurry give up at once when no window opens in time', async () => {
		const turns = await spent(8);
		note('head', turns.take({ longest: 300 }));
		note('hurry', turns.take({ longest: 2, hurry: true }));
		await jest.advanceTimersByTimeAsync(10);
		expect(noted).toEqual([
			"hurry after 0: JustCall's rate limit for this account is used up until 2027-01-15T08:00:08Z",
		]);
		await jest.advanceTimersByTimeAsync(8100);
		expect(noted[1]).toBe('head went after 8.025');
	});

	it('lets one in a hurry give up in time, and those behind it go on', async () => {
		const turns = await spent(2);
		note('head', turns.take({ longest: 300 }));
		note('second', turns.take({ longest: 300 }));
		note('hurry', turns.take({ longest: 10, hurry: true }));
		note('third', turns.take({ longest: 300 }));
		// The head goes, its answer never comes.
		await jest.advanceTimersByTimeAsync(9999);
		expect(noted).toEqual(['head went after 2.025']);
		await jest.advanceTimersByTimeAsync(2);
		expect(noted[1]).toMatch(/^hurry after 10: JustCall's rate limit/);
		answer(turns, 0, 12);
		await jest.advanceTimersByTimeAsync(3000);
		expect(noted[2]).toBe('second went after 12.025');
		answer(turns, 0, 14);
		await jest.advanceTimersByTimeAsync(3000);
		expect(noted.slice(3)).toEqual(['third went after 14.025']);
		answer(turns, 0, 16);
		await jest.advanceTimersByTimeAsync(2_990_000);
		expect(turns.isIdle()).toBe(true);
	});

	it('lets one in a hurry give up that waits at the head for an answer alone', async () => {
		const turns = new Turns();
		await turns.take({ longest: 300 });
		note('hurry', turns.take({ longest: 10, hurry: true }));
		await jest.advanceTimersByTimeAsync(10_001);
		expect(noted).toEqual([expect.stringMatching(/^hurry after 10: JustCall's rate limit/)]);
	});

	it('lets whoever is cancelled go at once, wherever it stands', async () => {
		const turns = await spent(8);
		const cancel = new AbortController();
		note('head', turns.take({ longest: 300 }));
		note('cancelled', turns.take({ longest: 300, signal: cancel.signal }));
		note('hurry', turns.take({ longest: 10, hurry: true, signal: cancel.signal }));
		note('last', turns.take({ longest: 300 }));
		await jest.advanceTimersByTimeAsync(1000);
		cancel.abort();
		await jest.advanceTimersByTimeAsync(0);
		expect(noted.sort()).toEqual([
			'cancelled after 1: The execution was cancelled',
			'hurry after 1: The execution was cancelled',
		]);
		await jest.advanceTimersByTimeAsync(7100);
		answer(turns, 0, 16);
		await jest.advanceTimersByTimeAsync(8000);
		expect(noted.slice(2)).toEqual(['head went after 8.025', 'last went after 16.025']);
	});
});
