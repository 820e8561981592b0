import { LANES, type Lane } from './fairQueue';

/** One of the account's fixed windows, as far as it is known. */
interface Window {
	limit: number;
	/** Milliseconds from its beginning to its end. */
	length: number;
	/** When it ends, epoch milliseconds of JustCall's clock; `undefined` from the end of the one before until an answer tells. */
	resetAt: number | undefined;
	/** When it began, as far as we know, on our clock. */
	beganAt: number;
	/** When the one before ended, on JustCall's clock. */
	endedAt?: number;
	/** Least that JustCall has said remains. */
	remaining: number;
	/** Requests of ours in it, and how many of them somebody waits for. */
	sent: number;
	urgent: number;
	/** Requests of others in it, as far as JustCall's count has betrayed them. */
	foreign: number;
	/** Requests that a whole window will see, from the windows before: of others, and of ours that somebody waits for. */
	foreignExpected: number;
	urgentExpected: number;
}

/** Requests of a whole window that are kept. */
interface Kept {
	forOthers: number;
	forUrgent: number;
	forLook: number;
}

/** A request that is under way. */
interface Sent {
	at: number;
	lane: Lane;
}

/**
 * Event that a request waits for: none, a moment (epoch milliseconds), or an answer to a request under way. That one is
 * counted on until a moment too, `Infinity` when there is no choice.
 */
export type Wait = { kind: 'go' } | { kind: 'until'; at: number } | { kind: 'answer'; at: number };

/** Facts that an answer tells about the budget. */
export interface AnswerFacts {
	/** HTTP status; `undefined` when none came. */
	status?: number;
	/** Lower-case names. */
	headers: Readonly<Record<string, unknown>>;
	/** Whether JustCall refused the request because of the account's limit. */
	limited: boolean;
	/** Whether none came in the time that there was for it. */
	stalled?: boolean;
}

/** The two windows by the start of their headers' names, with their lengths (FACTS.md section 6) until they tell others. */
const WINDOWS: ReadonlyArray<readonly [string, number]> = [
	['x-rate-limit', 3_600_000],
	['x-rate-limit-burst', 60_000],
];
/** Windows up to this length (milliseconds) are paced: of an hour there is no telling who else comes. */
const MAX_PACED_WINDOW_MS = 10 * 60_000;
/** Most requests under way at once, whatever the windows allow: the lower lanes leave some to the higher ones. */
export const MAX_CONCURRENT: Readonly<Record<Lane, number>> = {
	interactive: 24,
	write: 20,
	read: 20,
	list: 14,
	background: 12,
};
/** Milliseconds after which others go without the answer to the requests under way. */
const STALLED_AFTER_MS = 5000;
/** So many of them are no accident. */
const MAX_STALLED = 3;
/** Milliseconds after an answer that never came in which nothing else is tried while JustCall is silent. */
const SILENCE_MS = 30_000;
/** Milliseconds behind a reset, against clocks that are a little apart. */
const RESET_MARGIN_MS = 25;
/** Nothing that JustCall says of the limit lies further ahead (milliseconds): its longest window is an hour. */
const MAX_RESET_AHEAD_MS = 65 * 60_000;
/** Resets closer to each other (milliseconds) are of one window: they come in whole seconds, and windows are longer. */
const SAME_WINDOW_MS = 1500;
/** From here on a reset is in milliseconds, as seconds it would be the year 5138. */
const MIN_EPOCH_MS = 1e11;
/** Others are seen from one request on, or this share of the limit. */
const NOTABLE_SHARE = 1 / 60;
/** Share of a window that goes as fast as it can while others are seen; the rest is spread over the rest of the window. */
const BURST_SHARE = 1 / 4;
/** Most of a window that is kept for others. */
const MAX_SHARE_FOR_OTHERS = 0.6;
/** Share of a window that is ours whatever others need: a single text does not wait for them. */
const MIN_OWN_SHARE = 1 / 10;
/** Requests of a window that others may show themselves by, where we would use all of it. */
const PROBE_REQUESTS = 2;
/** Least and most of a window that long lists and pollers leave to urgent requests. */
const MIN_URGENT_SHARE = 1 / 20;
const MAX_URGENT_SHARE = 1 / 2;
/** Share of a window, its end, in which nothing is kept for anybody any more. */
const LAST_CALL_SHARE = 1 / 20;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 60_000;

