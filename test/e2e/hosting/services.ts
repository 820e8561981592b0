import type { ChildProcess } from 'node:child_process';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { ensureProgram } from '../../../tools/n8n/debian';
import { answers, freePort } from '../../../tools/n8n/ports';
import type { Progress } from '../../../tools/n8n/progress';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 30_000;

/** A service for n8n, only on loopback, with its own data that is deleted with it. */
export interface Service {
	/** Environment variables that make n8n use it. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

/** Redis, which carries n8n's queue. */
export async function startRedis(progress: Progress): Promise<Service> {
	const program = await ensureProgram(progress, {
		name: 'Redis',
		package: 'redis-server',
		find: () => ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path)),
		howToGetIt: 'On Debian, as root: apt-get install redis-server',
	});
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), 'justcall-redis-'));
	const settings = { port, bind: HOST, dir: folder, save: '', appendonly: 'no' };
	const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const child = spawn(program, args, { stdio: 'ignore' });
	return await ready(child, port, folder, {
		QUEUE_BULL_REDIS_HOST: HOST,
		QUEUE_BULL_REDIS_PORT: String(port),
	});
}

/** PostgreSQL with an empty database. It refuses to run as root, so root runs it as the user of Debian's package. */
export async function startPostgres(progress: Progress): Promise<Service> {
	const program = await ensureProgram(progress, {
		name: 'PostgreSQL',
		package: 'postgresql',
		find: findPostgres,
		howToGetIt: 'On Debian, as root: apt-get install postgresql',
	});
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), 'justcall-postgres-'));
	const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
	if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
	const data = join(folder, 'data');
	// Everyone on this machine can connect to it while it runs. It contains only the sandbox's data.
	await promisify(execFile)(
		join(program, 'initdb'),
		['-D', data, '-U', 'n8n', '--auth=trust', '--encoding=UTF8', '--no-sync'],
		{ cwd: folder, ...user },
	);
	const child = spawn(
		join(program, 'postgres'),
		['-D', data, '-p', String(port), '-h', HOST, '-k', folder, '-F'],
		{ cwd: folder, stdio: 'ignore', ...user },
	);
	return await ready(child, port, folder, {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: HOST,
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
	});
}

/** Numeric ID of the user that Debian's PostgreSQL package has created. */
function idOf(kind: '-u' | '-g'): number {
	return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
}

/** The folder of PostgreSQL's programs, of the newest installed version. */
function findPostgres(): string | undefined {
	const versions = '/usr/lib/postgresql';
	if (!existsSync(versions)) return undefined;
	return readdirSync(versions)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(versions, version, 'bin'))
		.find((folder) => existsSync(join(folder, 'initdb')));
}

async function ready(
	child: ChildProcess,
	port: number,
	folder: string,
	env: Record<string, string>,
): Promise<Service> {
	const ended = new Promise<void>((resolve) => {
		child.once('exit', () => resolve());
		child.once('error', () => resolve());
	});
	const kill = () => child.kill('SIGKILL');
	process.once('exit', kill);
	const stop = async () => {
		// Fast shutdown for PostgreSQL, an orderly end for Redis.
		child.kill('SIGINT');
		await ended;
		process.removeListener('exit', kill);
		rmSync(folder, { recursive: true, force: true });
	};
	const deadline = Date.now() + READY_TIMEOUT_MS;
	while (!(await answers(port))) {
		if (child.exitCode !== null || Date.now() > deadline) {
			await stop();
			throw new Error(`${child.spawnfile} did not start to answer on port ${port}`);
		}
		await delay(100);
	}
	return { env, stop };
}
