import { existsSync } from 'node:fs';

import { run } from './commands';
import { RUNTIME_DIR } from './paths';
import type { Progress } from './progress';

/** A program that Debian packages. */
export interface DebianProgram {
	/** Finds the program; an installation must provide it. */
	find(): string | undefined;
	/** Debian's name of the package. */
	package: string;
	/** Name and advice for messages, for example `Chromium` and `Install Chromium, or ...`. */
	name: string;
	howToGetIt: string;
}

/** The path of a program. On Debian, root installs a missing program; elsewhere the error says how to get it. */
export async function ensureProgram(progress: Progress, program: DebianProgram): Promise<string> {
	const found = program.find();
	if (found) return found;
	if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
		throw new Error(`${program.name} is needed, and was not found. ${program.howToGetIt}`);
	}
	await progress.step(`Installing ${program.name} with apt-get`, async () => {
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		for (const args of [['update'], ['install', '-y', '--no-install-recommends', program.package]]) {
			const { code, output } = await run('apt-get', args, { cwd: RUNTIME_DIR, env });
			if (code !== 0)
				throw new Error(`apt-get ${args.join(' ')} did not succeed. ${program.howToGetIt}\n${output}`);
		}
	});
	const installed = program.find();
	if (!installed) throw new Error(`apt-get installed no ${program.name}. ${program.howToGetIt}`);
	return installed;
}
