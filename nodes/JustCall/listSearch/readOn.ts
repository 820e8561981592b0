/** Requests and time that a search has used so far. */
export interface Spent {
	/** Requests sent. */
	requests: number;
	/** Milliseconds since it began. */
	elapsed: number;
	/** Whether JustCall's own search has found something. */
	hasAnswer: boolean;
	/** Headers of the newest answer, lower-case names. */
	headers: Readonly<Record<string, unknown>>;
}

/**
 * Milliseconds in which a search reads further pages: usually, and once JustCall's own search has found
 * something.
 */
const LONGEST = { search: 4000, look: 1000 };
/** Most requests of one search, even when the account may send many more. */
const MOST_REQUESTS = { search: 40, look: 4 };
/** Most requests when JustCall does not say how many remain. */
const MOST_UNKNOWING = 10;
/** Most pages requested at once. */
const AT_ONCE = 4;
/** Share of the account's rate-limit windows that a search leaves to others (FACTS.md section 6). */
const LEFT_TO_OTHERS: ReadonlyArray<readonly [string, number]> = [
	['x-rate-limit', 1 / 10],
	['x-rate-limit-burst', 1 / 2],
];

/**
 * How many pages a search may read now, beyond the first one. A person waits for the result, and half of the
 * requests that the account may send in a minute are left to workflows: of 30 requests a minute, one search
 * uses 15 at most.
 *
 * @returns 0 when the search has to end
 */
export function pagesAllowed({ requests, elapsed, hasAnswer, headers }: Spent): number {
	// All results so far came from remembered pages. The next answer tells how many requests remain.
	if (requests === 0) return 1;
	const kind = hasAnswer ? 'look' : 'search';
	if (elapsed >= LONGEST[kind]) return 0;
	const spare = LEFT_TO_OTHERS.flatMap(([name, share]) => {
		const [limit, remaining] = ['limit', 'remaining'].map((part) => numberOf(headers[`${name}-${part}`]));
		return limit === undefined || remaining === undefined ? [] : [remaining - Math.ceil(limit * share)];
	});
	const most = spare.length === 0 ? Math.min(MOST_UNKNOWING, MOST_REQUESTS[kind]) : MOST_REQUESTS[kind];
	return Math.max(0, Math.min(AT_ONCE, most - requests, ...spare));
}

function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
