import { LANES, type Lane } from './fairQueue';

/** One of the account's fixed windows, as far as it is known. */
interface Window {
	limit: number;
	/** Length in milliseconds. */
	length: number;
	/**
	 * When it ends, in epoch milliseconds of JustCall's clock; `undefined` after the end of the window before,
	 * until an answer says it.
	 */
	resetAt: number | undefined;
	/** When it began on our clock, as far as we know. */
	beganAt: number;
	/** When the window before ended, on JustCall's clock. */
	endedAt?: number;
	/** Lowest number of remaining requests that JustCall has reported. */
	remaining: number;
	/** Our requests in this window, and how many of them were urgent. */
	sent: number;
	urgent: number;
	/** Requests of other clients in this window, as far as JustCall's count shows them. */
	foreign: number;
	/**
	 * Expected number of requests in a whole window, from earlier windows: those of other clients, and our urgent
	 * ones.
	 */
	foreignExpected: number;
	urgentExpected: number;
}

/** Requests of a whole window that are kept in reserve. */
interface Kept {
	forOthers: number;
	forUrgent: number;
	forLook: number;
}

/** A request that was sent and has no answer yet. */
interface Sent {
	at: number;
	lane: Lane;
}

/**
 * Reason why a request waits: none, a moment (epoch milliseconds), or an answer to a request under way. The
 * wait for an answer also ends at a moment, which is `Infinity` when there is no alternative.
 */
export type Wait = { kind: 'go' } | { kind: 'until'; at: number } | { kind: 'answer'; at: number };

/** Facts about the rate limit in an answer. */
export interface AnswerFacts {
	/** HTTP status; `undefined` when no answer came. */
	status?: number;
	/** Headers with lower-case names. */
	headers: Readonly<Record<string, unknown>>;
	/** Whether JustCall refused the request because of the account's limit. */
	limited: boolean;
	/** Whether no answer came in time. */
	stalled?: boolean;
}

/**
 * The two windows by the prefix of their headers' names, with their lengths (FACTS.md section 6) until answers
 * show other ones.
 */
const WINDOWS: ReadonlyArray<readonly [string, number]> = [
	['x-rate-limit', 3_600_000],
	['x-rate-limit-burst', 60_000],
];
/**
 * Only windows up to this length (milliseconds) are paced: within an hour it is not known who else will send
 * requests.
 */
const MAX_PACED_WINDOW_MS = 10 * 60_000;
/** Most requests under way at once, whatever the windows allow. The lower lanes leave some to the higher lanes. */
export const MAX_CONCURRENT: Readonly<Record<Lane, number>> = {
	interactive: 24,
	write: 20,
	read: 20,
	list: 14,
	background: 12,
};
/** Milliseconds after which further requests go without waiting for the answers under way. */
const STALLED_AFTER_MS = 5000;
/** This many unanswered requests in a row mean that JustCall is silent. */
const MAX_STALLED = 3;
/** Milliseconds without new attempts after a request that was never answered, while JustCall is silent. */
const SILENCE_MS = 30_000;
/** Milliseconds to wait after a reset, because clocks differ a little. */
const RESET_MARGIN_MS = 25;
/**
 * A reset or Retry-After further ahead than this (milliseconds) is not believed: JustCall's longest window is
 * an hour.
 */
const MAX_RESET_AHEAD_MS = 65 * 60_000;
/**
 * Resets that are closer to each other than this (milliseconds) belong to one window: they come in whole
 * seconds, and windows are longer.
 */
const SAME_WINDOW_MS = 1500;
/** From this value on a reset is in milliseconds; in seconds it would be the year 5138. */
const MIN_EPOCH_MS = 1e11;
/** Other clients count as present from this many requests on, or from this share of the limit. */
const NOTABLE_SHARE = 1 / 60;
/**
 * Share of a window that is sent at full speed while other clients are present. The rest is spread over the
 * rest of the window.
 */
const BURST_SHARE = 1 / 4;
/** Largest share of a window that is reserved for other clients. */
const MAX_SHARE_FOR_OTHERS = 0.6;
/** Share of a window that is ours whatever other clients need, so that a single text does not wait for them. */
const MIN_OWN_SHARE = 1 / 10;
/**
 * Requests of a window that are left free to show whether other clients exist, when we would use the whole
 * window.
 */
