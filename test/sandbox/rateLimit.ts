import type { Settings, Window } from './settings';

/** The account's two fixed windows (FACTS.md section 6). */
export class RateLimit {
	private readonly windows = new Map<string, { ends: number; used: number }>();

	constructor(private readonly settings: () => Settings['rateLimits']) {}

	/**
	 * Counts one request.
	 *
	 * @returns whether it is still allowed, and the six headers; resets are UTC epoch seconds
	 */
	take(): { allowed: boolean; headers: Record<string, string> } {
		const now = Date.now();
		const { hour, burst } = this.settings();
		const windows = [
			{ prefix: 'X-Rate-Limit', ...this.open('hour', hour, now) },
			{ prefix: 'X-Rate-Limit-Burst', ...this.open('burst', burst, now) },
		];
		const allowed = windows.every(({ state, limit }) => state.used < limit);
		if (allowed) for (const { state } of windows) state.used++;
		const headers = windows.flatMap(({ prefix, state, limit }) => [
			[`${prefix}-Limit`, String(limit)],
			[`${prefix}-Remaining`, String(Math.max(0, limit - state.used))],
			[`${prefix}-Reset`, String(Math.ceil(state.ends / 1000))],
		]);
		return { allowed, headers: Object.fromEntries(headers) as Record<string, string> };
	}

	/** Forgets what was used. */
	reset(): void {
		this.windows.clear();
	}

	private open(name: string, { limit, seconds }: Window, now: number) {
		const known = this.windows.get(name);
		// A window of whole seconds ends on one: what its header says is then exact.
		const ends = now + seconds * 1000;
		const end = Number.isInteger(seconds) ? Math.ceil(ends / 1000) * 1000 : ends;
		const state = known && known.ends > now ? known : { ends: end, used: 0 };
		this.windows.set(name, state);
		return { state, limit };
	}
}
