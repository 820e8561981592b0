import type { ListDoubt } from '../answers/paginator';
import { thousands } from '../values/thousands';
import { showHint, type HintContext } from './hint';

/** Number of lists that a hint names; it only counts the rest. */
const MOST_NAMED = 5;

/** Says why a list may be incomplete, and how to fix it. */
export function sentenceOf({ listed, counted = 0, isMoving }: ListDoubt): string {
	if (isMoving) {
		return `The list changed each time that it was read again: records may be missing, and some may have left it meanwhile. ${thousands(listed)} were listed. Run the node again at a quieter time, or narrow the list.`;
	}
	return `JustCall counts ${thousands(counted)} records and lists ${thousands(listed)}. What it lists was read to its end. The count may include records that JustCall no longer lists, or ignore the filters.`;
}

/**
 * Shows doubts about the lists of a run next to the output.
 *
 * @param doubts by index of the input item
 * @param items number of input items of the run
 */
export function showDoubts(
	context: HintContext,
	doubts: ReadonlyMap<number, ListDoubt>,
	items: number,
): void {
	const told = [...doubts].sort(([one], [other]) => one - other).slice(0, MOST_NAMED);
	for (const [item, doubt] of told) {
		const place = items > 1 ? `Item ${item + 1}: ` : '';
		showHint(context, `${place}${sentenceOf(doubt)}`);
	}
	if (doubts.size > told.length) {
		showHint(context, `The same goes for the lists of ${thousands(doubts.size - told.length)} more items.`);
	}
}