/**
 * The requests that one account may still send. Pure book-keeping: it knows no clock and no request, it is told.
 *
 * JustCall counts in two fixed windows, an hour and a minute, and tells both in six headers, resets as UTC epoch seconds
 * (FACTS.md section 6). They may be missing: then nothing is paced, and a refusal is waited out by its Retry-After or
 * by growing pauses.
 *
 * Who is alone on the account uses each window at once. When JustCall's count falls by more than was sent, somebody else is
 * there, another program or another process of n8n: then one request is under way at a time, a quarter of the window goes
 * at once, the rest is spread over it, and the others keep as much as they used of the windows before.
 */
export class RateLimit {
	private readonly windows = new Map<string, Window>();
	private readonly clock = new OtherClock();
	private underWay: Sent[] = [];
	private known = false;
	private blockedUntil = 0;
	private refusals = 0;
	/** When each lane may send again while others are seen. */
	private readonly paced = new Map<Lane, number>();
	/** When the first of the requests went that nothing has come back since. */
	private silentFrom: number | undefined;
	/** Requests in a row that were never answered, and when the last of them was given up. */
	private stalls = 0;
	private stalledAt = 0;

	/** @param chance gives a number from 0 to 1, so that several processes do not come at the same moments */
	constructor(private readonly chance: () => number = Math.random) {}

	/**
	 * Event that the next request has to wait for; `go` does not count it yet.
	 *
	 * @param lane of the request: `interactive` waits for JustCall's limit alone, and not for the share that we leave
	 *   to others
	 * @param waiting how many wait in its lane and the lanes above it
	 */
	wait(now: number, lane: Lane = 'write', waiting = 1): Wait {
		for (const window of this.windows.values()) if (!this.isOpen(window, now)) this.roll(window, now);
		if (isAhead(this.blockedUntil, now)) return { kind: 'until', at: this.blockedUntil };
		const fresh = this.underWay.filter(({ at }) => now - at < STALLED_AFTER_MS);
		const answer: Wait = { kind: 'answer', at: Math.min(...fresh.map(({ at }) => at)) + STALLED_AFTER_MS };
		if (lane === 'write' && this.isStandingStill(now)) return { kind: 'answer', at: Infinity };
		let opens = now;
		for (const window of this.windows.values()) {
			// The first request of a window tells about it, whatever is kept.
			if (window.resetAt === undefined && window.sent === 0) continue;
			const free = this.freeOf(window);
			const opening = this.openingOf(window, this.keptOf(window, lane, waiting, free), free - 1);
			if (free >= 1 && opening <= now) continue;
			// JustCall may or may not have counted a request under way already; its answer tells soon.
			const isOpen = window.remaining >= 1 || window.resetAt === undefined;
			if (isOpen && this.underWay.length > 0 && (free < 1 || window.resetAt === undefined)) {
				if (fresh.length > 0) return answer;
				continue;
			}
			if (free >= 1) opens = Math.max(opens, opening);
			else if (window.resetAt !== undefined) opens = Math.max(opens, this.endOf(window) + RESET_MARGIN_MS);
		}
		if (opens > now) return { kind: 'until', at: opens };
		// The first request goes alone: its answer says how many may follow.
		if (!this.known && fresh.length > 0) return answer;
		if (this.underWay.length >= MAX_CONCURRENT[lane]) {
			return fresh.length > 0 ? answer : { kind: 'answer', at: Infinity };
		}
		if (!this.isShared() || lane === 'interactive') return { kind: 'go' };
		if (fresh.some((sent) => !isAbove(lane, sent.lane))) return answer;
		const at = this.paced.get(lane) ?? 0;
		return isAhead(at, now) ? { kind: 'until', at } : { kind: 'go' };
	}

