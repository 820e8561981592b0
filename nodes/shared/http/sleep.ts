import { sleepWithAbort } from 'n8n-workflow';

/** Longest time of a timer in milliseconds (24 days). Node fires a longer timer at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits, and ends early when one of the signals fires. It does not report which; the caller checks the signals.
 * It leaves no timer and no listener behind.
 *
 * @param ms milliseconds, at most 24 days; Infinity waits only for a signal
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
		// A signal ended the wait.
	} finally {
		for (const signal of given) bellOf(signal).delete(end);
	}
}

/**
 * The one listener that all waits for a signal share. A whole execution waits for the same signal, and Node
 * reports more than ten listeners as a leak in n8n's log.
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

/** Like sleep, for a wait that a signal usually ends, and that ends after this many milliseconds at the latest. */
export async function alarm(ms: number, ...signals: Array<AbortSignal | undefined>): Promise<void> {
	await sleep(ms, ...signals);
}

/**
 * Waits for a piece of work up to a limit. A later result is passed to `late`.
 *
 * @param ms milliseconds
 * @param work gets a signal that fires when the time is over
 * @returns the result; `undefined` when the work took longer
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
