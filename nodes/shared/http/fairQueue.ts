/**
 * The lanes in which an account's requests wait, the first first: somebody looks at a dropdown or JustCall waits for an
 * event's answer; a workflow writes; a workflow reads; the pages of a long list after its first; requests that nobody
 * waits for.
 */
export const LANES = ['interactive', 'write', 'read', 'list', 'background'] as const;

/** One of the {@link LANES}. */
export type Lane = (typeof LANES)[number];

/**
 * Turns of others after which a lane gets one, however many wait in the lanes above it: a share for each, so that none
 * starves. Together they leave the first lane close to half of all turns.
 */
const PATIENCE: Readonly<Record<Lane, number>> = {
	interactive: Infinity,
	write: 4,
	read: 4,
	list: 8,
	background: 16,
};

/** Somebody who waits. */
export interface Waiter {
	lane: Lane;
	/** Whose turn it uses: those of one execution take turns with those of the others in their lane. */
	turn: string;
}

/**
 * Who of those that wait goes next: the first lane, in a lane each execution in its turn, in an execution whoever came
 * first. Pure: it knows no time and no request.
 */
export class FairQueue<Entry extends Waiter> {
	/** The executions of a lane in the order of their turns. */
	private readonly lanes = new Map<Lane, Map<string, Set<Entry>>>(LANES.map((lane) => [lane, new Map()]));
	/** Turns that a lane has seen go to others while somebody waited in it. */
	private readonly passed = new Map<Lane, number>();
	private readonly counts = new Map<Lane, number>();

	/** How many wait in all. */
	get size(): number {
		return this.ahead('background');
	}

	/** How many wait in a lane and the lanes above it. */
	ahead(lane: Lane): number {
		const lanes = LANES.slice(0, LANES.indexOf(lane) + 1);
		return lanes.reduce((sum, each) => sum + (this.counts.get(each) ?? 0), 0);
	}

	/** Lets somebody wait; `first` puts it before the others of its execution, as one that had its turn in vain. */
	add(entry: Entry, first = false): void {
		const turns = this.turnsOf(entry);
		const others = turns.get(entry.turn);
		if (others && !first) others.add(entry);
		else turns.set(entry.turn, new Set([entry, ...(others ?? [])]));
		this.count(entry, 1);
	}

	/** Takes somebody out who no longer waits, or has its turn. */
	remove(entry: Entry): void {
		const turns = this.turnsOf(entry);
		const others = turns.get(entry.turn);
		if (!others?.delete(entry)) return;
		this.count(entry, -1);
		if (others.size === 0) turns.delete(entry.turn);
	}

	/** Whoever would go next in each lane where somebody waits, in the order in which the lanes have a turn. */
	next(): Entry[] {
		const heads = LANES.flatMap((lane) => {
			const [first] = this.lanes.get(lane)?.values() ?? [];
			const [head] = first ?? [];
			return head ? [head] : [];
		});
		const isDue = ({ lane }: Entry) => (this.passed.get(lane) ?? 0) >= PATIENCE[lane];
		return [...heads.filter(isDue), ...heads.filter((head) => !isDue(head))];
	}

	/** Gives somebody its turn: it no longer waits, and its execution is the last of its lane. */
	take(entry: Entry): void {
		this.remove(entry);
		const turns = this.turnsOf(entry);
		const others = turns.get(entry.turn);
		if (others) {
			turns.delete(entry.turn);
			turns.set(entry.turn, others);
		}
		for (const [lane, waiting] of this.lanes) {
			const missed = lane !== entry.lane && waiting.size > 0;
			this.passed.set(lane, missed ? (this.passed.get(lane) ?? 0) + 1 : 0);
		}
	}

	/** All who wait. */
	*[Symbol.iterator](): Iterator<Entry> {
		for (const turns of this.lanes.values()) for (const entries of turns.values()) yield* entries;
	}

	private count({ lane }: Waiter, more: number): void {
		this.counts.set(lane, (this.counts.get(lane) ?? 0) + more);
	}

	private turnsOf({ lane }: Waiter): Map<string, Set<Entry>> {
		return this.lanes.get(lane) as Map<string, Set<Entry>>;
	}
}
