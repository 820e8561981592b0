import type { Settings, Window } from './settings';

/** Requests of other clients of the account. */
export interface Others {
	sent: number;
	refused: number;
}

/** Names of the headers that each setting leaves. */
const SENT: Readonly<Record<Settings['rateHeaders'], RegExp>> = {
	all: /./,
	minute: /Burst/,
	hour: /^(?!.*Burst)/,
	remaining: /Remaining$/,
	none: /^$/,
};

/** The account's two fixed windows (FACTS.md section 6). */
export class RateLimit {
	private readonly windows = new Map<string, { ends: number; used: number }>();
	private counted: Others = { sent: 0, refused: 0 };
	/** When the other clients send next. */
	private next: number | undefined;

	constructor(private readonly settings: () => Pick<Settings, 'rateLimits' | 'others' | 'rateHeaders'>) {}

	/** Requests that other clients have sent so far; see {@link Settings}. */
	others(): Others {
		this.letOthersSend(Date.now());
		return { ...this.counted };
	}

	/**
	 * Counts one request.
	 *
	 * @returns whether it is still allowed, and the six headers, or those of them that the settings leave; resets are UTC epoch seconds
	 */
	take(): { allowed: boolean; headers: Record<string, string> } {
		const now = Date.now();
		this.letOthersSend(now);
		const { allowed, windows } = this.count(now);
		const headers = windows.flatMap(({ prefix, state, limit }) => [
			[`${prefix}-Limit`, String(limit)],
			[`${prefix}-Remaining`, String(Math.max(0, limit - state.used))],
			[`${prefix}-Reset`, String(Math.ceil(state.ends / 1000))],
		]);
		const { rateHeaders } = this.settings();
		const sent = headers.filter(([name = '']) => SENT[rateHeaders].test(name));
		return { allowed, headers: Object.fromEntries(sent) as Record<string, string> };
	}

	/** Resets every window and the counts of other clients. */
	reset(): void {
		this.windows.clear();
		this.counted = { sent: 0, refused: 0 };
		this.next = undefined;
	}

	/**
	 * Other clients send evenly and ignore the limits. Their requests since the last call are counted at the time
	 * each was sent.
	 */
	private letOthersSend(now: number): void {
		const { perMinute } = this.settings().others;
		if (perMinute === 0) {
			this.next = undefined;
			return;
		}
		const every = 60_000 / perMinute;
		this.next ??= now + every / 2;
		for (; this.next <= now; this.next += every) {
			this.counted.sent++;
			if (!this.count(this.next).allowed) this.counted.refused++;
		}
	}

	private count(now: number) {
		const { hour, burst } = this.settings().rateLimits;
		const windows = [
			{ prefix: 'X-Rate-Limit', ...this.open('hour', hour, now) },
			{ prefix: 'X-Rate-Limit-Burst', ...this.open('burst', burst, now) },
		];
		const allowed = windows.every(({ state, limit }) => state.used < limit);
		if (allowed) for (const { state } of windows) state.used++;
		return { allowed, windows };
	}

	private open(name: string, { limit, seconds }: Window, now: number) {
		const known = this.windows.get(name);
		// A window of whole seconds ends on a whole second, so that its header is exact.
		const ends = now + seconds * 1000;
		const end = Number.isInteger(seconds) ? Math.ceil(ends / 1000) * 1000 : ends;
		const state = known && known.ends > now ? known : { ends: end, used: 0 };
		this.windows.set(name, state);
		return { state, limit };
	}
}
