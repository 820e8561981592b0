import type { Explanation } from '../http/errors';

/** Result of the items of a run that stopped: indexes of input items, from 0. */
export interface ItemReport {
	done: number[];
	failed: number[];
	notSent: number[];
}

/** An input item that cannot be sent as it is, with the reason. */
export interface RefusedItem {
	item: number;
	explanation: Explanation;
}

/** Number of refused items that a message names; it only counts the rest. */
const MAX_NAMED_ITEMS = 10;

/**
 * Explains that a run did not start because of items that cannot be sent. Items are counted from 1, as users
 * count rows.
 *
 * @param refused at least one, in order
 * @param count number of items of the run
 */
export function explainRefused(refused: readonly RefusedItem[], count: number): Explanation {
	const [first] = refused;
	if (!first) throw new Error('no item was refused');
	const { message, description } = first.explanation;
	const reasons = new Set(refused.map(({ explanation }) => explanation.message));
	const itemIndexes = { refused: refused.map(({ item }) => item) };
	if (count === 1) return first.explanation;
	if (refused.length === 1) {
		return {
			...first.explanation,
			message: `Item ${first.item + 1} of ${count}: ${message}`,
			description: `${description} Nothing was sent: correct the item and run the node again.`,
			itemIndexes,
		};
	}
	if (reasons.size === 1 && refused.length === count) {
		return { ...first.explanation, description: `${description} Nothing was sent.`, itemIndexes };
	}
	const named = refused
		.slice(0, MAX_NAMED_ITEMS)
		.map(({ item, explanation }) => `Item ${item + 1}: ${explanation.message}.`);
	const more = refused.length > MAX_NAMED_ITEMS ? ` And ${refused.length - MAX_NAMED_ITEMS} more.` : '';
	return {
		...first.explanation,
		message: `${refused.length} of ${count} items cannot be used, so nothing was sent`,
		description: `${named.join(' ')}${more} ${description}`,
		itemIndexes,
	};
}

/**
 * Explains why a run of several writes stopped, and which items were done before and which were not.
 *
 * @param item index of the item that failed
 * @param count number of items of the run
 */
export function explainStopped(
	explanation: Explanation,
	item: number,
	count: number,
	report: ItemReport,
): Explanation {
	const others = report.failed.filter((one) => one !== item);
	const told = [
		report.done.length > 0 ? `Done: ${placesOf(report.done)}.` : 'No item was done before it.',
		others.length > 0 ? `Failed as well: ${placesOf(others)}.` : '',
		report.notSent.length > 0 ? `Not sent: ${placesOf(report.notSent)}.` : '',
	].filter(Boolean);
	return {
		...explanation,
		message: `Item ${item + 1} of ${count}: ${explanation.message}`,
		description: `${explanation.description} ${told.join(' ')}`,
		itemIndexes: { ...report },
	};
}

/** Indexes in the form that users read, from 1: "items 1 to 3 and 5". */
function placesOf(items: readonly number[]): string {
	const spans: Array<[first: number, last: number]> = [];
	for (const item of items) {
		const span = spans.at(-1);
		if (span && item === span[1] + 1) span[1] = item;
		else spans.push([item, item]);
	}
	const words = spans.map(([first, last]) =>
		first === last ? `${first + 1}` : `${first + 1} to ${last + 1}`,
	);
	const last = words.pop() ?? '';
	return `${items.length === 1 ? 'item' : 'items'} ${words.length > 0 ? `${words.join(', ')} and ` : ''}${last}`;
}