	/** Counts a request that goes now. */
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
	 * Takes in an answer, or that none came.
	 *
	 * @param sentAt when the request went
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
	 * Since when JustCall has answered nothing at all, when that is for at least so long and was tried more than once, the last
	 * time a moment ago. One request that stalls says nothing of the others.
	 *
	 * @param longest milliseconds
	 */
	silentSince(now: number, longest: number): number | undefined {
		const { silentFrom } = this;
		const isSilent = silentFrom !== undefined && now - silentFrom >= longest;
		const wasTried = this.stalls >= 2 && now - this.stalledAt < SILENCE_MS;
		return isSilent && wasTried ? silentFrom : undefined;
	}

	/** Whether several requests wait for an answer and none comes: nobody would know whether a write was carried out. */
	isStandingStill(now: number): boolean {
		const isSilent = this.silentFrom !== undefined && now - this.silentFrom >= STALLED_AFTER_MS;
		return isSilent && this.underWay.filter(({ at }) => now - at >= STALLED_AFTER_MS).length >= MAX_STALLED;
	}

	/** Requests a minute that the account may send, as far as answers have told its windows. */
	perMinute(): number | undefined {
		const rates = [...this.windows.values()].map(({ limit, length }) => (limit * 60_000) / length);
		return rates.length > 0 ? Math.min(...rates) : undefined;
	}

	/** When the first of our requests went whose answer is still to come; `undefined` when none is. */
	answerDueSince(): number | undefined {
		return this.underWay[0]?.at;
	}

	/** Whether nothing is worth remembering any more. */
	isIdle(now: number): boolean {
		const over = [...this.windows.values()].every(
			(window) => window.resetAt === undefined || !this.isOpen(window, now),
		);
		return this.underWay.length === 0 && over && !isAhead(this.blockedUntil, now);
	}

	/** Whether a window goes on; not when a clock was set and its end has become absurd. */
	private isOpen({ resetAt }: Pick<Window, 'resetAt'>, now: number): boolean {
		return resetAt === undefined || isAhead(this.clock.toOurs(resetAt), now);
	}

	private endOf({ resetAt, beganAt, length }: Window): number {
		return resetAt === undefined ? beganAt + length : this.clock.toOurs(resetAt);
	}

	/** Whether others use the account as well, as far as can be seen. */
	private isShared(): boolean {
		return [...this.windows.values()].some(
			({ limit, foreign, foreignExpected }) =>
				Math.max(foreign, foreignExpected) >= Math.max(1, limit * NOTABLE_SHARE),
		);
	}

	/** How many requests a window still takes. */
	private freeOf({ remaining, resetAt, sent }: Window): number {
		// Before the first answer of a window only our own count is known.
		return remaining - (resetAt === undefined ? sent : this.underWay.length);
	}

