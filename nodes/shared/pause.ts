import { sleepWithAbort } from 'n8n-workflow';

/**
 * Waits; ends early when one of the signals fires, and says nothing of it: the caller looks for itself. Leaves no timer
 * and no listener behind.
 *
 * @param ms milliseconds; Infinity waits for a signal alone
 */
export async function pause(ms: number, ...signals: Array<AbortSignal | undefined>): Promise<void> {
	const given = signals.filter((signal) => signal !== undefined);
	if (given.some(({ aborted }) => aborted)) return;
	const ended = new AbortController();
	const end = () => ended.abort();
	for (const signal of given) signal.addEventListener('abort', end);
	try {
		if (ms === Infinity) await new Promise((resolve) => ended.signal.addEventListener('abort', resolve));
		else await sleepWithAbort(ms, ended.signal);
	} catch {
		// Woken.
	} finally {
		for (const signal of given) signal.removeEventListener('abort', end);
	}
}
