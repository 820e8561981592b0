/** `npm run docs`: writes what of the docs is made from the code; the tests hold it against the code. */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), 'test/docs'], {
	stdio: 'inherit',
	env: { ...process.env, WRITE_DOCS: 'yes' },
});
process.exit(status ?? 1);