const PROBE_REQUESTS = 2;
/** Smallest and largest share of a window that long lists and pollers leave to urgent requests. */
const MIN_URGENT_SHARE = 1 / 20;
const MAX_URGENT_SHARE = 1 / 2;
/** Share of a window, at its end, in which nothing is reserved any more. */
const LAST_CALL_SHARE = 1 / 20;
const MINUTE_MS = 60_000;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 60_000;

/**
 * The requests that one account may still send. Pure: callers pass in the time and report what was sent and
 * answered.
 *
 * JustCall counts in two fixed windows, an hour and a minute, and reports both in six headers, with resets as
 * UTC epoch seconds (FACTS.md section 6). If the headers are missing, nothing is paced, and a refusal is
 * followed by its Retry-After or by growing pauses.
 *
 * If we are the account's only client, we use each window at full speed. When JustCall's count falls by more
 * than we sent, there is another client: another program, or another process of n8n. Then one request is under
 * way at a time, a quarter of the window is sent at full speed and the rest is spread over the window, and
 * other clients keep as much as they used in earlier windows.
 */
export class RateLimit {
	private readonly windows = new Map<string, Window>();
	private readonly clock = new OtherClock();
	private underWay: Sent[] = [];
	private known = false;
	private blockedUntil = 0;
	private refusals = 0;
	/** When each lane may send again while other clients are present. */
	private readonly paced = new Map<Lane, number>();
	/** When the oldest request was sent since which no answer has come. */
	private silentFrom: number | undefined;
	/** Requests in a row that were never answered, and when we gave up the last of them. */
	private stalls = 0;
	private stalledAt = 0;

	/** @param chance returns a number from 0 to 1, so that several processes do not send at the same moments */
	constructor(private readonly chance: () => number = Math.random) {}

	/**
	 * Says how long the next request has to wait. {@link start} counts the request.
	 *
	 * @param lane of the request: `interactive` waits only for JustCall's limit, not for the share that we leave
	 *   to other clients
	 * @param waiting number of requests that wait in its lane and the lanes above it
	 */
	wait(now: number, lane: Lane = 'write', waiting = 1): Wait {
		for (const window of this.windows.values()) if (!this.isOpen(window, now)) this.roll(window, now);
		if (isAhead(this.blockedUntil, now)) return { kind: 'until', at: this.blockedUntil };
		const fresh = this.underWay.filter(({ at }) => now - at < STALLED_AFTER_MS);
		const answer: Wait = { kind: 'answer', at: Math.min(...fresh.map(({ at }) => at)) + STALLED_AFTER_MS };
		if (lane === 'write' && this.isStandingStill(now)) return { kind: 'answer', at: Infinity };
		let opens = now;
		for (const window of this.windows.values()) {
			// The first request of a window shows its state, so it goes whatever is reserved.
			if (window.resetAt === undefined && window.sent === 0) continue;
			const free = this.freeOf(window);
			const opening = this.openingOf(window, this.keptOf(window, lane, waiting, free), free - 1);
			if (free >= 1 && opening <= now) continue;
			// JustCall may or may not have counted a request under way. Its answer will tell soon.
			const isOpen = window.remaining >= 1 || window.resetAt === undefined;
			if (isOpen && this.underWay.length > 0 && (free < 1 || window.resetAt === undefined)) {
				if (fresh.length > 0) return answer;
				continue;
			}
			if (free >= 1) opens = Math.max(opens, opening);
			else if (window.resetAt !== undefined) opens = Math.max(opens, this.endOf(window) + RESET_MARGIN_MS);
		}
		if (opens > now) return { kind: 'until', at: opens };
		// The first request goes alone, because its answer says how many may follow.
		if (!this.known && fresh.length > 0) return answer;
		if (this.underWay.length >= MAX_CONCURRENT[lane]) {
			return fresh.length > 0 ? answer : { kind: 'answer', at: Infinity };
		}
		if (!this.isShared() || lane === 'interactive') return { kind: 'go' };
		if (fresh.some((sent) => !isAbove(lane, sent.lane))) return answer;
		const at = this.paced.get(lane) ?? 0;
		return isAhead(at, now) ? { kind: 'until', at } : { kind: 'go' };
	}

	/** Counts a request that is sent now. */
	start(now: number, lane: Lane = 'write'): void {
		this.underWay.push({ at: now, lane });
		this.silentFrom ??= now;
		for (const window of this.windows.values()) {
			window.sent++;
			if (isUrgent(lane)) window.urgent++;
		}
		if (!this.isShared()) return;
		const next = now + this.paceOf(now);
		for (const other of LANES) if (!isAbove(other, lane)) this.paced.set(other, next);
	}

