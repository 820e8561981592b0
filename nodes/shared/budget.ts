/** One of the account's fixed windows, as far as it is known. */
interface Window {
	limit: number;
	/** When it ends, epoch milliseconds of JustCall's clock; `undefined` from the end of the one before until an answer tells. */
	resetAt: number | undefined;
	/** When the one before ended, on the same clock. */
	endedAt?: number;
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
export const MAX_UNDER_WAY = 20;
/** Milliseconds behind a reset, against clocks that are a little apart. */
const MARGIN = 25;
/** Nothing that JustCall says of the limit lies further ahead (milliseconds): its longest window is an hour. */
const FURTHEST = 65 * 60_000;
/** Resets closer to each other (milliseconds) are of one window: they come in whole seconds, and windows are longer. */
const SAME_WINDOW = 1500;
/** From here on a reset is in milliseconds, as seconds it would be the year 5138. */
const MILLISECONDS = 1e11;
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
	private readonly clock = new OtherClock();
	private underWay = 0;
	private known = false;
	private blockedUntil = 0;
	private refusals = 0;

	/** What the next request has to wait for; `go` does not count it yet. */
	wait(now: number): Wait {
		for (const window of this.windows.values()) if (!this.isOpen(window, now)) roll(window, this.underWay);
		if (isAhead(this.blockedUntil, now)) return { kind: 'until', at: this.blockedUntil };
		const spent = [...this.windows.values()].filter((window) => this.left(window) <= 0);
		// What is under way may be in JustCall's count already or not; its answer tells soon.
		const resets = spent
			.filter((window) => this.underWay === 0 || window.remaining <= keptOf(window))
			.flatMap(({ resetAt }) => (resetAt === undefined ? [] : [this.clock.toOurs(resetAt)]));
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
		this.clock.learn(headers.date, sentAt, now);
		for (const name of ['x-rate-limit', 'x-rate-limit-burst']) {
			const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((part) =>
				numberOf(headers[`${name}-${part}`]),
			);
			if (limit === undefined || remaining === undefined || reset === undefined) continue;
			const resetAt = reset < MILLISECONDS ? reset * 1000 : reset;
			this.learn(name, { limit, remaining, resetAt }, now);
		}
		if (!limited) this.refusals = 0;
		else this.block(headers, now);
	}

	/** Whether nothing is worth remembering any more. */
	isIdle(now: number): boolean {
		const over = [...this.windows.values()].every(
			(window) => window.resetAt === undefined || !this.isOpen(window, now),
		);
		return this.underWay === 0 && over && !isAhead(this.blockedUntil, now);
	}

	/** Whether a window goes on; not when a clock was set and its end has become absurd. */
	private isOpen({ resetAt }: Pick<Window, 'resetAt'>, now: number): boolean {
		return resetAt === undefined || isAhead(this.clock.toOurs(resetAt), now);
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
		// Of a window that is over, or no time of JustCall's at all.
		if (!this.isOpen({ resetAt }, now)) return;
		const window = this.windows.get(name);
		const later = resetAt - (window?.resetAt ?? resetAt);
		// An answer that was long on its way, from the window before.
		if (later <= -SAME_WINDOW && this.clock.toOurs(resetAt) < now + SAME_WINDOW) return;
		// What is said now is believed, later or earlier: what was said before may have been odd.
		if (!window || Math.abs(later) >= SAME_WINDOW) {
			const sent = this.underWay + 1;
			const before = window ? 0 : Math.max(0, limit - remaining - sent);
			const reserve = window ? reserveAfter(window) : 0;
			this.windows.set(name, { limit, resetAt, remaining, sent, foreign: 0, before, reserve });
			return;
		}
		// Ours ended first: theirs goes on for a moment, and what was used of it is nobody's habit of the next.
		const goesOn = Math.abs(resetAt - (window.endedAt ?? 0)) < SAME_WINDOW;
		if (window.resetAt === undefined) window.remaining = limit;
		window.limit = limit;
		window.resetAt = Math.max(window.resetAt ?? 0, resetAt);
		window.remaining = Math.min(window.remaining, remaining);
		const others = goesOn ? window.reserve : limit - remaining - window.sent - window.before;
		window.foreign = Math.max(window.foreign, others);
	}

	private block(headers: AnswerFacts['headers'], now: number): void {
		const after = numberOf(headers['retry-after']);
		if (after !== undefined && after * 1000 <= FURTHEST) {
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

/**
 * JustCall's clock as its answers' Dates tell it, in whole seconds. Each says that the clock is ahead of ours by no less
 * than if it was written when it came, at the beginning of its second, and by no more than if it was written when the
 * request went, at the end of it. What all say together comes close to the truth.
 */
class OtherClock {
	private least = -Infinity;
	private most = Infinity;

	/** Takes in the Date of an answer. */
	learn(date: unknown, sentAt: number, now: number): void {
		const written = Date.parse(String(date ?? ''));
		if (Number.isNaN(written)) return;
		const [least, most] = [written - now, written + 1000 - sentAt];
		// They cannot both be true: a clock was set.
		const wasSet = least > this.most || most < this.least;
		this.least = wasSet ? least : Math.max(least, this.least);
		this.most = wasSet ? most : Math.min(most, this.most);
	}

	/** A time of JustCall's clock on ours; clocks that may be the same are. Otherwise rather too late than too early. */
	toOurs(time: number): number {
		return this.least <= 0 && this.most >= 0 ? time : time - this.least;
	}
}

/** Whether a time is still to come, and near enough to be true. */
function isAhead(at: number, now: number): boolean {
	return at > now && at <= now + FURTHEST;
}

/** Begins the next window; what is under way may count in either. */
function roll(window: Window, underWay: number): void {
	const reserve = reserveAfter(window);
	Object.assign(window, {
		resetAt: undefined,
		endedAt: window.resetAt,
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
	const number =
		typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
			? Number(value)
			: Number.NaN;
	return Number.isFinite(number) && number >= 0 ? number : undefined;
}
