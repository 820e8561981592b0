// @ts-check
// `node scripts/run.mjs start --port 5700`: installs what is missing, then runs scripts/start.ts (or the given
// path) in this very process, so that a signal sent to npm reaches the script and not a shell in between.
import './ensure-installed.mjs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [script, ...args] = process.argv.slice(2);
const file = [`${script}`, join('scripts', `${script}.ts`)]
	.map((path) => join(import.meta.dirname, '..', path))
	.find((path) => path.endsWith('.ts') && existsSync(path));
if (!file) {
	console.error(`There is no script '${script}'.`);
	process.exit(1);
}
process.argv = [process.argv[0] ?? 'node', file, ...args];
const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
require(file);
