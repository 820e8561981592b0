import { sleep } from 'n8n-workflow';

/** Milliseconds of work after which n8n's event loop gets a turn. */
const MAX_STRETCH_MS = 20;

/**
 * Makes the function that a long loop calls in each round: it gives n8n's event loop a turn when enough time
 * has passed since the last one. Without it, a list of thousands of items would keep every other workflow and
 * the editor waiting.
 */
export function yieldingLoop(): () => Promise<void> {
	let since = Date.now();
	return async () => {
		if (Date.now() - since < MAX_STRETCH_MS) return;
		await sleep(0);
		since = Date.now();
	};
}
