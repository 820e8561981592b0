import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cleanEnv, runOrThrow } from './commands';
import { PROJECT_ROOT, RUNTIME_DIR } from './paths';
import { readTarball } from './tarball';

/** The parts of package.json that are used here. */
export interface PackageManifest {
	name: string;
	version: string;
	/** `strict`: n8n's lint configuration is used as it is. */
	n8n: { nodes: string[]; credentials: string[]; strict?: boolean };
	dependencies?: Record<string, string>;
	devDependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
}

/** A packed package. */
export interface PackedPackage {
	file: string;
	manifest: PackageManifest;
	files: Map<string, Buffer>;
}

/** Packs a built package as `npm publish` would and reads the tarball back. */
export async function packPackage(packageDir = PROJECT_ROOT): Promise<PackedPackage> {
	const destination = join(RUNTIME_DIR, 'package');
	mkdirSync(destination, { recursive: true });
	const { stdout } = await runOrThrow(
		'npm',
		['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', destination],
		{ cwd: packageDir, env: cleanEnv() },
	);
	const [packed] = JSON.parse(stdout) as Array<{ filename: string }>;
	if (!packed) throw new Error('npm pack named no file');
	return openPackage(join(destination, packed.filename));
}

/** Reads a tarball that was packed before. */
export function openPackage(file: string): PackedPackage {
	const files = readTarball(file);
	const manifest = files.get('package.json');
	if (!manifest) throw new Error(`${file} has no package.json`);
	return { file, files, manifest: JSON.parse(manifest.toString('utf8')) as PackageManifest };
}

/** Writes the files of a package into a folder, replacing those that are there. */
export function unpackPackage(packed: PackedPackage, folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	for (const [path, content] of packed.files) {
		const target = join(folder, ...path.split('/'));
		mkdirSync(dirname(target), { recursive: true });
		writeFileSync(target, content);
	}
}

/**
 * Puts a package where n8n's own community-package installer would have put it, so that n8n finds it at its
 * next start: under `.n8n/nodes/node_modules`, its manifest without the development lists, and listed in
 * `.n8n/nodes/package.json`. Does nothing if exactly this package is already there. Returns whether anything
 * changed.
 */
export function installPackage(packed: PackedPackage, userFolder: string): boolean {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const folder = join(nodes, 'node_modules', packed.manifest.name);
	const stamp = join(userFolder, 'installed-package.sha256');
	const hash = createHash('sha256').update(readFileSync(packed.file)).digest('hex');
	if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;

	unpackPackage(packed, folder);
	const manifest = { ...packed.manifest };
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	writeJson(join(folder, 'package.json'), manifest);
	writeJson(join(nodes, 'package.json'), {
		name: 'installed-nodes',
		private: true,
		dependencies: { [manifest.name]: manifest.version },
	});
	writeFileSync(stamp, hash);
	return true;
}

function writeJson(file: string, value: unknown): void {
	writeFileSync(file, JSON.stringify(value, null, 2));
}
