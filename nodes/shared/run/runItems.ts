import type { INodeExecutionData } from 'n8n-workflow';

import { MAX_CONCURRENT } from '../http/rateLimit';
import { explainCancelled, explainError, type Explanation } from '../http/errors';
import { yieldingLoop } from './eventLoop';
import { explainRefused, explainStopped, type RefusedItem } from './itemReport';
import { failedJson, nodeError } from '../http/nodeError';
import type { NodeRun } from './nodeRun';
import { sleep } from '../http/sleep';
import type { Effect } from '../http/retry';

/** Work of an operation on each input item of a run. */
export interface ItemWork<Plan> {
	/** Name for messages, as in "... was not found". */
	subject: string;
	/**
	 * Reads, checks and encodes the panel's values for an item.
	 *
	 * @throws ParameterError naming the parameter
	 */
	plan: (item: number) => Promise<Plan>;
	/** Effect of sending the item twice. */
	effect: (plan: Plan) => Effect;
	/** Sends the item and returns its output items. */
	perform: (plan: Plan, item: number) => Promise<INodeExecutionData[]>;
	/** Called with the output of an item, from this try of the run or an earlier one. */
	note?: (plan: Plan, items: readonly INodeExecutionData[]) => void;
}

/** Result of an input item; `undefined` until there is one. */
type ItemOutcome = { items: INodeExecutionData[] } | { failure: Explanation };

/**
 * Runs an operation for all input items of a run. n8n's declarative engine would start all items at once and
 * throw the first error. This function works differently:
 *
 * - all items are read and checked before the first request. When 'On Error' is Stop, an invalid item fails the
 *   node and nothing is sent;
 * - requests that are not idempotent go one after the other, in the order of the items; all others go side by
 *   side;
 * - when 'On Error' is Stop, nothing more is sent after the first failure, and the error says which items were
 *   done;
 * - when n8n runs the node again for 'Retry On Fail', requests that were already sent are not sent again; their
 *   stored result is used.
 *
 * @returns the items of all input items, in their order and paired with them
 * @throws NodeApiError when 'On Error' is Stop
 */
export async function runItems<Plan>(run: NodeRun, work: ItemWork<Plan>): Promise<INodeExecutionData[]> {
	const { context } = run;
	const stops = !context.continueOnFail();
	const { plans, refused: unusable } = await planAll(run, work);
	const earlier = earlierOutcomes(run);
	const refused = unusable.filter(({ item }) => !earlier.has(item));
	const isRefused = stops && refused.length > 0;
	if (isRefused && earlier.size === 0) {
		const [first] = refused;
		const place = run.items.length === 1 ? first?.item : undefined;
		throw await nodeError(context, place, explainRefused(refused, run.items.length));
	}
	const outcomes = new Map<number, ItemOutcome>(
		refused.map(({ item, explanation }) => [item, { failure: explanation }]),
	);
	if (!isRefused) await performAll(run, work, plans, outcomes, stops);
	// Items that an earlier try sent are done, even if this try could not read them or was cancelled before it
	// reached them.
	for (const [item, outcome] of earlier) if (!outcomes.has(item)) outcomes.set(item, outcome);
	return stops ? itemsOrStop(run, work, plans, outcomes) : await itemsOfEach(run, outcomes);
}

/** Results of the items that an earlier try of the run sent. */
function earlierOutcomes({ items, memory }: NodeRun): ReadonlyMap<number, ItemOutcome> {
	const outcomes = new Map<number, ItemOutcome>();
	for (const item of items.keys()) {
		const known = memory.recall(keyOf(item));
		if (!known) continue;
		outcomes.set(
			item,
			'unknown' in known
				? { failure: known.unknown.explanation }
				: { items: known.value as INodeExecutionData[] },
		);
	}
	return outcomes;
}

/** Identifies the write of an item in the memory of the run. */
function keyOf(item: number): string {
	return `item ${item}`;
}

/** Reads all items, each by itself. */
async function planAll<Plan>(
	{ items }: NodeRun,
	{ plan, subject }: ItemWork<Plan>,
): Promise<{ plans: Map<number, Plan>; refused: RefusedItem[] }> {
	const plans = new Map<number, Plan>();
	const refused: RefusedItem[] = [];
	const giveWay = yieldingLoop();
	for (let item = 0; item < items.length; item++) {
		try {
			plans.set(item, await plan(item));
		} catch (error) {
			refused.push({ item, explanation: explainError(error, subject) });
		}
		await giveWay();
	}
	return { plans, refused };
}

