import { RateLimit, type AnswerFacts } from '../../nodes/shared/http/rateLimit';
import { Account, START } from '../../tools/bench/simulation';

/** Headers of an answer in JustCall's form; resets in seconds from the start. */
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

/** The facts of a successful answer. */
const told = (burst: Parameters<typeof headers>[0]): AnswerFacts => ({
	status: 200,
	headers: headers(burst),
	limited: false,
});

/** Starts as many requests as the rate limit allows at once. */
function startAll(budget: RateLimit, now: number): number {
	let started = 0;
	for (; budget.wait(now).kind === 'go'; started++) budget.start(now);
	return started;
}

/** A rate limit that has learned its windows from one answer. */
function learned(remaining = 29, limit = 30): RateLimit {
	const budget = new RateLimit(() => 0);
	budget.start(START);
	budget.finish({ status: 200, headers: headers({ limit, remaining, reset: 60 }), limited: false }, START);
	return budget;
}

it('sends the first request alone, then as many as remain, 20 at once', () => {
	const budget = new RateLimit(() => 0);
	expect(startAll(budget, START)).toBe(1);
	expect(budget.wait(START)).toEqual({ kind: 'answer', at: START + 5000 });
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
	expect(budget.wait(START)).toEqual({ kind: 'answer', at: START + 5000 });
	for (let answer = 0; answer < 9; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 8 - answer, reset: 60 }), limited: false },
			START,
		);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 60_025 });
});

it('does not believe an older answer that arrives late', () => {
	const budget = learned();
	for (let request = 0; request < 3; request++) budget.start(START);
	for (const remaining of [26, 28, 27])
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining, reset: 60 }), limited: false },
			START,
		);
	let started = 0;
	for (; budget.wait(START).kind === 'go' && started < 20; started++) budget.start(START);
	expect(started).toBe(20);
	for (let answer = 0; answer < 20; answer++)
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 25 - answer, reset: 60 }), limited: false },
			START,
		);
	expect(startAll(budget, START)).toBe(6);
});

/** A rate limit without other clients that has used up its window. */
function spent(): RateLimit {
	const budget = learned();
	for (let remaining = 28; remaining >= 0; remaining--) {
		budget.start(START);
		budget.finish(told({ limit: 30, remaining, reset: 60 }), START);
	}
	return budget;
}

it('starts the next window with its whole limit, without an answer', () => {
	const budget = spent();
	expect(budget.wait(START + 59_999).kind).toBe('until');
	expect(startAll(budget, START + 60_025)).toBe(20);
});

it('requests of a window that brought no answer count in it until an answer comes', () => {
	const budget = learned(9, 10);
	const next = START + 60_025;
	for (let failed = 0; failed < 8; failed++) {
		expect(budget.wait(next)).toEqual({ kind: 'go' });
		budget.start(next);
		budget.finish({ headers: {}, limited: false }, next, next);
	}
	expect(startAll(budget, next)).toBe(2);
	expect(budget.wait(next)).toEqual({ kind: 'answer', at: next + 5000 });
});

it('waits for the hour when the hour is spent', () => {
	const budget = new RateLimit(() => 0);
	budget.start(START);
	const spent = headers({ limit: 30, remaining: 29, reset: 60 }, { limit: 1800, remaining: 0, reset: 1800 });
	budget.finish({ status: 200, headers: spent, limited: false }, START);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 1_800_025 });
});

it.each(['interactive', 'write', 'list'] as const)('%s waits for the window that opens last', (lane) => {
	for (const remaining of [0, 1]) {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		const spent = headers({ limit: 30, remaining, reset: 60 }, { limit: 1800, remaining: 0, reset: 1800 });
		budget.finish({ status: 200, headers: spent, limited: false }, START);
		expect(budget.wait(START, lane)).toEqual({ kind: 'until', at: START + 1_800_025 });
	}
});

