/**
 * `npm start`: a real n8n with this package in it, and a JustCall sandbox, ready to use. All its data is in
 * .runtime/start.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ensureN8n } from '../n8n/install';
import { installPackage } from '../n8n/package';
import { RUNTIME_DIR } from '../n8n/paths';
import { nextFreePort } from '../n8n/ports';
import { Progress } from '../n8n/progress';
import { N8nServer } from '../n8n/server';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { buildAndPack } from '../n8n/buildAndPack';
import { box } from './box';
import { DEMO_OWNER, provideDemo } from './demo';
import { readOptions, USAGE } from './options';
import { claim, release } from './single';

const USER_FOLDER = join(RUNTIME_DIR, 'start');
const CLAIM_FILE = join(RUNTIME_DIR, 'start.running.json');
const SANDBOX_PORT = 4010;

const progress = new Progress();
let sandbox: Sandbox | undefined;
let server: N8nServer | undefined;
let stopping = false;

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (!options) {
		console.log(USAGE);
		return;
	}
	stopOnSignals();

	const port = await nextFreePort(options.port);
	mkdirSync(RUNTIME_DIR, { recursive: true });
	await claim(CLAIM_FILE, `http://127.0.0.1:${port}`);
	if (options.reset) {
		rmSync(USER_FOLDER, { recursive: true, force: true });
		progress.say('Forgot the saved n8n data');
	}
	mkdirSync(USER_FOLDER, { recursive: true });

	const packed = await buildAndPack(progress);
	const installation = await ensureN8n(progress);
	const changed = installPackage(packed, USER_FOLDER);
	progress.say(
		`${packed.manifest.name} ${packed.manifest.version} ${changed ? 'installed in' : 'is in'} n8n`,
	);

	// One zone for n8n, sandbox and machine, so that times are the same everywhere.
	const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const sandboxPort = await nextFreePort(SANDBOX_PORT, [port]);
	if (sandboxPort !== SANDBOX_PORT)
		progress.say(`Port ${SANDBOX_PORT} is busy: the sandbox takes ${sandboxPort}`);
	if (port !== options.port) progress.say(`Port ${options.port} is busy: n8n takes ${port}`);
	const starting = progress.step(`Starting n8n ${installation.version} and the sandbox`, async () => {
		return await N8nServer.start({
			installation,
			userFolder: USER_FOLDER,
			port,
			env: { GENERIC_TIMEZONE: timeZone },
		});
	});
	[server, sandbox] = await Promise.all([starting, startSandbox({ port: sandboxPort, timeZone })]);
	void server.exited.then(async (how) => await reportCrash(how));

	await server.signIn(DEMO_OWNER);
	const workflows = await provideDemo(server, USER_FOLDER, packed.manifest.name, sandbox);
	progress.say('Ready');
	console.log(
		box([
			`n8n editor   ${server.url}`,
			`  e-mail     ${DEMO_OWNER.email}`,
			`  password   ${DEMO_OWNER.password}`,
			'',
			`sandbox      ${sandbox.url}  (stands in for the JustCall API)`,
			`  API key    ${sandbox.apiKey}`,
			`  secret     ${sandbox.apiSecret}`,
			'',
			'workflows, ready to execute:',
			...workflows.map(({ name, url }) => `  ${name}: ${url}`),
			'',
			'Ctrl-C stops both.  npm start -- --reset begins afresh.',
		]),
	);
}

/**
 * Ctrl-C, a termination signal and a closed terminal all end in the same clean stop. A second signal stops at
 * once.
 */
function stopOnSignals(): void {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => void (stopping ? process.exit(1) : stop(signal, 0)));
	}
	// npm was killed and did not tell its script: nobody reads the output or can press Ctrl-C.
	if (process.env.npm_lifecycle_event && process.platform !== 'win32') {
		const parent = process.ppid;
		setInterval(() => {
			if (process.ppid !== parent && !stopping) void stop('npm is gone', 1);
		}, 1_000).unref();
	}
}

async function stop(reason: string, code: number): Promise<void> {
	stopping = true;
	console.log('');
	progress.say(`Stopping (${reason}) ...`);
	await Promise.allSettled([N8nServer.stopAll(), sandbox?.stop()]);
	release(CLAIM_FILE);
	progress.say('Stopped');
	process.exit(code);
}

async function reportCrash(how: string): Promise<void> {
	if (stopping || !server) return;
	console.error(
		`\nn8n ended by itself (${how}). Its log is ${server.logFile}; the last lines:\n\n${server.logTail(30)}\n`,
	);
	await stop('n8n is gone', 1);
}

main().catch(async (error: unknown) => {
	if (stopping) return;
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	await stop('could not start', 1);
});
