import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { survivorsIn, tallyOf, type Mutant, type MutationReport } from '../../tools/mutation/report';

const ROOT = join(__dirname, '..', '..');

/** Values of the tool's modules, which only Node itself can load. */
function valueOf<Value>(expression: string): Value {
	const code = `const rooms = await import('./tools/mutation/rooms.mjs'); const { isPinned } = await import('./tools/mutation/pinnedSentences.mjs'); console.log(JSON.stringify(${expression}));`;
	return JSON.parse(
		execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' }),
	) as Value;
}

const mutant = (
	status: string,
	replacement = '',
	place: [number, number, number, number] = [1, 1, 1, 2],
): Mutant => ({
	status,
	mutatorName: 'Some',
	replacement,
	location: { start: { line: place[0], column: place[1] }, end: { line: place[2], column: place[3] } },
});
const report = (source: string, ...mutants: Mutant[]): MutationReport => ({
	files: { 'nodes/a.ts': { source, mutants } },
});

describe('the score', () => {
	it('is what was noticed of all that could be', () => {
		const statuses = [
			'Killed',
			'Killed',
			'Timeout',
			'Survived',
			'NoCoverage',
			'Ignored',
			'CompileError',
			'RuntimeError',
		];
		expect(tallyOf([report('', ...statuses.map((status) => mutant(status)))])).toEqual({
			killed: 2,
			timedOut: 1,
			survived: 1,
			notCovered: 1,
			score: 60,
		});
	});

	it('is whole where there is nothing to notice', () => {
		expect(tallyOf([report('', mutant('Ignored'))]).score).toBe(100);
	});
});

it('names each survivor by its place, with the code and what it was made into', () => {
	const source = 'const a = 1;\nif (a > 1)\n\treturn b;\n';
	const told = survivorsIn(
		report(
			source,
			mutant('Survived', 'a >= 1', [2, 5, 2, 10]),
			mutant('NoCoverage', '', [2, 1, 3, 11]),
			mutant('Killed', '2', [1, 11, 1, 12]),
		),
	);
	expect(told).toEqual([
		'nodes/a.ts:2:5 a > 1 => a >= 1 (Some)',
		'nodes/a.ts:2:1 if (a > 1) return b; =>  (Some, reached by no test)',
	]);
});

it('each test file has a realm of its own, in which the mutant of a run before is not still the active one', () => {
	const code =
		"const { default: config } = await import('./tools/mutation/jest.config.mjs'); const { createRequire } = await import('node:module'); const require = createRequire(process.cwd() + '/'); console.log(JSON.stringify([config.runtime ?? null, require(config.testEnvironment).prototype instanceof require('./tools/jest/workersRealm.cjs')]));";
	const found = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
		cwd: ROOT,
		encoding: 'utf8',
		env: { ...process.env, MUTATION_ROOM: 'values' },
	});
	expect(JSON.parse(found)).toEqual([null, false]);
});

describe('the rooms', () => {
	const rooms = valueOf<Array<{ name: string; mutate: string[]; tests: string[] }>>('rooms.ROOMS');

	it('hold all folders in which harm lives', () => {
		const folders = rooms.flatMap(({ mutate }) => mutate.map((glob) => glob.replace('/**/*.ts', '')));
		expect(folders).toEqual([
			'nodes/shared/values',
			'!nodes/shared/values/numberZoneTable.ts',
			'nodes/shared/answers',
			'nodes/shared/http',
			'nodes/JustCall/custom',
			'nodes/JustCallTrigger',
			'nodes/JustCallPollingTrigger',
		]);
		for (const folder of folders) expect(existsSync(join(ROOT, folder.replace('!', '')))).toBe(true);
	});

	it('have tests, and each of the names stands for some', () => {
		const files = ['test/unit', 'test/nodes'].flatMap((folder) =>
			readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
		);
		for (const { tests } of rooms) {
			for (const start of tests)
				expect([start, files.some((file) => file.startsWith(start))]).toEqual([start, true]);
		}
		for (const path of valueOf<string[]>('rooms.TOO_LONG')) expect(files).toContain(path);
	});

	it('are all tried each week', () => {
		const workflow = parse(readFileSync(join(ROOT, '.github/workflows/mutation.yml'), 'utf8')) as {
			jobs: { mutation: { strategy: { matrix: { room: string[] } } } };
		};
		expect(workflow.jobs.mutation.strategy.matrix.room).toEqual(rooms.map(({ name }) => name));
	});
});

it('leaves out sentences that docs/messages.md has, and nothing else', () => {
	const texts = [
		'The execution was never begun',
		'is not a telephone number: ',
		'JustCall did not accept the API key and secret',
		'JustCall',
		'/v2.1/contacts',
		'',
	];
	expect(valueOf<boolean[]>(`${JSON.stringify(texts)}.map((text) => isPinned(text))`)).toEqual([
		false,
		true,
		true,
		false,
		false,
		false,
	]);
});

it('the warm runner has each function of jest that the tests of single files use', () => {
	const used = ['test/unit', 'test/harness'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.flatMap((name) => [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/\bjest\.(\w+)[(<]/g)])
			.map(([, name]) => name),
	);
	const tree = readFileSync(join(ROOT, 'tools/mutation/testTree.mjs'), 'utf8');
	expect(used.length).toBeGreaterThan(20);
	expect([...new Set(used)].filter((name) => !tree.includes(`\t${name}: `))).toEqual([]);
});
