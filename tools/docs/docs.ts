/** `npm run docs` writes the parts of the docs that are generated from the code; tests compare them with the code. */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), 'test/docs'], {
	stdio: 'inherit',
	env: { ...process.env, WRITE_DOCS: 'yes' },
});
process.exit(status ?? 1);
