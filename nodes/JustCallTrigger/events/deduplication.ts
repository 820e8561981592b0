import { createHash } from 'crypto';

import type { Stored } from './stored';

/** Events remembered for each node in this process; older ones are forgotten. */
const MAX_EVENTS_PER_NODE = 5000;
/** Nodes remembered; the one that was quiet longest is forgotten. */
const MAX_NODES = 200;
/** Keys that n8n stores for a node: about 4 KB, written with each event that starts the workflow. */
const MAX_STORED_KEYS = 300;
/** Events that n8n stores as refused so far. */
const MAX_STORED_REFUSALS = 100;

/** State of an event so far. */
interface Note {
	stage: 'pending' | 'refused' | 'started';
	/** Deliveries so far that were not turned away as repeats. */
	attempts: number;
	/** When the first of them came, epoch milliseconds. */
	since: number;
}

/** Kind of a delivery: one to act on, or one of an event that is under way or done. */
export type Turn =
	| {
			kind: 'go';
			/** Number of this delivery attempt, from 1. */
			attempt: number;
			/** When the first came, epoch milliseconds. */
			since: number;
	  }
	| { kind: 'pending' }
	| { kind: 'done' };

/** Notes of this process, by node and event. */
export const processMemory = new Map<string, Map<string, Note>>();

/** Short key under which an event is remembered, whatever the text is. */
export function keyOf(text: string): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}

/**
 * Notes a delivery as pending, and returns its kind: JustCall repeats deliveries (FACTS.md section 9), also to another
 * process, and after n8n has started anew.
 *
 * @param node key of the trigger
 * @param keys of the event, any of which tells a repeat; one without a key is never a repeat
 * @param stored n8n's stored data of the node
 */
export function begin(node: string, keys: readonly string[], stored: Stored): Turn {
	const now = Date.now();
	const [first] = keys;
	if (first === undefined) return { kind: 'go', attempt: 1, since: now };
	const ofNode = processMemory.get(node) ?? new Map<string, Note>();
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
	return { kind: 'go', attempt, since: firstAt };
}

/**
 * Writes the coming state of a delivery for n8n to store. n8n stores it when it answers; notes that other requests of this
 * process have made meanwhile are written again, as n8n reads and writes all of it at once.
 */
export function keep(
	node: string,
	keys: readonly string[],
	stage: 'refused' | 'started',
	stored: Stored,
): void {
	const [first] = keys;
	if (first === undefined) return;
	const ofNode = processMemory.get(node) ?? new Map<string, Note>();
	const { [first]: own, ...others } = stored.tries ?? {};
	if (stage === 'refused') {
		const { attempts = 1, since = Date.now() } = ofNode.get(first) ?? {};
		const tries = [...Object.entries(others), [first, [attempts, since]] as const];
		stored.tries = Object.fromEntries(tries.slice(-MAX_STORED_REFUSALS)) as Record<string, [number, number]>;
		return;
	}
	if (own !== undefined) stored.tries = others;
	const most = MAX_STORED_KEYS * keys.length;
	stored.done = [...new Set([...(stored.done ?? []), ...startedIn(ofNode, most), ...keys])].slice(-most);
}

/** Notes the result of a delivery: the event is done, or it started nothing and may come again. */
export function end(node: string, keys: readonly string[], stage: 'refused' | 'started'): void {
	const ofNode = processMemory.get(node);
	for (const key of keys) {
		const note = ofNode?.get(key);
		if (!ofNode || !note) continue;
		note.stage = stage;
		// So that the map has them in the order in which they ended.
		ofNode.delete(key);
		ofNode.set(key, note);
	}
}

function startedIn(notes: ReadonlyMap<string, Note>, most: number): string[] {
	return [...notes]
		.slice(-most)
		.filter(([, { stage }]) => stage === 'started')
		.map(([key]) => key);
}

/** Maps keep the order in which things were put in. */
function dropFirst(collection: Map<string, unknown>): void {
	const first = collection.keys().next();
	if (!first.done) collection.delete(first.value);
}
