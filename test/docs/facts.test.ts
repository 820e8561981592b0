import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT_ROOT } from '../../tools/n8n/paths';

/** Where the notes on the API may be, the newest place first. */
const PLACES = ['contract/FACTS.md', 'contract/FACTS.md'];
const FACTS = PLACES.find((place) => existsSync(join(PROJECT_ROOT, place)));
/** Folders without our own texts. */
const FOREIGN = ['node_modules', 'dist', 'coverage'];
/**
 * Also across the line breaks of a comment, "FACTS.md
 * * section 10", and with several: "sections 8 and 10".
 */
const CITATION = /FACTS(?:\.md)?[\s*/#|`'",+]*sections?\s+(?:[\s*]*)(\d+(?:(?:,| and| to|-)\s*\d+)*)/g;

interface Citation {
	file: string;
	section: number;
}

/** Every citation in a text, one for each section that it names. */
function citationsIn(text: string, file: string): Citation[] {
	return [...text.matchAll(CITATION)].flatMap(([, sections = '']) =>
		[...sections.matchAll(/\d+/g)].map(([section]) => ({ file, section: Number(section) })),
	);
}

function filesUnder(folder: string): string[] {
	return readdirSync(join(PROJECT_ROOT, folder)).flatMap((name) => {
		if (name.startsWith('.') || FOREIGN.includes(name)) return [];
		const path = join(folder, name);
		if (statSync(join(PROJECT_ROOT, path)).isDirectory()) return filesUnder(path);
		return /\.(?:ts|mjs|cjs|js|md|yaml)$/.test(name) ? [path] : [];
	});
}

const sections = FACTS
	? [...readFileSync(join(PROJECT_ROOT, FACTS), 'utf8').matchAll(/^## (\d+)\. /gm)].map(([, n]) => Number(n))
	: [];
const cited = filesUnder('').flatMap((file) =>
	citationsIn(readFileSync(join(PROJECT_ROOT, file), 'utf8'), file),
);

it('FACTS.md is in the repository, and its sections have one number each', () => {
	expect(FACTS).toBeDefined();
	expect(sections).not.toEqual([]);
	expect(sections).toEqual([...new Set(sections)]);
});

it('every section of FACTS.md that the code cites exists', () => {
	expect(cited).not.toEqual([]);
	expect(cited.filter(({ section }) => !sections.includes(section))).toEqual([]);
});

it('a citation is found in every form that comments give it', () => {
	const texts = {
		one: '// as FACTS.md section 7 says',
		several: '(FACTS.md sections 8 and 10)',
		listed: 'FACTS.md sections 2, 3 and 4',
		broken: '/**\n * the body is not signed (FACTS.md\n * section 10).\n */',
	};
	const found = Object.entries(texts).map(([form, text]) =>
		citationsIn(text, form).map(({ section }) => section),
	);
	expect(found).toEqual([[7], [8, 10], [2, 3, 4], [10]]);
});
