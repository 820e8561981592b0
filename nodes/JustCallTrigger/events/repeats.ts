/** Events remembered for each node; older ones are forgotten. */
const MOST = 5000;
/** Nodes remembered; the one that was quiet longest is forgotten. */
const MOST_NODES = 200;

/** What has become of an event so far. */
interface Note {
	stage: 'pending' | 'refused' | 'started';
	/** Deliveries so far that were not turned away as repeats. */
	attempts: number;
}

/** What a delivery is: one to act on (the how manieth of its event), or one of an event that is under way or done. */
export type Turn = { kind: 'go'; attempt: number } | { kind: 'pending' } | { kind: 'done' };

const notes = new Map<string, Map<string, Note>>();

/**
 * Notes a delivery as pending, and tells what it is: JustCall repeats deliveries (FACTS.md section 9). Remembered in this
 * process only.
 *
 * @param node what tells one trigger from another
 * @param requestId one without an id is never a repeat
 */
export function begin(node: string, requestId: string): Turn {
	if (requestId === '') return { kind: 'go', attempt: 1 };
	const ofNode = notes.get(node) ?? new Map<string, Note>();
	notes.delete(node);
	notes.set(node, ofNode);
	if (notes.size > MOST_NODES) dropFirst(notes);
	const before = ofNode.get(requestId);
	if (before?.stage === 'pending') return { kind: 'pending' };
	if (before?.stage === 'started') return { kind: 'done' };
	const attempt = (before?.attempts ?? 0) + 1;
	ofNode.set(requestId, { stage: 'pending', attempts: attempt });
	if (ofNode.size > MOST) dropFirst(ofNode);
	return { kind: 'go', attempt };
}

/** Notes what became of a delivery: the event is done, or it started nothing and may come again. */
export function end(node: string, requestId: string, stage: 'refused' | 'started'): void {
	const note = notes.get(node)?.get(requestId);
	if (note) note.stage = stage;
}

/** Maps keep the order in which things were put in. */
function dropFirst(collection: Map<string, unknown>): void {
	const first = collection.keys().next();
	if (!first.done) collection.delete(first.value);
}
