import type { ListCut, ListDoubt } from '../answers/paginator';
import { thousands } from '../values/thousands';
import { showHint, type HintContext } from './hint';
import { showDoubts } from './listDoubts';
import type { PlannedRequest, TooOld } from './planRequest';

/** Facts about the list of an input item, once it was read. */
export interface ReadList extends Pick<PlannedRequest, 'ignored' | 'tooOld'> {
	/** Records that were returned. */
	count: number;
	/** Why it may be incomplete. */
	doubt?: ListDoubt;
	/** Where the limit ended it. */
	cut?: ListCut;
}

/**
 * Shows next to the output what a user should know about the lists of a run: filters that were left out, lists
 * that may be incomplete, that go on after the limit, or that are asked for a time that JustCall does not keep.
 * There is one hint of each kind, however many items the run has; only doubts name several items.
 *
 * @param lists by index of the input item
 * @param items number of input items of the run
 */
export function showListHints(
	context: HintContext,
	lists: ReadonlyMap<number, ReadList>,
	items: number,
): void {
	const inOrder = [...lists].sort(([one], [other]) => one - other);
	const doubts = inOrder.flatMap(([item, { doubt }]) => (doubt ? [[item, doubt] as const] : []));
	showDoubts(context, new Map(doubts), items);
	const old = inOrder.flatMap(([item, list]) => (isAffected(list) ? [[item, list] as const] : []));
	const empty = old.filter(([, { count }]) => count === 0);
	const [first] = empty.length > 0 ? empty : old;
	if (first) {
		const place = placeOf(first[0], old.length - 1, items);
		showHint(context, `${place}${oldSentence(first[1])}`, empty.length > 0 ? 'warning' : 'info');
	}
	const told = [
		ignoredSentence(
			inOrder.map(([, { ignored = [] }]) => ignored),
			items,
		),
		cutSentence(
			inOrder.flatMap(([, { cut }]) => (cut ? [cut] : [])),
			items,
		),
	];
	for (const sentence of told) if (sentence) showHint(context, sentence, 'info');
}

/** Whether the list lacks records because JustCall no longer keeps them, as far as the node can know. */
function isAffected({ tooOld, count, cut }: ReadList): boolean {
	// A list that the limit ended may not have got to its oldest records.
	if (!tooOld || cut) return false;
	return count === 0 || !tooOld.isWhole;
}

function oldSentence({ tooOld, count }: ReadList): string {
	const { label, time, keptSince } = tooOld as TooOld;
	const found = count === 0 ? 'Nothing was found. ' : '';
	const less = count === 0 ? '' : ' Older records may be missing.';
	return `${found}JustCall keeps three months, back to about ${keptSince}, and '${label}' is earlier: ${time}.${less}`;
}

/** The filters that were left out, by the names in the panel; empty when there are none. */
export function ignoredSentence(ignored: ReadonlyArray<readonly string[]>, items: number): string {
	const counts = new Map<string, number>();
	for (const label of ignored.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
	if (counts.size === 0) return '';
	const names = [...counts].map(([label, count]) =>
		items === 1 ? `'${label}'` : `'${label}' in ${ofItems(count, items)}`,
	);
	return `Filters that were empty were left out: ${names.join(', ')}. 'Ignore Empty Filters' is on.`;
}

/** The lists that the limit ended; empty when there are none. n8n itself only says that there may be more. */
export function cutSentence(cuts: readonly ListCut[], items: number): string {
	const [first] = [...cuts].sort((one, other) => other.counted - one.counted);
	if (!first) return '';
	const counted = `${thousands(first.limit)} of the ${thousands(first.counted)} records that JustCall counts`;
	const place =
		items === 1
			? `These are ${counted}`
			: `The lists of ${ofItems(cuts.length, items)} end at 'Limit', the longest with ${counted}`;
	return `${place}. Turn on 'Return All' to get everything.`;
}

function ofItems(count: number, items: number): string {
	return `${thousands(count)} of ${thousands(items)} items`;
}

function placeOf(item: number, more: number, items: number): string {
	if (items === 1) return '';
	const others = more > 0 ? ` and ${thousands(more)} more` : '';
	return `Item ${thousands(item + 1)}${others}: `;
}
