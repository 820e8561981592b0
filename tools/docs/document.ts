import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

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

/**
 * Compares a folder of generated files with those it should have, or writes it anew when `npm run docs` runs.
 *
 * @param folder within the project, for example "nodes/JustCall/__schema__"
 * @param files text by path within the folder
 */
export function expectFolder(folder: string, files: ReadonlyMap<string, string>): void {
	const root = join(ROOT, folder);
	if (process.env.WRITE_DOCS === 'yes') {
		rmSync(root, { recursive: true, force: true });
		for (const [path, text] of files) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), text);
		}
	}
	const found = existsSync(root)
		? readdirSync(root, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, '/'))
		: [];
	const stale = [
		...found.filter((path) => !files.has(path)),
		...[...files].flatMap(([path, text]) =>
			found.includes(path) && readFileSync(join(root, path), 'utf8') === text ? [] : [path],
		),
	];
	if (stale.length > 0)
		throw new Error(`${folder} is stale: run \`npm run docs\`, then \`npm run build\`.\n- ${stale.join('\n- ')}`);
}