	/**
	 * Records an answer, or that none came.
	 *
	 * @param sentAt when the request was sent
	 */
	finish({ status, headers, limited, stalled }: AnswerFacts, now: number, sentAt = now): void {
		const place = this.underWay.findIndex(({ at }) => at === sentAt);
		this.underWay.splice(Math.max(0, place), 1);
		if (stalled) {
			this.stalls++;
			this.stalledAt = now;
		} else {
			this.stalls = 0;
			this.silentFrom = this.underWay.length > 0 ? now : undefined;
		}
		if (status === undefined) return;
		this.known = true;
		// JustCall does not count a refused request.
		if (limited) for (const window of this.windows.values()) window.sent = Math.max(0, window.sent - 1);
		this.clock.learn(headers.date, sentAt, now);
		for (const [name, length] of WINDOWS) {
			const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((part) =>
				numberOf(headers[`${name}-${part}`]),
			);
			if (limit === undefined || remaining === undefined || reset === undefined) continue;
			const resetAt = reset < MIN_EPOCH_MS ? reset * 1000 : reset;
			this.learn(name, { limit, remaining, resetAt, length }, now);
		}
		if (!limited) this.refusals = 0;
		else this.block(headers, now);
	}

	/**
	 * Since when JustCall has been silent, if it has been for at least this long, and several requests were
	 * tried, the last one a moment ago. One request that stalls says nothing about others.
	 *
	 * @param longest milliseconds
	 */
	silentSince(now: number, longest: number): number | undefined {
		const { silentFrom } = this;
		const isSilent = silentFrom !== undefined && now - silentFrom >= longest;
		const wasTried = this.stalls >= 2 && now - this.stalledAt < SILENCE_MS;
		return isSilent && wasTried ? silentFrom : undefined;
	}

	/**
	 * Whether several requests wait for an answer and none comes. A write that is sent now might have an unknown
	 * outcome.
	 */
	isStandingStill(now: number): boolean {
		const isSilent = this.silentFrom !== undefined && now - this.silentFrom >= STALLED_AFTER_MS;
		return isSilent && this.underWay.filter(({ at }) => now - at >= STALLED_AFTER_MS).length >= MAX_STALLED;
	}

	/** Requests a minute that the account may send, as far as answers have told its windows. */
	perMinute(): number | undefined {
		// A window seems some seconds longer than it is when clocks differ: an hour would not quite have its limit.
		const minutesOf = (length: number) =>
			length < MINUTE_MS ? length / MINUTE_MS : Math.round(length / MINUTE_MS);
		const rates = [...this.windows.values()].map(({ limit, length }) => limit / minutesOf(length));
		return rates.length > 0 ? Math.min(...rates) : undefined;
	}

	/** When the oldest request under way was sent; `undefined` when none is under way. */
	answerDueSince(): number | undefined {
		return this.underWay[0]?.at;
	}

	/** Whether there is nothing worth remembering. */
	isIdle(now: number): boolean {
		const over = [...this.windows.values()].every(
			(window) => window.resetAt === undefined || !this.isOpen(window, now),
		);
		return this.underWay.length === 0 && over && !isAhead(this.blockedUntil, now);
	}

	/** Whether a window goes on. It does not when a clock was set and the window's end has become absurd. */
	private isOpen({ resetAt }: Pick<Window, 'resetAt'>, now: number): boolean {
		return resetAt === undefined || isAhead(this.clock.toOurs(resetAt), now);
	}

	private endOf({ resetAt, beganAt, length }: Window): number {
		return resetAt === undefined ? beganAt + length : this.clock.toOurs(resetAt);
	}

	/** Whether other clients seem to use the account. */
	private isShared(): boolean {
		return [...this.windows.values()].some(
			({ limit, foreign, foreignExpected }) =>
				Math.max(foreign, foreignExpected) >= Math.max(1, limit * NOTABLE_SHARE),
		);
	}

	/** Number of requests that a window still allows. */
	private freeOf({ remaining, resetAt, sent }: Window): number {
		// Before the first answer of a window, only our own count is known.
		return remaining - (resetAt === undefined ? sent : this.underWay.length);
	}

