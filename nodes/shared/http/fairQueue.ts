/**
 * The lanes in which an account's requests wait, in order of priority: a person looks at a dropdown, or
 * JustCall waits for the answer to an event; a workflow writes; a workflow reads; further pages of a long list;
 * requests in the background.
 */
export const LANES = ['interactive', 'write', 'read', 'list', 'background'] as const;

/** One of the {@link LANES}. */
export type Lane = (typeof LANES)[number];

/**
 * Number of turns of higher lanes after which a lane gets a turn, so that no lane starves. Together they leave
 * the first lane close to half of all turns.
 */
const PATIENCE: Readonly<Record<Lane, number>> = {
	interactive: Infinity,
	write: 4,
	read: 4,
	list: 8,
	background: 16,
};

/** A request that waits. */
export interface Waiter {
	lane: Lane;
	/** The execution that it belongs to. Executions in the same lane take turns. */
	turn: string;
}

/**
 * Decides which waiting request goes next: the first lane, then the next execution in that lane, then that
 * execution's oldest request. Pure: it uses no clock and sends nothing.
 */
export class FairQueue<Entry extends Waiter> {
	/** The executions of a lane in the order of their turns. */
	private readonly lanes = new Map<Lane, Map<string, Set<Entry>>>(LANES.map((lane) => [lane, new Map()]));
	/** Turns that went to other lanes while a request waited in this one. */
	private readonly passed = new Map<Lane, number>();
	private readonly counts = new Map<Lane, number>();

	/** Number of all waiting requests. */
	get size(): number {
		return this.ahead('background');
	}

	/** Number of requests that wait in a lane and in the lanes above it. */
	ahead(lane: Lane): number {
		const lanes = LANES.slice(0, LANES.indexOf(lane) + 1);
		return lanes.reduce((sum, each) => sum + (this.counts.get(each) ?? 0), 0);
	}

	/**
	 * Adds a request. With `first`, it goes before the other requests of its execution, because its last turn was
	 * in vain.
	 */
	add(entry: Entry, first = false): void {
		const turns = this.turnsOf(entry);
		const others = turns.get(entry.turn);
		if (others && !first) others.add(entry);
		else turns.set(entry.turn, new Set([entry, ...(others ?? [])]));
		this.count(entry, 1);
	}

	/** Removes a request that no longer waits, or that goes now. */
	remove(entry: Entry): void {
		const turns = this.turnsOf(entry);
		const others = turns.get(entry.turn);
		if (!others?.delete(entry)) return;
		this.count(entry, -1);
		if (others.size === 0) turns.delete(entry.turn);
	}

	/** The next request of each lane that has one, in the order in which the lanes get a turn. */
	next(): Entry[] {
		const heads = LANES.flatMap((lane) => {
			const [first] = this.lanes.get(lane)?.values() ?? [];
			const [head] = first ?? [];
			return head ? [head] : [];
		});
		const isDue = ({ lane }: Entry) => (this.passed.get(lane) ?? 0) >= PATIENCE[lane];
		return [...heads.filter(isDue), ...heads.filter((head) => !isDue(head))];
	}

	/** Gives a request its turn: it no longer waits, and its execution becomes the last of its lane. */
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

	/** All waiting requests. */
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
