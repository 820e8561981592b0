/** Things that a program can count: `npm run docs` writes their numbers, or the page has none. */
const COUNTED =
	'operations|resources|(?:event )?types|events|triggers|sample workflows|workflows|samples|parameters|dropdowns|endpoints|checks|tests';
const WORDS =
	'three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\\w+)?';
/** A number below a thousand. Larger numbers are measurements, and so is one after a word in MEASURES. */
const COUNT = new RegExp(`\\b(\\d{1,3}|${WORDS})(?: (?!hundred|thousand)[\\w*\`-]+)? (${COUNTED})\\b`, 'gi');
/** "the last 300 events", "more than 5 tests": a number of things that happen, not of the package's parts. */
const MEASURES = /\b(?:last|next|newest|first|than|least|most|to|hundred|same)\s+$/i;

const GENERATED = /<!-- generated: (.+?) -->[\s\S]*?<!-- end of \1 -->/g;
/** Sections of released versions keep their counts. */
const RELEASED = /^## \[\d[\s\S]*/m;

/**
 * Finds counts written by hand, which the next operation or event would make wrong.
 *
 * @param page Markdown
 * @returns the words, for example "19 resources"
 */
export function handWrittenCounts(page: string): string[] {
	const text = page
		.replace(GENERATED, '')
		.replace(/```[\s\S]*?```/g, '')
		.replace(RELEASED, '')
		.replace(/\s+/g, ' ');
	return [...text.matchAll(COUNT)]
		.filter(({ index }) => !MEASURES.test(text.slice(0, index)))
		.map(([words]) => words);
}
