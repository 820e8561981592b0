import { sleepWithAbort } from 'n8n-workflow';

/** Longest time that a timer takes, in milliseconds (24 days): Node fires one that is longer at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits; ends early when one of the signals fires, and says nothing of it: the caller looks for itself. Leaves no timer
 * and no listener behind.
 *
 * @param ms milliseconds, at most 24 days; Infinity waits for a signal alone
 */
export async function sleep(ms: number, ...signals: Array<AbortSignal | undefined>): Promise<void> {
	const given = signals.filter((signal) => signal !== undefined);
	if (given.some(({ aborted }) => aborted)) return;
	const ended = new AbortController();
	const end = () => ended.abort();
	for (const signal of given) bellOf(signal).add(end);
	try {
		if (ms === Infinity) await new Promise((resolve) => ended.signal.addEventListener('abort', resolve));
		else await sleepWithAbort(Math.min(ms, MAX_TIMER_MS), ended.signal);
	} catch {
		// Woken.
	} finally {
		for (const signal of given) bellOf(signal).delete(end);
	}
}

/**
 * The one listener that all who wait for a signal share: a whole execution waits for the same one, and Node takes more
 * than ten listeners for a leak and says so in n8n's log.
 */
class Bell {
	private readonly sleepers = new Set<() => void>();

	constructor(private readonly signal: AbortSignal) {}

	add(wake: () => void): void {
		if (this.sleepers.size === 0) this.signal.addEventListener('abort', this.ring);
		this.sleepers.add(wake);
	}

	delete(wake: () => void): void {
		this.sleepers.delete(wake);
		if (this.sleepers.size === 0) this.signal.removeEventListener('abort', this.ring);
	}

	private readonly ring = (): void => {
		for (const wake of this.sleepers) wake();
	};
}

const bells = new WeakMap<AbortSignal, Bell>();

function bellOf(signal: AbortSignal): Bell {
	const bell = bells.get(signal) ?? new Bell(signal);
	bells.set(signal, bell);
	return bell;
}

/**
 * The same for a wait that ends by itself as a rule, and after so many milliseconds (epoch time goes on meanwhile) in
 * any case.
 */
export async function alarm(ms: number, ...signals: Array<AbortSignal | undefined>): Promise<void> {
	await sleep(ms, ...signals);
}

/**
 * Waits for a piece of work, but no longer than told. A later result is given to `late`.
 *
 * @param ms milliseconds
 * @param work gets a signal that fires when its time is over
 * @returns `undefined` when it took longer
 */
export async function within<Result>(
	ms: number,
	work: (signal: AbortSignal) => Promise<Result>,
	late: (result: Result) => void,
): Promise<{ result: Result } | undefined> {
	const [over, done] = [new AbortController(), new AbortController()];
	const working = work(over.signal).then((result) => ({ result }));
	const first = await Promise.race([
		working.finally(() => done.abort()),
		alarm(ms, done.signal).then(() => undefined),
	]);
	if (first) return first;
	over.abort();
	void working.then(({ result }) => late(result)).catch(() => undefined);
	return undefined;
}
