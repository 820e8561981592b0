import type { IExecuteFunctions } from 'n8n-workflow';

import { UnknownOutcome } from '../http/errors';

/** Outcome of a write: its value, or unknown. */
type RememberedOutcome = { value: unknown } | { unknown: UnknownOutcome };

/**
 * The writes of runs that n8n may repeat, by the object that n8n keeps for the run. It is the same object for
 * every try of 'Retry On Fail', and another one for everything else (a loop, another branch, a tool that is
 * called again, 'Execute step'). An entry is dropped with that object. Nothing is stored on disk.
 */
const runs = new WeakMap<object, Map<string, RememberedOutcome>>();

/** The part of n8n's contexts that identifies a run. */
export type RunIdentity = Pick<IExecuteFunctions, 'getNode' | 'getExecuteData'>;

/**
 * Outcomes of the writes of one run of a node. n8n's node setting 'Retry On Fail' runs the whole node again,
 * including items that were already sent. These are not sent again; their stored result is used.
 */
export class RunMemory {
	private constructor(private readonly outcomes: Map<string, RememberedOutcome> | undefined) {}

	/**
	 * @param run the run; nothing is remembered unless n8n may run it again
	 * @param key the object that n8n keeps for the run, if it is not the run's data, as in an agent's tool call
	 */
	static of(run: RunIdentity, key?: object): RunMemory {
		if (run.getNode().retryOnFail !== true) return new RunMemory(undefined);
		const object = key ?? run.getExecuteData();
		const outcomes = runs.get(object) ?? new Map<string, RememberedOutcome>();
		runs.set(object, outcomes);
		return new RunMemory(outcomes);
	}

	/**
	 * Outcome or value from this try or an earlier one; `undefined` when nothing was sent, or the request was
	 * refused.
	 */
	recall(key: string): RememberedOutcome | undefined {
		return this.outcomes?.get(key);
	}

	/** Keeps a value for the next try of this run. */
	keep(key: string, value: unknown): void {
		this.outcomes?.set(key, { value });
	}

	/**
	 * Carries out a write, unless an earlier try of this run already did.
	 *
	 * @param key identifies the write within the run
	 * @param write sends it
	 * @returns the value of the write, from this try or the earlier one
	 * @throws UnknownOutcome again when the outcome of the earlier try is unknown; any other error of `write`
	 */
	async once<Result>(key: string, write: () => Promise<Result>): Promise<Result> {
		const known = this.recall(key);
		if (known && 'unknown' in known) throw known.unknown;
		if (known) return known.value as Result;
		const writing = write();
		writing.then(
			(value) => this.outcomes?.set(key, { value }),
			(error: unknown) => {
				if (error instanceof UnknownOutcome) this.outcomes?.set(key, { unknown: error });
			},
		);
		return await writing;
	}
}
