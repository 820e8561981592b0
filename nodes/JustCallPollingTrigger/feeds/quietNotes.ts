/** Notes that n8n may store, with a name of their own. */
interface Marked {
	mark?: string;
}

/** Notes that n8n has not stored. */
interface Kept {
	/** Name of the stored notes that they continue. */
	after: string | undefined;
	notes: Marked;
	/** Epoch milliseconds. */
	at: number;
}

/** Notes of a node that has not polled for so long (milliseconds) are dropped: the workflow may be gone. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** By workflow and node. The notes name the account that they are about. */
const kept = new Map<string, Kept>();

/**
 * The latest notes of a node. n8n's scheduler reads what n8n has stored before each poll, and does not store the notes of a poll
 * without records unless its durable cursors are on (n8n 2.41, poll-trigger-task-handler.js). The notes kept here continue
 * the stored ones; if n8n has stored others since, those are the latest.
 *
 * @param node name of workflow and node
 */
export function latestNotes<Notes extends Marked>(node: string, stored: Notes): Notes {
	const later = kept.get(node);
	// Without stored notes that have a name, the trigger starts anew, as after its first publication.
	const continues = stored.mark !== undefined && later?.after === stored.mark;
	return continues ? (later.notes as Notes) : stored;
}

/**
 * Keeps the notes of a poll that returned no records until the process ends. The notes of a poll with records are n8n's:
 * if n8n drops the records, it stores no notes either, and the next poll finds the records again.
 *
 * @param node name of workflow and node
 * @param after name of the notes that n8n had stored before the poll, if any
 */
export function keepQuietNotes(node: string, after: string | undefined, notes: Marked): void {
	const at = Date.now();
	for (const [name, { at: then }] of kept) if (then < at - KEPT_MS) kept.delete(name);
	kept.set(node, { after, notes, at });
}

/** Forgets all notes, as the end of the process does. */
export function forgetQuietNotes(): void {
	kept.clear();
}