async function performAll<Plan>(
	{ context, memory, batching }: NodeRun,
	{ effect, perform, note, subject }: ItemWork<Plan>,
	plans: ReadonlyMap<number, Plan>,
	outcomes: Map<number, ItemOutcome>,
	stops: boolean,
): Promise<void> {
	const signal = context.getExecutionCancelSignal?.();
	const inOrder = [...plans.values()].some((plan) => effect(plan) === 'notIdempotent');
	let failed = false;
	const isOver = () => (stops && failed) || signal?.aborted === true;
	const one = async ([item, plan]: [number, Plan]): Promise<void> => {
		const send = async () => await perform(plan, item);
		try {
			const items = effect(plan) === 'safe' ? await send() : await memory.once(keyOf(item), send);
			note?.(plan, items);
			const pairedItem = { item };
			for (const each of items) each.pairedItem = pairedItem;
			outcomes.set(item, { items });
		} catch (error) {
			outcomes.set(item, { failure: explainError(error, subject) });
			failed = true;
		}
	};
	const queue = [...plans];
	const size = batching?.size ?? queue.length;
	for (let start = 0; start < queue.length; start += size) {
		if (isOver()) return;
		if (start > 0) await sleep(batching?.interval ?? 0, signal);
		const group = queue.slice(start, start + size);
		const worker = async (): Promise<void> => {
			for (let next = group.shift(); next && !isOver(); next = group.shift()) await one(next);
		};
		await Promise.all(Array.from({ length: inOrder ? 1 : MAX_CONCURRENT.read }, worker));
	}
}

/** When 'On Error' is Stop: all items, or an error that says which items were done. */
async function itemsOrStop<Plan>(
	{ context, items }: NodeRun,
	{ effect }: ItemWork<Plan>,
	plans: ReadonlyMap<number, Plan>,
	outcomes: ReadonlyMap<number, ItemOutcome>,
): Promise<INodeExecutionData[]> {
	const all = items.map((_, item) => outcomes.get(item));
	const placesWith = (fits: (outcome: ItemOutcome | undefined) => boolean) =>
		all.flatMap((outcome, item) => (fits(outcome) ? [item] : []));
	const failed = placesWith((outcome) => outcome !== undefined && 'failure' in outcome);
	const notSent = placesWith((outcome) => outcome === undefined);
	const [first = notSent[0]] = failed;
	if (first === undefined) return allItems(all);
	const outcome = all[first];
	const explanation = outcome && 'failure' in outcome ? outcome.failure : explainCancelled();
	const done = placesWith((one) => one !== undefined && 'items' in one);
	// No item could be read, but an earlier try of the run wrote; without that this code is not reached.
	const isWrite = plans.size === 0 || [...plans.values()].some((plan) => effect(plan) !== 'safe');
	// A second run does not need the results of reads, and n8n names the failed item itself.
	if (!isWrite || items.length === 1) throw await nodeError(context, first, explanation);
	const report = { done, failed, notSent };
	throw await nodeError(context, undefined, explainStopped(explanation, first, items.length, report));
}

/** With Continue or with the error output: the result of each item. */
async function itemsOfEach(
	{ context, items }: NodeRun,
	outcomes: ReadonlyMap<number, ItemOutcome>,
): Promise<INodeExecutionData[]> {
	const all = items.map(async (_, item): Promise<INodeExecutionData[]> => {
		const outcome = outcomes.get(item) ?? { failure: explainCancelled() };
		if ('items' in outcome) return outcome.items;
		const failure = await nodeError(context, item, outcome.failure);
		return [{ json: failedJson(failure), pairedItem: { item } }];
	});
	return (await Promise.all(all)).flat();
}

function allItems(outcomes: ReadonlyArray<ItemOutcome | undefined>): INodeExecutionData[] {
	const all = outcomes.map((outcome) => (outcome && 'items' in outcome ? outcome.items : []));
	// A long list is not copied.
	return all.length === 1 && all[0] ? all[0] : all.flat();
}