describe('while others use the account', () => {
	/** Six of ours were sent and 16 are used, so other clients sent ten. */
	function beside(): RateLimit {
		const budget = learned();
		for (let request = 0; request < 5; request++) budget.start(START);
		for (let answer = 0; answer < 5; answer++)
			budget.finish(told({ limit: 30, remaining: 14, reset: 60 }), START);
		return budget;
	}

	it('sends one at a time', () => {
		const budget = beside();
		const next = START + 60_025;
		expect(startAll(budget, next)).toBe(1);
		expect(budget.wait(next).kind).toBe('answer');
		expect(budget.wait(next, 'interactive').kind).toBe('go');
	});

	it('one that stalls is waited for no longer than a moment', () => {
		const budget = beside();
		const next = START + 60_025;
		budget.wait(next);
		budget.start(next);
		expect(budget.wait(next + 4999)).toEqual({ kind: 'answer', at: next + 5000 });
		expect(budget.wait(next + 5000)).toEqual({ kind: 'go' });
	});

	it('the pace of a request is for its lane and those below', () => {
		const budget = beside();
		budget.start(START, 'list');
		budget.finish(told({ limit: 30, remaining: 13, reset: 60 }), START);
		const kinds = (['write', 'read', 'list', 'background'] as const).map(
			(lane) => budget.wait(START, lane).kind,
		);
		expect(kinds).toEqual(['go', 'go', 'until', 'until']);
	});

	it('a request of a lower lane is not waited for', () => {
		const budget = beside();
		budget.start(START + 60_025, 'list');
		expect(budget.wait(START + 60_025, 'list').kind).toBe('answer');
		expect(budget.wait(START + 60_025, 'background').kind).toBe('answer');
		expect(budget.wait(START + 60_025, 'write').kind).toBe('go');
	});

	/** Sends all requests that the next window allows, one answer after the other, without other clients. */
	function sendAlone(
		budget: RateLimit,
		lane: 'write' | 'interactive' = 'write',
		from = START + 60_025,
	): number[] {
		const times: number[] = [];
		for (let now = from; now < START + 120_000;) {
			const wait = budget.wait(now, lane);
			if (wait.kind !== 'go') {
				now = wait.at;
				continue;
			}
			times.push(now - START - 60_000);
			budget.start(now, lane);
			now += 100;
			budget.finish(told({ limit: 30, remaining: 30 - times.length, reset: 120 }), now, now - 100);
		}
		return times;
	}

	it('a quarter of the window goes at once, the rest is spread over it, and nearly all of it is used', () => {
		const times = sendAlone(beside());
		expect(times.length).toBeGreaterThanOrEqual(29);
		expect(times[7]).toBeLessThan(1000);
		expect(times[9]).toBeGreaterThan(1500);
		expect(times[19]).toBeGreaterThan(20_000);
	});

	it('an open dropdown waits for no pace', () => {
		expect(sendAlone(beside(), 'interactive')[29]).toBeLessThan(4000);
	});

	it('leaves to others what they used of the window before, less with its time, beside a tenth that is ours', () => {
		const budget = beside();
		const next = START + 60_025;
		const sendsAt = (now: number, remaining: number) => {
			expect(budget.wait(now)).toEqual({ kind: 'go' });
			budget.start(now);
			budget.finish(told({ limit: 30, remaining, reset: 120 }), now);
		};
		sendsAt(next, 9);
		for (const remaining of [8, 7]) {
			const wait = budget.wait(next);
			sendsAt(wait.kind === 'go' ? next : wait.at, remaining);
		}
		// Seven are left: six of the ten that are reserved for other clients until two fifths of the window are
		// over.
		const wait = budget.wait(START + 80_000);
		if (wait.kind !== 'until') throw new Error(wait.kind);
		expect(wait.at).toBeGreaterThanOrEqual(START + 84_000);
		expect(budget.wait(START + 84_000, 'interactive')).toEqual({ kind: 'go' });
	});

	it('does not believe in them for long', () => {
		const budget = beside();
		sendAlone(budget);
		for (const window of [2, 3, 4]) {
			const now = START + window * 60_000 + 25;
			startAll(budget, now);
			budget.finish(told({ limit: 30, remaining: 29, reset: (window + 1) * 60 }), now, now);
		}
		expect(startAll(budget, START + 300_025)).toBe(20);
	});

	it('sees them in the first answer of all: what was used before it came', () => {
		const budget = learned(9);
		budget.start(START);
		expect(budget.wait(START).kind).toBe('answer');
		expect(startAll(learned(29), START)).toBe(20);
	});

	it('sees them by a refusal: what was refused is not in the count', () => {
		const budget = learned();
		for (let remaining = 28; remaining > 0; remaining--) {
			budget.start(START);
			budget.finish(told({ limit: 30, remaining, reset: 60 }), START);
		}
		// Another client used the last request of the window.
		budget.start(START);
		const refused = { ...told({ limit: 30, remaining: 0, reset: 60 }), status: 429, limited: true };
		budget.finish(refused, START);
		expect(startAll(budget, START + 60_025)).toBe(1);
	});

	it('does not take an hour that it did not see for theirs', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		const used = headers(
			{ limit: 30, remaining: 29, reset: 60 },
			{ limit: 1800, remaining: 400, reset: 900 },
		);
		budget.finish({ status: 200, headers: used, limited: false }, START);
		expect(startAll(budget, START)).toBe(20);
	});
});

