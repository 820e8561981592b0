/**
 * `npm run matrix`: runs the e2e suite with one packed tarball on every n8n of the version table, and prints a
 * table of the results. `npm run matrix -- --n8n 2.8.4` runs one of them; repeat the option for several. With
 * `--install-only` each n8n is installed, and no suite runs.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureN8n } from './install';
import { packPackage } from './package';
import { PROJECT_ROOT, RUNTIME_DIR } from './paths';
import { Progress } from './progress';
import { findRelease, N8N_RELEASES } from './versions';

interface SuiteResult {
	n8n: string;
	node: string;
	passed: number;
	failed: number;
	skipped: number;
	seconds: number;
	hasEnded: boolean;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { n8n: { type: 'string', multiple: true }, 'install-only': { type: 'boolean' } },
	});
	const versions =
		values.n8n?.map((version) => findRelease(version).n8n) ?? N8N_RELEASES.map(({ n8n }) => n8n);
	if (values['install-only']) {
		const progress = new Progress();
		for (const version of versions) await ensureN8n(progress, version);
		return;
	}
	const { file } = await packPackage();
	const outcomes: SuiteResult[] = [];
	for (const version of versions) outcomes.push(await runSuite(version, file));

	console.log(`\n${file.slice(PROJECT_ROOT.length + 1)} in\n`);
	console.log('| n8n | Node | passed | failed | skipped | seconds |\n| --- | --- | --- | --- | --- | --- |');
	for (const { n8n, node, passed, failed, skipped, seconds, hasEnded } of outcomes) {
		const cells = [n8n, node, passed, hasEnded ? failed : 'broke off', skipped, seconds];
		console.log(`| ${cells.join(' | ')} |`);
	}
	process.exitCode = outcomes.every(({ failed, hasEnded }) => hasEnded && failed === 0) ? 0 : 1;
}

/** Runs the suite in its own process; shows its output, and stores it in `.runtime/e2e/matrix-<version>.log`. */
async function runSuite(n8n: string, packed: string): Promise<SuiteResult> {
	const folder = join(RUNTIME_DIR, 'e2e');
	mkdirSync(folder, { recursive: true });
	const log = createWriteStream(join(folder, `matrix-${n8n}.log`));
	const begun = Date.now();
	const child = spawn(
		process.execPath,
		[
			...[join(PROJECT_ROOT, 'tools', 'run.mjs'), join('test', 'e2e', 'run.ts')],
			...['--n8n', n8n, '--packed', packed],
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] },
	);
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
		process.stdout.write(text);
		log.write(text);
	});
	await new Promise((resolve) => child.once('close', resolve));
	log.end();
	const counted = /(\d+) passed, (\d+) failed, (\d+) skipped/.exec(output)?.map(Number) ?? [];
	const [, passed = 0, failed = 0, skipped = 0] = counted;
	const node = /Starting n8n \S+ on Node (\S+)/.exec(output)?.[1] ?? 'none';
	const seconds = Math.round((Date.now() - begun) / 1000);
	return { n8n, node, passed, failed, skipped, seconds, hasEnded: counted.length > 0 };
}

void main();
