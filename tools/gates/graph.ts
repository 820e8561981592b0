/** `npm run graph`: nodes/shared as a tree with each floor's imports; fails on an upward import, a wrong room or a circle. */
import { PROJECT_ROOT } from '../n8n/paths';
import { complaintsAbout, describeShared, readImports } from './imports';
import { ROOMS } from './layers.cjs';

const folders = [...new Set(Object.keys(ROOMS).map((room) => room.split('/')[0] ?? room))];
const graph = readImports(PROJECT_ROOT, folders);
const count = [...graph.values()].reduce((sum, targets) => sum + targets.length, 0);

console.log(describeShared(graph).join('\n'));
for (const [room, allowed] of Object.entries(ROOMS)) console.log(`${room} may import ${allowed.join(', ')}`);

const complaints = complaintsAbout(graph);
for (const complaint of complaints) console.error(`FAILED: ${complaint}`);
console.log(
	complaints.length === 0
		? `\npassed: ${graph.size} files, ${count} imports, none upward, no circle`
		: `\n${complaints.length} imports are not as they should be`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;
