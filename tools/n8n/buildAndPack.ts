import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cleanEnv, runOrThrow } from './commands';
import type { PackedPackage } from './package';
import { openPackage, packPackage } from './package';
import { PROJECT_ROOT, RUNTIME_DIR } from './paths';
import type { Progress } from './progress';

/** Everything that is in the package or decides how it is built. */
const INPUTS = [
	'credentials',
	'nodes',
	'icons',
	'package.json',
	// Decides which library is packed in.
	'package-lock.json',
	'tsconfig.json',
	'gulpfile.js',
	'README.md',
	'LICENSE.md',
	'CHANGELOG.md',
];

const STAMP = join(RUNTIME_DIR, 'package', 'built.json');

interface Stamp {
	inputs: string;
	tarball: string;
}

/** Builds and packs the package from the current sources; work that an earlier start did is not repeated. */
export async function buildAndPack(progress: Progress): Promise<PackedPackage> {
	const inputs = fingerprint();
	const stamp = readStamp();
	if (stamp?.inputs === inputs && existsSync(stamp.tarball)) {
		progress.say('The package is built already (nothing changed since)');
		return openPackage(stamp.tarball);
	}
	return await progress.step('Building and packing the package', async () => {
		await runOrThrow('npm', ['run', 'build'], { cwd: PROJECT_ROOT, env: cleanEnv() });
		const packed = await packPackage();
		mkdirSync(dirname(STAMP), { recursive: true });
		writeFileSync(STAMP, JSON.stringify({ inputs, tarball: packed.file } satisfies Stamp));
		return packed;
	});
}

function readStamp(): Stamp | undefined {
	try {
		return JSON.parse(readFileSync(STAMP, 'utf8')) as Stamp;
	} catch {
		return undefined;
	}
}

/** Changes whenever a file that matters is edited, added, renamed or removed. */
function fingerprint(): string {
	const hash = createHash('sha256');
	const add = (path: string): void => {
		const file = join(PROJECT_ROOT, path);
		if (!existsSync(file)) return;
		if (statSync(file).isDirectory()) {
			for (const name of readdirSync(file).sort()) add(`${path}/${name}`);
		} else {
			hash.update(`${path}\n`).update(readFileSync(file));
		}
	};
	for (const input of INPUTS) add(input);
	return hash.digest('hex');
}
