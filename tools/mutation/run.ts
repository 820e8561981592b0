/**
 * `npm run mutation -- [room ...]`: breaks the code of the rooms where harm lives, piece by piece, and runs the tests that reach
 * each piece. A break that no test notices is printed. Fails when a room's score is below the threshold.
 *
 * `--quick` takes the tests that import sources only: no build, and a fraction of the time. `--at-least <percent>` sets the threshold.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { survivorsIn, tallyOf, type MutationReport } from './report';

/** Percent of the mutants of each room that the tests must notice. */
const THRESHOLD = 90;
const ROOT = join(__dirname, '..', '..');
const FOLDER = join('.runtime', 'mutation');

async function main(): Promise<void> {
	const { ROOMS } = (await import('./rooms.mjs')) as { ROOMS: ReadonlyArray<{ name: string }> };
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { quick: { type: 'boolean', default: false }, 'at-least': { type: 'string' } },
	});
	const names = ROOMS.map(({ name }) => name);
	const unknown = positionals.filter((name) => !names.includes(name));
	const atLeast = Number(values['at-least'] ?? THRESHOLD);
	if (unknown.length > 0 || Number.isNaN(atLeast)) {
		console.error(`Rooms: ${names.join(', ')}. Options: --quick, --at-least <percent>.`);
		process.exitCode = 1;
		return;
	}
	const rows: string[] = [];
	for (const room of positionals.length > 0 ? positionals : names) {
		const started = Date.now();
		await stryker(room, 'unit');
		if (!values.quick) await stryker(room, 'nodes');
		const report = JSON.parse(
			readFileSync(join(ROOT, FOLDER, room, 'report.json'), 'utf8'),
		) as MutationReport;
		const { killed, timedOut, survived, notCovered, score } = tallyOf([report]);
		for (const survivor of survivorsIn(report)) console.log(survivor);
		const minutes = ((Date.now() - started) / 60_000).toFixed(1);
		rows.push(
			`| ${room} | ${killed} | ${timedOut} | ${survived} | ${notCovered} | ${score.toFixed(1)} | ${minutes} |`,
		);
		if (score < atLeast) process.exitCode = 1;
	}
	console.log('\n| room | killed | timed out | survived | not covered | score | minutes |');
	console.log('| --- | --- | --- | --- | --- | --- | --- |');
	console.log(rows.join('\n'));
	if (process.exitCode) console.log(`\nThe score of a room is below ${atLeast}.`);
}

/** Runs Stryker for a room; its own output goes to the console, its report to the room's folder. */
async function stryker(room: string, pass: 'unit' | 'nodes'): Promise<void> {
	mkdirSync(join(ROOT, FOLDER), { recursive: true });
	const bin = join(ROOT, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
	if (!existsSync(bin)) throw new Error('Stryker is not installed: run npm ci.');
	const code = await new Promise<number | null>((resolve, reject) => {
		const child = spawn(process.execPath, [bin, 'run', 'tools/mutation/stryker.config.mjs'], {
			cwd: ROOT,
			env: { ...process.env, MUTATION_ROOM: room, MUTATION_PASS: pass },
			stdio: 'inherit',
		});
		child.once('error', reject);
		child.once('exit', resolve);
	});
	if (code !== 0) throw new Error(`Stryker ended with code ${code} in the room ${room}.`);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
