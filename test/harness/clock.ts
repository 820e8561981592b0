import { join } from 'node:path';

import type * as SleepModule from '../../nodes/shared/http/sleep';
import type * as RequestQueueModule from '../../nodes/shared/http/requestQueue';

const SHARED = join(__dirname, '..', '..', 'dist', 'nodes', 'shared');

/** A clock that jumps over sleepModule. */
export interface SkippingClock {
	/** Milliseconds that sleepModule have taken, had they been waited for. */
	skipped: () => number;
	/** Lets this many milliseconds pass. */
	skip: (ms: number) => void;
	/** As after a restart of n8n: nothing is known of any account. */
	forget: () => void;
	/** From here on sleepModule take their time again. */
	stop: () => void;
}

/**
 * Makes every pause of the built node take no time, and the clock of this process (node and sandbox alike) go on as if
 * it had, so that the behaviour between pauses is tested without waiting. Until the end of the test file.
 */
export function useSkippingClock(): SkippingClock {
	// The very modules that the built node uses.
	const sleepModule = jest.requireActual<typeof SleepModule>(join(SHARED, 'http', 'sleep.js'));
	const queueModule = jest.requireActual<typeof RequestQueueModule>(join(SHARED, 'http', 'requestQueue.js'));
	const { sleep } = sleepModule;
	const { now } = Date;
	let skipped = 0;
	let known = new Map<string, RequestQueueModule.RequestQueue>();
	// Plain assignments: a spy would remember each of a million calls.
	const original = { requestQueueOf: queueModule.requestQueueOf };
	beforeAll(() => {
		Date.now = () => now() + Math.floor(skipped);
		Object.assign(sleepModule, {
			async sleep(ms: number, ...signals: Array<AbortSignal | undefined>) {
				if (ms === Infinity) return await sleep(ms, ...signals);
				await sleep(1, ...signals);
				// Who is woken has not waited.
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
