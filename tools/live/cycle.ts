import type { LiveApi } from './api';
import type { Asked, Verdict } from './settle';

/** What a cycle works with. */
export interface Tools {
	api: LiveApi;
	/** Public address that may be registered. */
	webhookUrl?: string;
	/** Port on this machine that receives the requests to the address. */
	listen?: number;
}

/** Questions that only writing can answer, and the writing. */
export interface Cycle {
	/** Name for messages: "the cycle of the tag". */
	name: string;
	/** The permission that it needs. */
	needs: 'write' | 'webhook-url';
	doubts: readonly Asked[];
	/**
	 * Verdicts by the name of the question.
	 *
	 * @throws Error when one of its records already exists or was not deleted; the message names it
	 */
	run: (tools: Tools) => Promise<Record<string, Verdict>>;
}