	/** Number of requests of a whole window that a request leaves to later ones: to others, and to ours. */
	private keptOf(window: Window, lane: Lane, waiting: number, free: number): Kept {
		const { limit, length, urgentExpected } = window;
		if (lane === 'interactive') return { forOthers: 0, forUrgent: 0, forLook: 0 };
		const least = Math.ceil(limit * MIN_URGENT_SHARE);
		const forUrgent = isUrgent(lane)
			? 0
			: Math.min(least + urgentExpected, Math.floor(limit * MAX_URGENT_SHARE));
		// Whoever needs the next window in any case loses nothing by being done with this one a little later.
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
	 * From when on no more than so many requests are kept. The number kept falls evenly with the rest of the window, and
	 * those kept for ours are free from its last call on.
	 */
	private openingOf(window: Window, { forOthers, forUrgent, forLook }: Kept, free: number): number {
		// One is there for somebody who waits until the last call.
		const last = forUrgent > 0 ? 1 : 0;
		const falling = Math.max(forUrgent - last, forLook) / (1 - LAST_CALL_SHARE);
		const early = shareFor(free - last + falling * LAST_CALL_SHARE, forOthers + falling);
		const ahead = early >= LAST_CALL_SHARE ? early : Math.min(LAST_CALL_SHARE, shareFor(free, forOthers));
		return ahead === Infinity ? 0 : Math.ceil(this.endOf(window) - ahead * window.length);
	}

	/** Milliseconds to the next request while others are seen. */
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
		// Of a window that is over, or no time of JustCall's at all.
		if (!this.isOpen({ resetAt }, now)) return;
		const window = this.windows.get(name);
		const later = resetAt - (window?.resetAt ?? resetAt);
		const ahead = this.clock.toOurs(resetAt) - now;
		// An answer that was long on its way, from the window before.
		if (later <= -SAME_WINDOW_MS && ahead < SAME_WINDOW_MS) return;
		// The newest answer is believed, later or earlier: the one before may have been odd.
		if (!window || Math.abs(later) >= SAME_WINDOW_MS) {
			const length = Math.max(window?.length ?? told.length, ahead);
			const ours = this.underWay.length + 1;
			// Requests of this hour may have come from us before a restart; those of this minute have not.
			const sent = length > MAX_PACED_WINDOW_MS ? Math.max(ours, limit - remaining) : ours;
			const foreign = Math.max(0, limit - remaining - sent);
			// Requests of others so far, extrapolated to a whole window; at its very beginning that says nothing.
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

	/** Begins the next window; requests under way may count in either. */
	private roll(window: Window, now: number): void {
		const { foreign, foreignExpected, urgent, resetAt, length } = window;
		const missed = Math.max(0, Math.floor((now - this.endOf(window)) / length));
		// More is believed at once, less by and by.
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
		// A spent window says itself when it opens again.
		const isSpent = [...this.windows.values()].some(
			({ remaining, resetAt }) => remaining === 0 && resetAt !== undefined,
		);
		if (isSpent && !isTold) return;
		const backoff = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.refusals) * (1 + this.chance() / 4);
		// The Retry-After is kept to; if that was not enough, the pauses grow all the same.
		const pause = isTold ? Math.max(after * 1000, this.refusals > 0 ? backoff / 2 : 0) : backoff;
		this.refusals++;
		this.blockedUntil = Math.max(this.blockedUntil, now + Math.ceil(pause));
	}
}

/**
 * The share of a window that may be left while the requests kept of it, so many in a whole window, are no more than
 * `room`.
 */
function shareFor(room: number, kept: number): number {
	if (kept > 0) return Math.max(0, room) / kept;
	return room >= 0 ? Infinity : 0;
}

/** Number of requests of a whole window to keep for others. */
function forOthersIn({ foreignExpected, limit }: Window): number {
	return Math.min(foreignExpected, limit * MAX_SHARE_FOR_OTHERS);
}

/** Whether somebody waits for the requests in this lane. */
function isUrgent(lane: Lane): boolean {
	return lane !== 'list' && lane !== 'background';
}

/** Whether a lane goes before another. */
function isAbove(lane: Lane, other: Lane): boolean {
	return LANES.indexOf(lane) < LANES.indexOf(other);
}

/**
 * JustCall's clock as its answers' Dates tell it, in whole seconds. Each says that the clock is ahead of ours by no less
 * than if it was written when it came, at the beginning of its second, and by no more than if it was written when the
 * request went, at the end of it. All of them together come close to the truth.
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
	return at > now && at <= now + MAX_RESET_AHEAD_MS;
}

function numberOf(value: unknown): number | undefined {
	const number =
		typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
			? Number(value)
			: Number.NaN;
	return Number.isFinite(number) && number >= 0 ? number : undefined;
}
