/** `npm run docs` writes the parts of the docs that are generated from the code; tests compare them with the code. */
import { spawnSync } from 'node:child_process';

/** Runs tests of `test/docs` that write what they would compare. Ends the process when one fails. */
function write(tests: string): void {
	run(process.execPath, [require.resolve('jest/bin/jest'), tests], { ...process.env, WRITE_DOCS: 'yes' });
}

function run(program: string, args: string[], env = process.env): void {
	const shell = process.platform === 'win32' && program === 'npm';
	const { status } = spawnSync(program, args, { stdio: 'inherit', env, shell });
	if (status !== 0) process.exit(status ?? 1);
}

// The schemas are part of the package. The other pages are made with the built package, so it is built again before them.
write('test/docs/outputSchemas');
run('npm', ['run', 'build']);
write('test/docs');
