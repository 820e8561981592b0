import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cleanEnv, run, runOrThrow } from './commands';
import { RUNTIME_DIR } from './paths';
import { Progress } from './progress';
import type { N8nRelease } from './versions';
import { DEFAULT_N8N, findRelease, NODE_PACKAGES } from './versions';

/** An n8n that is ready to be started, with the Node it runs on. */
export interface N8nInstallation {
	version: string;
	/** The Node binary to run it with. */
	node: string;
	nodeVersion: string;
	/** n8n's start file, to be given to that Node. */
	bin: string;
	/** Environment this version needs. */
	env: Readonly<Record<string, string>>;
}

/**
 * Installs the wanted n8n and a Node that it accepts into the runtime folder, unless they are there, and
 * returns their paths. A stamp that is written last marks a finished installation, so an interrupted one is
 * continued.
 */
export async function ensureN8n(progress: Progress, version = DEFAULT_N8N): Promise<N8nInstallation> {
	const release = findRelease(version);
	const node = await ensureNode(progress, release);
	const nodeVersion = (await runOrThrow(node, ['--version'], { cwd: RUNTIME_DIR })).stdout.trim().slice(1);
	const folder = join(RUNTIME_DIR, `n8n-${version}`);
	const stamp = join(folder, '.installed-for');
	const wanted = `n8n ${version} on Node ${nodeVersion.split('.')[0]}\n`;
	if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
		rmSync(stamp, { force: true });
		await installN8n(progress, release, folder, node);
		writeFileSync(stamp, wanted);
	}
	return {
		version,
		node,
		nodeVersion,
		bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		env: release.env,
	};
}

/** The Node to run a release with: the one that runs this script if it fits, otherwise one downloaded from npm. */
async function ensureNode(progress: Progress, release: N8nRelease): Promise<string> {
	mkdirSync(RUNTIME_DIR, { recursive: true });
	if (release.nodeMajors.includes(Number(process.versions.node.split('.')[0]))) return process.execPath;

	const major = release.downloadNode;
	const platform = `${process.platform}-${process.arch}`;
	const entry = NODE_PACKAGES[major]?.[platform];
	if (!entry) {
		throw new Error(
			`n8n ${release.n8n} runs on Node ${release.nodeMajors.join(' or ')}, this is Node ${process.versions.node}, ` +
				`and there is no Node ${major} on npm for ${platform}. Please put Node ${major} on the PATH and try again.`,
		);
	}
	const [name, version] = entry;
	const folder = join(RUNTIME_DIR, `node-${major}`);
	const binary =
		process.platform === 'win32'
			? join(folder, 'node_modules', name, 'bin', 'node.exe')
			: join(folder, 'node_modules', name, 'bin', 'node');
	if (await answersVersion(binary, version)) return binary;

	rmSync(folder, { recursive: true, force: true });
	writeManifest(folder, `justcall-node-${major}`, { [name]: version }, {});
	await progress.step(
		`Installing Node ${version} for n8n ${release.n8n} (about 40 MB to download)`,
		async () => {
			await npmInstall(folder, cleanEnv());
		},
	);
	if (!(await answersVersion(binary, version))) {
		throw new Error(`${name}@${version} was installed but does not start: ${binary}`);
	}
	return binary;
}

async function answersVersion(binary: string, version: string): Promise<boolean> {
	if (!existsSync(binary)) return false;
	const result = await run(binary, ['--version'], { cwd: RUNTIME_DIR }).catch(() => undefined);
	return result?.code === 0 && result.stdout.trim() === `v${version}`;
}

/**
 * Without install scripts. Of the sixteen packages that have one, only sqlite3 needs it, and one of the others
 * (a Kafka client) does not build on a machine without its C libraries.
 */
async function installN8n(
	progress: Progress,
	release: N8nRelease,
	folder: string,
	node: string,
): Promise<void> {
	const env = cleanEnv(dirname(node));
	writeManifest(folder, 'justcall-real-n8n', { n8n: release.n8n }, release.overrides);
	await progress.step(
		`Installing n8n ${release.n8n} (once: about 0.9 GB to download, 2.9 GB on disk, two to five minutes)`,
		async () => await npmInstall(folder, env),
	);
	if (await loadsSqlite(folder, node)) return;

	// With the headers of that Node if it has them; otherwise node-gyp downloads or finds them.
	const headers = join(dirname(dirname(node)), 'include', 'node', 'node.h');
	if (existsSync(headers)) env.npm_config_nodedir = dirname(dirname(node));
	await progress.step(`Building the database driver sqlite3 for it (one to two minutes)`, async () => {
		await runOrThrow('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
			cwd: folder,
			env,
		});
	});
	if (!(await loadsSqlite(folder, node))) throw new Error(`sqlite3 was built in ${folder} but does not load`);
}

/** Opens a database in memory, which tests more than loading: a driver built for another Node crashes there. */
async function loadsSqlite(folder: string, node: string): Promise<boolean> {
	const script = `new (require('sqlite3').Database)(':memory:', (error) => process.exit(error ? 1 : 0))`;
	return (await run(node, ['-e', script], { cwd: folder })).code === 0;
}

function writeManifest(
	folder: string,
	name: string,
	dependencies: Record<string, string>,
	overrides: Readonly<Record<string, string>>,
): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({ name, private: true, dependencies, overrides }, null, 2),
	);
}

async function npmInstall(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
	await runOrThrow('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: folder,
		env,
	});
}
