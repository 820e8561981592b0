import type { Entry } from './entries';

/** A page of a list, as a dropdown needs it. */
export interface KnownPage {
	/** When it was read, epoch milliseconds. */
	at: number;
	entries: readonly Entry[];
	/** Records that it had, those included that no entry could be made of. */
	count: number;
	/** Records in the list, where JustCall says so. */
	total?: number;
	/** Whether no page comes behind it. */
	isLast: boolean;
}

/** Milliseconds in which a first page that was read is as good as a new one: people type. */
const NEW_FOR = 30_000;
/** Milliseconds in which pages that were read are used when the first one has not changed since. */
const KEPT_FOR = 300_000;
/** Lists that are remembered, of whichever account. */
const MOST_LISTS = 300;

/**
 * Pages of a list that a search has read, so that the next keystroke does not read them again: each of them would cost the
 * account a request of its limit. Only a search uses them; a dropdown that opens reads anew.
 */
export class KnownPages {
	private readonly pages = new Map<number, KnownPage>();

	/** @param since when it was first asked for: its pages may be on their way */
	constructor(private readonly since: number) {}

	/** A page that may be used without asking; the first one only for a moment. */
	get(page: number, now: number): KnownPage | undefined {
		const known = this.pages.get(page);
		const age = known ? now - known.at : Infinity;
		return age >= 0 && age < (page === 0 ? NEW_FOR : KEPT_FOR) ? known : undefined;
	}

	/** Takes in a page; when the first one is another than before, the list has changed and the others say nothing. */
	set(page: number, fresh: KnownPage): void {
		const before = this.pages.get(page);
		if (page === 0 && before && !isSame(before, fresh)) this.pages.clear();
		this.pages.set(page, fresh);
	}

	/** Whether a page brings nothing that the one before did not have: an endpoint that does not know pages. */
	repeats(page: number, entries: readonly Entry[]): boolean {
		const before = this.pages.get(page - 1)?.entries ?? [];
		return entries.length > 0 && before.length === entries.length && before.every(isAt(entries));
	}

	/** Records in the list, as JustCall last counted them. */
	get total(): number | undefined {
		return this.pages.get(0)?.total;
	}

	/** Records on the pages before one, as far as they are known. */
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
 * The pages of a list that are known.
 *
 * @param key tells account and list apart from all others; it must not hold a secret
 */
export function knownPagesOf(key: string, now: number): KnownPages {
	const pages = lists.get(key) ?? new KnownPages(now);
	// Those that were used last stand at the end.
	lists.delete(key);
	for (const [name, one] of lists) if (one.isOld(now) || lists.size >= MOST_LISTS) lists.delete(name);
	lists.set(key, pages);
	return pages;
}

/** Forgets everything, as after a restart. */
export function forgetPages(): void {
	lists.clear();
}