describe('alone on the account', () => {
	const left = (remaining: number) => {
		const budget = learned();
		for (let sent = 0; sent < 29 - remaining; sent++) {
			budget.start(START);
			budget.finish(told({ limit: 30, remaining: 28 - sent, reset: 60 }), START);
		}
		return budget;
	};

	it('leaves the last two of a window to be seen by, when more wait than it can take', () => {
		const budget = left(2);
		expect(budget.wait(START, 'write', 2)).toEqual({ kind: 'go' });
		const wait = budget.wait(START, 'write', 3);
		if (wait.kind !== 'until') throw new Error(wait.kind);
		expect(wait.at).toBeGreaterThan(START + 25_000);
		expect(wait.at).toBeLessThan(START + 35_000);
		expect(budget.wait(wait.at, 'write', 3)).toEqual({ kind: 'go' });
		// All requests before the window's end: the next window is as far away as before.
		expect(left(1).wait(START + 57_001, 'write', 3)).toEqual({ kind: 'go' });
		expect(left(1).wait(START + 56_900, 'write', 3).kind).toBe('until');
	});

	it.each(['list', 'background'] as const)(
		'%s leaves some of each window to what somebody waits for',
		(lane) => {
			expect(left(3).wait(START, lane)).toEqual({ kind: 'go' });
			expect(left(2).wait(START, lane).kind).toBe('until');
			for (const higher of ['interactive', 'write', 'read'] as const)
				expect(left(1).wait(START, higher)).toEqual({ kind: 'go' });
			expect(left(1).wait(START + 57_001, lane)).toEqual({ kind: 'go' });
		},
	);

	it('and lists have half of a window, however much was sent in the one before', () => {
		const budget = learned();
		for (let remaining = 28; remaining >= 0; remaining--) {
			budget.start(START);
			budget.finish(told({ limit: 30, remaining, reset: 60 }), START);
		}
		const next = START + 60_025;
		let sent = 0;
		for (; budget.wait(next, 'list').kind === 'go'; sent++) {
			budget.start(next, 'list');
			budget.finish(told({ limit: 30, remaining: 29 - sent, reset: 120 }), next);
		}
		expect(sent).toBe(15);
	});

	it('but lists do not leave more because of lists', () => {
		const budget = learned();
		let now = START;
		const send = (remaining: number) => {
			expect(budget.wait(now, 'list')).toEqual({ kind: 'go' });
			budget.start(now, 'list');
			budget.finish(told({ limit: 30, remaining, reset: now === START ? 60 : 120 }), now, now);
		};
		for (let remaining = 28; remaining > 8; remaining--) send(remaining);
		now = START + 60_025;
		for (let remaining = 29; remaining > 8; remaining--) send(remaining);
	});

	it('lists leave more where more was sent in the window before', () => {
		const budget = spent();
		const next = START + 60_025;
		budget.start(next, 'list');
		budget.finish(told({ limit: 30, remaining: 17, reset: 120 }), next);
		expect(budget.wait(next, 'list').kind).not.toBe('go');
	});

	it('lower lanes leave connections to higher ones', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		budget.finish({ status: 200, headers: {}, limited: false }, START);
		const most = (['background', 'list', 'read', 'write', 'interactive'] as const).map((lane) => {
			for (; budget.wait(START, lane).kind === 'go';) budget.start(START, lane);
			return budget.wait(START, lane).kind;
		});
		expect(most).toEqual(Array(5).fill('answer'));
		const sent = [12, 14, 20, 20, 24];
		const other = new RateLimit(() => 0);
		other.start(START);
		other.finish({ status: 200, headers: {}, limited: false }, START);
		let started = 0;
		const counts = (['background', 'list', 'read', 'write', 'interactive'] as const).map((lane) => {
			for (; other.wait(START, lane).kind === 'go'; started++) other.start(START, lane);
			return started;
		});
		expect(counts).toEqual(sent);
	});
});

