import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '..', '..', 'docs');

/**
 * Holds a document of `docs` against what it should be, or writes it when `npm run docs` runs.
 *
 * @param name file name, for example "reference.md"
 */
export function expectDocument(name: string, lines: readonly string[]): void {
	const path = join(DOCS, name);
	const text = lines.join('\n');
	if (process.env.WRITE_DOCS === 'yes') writeFileSync(path, text);
	const stored = existsSync(path) ? readFileSync(path, 'utf8') : '';
	if (stored !== text) {
		const [one, other] = [stored.split('\n'), text.split('\n')];
		const line = other.findIndex((wanted, index) => wanted !== one[index]);
		throw new Error(
			`docs/${name} is stale from line ${line + 1} on: run \`npm run docs\`.\n- ${one[line]}\n+ ${other[line]}`,
		);
	}
}
