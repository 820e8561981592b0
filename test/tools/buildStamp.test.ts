import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { beginBuild, expectFreshBuild, finishBuild } from '../../tools/buildStamp.cjs';

let root: string;
const write = (path: string, text: string) => {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
};
const build = () => {
	beginBuild(root);
	write('dist/nodes/a.js', 'built');
	finishBuild(root);
};

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'build-stamp-'));
	write('nodes/a.ts', 'a');
	write('credentials/c.ts', 'c');
	build();
});
afterEach(() => rmSync(root, { recursive: true }));

it('a build is fresh, whatever the times of its files', () => {
	utimesSync(join(root, 'nodes/a.ts'), new Date(), new Date(Date.now() + 3_600_000));
	expect(() => expectFreshBuild(root)).not.toThrow();
});

it.each<[what: string, change: () => void]>([
	['an edited node', () => write('nodes/a.ts', 'b')],
	['an edited credential', () => write('credentials/c.ts', 'd')],
	['a new file', () => write('nodes/deep/b.ts', '')],
	['a file that is gone', () => rmSync(join(root, 'nodes/a.ts'))],
	['another setting of the compiler', () => write('tsconfig.json', '{}')],
	[
		'an edit while it was built',
		() => {
			beginBuild(root);
			write('nodes/a.ts', 'edited meanwhile');
			finishBuild(root);
		},
	],
])('%s makes it stale', (_what, change) => {
	change();
	expect(() => expectFreshBuild(root)).toThrow(/older than the sources .*: run npm run build/);
});

it.each<[what: string, change: () => void]>([
	['no build at all', () => rmSync(join(root, '.runtime'), { recursive: true })],
	['a build that broke off', () => beginBuild(root)],
	['a dist that is gone', () => rmSync(join(root, 'dist'), { recursive: true })],
	['a dist that somebody edited', () => write('dist/nodes/a.js', 'other')],
])('%s is no build', (_what, change) => {
	change();
	expect(() => expectFreshBuild(root)).toThrow(/not a whole build: run npm run build/);
});
