import { join } from 'node:path';

import type * as SleepModule from '../../nodes/shared/http/sleep';
import type * as RequestQueueModule from '../../nodes/shared/http/requestQueue';

const SHARED = join(__dirname, '..', '..', 'dist', 'nodes', 'shared');

/** A clock that skips all waits. */
export interface SkippingClock {
	/** Milliseconds that the waits would have taken. */
	skipped: () => number;
	/** Moves the clock forward by this many milliseconds. */
	skip: (ms: number) => void;
	/** Forgets everything about all accounts, as after a restart of n8n. */
	forget: () => void;
	/** From here on, waits take real time again. */
	stop: () => void;
}

/**
 * Makes every wait of the built node take no time, and moves the clock of this process (for node and sandbox)
 * forward instead, so that tests need not wait. It lasts until the end of the test file.
 *
 * @param stands the clock moves by waits only: a limit of time is then the same however slow the machine is
 */
export function useSkippingClock({ stands = false } = {}): SkippingClock {
	// The very modules that the built node uses.
	const sleepModule = jest.requireActual<typeof SleepModule>(join(SHARED, 'http', 'sleep.js'));
	const queueModule = jest.requireActual<typeof RequestQueueModule>(join(SHARED, 'http', 'requestQueue.js'));
	const { sleep } = sleepModule;
	const { now } = Date;
	const begun = now();
	let skipped = 0;
	let known = new Map<string, RequestQueueModule.RequestQueue>();
	// Plain assignments, because a spy would store each of a million calls.
	const original = { requestQueueOf: queueModule.requestQueueOf };
	beforeAll(() => {
		Date.now = () => (stands ? begun : now()) + Math.floor(skipped);
		Object.assign(sleepModule, {
			async sleep(ms: number, ...signals: Array<AbortSignal | undefined>) {
				if (ms === Infinity) return await sleep(ms, ...signals);
				await sleep(1, ...signals);
				// A wait that a signal ended early.
				if (!signals.some((signal) => signal?.aborted)) skipped += ms;
			},
		});
		Object.assign(queueModule, {
			requestQueueOf(...account: [string, string]) {
				const name = account.join(' ');
				const found = known.get(name) ?? new queueModule.RequestQueue();
				known.set(name, found);
				return found;
			},
		});
	});
	const stop = () => {
		Date.now = now;
		Object.assign(sleepModule, { sleep });
		Object.assign(queueModule, original);
	};
	afterAll(stop);
	return { skipped: () => skipped, skip: (ms) => (skipped += ms), forget: () => (known = new Map()), stop };
}