describe('answers that do not come', () => {
	it('the first is waited for alone, but not for ever', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		expect(budget.wait(START + 4999)).toEqual({ kind: 'answer', at: START + 5000 });
		expect(budget.wait(START + 5000)).toEqual({ kind: 'go' });
	});

	it('one that stalls keeps the last place of a window for a moment, and no place of a window that is spent', () => {
		const budget = learned(1, 2);
		budget.start(START);
		expect(budget.wait(START + 4999)).toEqual({ kind: 'answer', at: START + 5000 });
		// JustCall may not have counted it.
		expect(budget.wait(START + 5000)).toEqual({ kind: 'go' });
		budget.start(START + 5000);
		budget.finish(told({ limit: 2, remaining: 0, reset: 60 }), START + 5000, START + 5000);
		for (const lane of ['interactive', 'write', 'list'] as const)
			expect(budget.wait(START + 6000, lane)).toEqual({ kind: 'until', at: START + 60_025 });
	});

	it('stalled requests count among the most at once', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		budget.finish({ status: 200, headers: {}, limited: false }, START);
		expect(startAll(budget, START)).toBe(20);
		expect(budget.wait(START + 5000, 'read')).toEqual({ kind: 'answer', at: Infinity });
	});

	it('no write goes where three have not come back, and any answer ends that', () => {
		const budget = learned();
		for (let request = 0; request < 3; request++) budget.start(START);
		const still = START + 5000;
		expect(budget.wait(still - 1)).toEqual({ kind: 'go' });
		expect(budget.wait(still)).toEqual({ kind: 'answer', at: Infinity });
		expect(budget.wait(still, 'read')).toEqual({ kind: 'go' });
		budget.finish({ headers: {}, limited: false, stalled: true }, still, START);
		budget.start(still - 5000);
		expect(budget.wait(still).kind).toBe('answer');
		budget.finish(told({ limit: 30, remaining: 27, reset: 60 }), still, START);
		expect(budget.wait(still)).toEqual({ kind: 'go' });
	});

	it('silence is from the first request that nothing has come back since, and for half a minute after the last try', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		budget.start(START + 5000);
		expect(budget.silentSince(START + 200_000, 100_000)).toBeUndefined();
		const stall = { headers: {}, limited: false, stalled: true };
		budget.finish(stall, START + 300_000, START);
		// A single request may be slow.
		expect(budget.silentSince(START + 300_001, 300_000)).toBeUndefined();
		budget.finish(stall, START + 305_000, START + 5000);
		expect(budget.silentSince(START + 305_001, 305_000)).toBe(START);
		expect(budget.silentSince(START + 305_001, 305_002)).toBeUndefined();
		expect(budget.silentSince(START + 335_000, 305_000)).toBeUndefined();
		budget.start(START + 306_000);
		budget.finish({ status: 503, headers: {}, limited: false }, START + 306_001, START + 306_000);
		expect(budget.silentSince(START + 306_002, 1)).toBeUndefined();
	});
});

it('honours Retry-After', () => {
	const budget = new RateLimit(() => 0);
	budget.start(START);
	budget.finish({ status: 429, headers: { 'retry-after': '7' }, limited: true }, START);
	expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 7000 });
	expect(budget.wait(START + 7000)).toEqual({ kind: 'go' });
});

it('does not hammer on when Retry-After was too short', () => {
	const budget = new RateLimit(() => 0);
	const waits: number[] = [];
	for (let now = START, refusal = 0; refusal < 6; refusal++) {
		budget.start(now);
		budget.finish({ status: 429, headers: { 'retry-after': '0' }, limited: true }, now);
		const wait = budget.wait(now);
		const at = wait.kind === 'until' ? wait.at : now;
		waits.push((at - now) / 1000);
		now = at;
	}
	expect(waits).toEqual([0, 1, 2, 4, 8, 16]);
});

