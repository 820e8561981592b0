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

/** A timer of Node's that is at least this long, in milliseconds, is a limit and not something that a test waits for. */
const LIMIT_MS = 1000;

/**
 * Makes every wait of the built node take no time, and moves the clock of this process (for node and sandbox)
 * forward instead, so that tests need not wait. The clock moves by waits only: a limit of time is the same however slow
 * the machine is. It lasts until the end of the test file, which has one clock for all of its sandboxes.
 */
export function useSkippingClock(): SkippingClock {
	return (clock ??= startClock());
}

let clock: SkippingClock | undefined;

function startClock(): SkippingClock {
	// The very modules that the built node uses.
	const sleepModule = jest.requireActual<typeof SleepModule>(join(SHARED, 'http', 'sleep.js'));
	const queueModule = jest.requireActual<typeof RequestQueueModule>(join(SHARED, 'http', 'requestQueue.js'));
	const { sleep, alarm, within } = sleepModule;
	const { now } = Date;
	const { timeout } = AbortSignal;
	const begun = now();
	let skipped = 0;
	let known = new Map<string, RequestQueueModule.RequestQueue>();
	// Plain assignments, because a spy would store each of a million calls.
	const original = { requestQueueOf: queueModule.requestQueueOf };
	beforeAll(() => {
		Date.now = () => begun + Math.floor(skipped);
		AbortSignal.timeout = (ms) =>
			ms < LIMIT_MS ? timeout.call(AbortSignal, ms) : new AbortController().signal;
		Object.assign(sleepModule, {
			async within(ms: number, ...work: [never, never]) {
				return await within(ms < LIMIT_MS ? ms : Infinity, ...work);
			},
			// Takes its time, as it waits for what comes from outside.
			async alarm(ms: number, ...signals: Array<AbortSignal | undefined>) {
				await alarm(ms, ...signals);
				if (!signals.some((signal) => signal?.aborted)) skipped += ms;
			},
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
		AbortSignal.timeout = timeout;
		Object.assign(sleepModule, { sleep, alarm, within });
		Object.assign(queueModule, original);
	};
	afterAll(stop);
	return { skipped: () => skipped, skip: (ms) => (skipped += ms), forget: () => (known = new Map()), stop };
}
