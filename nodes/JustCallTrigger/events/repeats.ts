/** Events remembered for each node; older ones are forgotten. */
const MOST = 5000;
/** Nodes remembered; the one that was quiet longest is forgotten. */
const MOST_NODES = 200;

const seen = new Map<string, Set<string>>();

/**
 * Notes an event, and tells whether it was noted before: JustCall repeats deliveries (FACTS.md section 9). Remembered in
 * this process only.
 *
 * @param node what tells one trigger from another
 * @param requestId one without an id is never a repeat
 */
export function isRepeat(node: string, requestId: string): boolean {
	if (requestId === '') return false;
	const ids = seen.get(node) ?? new Set();
	seen.delete(node);
	seen.set(node, ids);
	if (seen.size > MOST_NODES) dropFirst(seen);
	if (ids.has(requestId)) return true;
	ids.add(requestId);
	if (ids.size > MOST) dropFirst(ids);
	return false;
}

/** Takes back a note: the event did not start anything, and may come again. */
export function forget(node: string, requestId: string): void {
	seen.get(node)?.delete(requestId);
}

/** Maps and sets keep the order in which things were put in. */
function dropFirst(collection: Map<string, unknown> | Set<string>): void {
	const first = collection.keys().next();
	if (!first.done) collection.delete(first.value);
}
