import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A sandbox in its own process, so that it does not share time and memory with the measured process. */
export interface SandboxProcess {
	url: string;
	authorization: string;
	stop: () => Promise<void>;
}

/**
 * Starts `npm run sandbox`'s program on a free port.
 *
 * @param calls number of calls in the account
 */
export async function startSandboxProcess(calls: number): Promise<SandboxProcess> {
	const cli = join(__dirname, '..', '..', 'sandbox', 'cli.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', cli, '--port', '0', '--calls', String(calls)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const exited = once(child, 'exit');
	const facts = new Map<string, string>();
	for await (const line of createInterface({ input: child.stdout })) {
		const [, name, value] = /^ {2}(\S.*?\S) {2,}(\S+)/.exec(line) ?? [];
		if (name && value) facts.set(name, value);
		if (line.startsWith('Ctrl-C')) break;
	}
	return {
		url: facts.get('Base URL') ?? '',
		authorization: `${facts.get('API Key')}:${facts.get('API Secret')}`,
		async stop() {
			child.kill('SIGTERM');
			await exited;
		},
	};
}