it('backs off more and more when a refusal says nothing', () => {
	const budget = new RateLimit(() => 0);
	const pauses: number[] = [];
	let now = START;
	for (let refusal = 0; refusal < 8; refusal++) {
		budget.start(now);
		budget.finish({ status: 429, headers: {}, limited: true }, now);
		const wait = budget.wait(now);
		if (wait.kind !== 'until') throw new Error(wait.kind);
		pauses.push((wait.at - now) / 1000);
		now = wait.at;
	}
	expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
	budget.start(START);
	budget.finish({ status: 200, headers: {}, limited: false }, now);
	budget.start(START);
	budget.finish({ status: 429, headers: {}, limited: true }, now);
	expect(budget.wait(now)).toEqual({ kind: 'until', at: now + 1000 });
});

it('paces nothing when no answer says anything, but keeps to 20 at once', () => {
	const budget = new RateLimit(() => 0);
	budget.start(START);
	budget.finish({ status: 200, headers: {}, limited: false }, START);
	expect(startAll(budget, START)).toBe(20);
});

it('brings clocks together that are far apart', () => {
	const budget = new RateLimit(() => 0);
	budget.start(START);
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
	const budget = new RateLimit(() => 0);
	budget.start(START);
	const spent = { ...headers({ limit: 30, remaining: 0, reset: 60 }), ...wrong };
	budget.finish({ status: 200, headers: spent, limited: false }, START);
	expect(budget.wait(START).kind).toBe('go');
});

