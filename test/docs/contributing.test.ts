import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

/** Names of the files in the folders of the project. */
const names = new Set(
	['.', 'contract', 'credentials', 'docs', 'nodes', 'sandbox', 'test', 'tools'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' }).map((path) => basename(path)),
	),
);

/** The paths in the overview of folders. A line that is indented is in the folder above it. */
function overview(): string[] {
	const [, block = ''] = /## Where things are\n+```\n([\s\S]*?)```/.exec(text) ?? [];
	let folder = '';
	return [...block.matchAll(/^( *)([^\s,]+(?:, [^\s,]+)*)/gm)].flatMap(([, indent = '', entries = '']) => {
		if (indent === '') folder = entries;
		const inside = indent === '' ? '' : folder;
		return entries.split(', ').map((entry) => `${inside}${entry}`.replace('<resource>', 'contact'));
	});
}

/** Whether a path names a folder or a file of the repository. */
function isThere(path: string): boolean {
	const full = join(ROOT, path);
	return existsSync(full) && statSync(full).isDirectory() === path.endsWith('/');
}

it('the overview names folders and files that there are', () => {
	const paths = overview();
	expect(paths.length).toBeGreaterThan(20);
	expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it('every file that is named in the text is there', () => {
	const named = [...text.matchAll(/`([^`\s]+\.(?:ts|mjs|cjs|yaml))`/g)].map(([, path = '']) => path);
	expect(named.length).toBeGreaterThan(50);
	const missing = named.filter((path) => {
		if (/[<*]/.test(path)) return false;
		return path.includes('/') && !path.startsWith('resources/') && !path.startsWith('listSearch/')
			? !isThere(path)
			: !names.has(basename(path));
	});
	expect(missing).toEqual([]);
});
