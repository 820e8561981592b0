import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

/** How a finished command ended. `output` holds stdout and stderr in the order they came. */
export interface CommandResult {
	code: number | null;
	stdout: string;
	output: string;
}

/** Folder and environment of a command. */
export interface CommandOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
}

/** Running commands, to be ended with the script. */
const underWay = new Set<ChildProcess>();
process.once('exit', () => {
	for (const child of underWay) child.kill('SIGTERM');
});

/** npm settings of the user's shell that child processes keep; all other settings of `npm run` would change them. */
const KEPT_NPM_SETTINGS =
	/^npm_config_(registry|cache|userconfig|globalconfig|.*proxy|cafile|ca|strict_ssl)$/i;

/**
 * The environment for a program that we start: without the variables of `npm run` (its `ignore_scripts` and
 * prefixes would change a nested npm), and with the given Node first on PATH.
 */
export function cleanEnv(nodeBinDir?: string): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (/^npm_/i.test(name) && !KEPT_NPM_SETTINGS.test(name)) continue;
		env[name] = value;
	}
	if (nodeBinDir) {
		const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
		env[pathName] = [nodeBinDir, env[pathName]]
			.filter(Boolean)
			.join(process.platform === 'win32' ? ';' : ':');
	}
	return env;
}

/** Runs a program to its end and collects its output. */
export async function run(
	program: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<CommandResult> {
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: options.cwd,
			env: options.env ?? cleanEnv(),
			stdio: ['ignore', 'pipe', 'pipe'],
			// npm is a .cmd file on Windows, which only a shell can start.
			shell: process.platform === 'win32' && program === 'npm',
		});
		underWay.add(child);
		let stdout = '';
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
			output += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
		child.once('error', reject);
		child.once('close', (code) => {
			underWay.delete(child);
			resolve({ code, stdout, output });
		});
	});
}

/** Like `run`, but throws for an exit code other than 0, with the last lines of the output. */
export async function runOrThrow(
	program: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<CommandResult> {
	const result = await run(program, args, options);
	if (result.code !== 0) {
		throw new Error(
			`${program} ${args.join(' ')} ended with code ${result.code}:\n${lastLines(result.output, 25)}`,
		);
	}
	return result;
}

/** The last lines of a text. */
export function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}