describe('odd headers', () => {
	const answered = (
		extra: Record<string, string>,
		limited = false,
		budget = new RateLimit(() => 0),
		now = START,
	) => {
		budget.start(now);
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
			...headers({ limit: 30, remaining: 29, reset: 60 }),
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

/** Sends this many requests as fast as the rate limit allows; returns the seconds that it took. */
function sendAll(account: Account, count: number): number {
	const budget = new RateLimit(() => 0);
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
			budget.start(now);
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
	// Five windows; the first one is five seconds shorter.
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
			budget.start(START);
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
	budget.start(START);
	expect(budget.isIdle(START + 3_000_001)).toBe(false);
});

it.each([
	// Seconds to the resets of the minute and of the hour; requests a minute.
	[60, 3000, 30],
	[60, 3600, 30],
	// Clocks differ, and headers show whole seconds.
	[61, 3601, 30],
	[60, 3621, 30],
	[10, 3600, 30],
])('resets %d and %d seconds ahead are %d requests a minute', (burst, hour, perMinute) => {
	const budget = new RateLimit(() => 0);
	expect(budget.perMinute()).toBeUndefined();
	budget.start(START);
	const told = headers(
		{ limit: 90, remaining: 89, reset: burst },
		{ limit: 1800, remaining: 1799, reset: hour },
	);
	budget.finish({ status: 200, headers: told, limited: false }, START);
	expect(budget.perMinute()).toBe(perMinute);
});

it('keeps nobody waiting for a window that ends late while more is free than is kept', () => {
	const budget = learned(990, 1000);
	const later = START + 61_000;
	expect(budget.wait(later, 'background')).toEqual({ kind: 'go' });
	budget.start(later);
	// The next minute seems to last for fifty: a clock was set back.
	budget.finish(told({ limit: 1000, remaining: 999, reset: 3000 }), later);
	expect(budget.wait(later, 'background')).toEqual({ kind: 'go' });
});

describe('what is known of the account', () => {
	const MUCH = { limit: 100_000, remaining: 99_000, reset: 3000 };
	const answered = (budget: RateLimit, given: Record<string, unknown>, now = START, limited = false) => {
		budget.start(now);
		budget.finish({ status: limited ? 429 : 200, headers: given, limited }, now);
	};

	it('nothing before an answer, and nothing of headers that are not whole or no numbers', () => {
		const whole = headers({ limit: 30, remaining: 29, reset: 60 });
		const budget = new RateLimit(() => 0);
		expect(budget.perMinute()).toBeUndefined();
		for (const part of ['limit', 'remaining', 'reset'])
			for (const odd of [undefined, ' ', '', '-1', 'soon', 'Infinity', null, true]) {
				const given = { ...whole, [`x-rate-limit-${part}`]: odd, [`x-rate-limit-burst-${part}`]: odd };
				answered(budget, given);
				expect(budget.perMinute()).toBeUndefined();
			}
		answered(budget, Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, Number(value)])));
		expect(budget.perMinute()).toBe(30);
	});

	it.each([
		[90, MUCH.limit, 90],
		[90, 1200, 20],
	])('the smaller rate of %i a minute and %i an hour', (limit, hourly, rate) => {
		const budget = new RateLimit(() => 0);
		answered(
			budget,
			headers({ limit, remaining: 89, reset: 60 }, { ...MUCH, limit: hourly, remaining: 999 }),
		);
		expect(budget.perMinute()).toBe(rate);
	});

	it('the length of a window, from two ends', () => {
		const budget = new RateLimit(() => 0);
		answered(budget, headers({ limit: 30, remaining: 29, reset: 60 }, MUCH));
		const next = START + 60_025;
		expect(budget.wait(next)).toEqual({ kind: 'go' });
		answered(budget, headers({ limit: 30, remaining: 29, reset: 90 }, MUCH), next);
		expect(budget.perMinute()).toBe(60);
		// A window in between was missed: this one is no longer for that.
		const later = START + 150_025;
		expect(budget.wait(later)).toEqual({ kind: 'go' });
		answered(budget, headers({ limit: 30, remaining: 29, reset: 180 }, MUCH), later);
		expect(budget.perMinute()).toBe(60);
	});

	it('of a reset in milliseconds too', () => {
		const budget = new RateLimit(() => 0);
		answered(budget, {
			...headers({ limit: 30, remaining: 0, reset: 60 }),
			'x-rate-limit-burst-reset': START + 40_000,
		});
		expect(budget.wait(START)).toEqual({ kind: 'until', at: START + 40_025 });
	});

	it('that nothing is worth remembering when each window is over and no request is under way', () => {
		const budget = new RateLimit(() => 0);
		expect(budget.isIdle(START)).toBe(true);
		budget.start(START);
		expect(budget.isIdle(START)).toBe(false);
		budget.finish(
			{ status: 200, headers: headers({ limit: 30, remaining: 29, reset: 60 }), limited: false },
			START,
		);
		expect([59_999, 60_000, 2_999_999, 3_000_000].map((ms) => budget.isIdle(START + ms))).toEqual([
			false,
			false,
			false,
			true,
		]);
		// The next windows have begun, as far as we know, and no answer has told their ends.
		budget.wait(START + 3_000_000);
		expect(budget.isIdle(START + 3_000_000)).toBe(true);
		answered(budget, { 'retry-after': '5' }, START + 3_000_000, true);
		expect([4999, 5000].map((ms) => budget.isIdle(START + 3_000_000 + ms))).toEqual([false, true]);
	});
});

