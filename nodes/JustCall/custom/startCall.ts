import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { runRequests } from '../../shared/executor';
import type { NodeRun } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { WAIT_AT_MOST } from '../resources/voiceAgent/startCall';
import { outcomeOf, sidOf, type FollowedCall } from './callOutcome';
import { followCalls } from './followCalls';

/** How the panel of an item wants its outcome to be waited for. */
type Wait = Pick<FollowedCall, 'minutes' | 'wantsReport'>;

/**
 * Has voice agents call the numbers of the input items, and follows the calls to their outcomes where the panel says
 * so. All calls are started first, by the rules of every run: nobody is called twice, and a call that an earlier try
 * of the run started is followed and not started again.
 */
export async function startCall(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	const { memory } = run;
	const waits = new Map<number, Wait>();
	const results = await runRequests(run, operation, {
		check: async (planned, item) => {
			const wait = waitIn(planned.settings);
			if (wait) waits.set(item, wait);
			memory.keep(keyOf(item), wait);
			return planned;
		},
	});
	const since = Date.now();
	const followed = new Map<INodeExecutionData, FollowedCall>();
	for (const result of results) {
		const item = itemOf(result);
		const known = memory.recall(keyOf(item));
		const wait =
			waits.get(item) ?? (known && 'value' in known ? (known.value as Wait | undefined) : undefined);
		if (wait && !isUntried(result)) followed.set(result, followedCall(result.json, wait, since));
	}
	await followCalls(run.context, [...followed.values()]);
	return results.map((result) => {
		const call = followed.get(result);
		return call ? { ...result, json: outcomeOf(call) } : result;
	});
}

/** Under which the run remembers how an item waits: a later try may not be able to read it. */
function keyOf(item: number): string {
	return `wait of item ${item}`;
}

/** @returns `undefined` when the item does not wait */
function waitIn({ waitForOutcome, waitAtMost, waitForReport }: IDataObject = {}): Wait | undefined {
	if (waitForOutcome !== true) return undefined;
	return { minutes: Number(waitAtMost ?? WAIT_AT_MOST), wantsReport: waitForReport !== false };
}

function itemOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : -1;
}

/** Whether nobody was called for the item: it failed with 'On Error' on Continue, or the receiver was skipped. */
function isUntried({ json }: INodeExecutionData): boolean {
	return (json.error !== undefined || json.sent === false) && sidOf(json) === '';
}

function followedCall(started: IDataObject, wait: Wait, since: number): FollowedCall {
	return {
		...wait,
		started,
		deadline: since + wait.minutes * 60_000,
		asked: new Set(),
		troubles: {},
		// Without it, no list tells which call it is.
		...(sidOf(started) === '' && { isGivenUp: true }),
	};
}
