// @ts-check
// `node tools/run.mjs tools/start/start.ts --port 5700`: installs what is missing, then runs the script in this very process,
// so that a signal sent to npm reaches the script and not a shell in between.
import './ensureInstalled.mjs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [script, ...args] = process.argv.slice(2);
const file = join(import.meta.dirname, '..', `${script}`);
if (!file.endsWith('.ts') || !existsSync(file)) {
	console.error(`There is no script '${script}'.`);
	process.exit(1);
}
process.argv = [process.argv[0] ?? 'node', file, ...args];
const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
require(file);
