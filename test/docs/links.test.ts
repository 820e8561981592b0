import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { PROJECT_ROOT } from '../../tools/n8n/paths';

/** Folders without our own pages. */
const FOREIGN = ['node_modules', 'dist', 'coverage'];

function pagesUnder(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		if (FOREIGN.includes(name) || (name.startsWith('.') && name !== '.github')) return [];
		const path = join(folder, name);
		if (statSync(path).isDirectory()) return pagesUnder(path);
		return name.endsWith('.md') ? [path] : [];
	});
}

const withoutCode = (text: string) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');

/** The anchors that GitHub makes from a page's headings, and those that the page sets itself. */
function anchorsOf(page: string): Set<string> {
	const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
	const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.replace(/<[^>]+>/g, '')
			.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replace(/\s/g, '-'),
	);
	return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]);
}

const LINKS = pagesUnder(PROJECT_ROOT).flatMap((page) =>
	[...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target = '']) => target)
		.filter((target) => !/^[a-z]+:/.test(target))
		.map((target) => ({ page: relative(PROJECT_ROOT, page), target })),
);

it('every link between pages leads to a file, and to a heading that there is', () => {
	expect(LINKS).not.toEqual([]);
	const broken = LINKS.filter(({ page, target }) => {
		const [path = '', anchor] = target.split('#');
		const file = path === '' ? join(PROJECT_ROOT, page) : join(PROJECT_ROOT, dirname(page), path);
		if (!existsSync(file)) return true;
		return anchor !== undefined && !anchorsOf(file).has(anchor);
	});
	expect(broken).toEqual([]);
});
