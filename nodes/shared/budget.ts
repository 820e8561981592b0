/** One of the account's fixed windows, as far as it is known. Times are epoch milliseconds of this machine. */
interface Window {
	limit: number;
	/** When it ends; `undefined` from the end of the one before until an answer tells. */
	resetAt: number | undefined;
	/** Least that JustCall has said remains. */
	remaining: number;
	/** Requests of ours in it. */
	sent: number;
	/** Requests of others in it, as far as JustCall's count has betrayed them. */
	foreign: number;
	/** What was used before we came; not counted as the others' habit. */
	before: number;
	/** What is left to the others, from their use of the window before. */
	reserve: number;
}

/** What a request has to wait for: nothing, a moment (epoch milliseconds), or any answer that is under way. */
export type Wait = { kind: 'go' } | { kind: 'until'; at: number } | { kind: 'answer' };

/** What an answer tells about the budget. */
export interface AnswerFacts {
	/** HTTP status; `undefined` when none came. */
	status?: number;
	/** Lower-case names. */
	headers: Readonly<Record<string, unknown>>;
	/** Whether it says that the limit was hit, in its status or its words. */
	limited: boolean;
}

/** Most requests under way at once, whatever the windows allow. */
const MAX_UNDER_WAY = 20;
/** Milliseconds behind a reset, against clocks that are a little apart. */
const MARGIN = 25;
/** Clocks that differ by more than this (milliseconds) are brought together by the answer's Date. */
const SKEW = 2000;
/** Share of a window that is kept for others at most. */
const MOST_RESERVED = 0.5;
const FIRST_BACKOFF = 1000;
const LAST_BACKOFF = 60_000;

/**
 * The requests that one account may still send. Pure book-keeping: it knows no clock and no request, it is told.
 *
 * JustCall counts in two fixed windows, an hour and a minute, and tells both in six headers, resets as UTC epoch seconds
 * (FACTS.md section 6). They may be missing: then nothing is paced, and a refusal is waited out by its Retry-After or
 * by growing pauses.
 */
export class Budget {
	private readonly windows = new Map<string, Window>();
	private underWay = 0;
	private known = false;
	private blockedUntil = 0;
	private refusals = 0;

	/** What the next request has to wait for; `go` does not count it yet. */
	wait(now: number): Wait {
		for (const window of this.windows.values()) roll(window, now, this.underWay);
		if (this.blockedUntil > now) return { kind: 'until', at: this.blockedUntil };
		const spent = [...this.windows.values()].filter((window) => this.left(window) <= 0);
		// What is under way may be in JustCall's count already or not; its answer tells soon.
		const resets = spent
			.filter((window) => this.underWay === 0 || window.remaining <= keptOf(window))
			.flatMap(({ resetAt }) => (resetAt === undefined ? [] : [resetAt]));
		if (resets.length > 0) return { kind: 'until', at: Math.max(...resets) + MARGIN };
		if (this.underWay === 0) return { kind: 'go' };
		// The first request goes alone: what it brings back says how many may follow.
		const full = spent.length > 0 || !this.known || this.underWay >= MAX_UNDER_WAY;
		return full ? { kind: 'answer' } : { kind: 'go' };
	}

	/** Counts a request that goes now. */
	start(): void {
		this.underWay++;
		for (const window of this.windows.values()) window.sent++;
	}

	/**
	 * Takes in what came back, or that nothing did.
	 *
	 * @param sentAt when the request went
	 */
	finish({ status, headers, limited }: AnswerFacts, now: number, sentAt = now): void {
		this.underWay--;
		if (status === undefined) return;
		this.known = true;
		const ahead = aheadOf(headers.date, sentAt, now);
		for (const name of ['x-rate-limit', 'x-rate-limit-burst']) {
			const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((part) =>
				numberOf(headers[`${name}-${part}`]),
			);
			if (limit === undefined || remaining === undefined || reset === undefined) continue;
			this.learn(name, { limit, remaining, resetAt: reset * 1000 - ahead }, now);
		}
		if (!limited) this.refusals = 0;
		else this.block(headers, now);
	}

	/** Whether nothing is worth remembering any more. */
	isIdle(now: number): boolean {
		const over = [...this.windows.values()].every(({ resetAt }) => resetAt === undefined || resetAt <= now);
		return this.underWay === 0 && over && this.blockedUntil <= now;
	}

	private left(window: Window): number {
		const { remaining, resetAt, sent } = window;
		// Before the first answer of a window only our own count is known.
		return remaining - (resetAt === undefined ? sent : this.underWay) - keptOf(window);
	}

	private learn(
		name: string,
		{ limit, remaining, resetAt }: Pick<Window, 'limit' | 'remaining'> & { resetAt: number },
		now: number,
	): void {
		const window = this.windows.get(name);
		if (resetAt <= now) return;
		if (!window || (window.resetAt !== undefined && resetAt > window.resetAt)) {
			const sent = this.underWay + 1;
			const before = window ? 0 : Math.max(0, limit - remaining - sent);
			const reserve = window ? reserveAfter(window) : 0;
			this.windows.set(name, { limit, resetAt, remaining, sent, foreign: 0, before, reserve });
			return;
		}
		// An answer that was long on its way, from the window before.
		if (window.resetAt !== undefined && resetAt < window.resetAt) return;
		if (window.resetAt === undefined) window.remaining = limit;
		window.limit = limit;
		window.resetAt = resetAt;
		window.remaining = Math.min(window.remaining, remaining);
		window.foreign = Math.max(window.foreign, limit - remaining - window.sent - window.before);
	}

	private block(headers: AnswerFacts['headers'], now: number): void {
		const after = numberOf(headers['retry-after']);
		if (after !== undefined) {
			this.blockedUntil = Math.max(this.blockedUntil, now + after * 1000);
			return;
		}
		// A spent window says itself when it opens again.
		if ([...this.windows.values()].some(({ remaining, resetAt }) => remaining === 0 && resetAt !== undefined))
			return;
		const pause = Math.min(LAST_BACKOFF, FIRST_BACKOFF * 2 ** this.refusals);
		this.refusals++;
		this.blockedUntil = Math.max(this.blockedUntil, now + pause);
	}
}

/** Milliseconds that JustCall's clock is ahead of ours, by an answer's Date; 0 when it fits between sending and receiving. */
function aheadOf(date: unknown, sentAt: number, now: number): number {
	const clock = Date.parse(String(date ?? ''));
	if (clock > now + SKEW) return clock - now;
	return clock < sentAt - SKEW ? clock - sentAt : 0;
}

/** Begins the next window when this one is over; what is under way may count in either. */
function roll(window: Window, now: number, underWay: number): void {
	if (window.resetAt === undefined || now < window.resetAt) return;
	const reserve = reserveAfter(window);
	Object.assign(window, {
		resetAt: undefined,
		remaining: window.limit,
		sent: underWay,
		foreign: 0,
		before: 0,
		reserve,
	});
}

/** What of a window is still kept for others. */
function keptOf({ reserve, foreign }: Window): number {
	return Math.max(0, reserve - foreign);
}

/** What the others used of a window is left to them in the next, within reason. */
function reserveAfter({ foreign, limit }: Window): number {
	return Math.min(foreign, Math.floor(limit * MOST_RESERVED));
}

function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
	return Number.isFinite(number) && number >= 0 ? number : undefined;
}
