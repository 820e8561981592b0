import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { repeatedTexts } from '../../tools/gates/repeatedTexts';
import { PROJECT_ROOT } from '../../tools/n8n/paths';

const SENTENCE = 'Give the parameter a value, or remove it from the node and run it again.';

function sourcesIn(folder: string): Array<[string, string]> {
	return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => [join(folder, name), readFileSync(join(PROJECT_ROOT, folder, name), 'utf8')]);
}

it('has one source for each sentence that a person reads', () => {
	const sources = new Map(['nodes', 'credentials'].flatMap(sourcesIn));
	expect(sources.size).toBeGreaterThan(100);
	expect(repeatedTexts(sources)).toEqual([]);
});

it('finds a sentence in two files, and within one, however it is quoted', () => {
	const sources = new Map([
		['a.ts', `const a = '${SENTENCE}';`],
		['b.ts', `\nconst b = { hint: "${SENTENCE}" };\nconst c = \`${SENTENCE}\`;`],
	]);
	expect(repeatedTexts(sources)).toEqual([{ text: SENTENCE, places: ['a.ts:1', 'b.ts:2', 'b.ts:3'] }]);
});

it('takes templates for the same that differ in their expressions only', () => {
	const sources = new Map([['a.ts', `const a = \`\${x} ${SENTENCE}\`;\nconst b = \`\${y.z} ${SENTENCE}\`;`]]);
	expect(repeatedTexts(sources)).toEqual([{ text: `… ${SENTENCE}`, places: ['a.ts:1', 'a.ts:2'] }]);
});

it('leaves comments, short labels and addresses alone', () => {
	const address = `https://developer.justcall.io/${'reference'.repeat(8)}`;
	const sources = new Map([
		['a.ts', `// '${SENTENCE}'\nconst a = 'Number of the contact'; const b = '${address}';`],
		['b.ts', `/** '${SENTENCE}' */\nconst a = 'Number of the contact'; const b = '${address}';`],
	]);
	expect(repeatedTexts(sources)).toEqual([]);
});