describe('after a refusal', () => {
	const refusedTimes = (times: number, given: Record<string, unknown>) => {
		const budget = new RateLimit(() => 0);
		for (let refusal = 0; refusal < times; refusal++) {
			budget.start(START);
			budget.finish({ status: 429, headers: given, limited: true }, START);
		}
		return budget.wait(START);
	};
	const until = (seconds: number) => ({ kind: 'until', at: START + seconds * 1000 });

	it.each<[number, unknown, number]>([
		// Refusals, Retry-After, seconds until the next request.
		[1, undefined, 1],
		[2, undefined, 2],
		[4, undefined, 8],
		[7, undefined, 60],
		[20, undefined, 60],
		[1, '7', 7],
		[1, 7, 7],
		[2, '1', 1],
		[4, '1', 4],
		[4, '30', 30],
		// As long as the longest window, and a little.
		[1, '3900', 3900],
		[1, '3901', 1],
		[1, ' ', 1],
		[1, '-5', 1],
		[1, 'soon', 1],
	])('%i times, with Retry-After %j, waits %d seconds', (times, after, seconds) => {
		expect(refusedTimes(times, { 'retry-after': after })).toEqual(until(seconds));
	});

	it('Retry-After 0 is no pause', () => {
		expect(refusedTimes(1, { 'retry-after': '0' })).toEqual({ kind: 'go' });
	});

	it.each<[string, object, number]>([
		['a used-up window says itself when it opens', { remaining: 0 }, 60.025],
		['one that is not used up says nothing', { remaining: 5 }, 1],
		['Retry-After goes beyond the end of the window', { remaining: 0, after: '90' }, 90],
	])('%s', (_name, given, seconds) => {
		const { remaining, after } = given as { remaining: number; after?: string };
		const facts = { ...headers({ limit: 30, remaining, reset: 60 }), 'retry-after': after };
		expect(refusedTimes(1, facts)).toEqual(until(seconds));
	});

	it('an answer ends the growing of the pauses', () => {
		const budget = new RateLimit(() => 0);
		let now = START;
		const next = (limited: boolean) => {
			budget.start(now);
			budget.finish({ status: limited ? 429 : 200, headers: {}, limited }, now);
			const wait = budget.wait(now);
			const pause = wait.kind === 'until' ? wait.at - now : 0;
			now += pause;
			return pause;
		};
		expect([true, true, true, false, true, true].map(next)).toEqual([1000, 2000, 4000, 0, 1000, 2000]);
	});
});

describe('while no answer comes', () => {
	const stall = (budget: RateLimit, sentAt: number, now: number) => {
		budget.start(sentAt);
		budget.finish({ headers: {}, limited: false, stalled: true }, now, sentAt);
	};

	it('JustCall is silent from two unanswered requests on, since the first was sent', () => {
		const budget = new RateLimit(() => 0);
		expect(budget.silentSince(START, 0)).toBeUndefined();
		stall(budget, START, START + 4000);
		expect(budget.silentSince(START + 10_000, 0)).toBeUndefined();
		stall(budget, START + 1000, START + 5000);
		expect(budget.silentSince(START + 10_000, 10_000)).toBe(START);
		expect(budget.silentSince(START + 9999, 10_000)).toBeUndefined();
		// Later than half a minute after the last one it is tried again.
		expect(budget.silentSince(START + 34_999, 10_000)).toBe(START);
		expect(budget.silentSince(START + 35_000, 10_000)).toBeUndefined();
	});

	it('an answer ends the silence; for a request under way it begins anew then', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		budget.start(START + 100);
		budget.finish({ status: 200, headers: {}, limited: false }, START + 2000, START + 100);
		expect(budget.answerDueSince()).toBe(START);
		stall(budget, START + 2500, START + 3000);
		stall(budget, START + 2500, START + 3000);
		expect(budget.silentSince(START + 12_000, 10_000)).toBe(START + 2000);
		expect(budget.silentSince(START + 11_999, 10_000)).toBeUndefined();
		budget.finish({ status: 200, headers: {}, limited: false }, START + 12_000, START);
		expect(budget.silentSince(START + 40_000, 0)).toBeUndefined();
		expect(budget.answerDueSince()).toBeUndefined();
	});

	it('an answer to a request that is not known counts for the oldest', () => {
		const budget = new RateLimit(() => 0);
		budget.start(START);
		budget.start(START + 1);
		budget.finish({ headers: {}, limited: false }, START + 5, START + 3);
		expect(budget.answerDueSince()).toBe(START + 1);
	});

	it('everything stands still when three requests have waited for five seconds', () => {
		const budget = learned();
		expect(budget.isStandingStill(START + 10_000)).toBe(false);
		for (const ms of [0, 0, 1000]) budget.start(START + ms);
		expect([4999, 5000, 5999, 6000].map((ms) => budget.isStandingStill(START + ms))).toEqual([
			false,
			false,
			false,
			true,
		]);
		expect(budget.wait(START + 6000, 'write')).toEqual({ kind: 'answer', at: Infinity });
		expect(budget.wait(START + 6000, 'read')).toEqual({ kind: 'go' });
		budget.finish({ status: 200, headers: {}, limited: false }, START + 6000, START);
		budget.start(START);
		expect(budget.isStandingStill(START + 10_999)).toBe(false);
		expect(budget.isStandingStill(START + 11_000)).toBe(true);
	});
});
