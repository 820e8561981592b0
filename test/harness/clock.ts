import { join } from 'node:path';

import type * as PauseModule from '../../nodes/shared/pause';
import type * as TurnsModule from '../../nodes/shared/turns';

const SHARED = join(__dirname, '..', '..', 'dist', 'nodes', 'shared');

/** A clock that jumps over pauses. */
export interface SkippingClock {
	/** Milliseconds that pauses have taken, had they been waited for. */
	skipped: () => number;
	/** Lets so many milliseconds pass. */
	skip: (ms: number) => void;
	/** As after a restart of n8n: nothing is known of any account. */
	forget: () => void;
	/** From here on pauses take their time again. */
	stop: () => void;
}

/**
 * Makes every pause of the built node take no time, and the clock of this process (node and sandbox alike) go on as if
 * it had: what happens between pauses is tested, not waited for. Until the end of the test file.
 */
export function useSkippingClock(): SkippingClock {
	// The very modules that the built node uses.
	const pauses = jest.requireActual<typeof PauseModule>(join(SHARED, 'pause.js'));
	const turns = jest.requireActual<typeof TurnsModule>(join(SHARED, 'turns.js'));
	const { pause } = pauses;
	const { now } = Date;
	let skipped = 0;
	let known = new Map<string, TurnsModule.Turns>();
	// Plain assignments: a spy would remember each of a million calls.
	const original = { turnsOf: turns.turnsOf };
	beforeAll(() => {
		Date.now = () => now() + Math.floor(skipped);
		Object.assign(pauses, {
			async pause(ms: number, ...signals: Array<AbortSignal | undefined>) {
				if (ms === Infinity) return await pause(ms, ...signals);
				await pause(1, ...signals);
				// Who is woken has not waited.
				if (!signals.some((signal) => signal?.aborted)) skipped += ms;
			},
		});
		Object.assign(turns, {
			turnsOf(...account: [string, string]) {
				const name = account.join(' ');
				const found = known.get(name) ?? new turns.Turns();
				known.set(name, found);
				return found;
			},
		});
	});
	const stop = () => {
		Date.now = now;
		Object.assign(pauses, { pause });
		Object.assign(turns, original);
	};
	afterAll(stop);
	return { skipped: () => skipped, skip: (ms) => (skipped += ms), forget: () => (known = new Map()), stop };
}
