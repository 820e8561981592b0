import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { handWrittenCounts } from '../../tools/gates/counts';
import { PROJECT_ROOT } from '../../tools/n8n/paths';

const read = (path: string) => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const markdownIn = (folder: string) =>
	readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name));
const PAGES = [...readdirSync(PROJECT_ROOT).filter((name) => name.endsWith('.md')), ...markdownIn('docs')];

it.each(PAGES)('no person counts in %s', (page) => {
	expect(handWrittenCounts(read(page))).toEqual([]);
});

it.each([
	['77 operations in 19 resources', ['77 operations', '19 resources']],
	['**Events**: 23 events, forged ones refused', ['23 events']],
	['covers 73 of 73 operations of v2.1', ['73 operations']],
	['all 23 webhook events', ['23 webhook events']],
	['Ten sample workflows, from a list', ['Ten sample workflows']],
	['ten\nworkflows that are ready', ['ten workflows']],
	['<!-- generated: x -->\n80 operations\n<!-- end of x -->\n', []],
	['# Changelog\n\n## [0.1.0] - 2026-01-01\n\n- 77 operations\n', []],
	['n8n stores the last 300 events of a node', []],
	['Five hundred events at the same moment', []],
	['the same five hundred events', []],
])('%j has the counts %j', (page, counts) => {
	expect(handWrittenCounts(page)).toEqual(counts);
});
