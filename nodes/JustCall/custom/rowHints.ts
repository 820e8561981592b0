import { thousands } from '../../shared/values/thousands';
import type { ColumnUse } from './columnUse';

/** Most columns that a hint names; it only counts the rest. */
const MOST_NAMED = 10;
/** Most characters of a column's name that a hint shows. */
const LONGEST_NAME = 40;

/** How many there are of each, in words and in this order: "3 to add, 334 stay". Those of which there are none are left out. */
export function counted(words: ReadonlyArray<readonly [count: number, word: string]>): string {
	return words
		.filter(([count]) => count > 0)
		.map(([count, word]) => `${thousands(count)} ${word}`)
		.join(', ');
}

/** The columns that automatic mapping did not use, as the end of a sentence; empty when it used all. */
export function unusedIn(use: ColumnUse | undefined): string {
	const unused = use?.unused ?? [];
	return unused.length === 0 ? '' : `; not used: ${namesIn(unused)}`;
}

/**
 * The columns that automatic mapping found, as a sentence; empty without automatic mapping.
 *
 * @param labelOf name in the panel, by JustCall's name or the key of a custom field
 */
export function matchedIn(use: ColumnUse | undefined, labelOf: (field: string | number) => string): string {
	const matched = [...(use?.matched ?? [])].map(
		([field, names]) => `${shown(labelOf(field))} from ${namesIn(names)}`,
	);
	return matched.length === 0 ? '' : ` Mapped: ${matched.join('; ')}.`;
}

function namesIn(names: readonly string[]): string {
	const more = names.length - MOST_NAMED;
	return [...names.slice(0, MOST_NAMED).map(shown), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Names of columns are other people's text, and n8n shows a hint as HTML. */
function shown(name: string): string {
	const characters = [...name.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()];
	const text =
		characters.length > LONGEST_NAME
			? `${characters.slice(0, LONGEST_NAME).join('')}...`
			: characters.join('');
	return text.replace(/</g, '‹').replace(/>/g, '›').replace(/&/g, '＆');
}
