// @ts-check
// Installs the development packages when they are missing or older than package-lock.json.
// Plain JavaScript on purpose: it is the one step that runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stampFile = join(root, 'node_modules', '.installed-from');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	console.error(
		`Node ${process.versions.node} is too old: please use Node 20.19 or newer (20, 22 and 24 are tested).`,
	);
	process.exit(1);
}

/** Stamp of the installed packages: the lock file. */
const stamp = () =>
	createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.digest('hex');
const installed = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();

if (!installed) {
	console.log(
		'Installing the development packages (about 1.2 GB on the first run, one to three minutes) ...',
	);
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const heartbeat = setInterval(() => console.log(`  still installing (${seconds()} s)`), 10_000);
	const code = await new Promise((resolve, reject) => {
		// npm ci installs from the lock file, on every platform, and never writes into it.
		const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: root,
			stdio: 'inherit',
			shell: process.platform === 'win32',
		});
		npm.once('error', reject);
		npm.once('exit', resolve);
	});
	clearInterval(heartbeat);
	if (code !== 0) {
		console.error('npm ci did not succeed: see the messages above, then run the command again.');
		process.exit(1);
	}
	writeFileSync(stampFile, stamp());
	console.log(`Installed in ${seconds()} s.`);
}