	/**
	 * Number of requests of a whole window that this request leaves to later requests, of other clients and our
	 * own.
	 */
	private keptOf(window: Window, lane: Lane, waiting: number, free: number): Kept {
		const { limit, length, urgentExpected } = window;
		if (lane === 'interactive') return { forOthers: 0, forUrgent: 0, forLook: 0 };
		const least = Math.ceil(limit * MIN_URGENT_SHARE);
		const forUrgent = isUrgent(lane)
			? 0
			: Math.min(least + urgentExpected, Math.floor(limit * MAX_URGENT_SHARE));
		// A queue that needs the next window in any case loses nothing when it finishes this window a little later.
		const looks =
			waiting > free && length <= MAX_PACED_WINDOW_MS && limit > PROBE_REQUESTS && !this.isShared();
		const isOurs = isUrgent(lane) && window.sent < limit * MIN_OWN_SHARE;
		return {
			forOthers: isOurs ? 0 : forOthersIn(window),
			forUrgent,
			forLook: looks ? PROBE_REQUESTS : 0,
		};
	}

	/**
	 * The moment from which at most this many requests are reserved. The reserve shrinks evenly with the rest of
	 * the window, and our own reserve ends at the window's last call.
	 */
	private openingOf(window: Window, { forOthers, forUrgent, forLook }: Kept, free: number): number {
		// One request stays reserved for urgent requests until the last call.
		const last = forUrgent > 0 ? 1 : 0;
		const falling = Math.max(forUrgent - last, forLook) / (1 - LAST_CALL_SHARE);
		const early = shareFor(free - last + falling * LAST_CALL_SHARE, forOthers + falling);
		const ahead = early >= LAST_CALL_SHARE ? early : Math.min(LAST_CALL_SHARE, shareFor(free, forOthers));
		// More is free than a whole window keeps, however far ahead JustCall says its end is.
		return ahead >= 1 ? 0 : Math.ceil(this.endOf(window) - ahead * window.length);
	}

	/** Milliseconds until the next request while other clients are present. */
	private paceOf(now: number): number {
		const paces = [...this.windows.values()].map((window) => {
			const { limit, remaining, length } = window;
			if (length > MAX_PACED_WINDOW_MS || remaining > limit * (1 - BURST_SHARE)) return 0;
			const ahead = Math.max(0, this.endOf(window) - now);
			const free = this.freeOf(window) - forOthersIn(window) * Math.min(1, ahead / length);
			return ahead / (Math.max(0, free) + 1);
		});
		return Math.round(Math.max(0, ...paces) * (0.5 + this.chance()));
	}

	private learn(
		name: string,
		told: Pick<Window, 'limit' | 'remaining' | 'length'> & { resetAt: number },
		now: number,
	): void {
		const { limit, remaining, resetAt } = told;
		// A reset of a window that is over, or one that is not believable.
		if (!this.isOpen({ resetAt }, now)) return;
		const window = this.windows.get(name);
		const later = resetAt - (window?.resetAt ?? resetAt);
		const ahead = this.clock.toOurs(resetAt) - now;
		// A late answer that is about the window before.
		if (later <= -SAME_WINDOW_MS && ahead < SAME_WINDOW_MS) return;
		// The newest answer counts, whether its reset is later or earlier, because the one before may have been
		// wrong.
		if (!window || Math.abs(later) >= SAME_WINDOW_MS) {
			const length = Math.max(window?.length ?? told.length, ahead);
			const ours = this.underWay.length + 1;
			// Requests of this hour may have come from us before a restart; those of this minute have not.
			const sent = length > MAX_PACED_WINDOW_MS ? Math.max(ours, limit - remaining) : ours;
			const foreign = Math.max(0, limit - remaining - sent);
			// Requests of other clients, extrapolated to a whole window. At the very beginning of a window the figure
			// says nothing.
			const elapsed = 1 - ahead / length;
			const foreignExpected = Math.min(limit, elapsed > LAST_CALL_SHARE ? foreign / elapsed : foreign);
			const urgentExpected = window?.urgent ?? 0;
			const counts = { sent, urgent: 0, foreign, foreignExpected, urgentExpected };
			this.windows.set(name, { limit, length, resetAt, beganAt: now, remaining, ...counts });
			return;
		}
		// Our window ended before JustCall's: the requests counted in its last moment must not raise the next window's
		// reserve.
		const goesOn = Math.abs(resetAt - (window.endedAt ?? 0)) < SAME_WINDOW_MS;
		if (window.resetAt === undefined) {
			window.remaining = limit;
			if (!goesOn && window.endedAt !== undefined)
				window.length = Math.min(window.length, resetAt - window.endedAt);
		}
		window.limit = limit;
		window.resetAt = Math.max(window.resetAt ?? 0, resetAt);
		window.remaining = Math.min(window.remaining, remaining);
		if (!goesOn) window.foreign = Math.max(window.foreign, limit - remaining - window.sent);
	}

