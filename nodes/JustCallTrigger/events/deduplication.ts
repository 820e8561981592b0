import { createHash } from 'crypto';

import type { Stored } from './stored';

/** Events that the process remembers for each node; it forgets the oldest ones. */
const MAX_EVENTS_PER_NODE = 5000;
/** Nodes that the process remembers; it forgets the one with the oldest last event. */
const MAX_NODES = 200;
/** Keys that n8n stores for a node: about 4 KB, written with each event that starts the workflow. */
const MAX_STORED_KEYS = 300;
/** Refused events that n8n stores for a node. */
const MAX_STORED_REFUSALS = 100;

/** Result of a delivery: it started the workflow, or it did not and JustCall may send the event again. */
export type Result = 'refused' | 'started';

/** State of an event in this process. */
interface EventState {
	stage: 'pending' | Result;
	/** Deliveries so far, without those that were recognized as repeats. */
	attempts: number;
	/** Time of the first delivery, epoch milliseconds. */
	since: number;
}

/** Answer to {@link claimEvent}: the caller may handle the delivery, or the event is pending or done. */
export type Claim =
	| {
			kind: 'claimed';
			/** Number of this delivery attempt, from 1. */
			attempt: number;
			/** Time of the first attempt, epoch milliseconds. */
			since: number;
	  }
	| { kind: 'pending' }
	| { kind: 'done' };

/** Events that this process has handled, by node and key. */
export const processMemory = new Map<string, Map<string, EventState>>();

/** Short key under which an event is remembered, whatever the text is. */
export function keyOf(text: string): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}

/**
 * Claims an event for a delivery, unless another delivery has claimed it or has started the workflow. JustCall repeats
 * deliveries (FACTS.md section 9), also to another process and after a restart of n8n.
 *
 * @param node key of the trigger
 * @param keys of the event: a repeat has at least one of them. An event without a key is always claimed.
 * @param stored data that n8n stores for the node
 */
export function claimEvent(node: string, keys: readonly string[], stored: Stored): Claim {
	const now = Date.now();
	const [first] = keys;
	if (first === undefined) return { kind: 'claimed', attempt: 1, since: now };
	const ofNode = processMemory.get(node) ?? new Map<string, EventState>();
	processMemory.delete(node);
	processMemory.set(node, ofNode);
	if (processMemory.size > MAX_NODES) dropFirst(processMemory);
	const stages = keys.map((key) => ofNode.get(key)?.stage);
	if (stages.includes('pending')) return { kind: 'pending' };
	if (stages.includes('started') || keys.some((key) => stored.done?.includes(key))) return { kind: 'done' };
	const before = ofNode.get(first);
	const [attempts = 0, since = now] = stored.tries?.[first] ?? [];
	const attempt = Math.max(before?.attempts ?? 0, attempts) + 1;
	const firstAt = Math.min(before?.since ?? now, since);
	for (const key of keys) ofNode.set(key, { stage: 'pending', attempts: attempt, since: firstAt });
	while (ofNode.size > MAX_EVENTS_PER_NODE) dropFirst(ofNode);
	return { kind: 'claimed', attempt, since: firstAt };
}

/**
 * Writes the coming result of a delivery into the data that n8n stores when it answers.
 *
 * n8n reads and writes all of a node's data at once. So this also writes the events that other requests of this process
 * have started meanwhile: the data that this request has read lacks them.
 */
export function storeResult(node: string, keys: readonly string[], result: Result, stored: Stored): void {
	const [first] = keys;
	if (first === undefined) return;
	const ofNode = processMemory.get(node) ?? new Map<string, EventState>();
	const { [first]: own, ...others } = stored.tries ?? {};
	if (result === 'refused') {
		const { attempts = 1, since = Date.now() } = ofNode.get(first) ?? {};
		const tries = [...Object.entries(others), [first, [attempts, since]] as const];
		stored.tries = Object.fromEntries(tries.slice(-MAX_STORED_REFUSALS)) as Record<string, [number, number]>;
		return;
	}
	if (own !== undefined) stored.tries = others;
	const most = MAX_STORED_KEYS * keys.length;
	stored.done = [...new Set([...(stored.done ?? []), ...startedKeys(ofNode, most), ...keys])].slice(-most);
}

/** Notes the final result of a delivery in this process. A refused event can be claimed again. */
export function settleEvent(node: string, keys: readonly string[], result: Result): void {
	const ofNode = processMemory.get(node);
	for (const key of keys) {
		const state = ofNode?.get(key);
		if (!ofNode || !state) continue;
		state.stage = result;
		// Moves the key to the end: the map then has its keys in the order in which their events ended.
		ofNode.delete(key);
		ofNode.set(key, state);
	}
}

function startedKeys(states: ReadonlyMap<string, EventState>, most: number): string[] {
	return [...states]
		.slice(-most)
		.filter(([, { stage }]) => stage === 'started')
		.map(([key]) => key);
}

/** Deletes the oldest entry: a map has its entries in the order in which they were added. */
function dropFirst(collection: Map<string, unknown>): void {
	const first = collection.keys().next();
	if (!first.done) collection.delete(first.value);
}
