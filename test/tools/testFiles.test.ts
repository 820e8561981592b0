import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** Folders that hold nothing of ours. */
const FOREIGN = new Set(['node_modules', 'dist', '.runtime', '.git']);
/** Files in which sizes depend on the command. */
const THOROUGH = /from '(?:\.\.\/)+harness\/thorough'/;

function testFilesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : testFilesIn(path);
		return /\.(test|spec)\.[cm]?[jt]sx?$/.test(entry.name) ? [relative(ROOT, path)] : [];
	});
}

/** The files that jest runs with a configuration. */
function filesOf(config: string): string[] {
	const jest = require.resolve('jest/bin/jest');
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[jest, '--config', config, '--listTests', '--json'],
		{ cwd: ROOT, encoding: 'utf8' },
	);
	if (status !== 0) throw new Error(stderr);
	return (JSON.parse(stdout) as string[]).map((path) => relative(ROOT, path));
}

const files = testFilesIn(ROOT).sort();

it('every test file is run by npm test or by npm run test:long, and none by both', () => {
	const [usual, long] = ['jest.config.js', 'jest.long.config.js'].map(filesOf) as [string[], string[]];
	expect([...usual, ...long].sort()).toEqual(files);
	expect(usual.length).toBeGreaterThan(long.length);
	expect(long.filter((path) => !path.endsWith('.long.test.ts'))).toEqual([]);
});

it('CI runs both commands', () => {
	const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		scripts: Record<string, string>;
	};
	expect([scripts.test, scripts['test:long']]).toEqual([
		expect.stringMatching(/&& jest$/),
		expect.stringMatching(/&& jest --config jest\.long\.config\.js$/),
	]);
	const run = readFileSync(join(ROOT, '.ci', 'run'), 'utf8');
	for (const command of ['npm test', 'npm run test:long']) {
		expect(run).toMatch(new RegExp(`^step '[\\w ]+' \\d+ ${command}$`, 'm'));
	}
});

it('what CI runs in the background ends in time, and with CI', () => {
	const run = readFileSync(join(ROOT, '.ci', 'run'), 'utf8');
	const inBackground = run.match(/^.*[^&]&$/gm) ?? [];
	expect(inBackground).toEqual([expect.stringMatching(/^timeout --kill-after=\d+s \d+m /)]);
	expect(run).toMatch(/&\n(\w+)=\$!\ntrap 'kill "\$\1" 2>\/dev\/null \|\| true' EXIT$/m);
});

it('a test that npm test tries with a tenth is tried with all in npm run test:long', () => {
	const sized = files.filter((path) => THOROUGH.test(readFileSync(join(ROOT, path), 'utf8')));
	expect(sized.length).toBeGreaterThan(0);
	const missing = sized.filter((path) => {
		const name = path.slice(path.lastIndexOf('/') + 1, -'.ts'.length);
		const twin = join(ROOT, path.replace(/\.test\.ts$/, '.long.test.ts'));
		return !existsSync(twin) || !readFileSync(twin, 'utf8').includes(`import './${name}';`);
	});
	expect(missing).toEqual([]);
});

it('nothing that n8n writes in a run is left behind', () => {
	const setUp = join(ROOT, 'tools', 'jest', 'userFolder.cjs');
	expect(process.env.N8N_USER_FOLDER?.startsWith(join(String(process.env.N8N_IN_PROCESS_FOLDER), '/'))).toBe(
		true,
	);
	const code = `require(${JSON.stringify(setUp)})(); require('node:fs').writeFileSync(process.env.N8N_IN_PROCESS_FOLDER + '/file', ''); console.log(process.env.N8N_IN_PROCESS_FOLDER); process.exit(1);`;
	const env = { ...process.env, N8N_IN_PROCESS_FOLDER: '' };
	const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' });
	expect([stderr, stdout.trim()]).toEqual(['', expect.stringContaining('n8n-in-process-')]);
	expect(existsSync(stdout.trim())).toBe(false);
});
