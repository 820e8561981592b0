// @ts-check
// Leaves out mutants of sentences that another test pins: `docs/messages.md` is made from real runs, and test/docs/messages.test.ts
// compares every word of it. A sentence that is not in it is mutated like any other text.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const pinned = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'messages.md'), 'utf8');
/** Fewer words may be in the page by chance. */
const FEWEST_WORDS = 4;

/** @param {string} text */
export function isPinned(text) {
	const words = text.replaceAll('|', '\\|').trim();
	return words.split(/\s+/).length >= FEWEST_WORDS && pinned.includes(words);
}

/** @param {any} node of Babel's */
function textOf(node) {
	if (node.type === 'StringLiteral') return [node.value];
	if (node.type === 'TemplateLiteral')
		return node.quasis
			.map((/** @type {any} */ { value }) => value.cooked)
			.filter((/** @type {string} */ part) => part.trim().length > 1);
	return [];
}

export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'pinned-sentences', {
		shouldIgnore(path) {
			const texts = textOf(/** @type {any} */ (path).node);
			return texts.length > 0 && texts.every(isPinned)
				? 'The sentence is in docs/messages.md, which a test compares.'
				: undefined;
		},
	}),
];
