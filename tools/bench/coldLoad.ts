import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { median } from './measure';

const ROOT = join(__dirname, '..', '..');

const PROGRAM = `
require('n8n-workflow'); require('luxon');
const started = performance.now();
const { JustCall } = require('./dist/nodes/JustCall/JustCall.node.js');
const node = new JustCall();
const loaded = performance.now() - started;
console.log(JSON.stringify({ ms: loaded, bytes: JSON.stringify(node.description).length }));
`;

/**
 * Loads the built node in fresh processes, in addition to the modules that n8n loads anyway. Returns median
 * milliseconds and the bytes of the description.
 */
export function coldLoad(): { ms: number; bytes: number } {
	const runs = Array.from({ length: 5 }, () => {
		const output = execFileSync(process.execPath, ['-e', PROGRAM], { cwd: ROOT, encoding: 'utf8' });
		return JSON.parse(output) as { ms: number; bytes: number };
	});
	return { ms: median(runs.map(({ ms }) => ms)), bytes: runs[0]?.bytes ?? 0 };
}
