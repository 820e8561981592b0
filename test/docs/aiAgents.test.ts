import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { resources } from '../../nodes/JustCall/resources';

it('names thirty requests in plain English, and for each an operation that there is', () => {
	const page = readFileSync(join(__dirname, '..', '..', 'docs', 'ai-agents.md'), 'utf8');
	const rows = page
		.split('\n')
		.map((line) => /^\| (.+) \| (.+) \| (.+) \|$/.exec(line)?.slice(1) ?? [])
		.filter(([request, tool]) => request && tool?.includes(': '));
	const known = new Map<string, string>(
		resources.flatMap(({ name: resource, operations }) =>
			operations.map(({ name, action }) => [`${resource}: ${name}`, action] as const),
		),
	);
	expect(rows).toHaveLength(30);
	expect(new Set(rows.map(([request]) => request)).size).toBe(30);
	for (const [, tool = '', action] of rows) expect([tool, known.get(tool)]).toEqual([tool, action]);
});
