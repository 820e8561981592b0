import type { Entry } from './entries';

/** A page of a list, as a dropdown needs it. */
export interface KnownPage {
	/** When it was read, in epoch milliseconds. */
	at: number;
	entries: readonly Entry[];
	/** Records on the page, including those that have no entry. */
	count: number;
	/** Records in the list, if JustCall says so. */
	total?: number;
	/** Whether this is the last page. */
	isLast: boolean;
}

/** Milliseconds for which a first page is used again without a new request, while a person types. */
const NEW_FOR = 30_000;
/** Milliseconds for which further pages are used again, as long as the first page has not changed. */
const KEPT_FOR = 300_000;
/** Most lists that are remembered, over all accounts. */
const MOST_LISTS = 300;

/**
 * Pages of a list that a search has read, so that the next keystroke does not read them again: each page costs
 * one request of the account's limit. Only a search uses them; a dropdown that opens reads the list again.
 */
export class KnownPages {
	private readonly pages = new Map<number, KnownPage>();

	/** @param since when the list was first requested; its pages may still be on their way */
	constructor(private readonly since: number) {}

	/** A page that may be used without a new request. The first page may be used only for a moment. */
	get(page: number, now: number): KnownPage | undefined {
		const known = this.pages.get(page);
		const age = known ? now - known.at : Infinity;
		return age >= 0 && age < (page === 0 ? NEW_FOR : KEPT_FOR) ? known : undefined;
	}

	/**
	 * Stores a page. When the first page differs from the stored one, the list has changed, and the other pages
	 * are dropped.
	 */
	set(page: number, fresh: KnownPage): void {
		const before = this.pages.get(page);
		if (page === 0 && before && !isSame(before, fresh)) this.pages.clear();
		this.pages.set(page, fresh);
	}

	/** Whether a page brings nothing that the page before did not have, as from an endpoint without paging. */
	repeats(page: number, entries: readonly Entry[]): boolean {
		const before = this.pages.get(page - 1)?.entries ?? [];
		return entries.length > 0 && before.length === entries.length && before.every(isAt(entries));
	}

	/** Records in the list, as JustCall last counted them. */
	get total(): number | undefined {
		return this.pages.get(0)?.total;
	}

	/** Records on the pages before this one, as far as they are known. */
	countBefore(page: number): number {
		return [...this.pages].reduce((sum, [at, { count }]) => (at < page ? sum + count : sum), 0);
	}

	isOld(now: number): boolean {
		return [this.since, ...[...this.pages.values()].map(({ at }) => at)].every((at) => now - at >= KEPT_FOR);
	}
}

function isSame(before: KnownPage, now: KnownPage): boolean {
	const { entries } = now;
	return (
		before.total === now.total &&
		before.entries.length === entries.length &&
		before.entries.every(isAt(entries))
	);
}

function isAt(entries: readonly Entry[]) {
	return ({ value }: Entry, place: number): boolean => entries[place]?.value === value;
}

const lists = new Map<string, KnownPages>();

/**
 * The remembered pages of a list.
 *
 * @param key identifies account and list; it must not hold a secret
 */
export function knownPagesOf(key: string, now: number): KnownPages {
	const pages = lists.get(key) ?? new KnownPages(now);
	// Lists that were used last are at the end.
	lists.delete(key);
	for (const [name, one] of lists) if (one.isOld(now) || lists.size >= MOST_LISTS) lists.delete(name);
	lists.set(key, pages);
	return pages;
}

/** Forgets everything, as after a restart. For tests. */
export function forgetPages(): void {
	lists.clear();
}
