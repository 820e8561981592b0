import { Linter } from 'eslint';

import { circlesIn, complaintsAbout, readImports } from '../../tools/gates/imports';
import { complaintAbout, floorOf, rule, ROOMS } from '../../tools/gates/layers.cjs';
import { PROJECT_ROOT } from '../../tools/n8n/paths';

const graph = readImports(PROJECT_ROOT, [
	...new Set(Object.keys(ROOMS).map((room) => room.split('/')[0] ?? room)),
]);

it('finds nothing in the repository as it is', () => {
	expect(complaintsAbout(graph)).toEqual([]);
});

it('reads the imports that are there, those of types too', () => {
	expect(graph.get('nodes/shared/values/people.ts')).toEqual(['nodes/shared/values/phoneNumber.ts']);
	expect(graph.get('sandbox/client.ts')).toContain('sandbox/server.ts');
	expect(graph.get('nodes/JustCall/JustCall.node.ts')).toContain('nodes/JustCall/resources/index.ts');
});

it('knows the floor of every file of nodes/shared', () => {
	const shared = [...graph.keys()].filter((file) => file.startsWith('nodes/shared/'));
	expect(shared.length).toBeGreaterThan(40);
	expect(shared.filter((file) => (floorOf(file) ?? -1) < 0)).toEqual([]);
});

/** Each with an import that must be refused, and a part of the message. */
const REFUSED: Array<[string, string, RegExp]> = [
	['nodes/shared/values/dates.ts', '../http/transport', /imports upward: nodes\/shared\/http\/transport/],
	['nodes/shared/answers/envelope.ts', '../description/operation', /imports upward/],
	['nodes/shared/http/retry.ts', '../run/nodeRun', /imports upward/],
	['nodes/shared/run/nodeRun.ts', '../executor', /imports upward/],
	['nodes/shared/other/dates.ts', '../values/path', /no floor/],
	[
		'nodes/shared/run/nodeRun.ts',
		'../../JustCall/resources',
		/nodes\/shared may import nodes\/shared, and not/,
	],
	['nodes/JustCall/JustCall.node.ts', '../../sandbox/server', /nodes may import nodes, and not sandbox/],
	['credentials/JustCallApi.credentials.ts', '../nodes/JustCall/resources', /credentials may import/],
	['sandbox/server.ts', '../nodes/shared/http/secrets', /sandbox may import sandbox, contract, and not/],
	['sandbox/api.test.ts', '../test/harness/sandboxed', /sandbox may import/],
	['tools/start/start.ts', '../../test/e2e/context', /tools may import .*, and not test/],
	['contract/load.ts', '../nodes/JustCall/resources', /contract may import contract, and not/],
	['contract/drift/report.ts', '../../tools/n8n/paths', /contract may import contract, and not/],
];

const ALLOWED: Array<[string, string]> = [
	['nodes/shared/executor.ts', './run/nodeRun'],
	['nodes/shared/http/transport.ts', './retry'],
	['nodes/shared/http/transport.ts', '../values/isObject'],
	['nodes/JustCallTrigger/description.ts', '../JustCall/resources/locators'],
	['contract/coverage.ts', '../nodes/JustCall/resources'],
	['sandbox/api.ts', '../contract/load'],
	['test/unit/dates.test.ts', '../../nodes/shared/values/dates'],
	['sandbox/server.ts', 'fastify'],
];

/** Lint's messages about an import, in each form that an import has. */
function lint(file: string, specifier: string): string[] {
	const linter = new Linter({ cwd: PROJECT_ROOT });
	const forms = [
		`import { x } from '${specifier}';`,
		`export { x } from '${specifier}';`,
		`export * from '${specifier}';`,
		`void import('${specifier}');`,
		`require('${specifier}');`,
	];
	return forms.map((code) => {
		const config: Linter.Config = {
			files: ['**/*.ts'],
			plugins: { layers: { rules: { imports: rule } } },
			rules: { 'layers/imports': 'error' },
		};
		return linter
			.verify(code, [config], { filename: `${PROJECT_ROOT}/${file}` })
			.map(({ message }) => message)
			.join();
	});
}

it.each(REFUSED)('%s must not import %s', (file, specifier, says) => {
	for (const message of lint(file, specifier)) expect(message).toMatch(says);
});

it.each(ALLOWED)('%s may import %s', (file, specifier) => {
	expect(lint(file, specifier).join('')).toBe('');
});

it('asks nothing of files outside the rooms', () => {
	expect(complaintAbout('gulpfile.js', 'nodes/shared/executor')).toBeUndefined();
});

it('finds circles, however long', () => {
	const round = new Map([
		['a', ['b', 'd']],
		['b', ['c']],
		['c', ['a']],
		['d', []],
	]);
	expect(circlesIn(round)).toEqual([['a', 'b', 'c', 'a']]);
	expect(
		circlesIn(
			new Map([
				['a', ['b']],
				['b', []],
			]),
		),
	).toEqual([]);
});
