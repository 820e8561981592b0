import type { LiveApi } from './api';
import type { Asked, Verdict } from './settle';

/** The tools of a cycle. */
export interface Tools {
	api: LiveApi;
	/** Public address that may be registered. */
	webhookUrl?: string;
	/** Port on this machine that the address leads to. */
	listen?: number;
}

/** Doubts that only writing settles, and the writing. */
export interface Cycle {
	/** For people: "the cycle of the tag". */
	name: string;
	/** The permission that it needs. */
	needs: 'write' | 'webhook-url';
	doubts: readonly Asked[];
	/**
	 * Verdicts by the name of the doubt.
	 *
	 * @throws Error when one of its records is there already, or is left; the message names it
	 */
	run: (tools: Tools) => Promise<Record<string, Verdict>>;
}
