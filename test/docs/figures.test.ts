import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { resources } from '../../nodes/JustCall/resources';
import { coverageOf } from '../contract/coverage';

const ROOT = join(__dirname, '..', '..');
const count = resources.reduce((sum, { operations }) => sum + operations.length, 0);
const { operations } = coverageOf();

/** Sentences with figures, as they have to be. */
const SENTENCES: ReadonlyArray<[file: string, shape: RegExp, right: string]> = [
	[
		'README.md',
		/\d+ operations in \d+ resources: \d+ of the \d+ operations of JustCall's OpenAPI file/g,
		`${count} operations in ${resources.length} resources: ${operations.covered} of the ${operations.of} operations of JustCall's OpenAPI file`,
	],
	[
		'CHANGELOG.md',
		/API v2\.1: \d+ operations in \d+ resources/g,
		`API v2.1: ${count} operations in ${resources.length} resources`,
	],
];

it.each(SENTENCES)('%s has the figures of the code; `npm run docs` writes them', (file, shape, right) => {
	const path = join(ROOT, file);
	const text = readFileSync(path, 'utf8');
	if (process.env.WRITE_DOCS === 'yes') writeFileSync(path, text.replace(shape, right));
	expect(readFileSync(path, 'utf8').match(shape)).toEqual([right]);
});