	/** Begins the next window. Requests under way may count in either window. */
	private roll(window: Window, now: number): void {
		const { foreign, foreignExpected, urgent, resetAt, length } = window;
		const missed = Math.max(0, Math.floor((now - this.endOf(window)) / length));
		// A higher figure is used at once; a lower one is approached step by step.
		const after = Math.max(foreign, (foreign + foreignExpected) / 2);
		Object.assign(window, {
			resetAt: undefined,
			beganAt: now,
			endedAt: resetAt,
			remaining: window.limit,
			sent: this.underWay.length,
			urgent: 0,
			foreign: 0,
			foreignExpected: after / 2 ** missed,
			urgentExpected: missed > 0 ? 0 : urgent,
		});
	}

	private block(headers: AnswerFacts['headers'], now: number): void {
		const after = numberOf(headers['retry-after']);
		const isTold = after !== undefined && after * 1000 <= MAX_RESET_AHEAD_MS;
		// A used-up window itself says when it opens again.
		const isSpent = [...this.windows.values()].some(
			({ remaining, resetAt }) => remaining === 0 && resetAt !== undefined,
		);
		if (isSpent && !isTold) return;
		const backoff = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.refusals) * (1 + this.chance() / 4);
		// We follow Retry-After. If that was not enough, the pauses still grow.
		const pause = isTold ? Math.max(after * 1000, this.refusals > 0 ? backoff / 2 : 0) : backoff;
		this.refusals++;
		this.blockedUntil = Math.max(this.blockedUntil, now + Math.ceil(pause));
	}
}

/** The share of a window that may be left when the reserve, given for a whole window, has shrunk to `room`. */
function shareFor(room: number, kept: number): number {
	if (kept > 0) return Math.max(0, room) / kept;
	return room >= 0 ? Infinity : 0;
}

/** Number of requests of a whole window that are reserved for other clients. */
function forOthersIn({ foreignExpected, limit }: Window): number {
	return Math.min(foreignExpected, limit * MAX_SHARE_FOR_OTHERS);
}

/** Whether the requests in this lane are urgent, which long lists and background requests are not. */
function isUrgent(lane: Lane): boolean {
	return lane !== 'list' && lane !== 'background';
}

/** Whether a lane goes before another lane. */
function isAbove(lane: Lane, other: Lane): boolean {
	return LANES.indexOf(lane) < LANES.indexOf(other);
}

/**
 * JustCall's clock, from the Date headers of its answers in whole seconds. Each header gives two bounds for how
 * far that clock is ahead of ours: the lower bound if it was written when the answer came, at the beginning of
 * its second; the upper bound if it was written when the request was sent, at the end of its second. Together
 * the headers come close to the true offset.
 */
class OtherClock {
	private least = -Infinity;
	private most = Infinity;

	/** Records the Date of an answer. */
	learn(date: unknown, sentAt: number, now: number): void {
		const written = Date.parse(String(date ?? ''));
		if (Number.isNaN(written)) return;
		const [least, most] = [written - now, written + 1000 - sentAt];
		// The bounds contradict each other, so a clock was set.
		const wasSet = least > this.most || most < this.least;
		this.least = wasSet ? least : Math.max(least, this.least);
		this.most = wasSet ? most : Math.min(most, this.most);
	}

	/**
	 * Converts a time of JustCall's clock to ours. When the offset may be zero, it counts as zero; otherwise the
	 * result is rather too late than too early.
	 */
	toOurs(time: number): number {
		return this.least <= 0 && this.most >= 0 ? time : time - this.least;
	}
}

/** Whether a time is in the future, and near enough to be believable. */
function isAhead(at: number, now: number): boolean {
	return at > now && at <= now + MAX_RESET_AHEAD_MS;
}

function numberOf(value: unknown): number | undefined {
	const number =
		typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
			? Number(value)
			: Number.NaN;
	return Number.isFinite(number) && number >= 0 ? number : undefined;
}
