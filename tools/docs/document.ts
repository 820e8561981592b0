import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const DOCS = join(ROOT, 'docs');

/**
 * Compares a document of `docs` with the expected text, or writes it when `npm run docs` runs.
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

/**
 * Compares a generated part of a document with the expected text, or writes it when `npm run docs` runs. The
 * part stands between `<!-- generated: <part> -->` and `<!-- end of <part> -->`; the text around it is written
 * by hand.
 *
 * @param path within the project, for example "README.md"
 */
export function expectPart(path: string, part: string, lines: readonly string[]): void {
	const file = join(ROOT, path);
	const [begin, end] = [`<!-- generated: ${part} -->`, `<!-- end of ${part} -->`];
	const [before, rest, twice] = readFileSync(file, 'utf8').split(begin);
	const [stored, after, twiceEnded] = (rest ?? '').split(end);
	if (rest === undefined || after === undefined || twice !== undefined || twiceEnded !== undefined)
		throw new Error(`${path} has not one part between '${begin}' and '${end}'.`);
	const text = ['', '', ...lines, '', ''].join('\n');
	if (process.env.WRITE_DOCS === 'yes') writeFileSync(file, [before, begin, text, end, after].join(''));
	else if (stored !== text)
		throw new Error(`The part '${part}' of ${path} is stale: run \`npm run docs\`.\n- ${stored}\n+ ${text}`);
}
