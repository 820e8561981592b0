import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as listSearch from '../../nodes/JustCall/listSearch';
import * as loadOptions from '../../nodes/JustCall/loadOptions';
import { resources } from '../../nodes/JustCall/resources';
import { PROJECT_ROOT } from '../../tools/n8n/paths';

const FOLDER = join(PROJECT_ROOT, 'test/nodes');
const files = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.test.ts'))
	.map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

/** Whether a test names an operation next to its resource; tests of calls leave the resource out. */
function isTested(resource: string, operation: string): boolean {
	const both = new RegExp(`'${resource}',\\s*'${operation}'|'${resource}\\.${operation}'`);
	return files.some(
		({ name, text }) =>
			both.test(text) || (resource === 'call' && /^call/.test(name) && text.includes(`'${operation}'`)),
	);
}

it('a test in test/nodes runs each operation', () => {
	expect(files.length).toBeGreaterThan(0);
	const operations = resources.flatMap((resource) =>
		resource.operations.map((operation) => [resource.value, operation.value] as const),
	);
	expect(operations.filter(([resource, operation]) => !isTested(resource, operation))).toEqual([]);
});

it('a test in test/nodes searches or loads each list', () => {
	const names = [...Object.keys(listSearch), ...Object.keys(loadOptions)];
	expect(names.filter((name) => !files.some(({ text }) => text.includes(`'${name}'`)))).toEqual([]);
});
