import { join } from 'node:path';

import { complaintsAbout } from '../../tools/gates/tarball';
import type { PackedPackage } from '../../tools/n8n/package';
import { PROJECT_ROOT } from '../../tools/n8n/paths';

const LICENCE = 'dist/nodes/shared/values/phoneLibrary.LICENSE.txt';
const NODE = 'dist/nodes/X.node.js';

/** A small complete package, with some files replaced. */
function packed(change: Record<string, string | undefined> = {}): PackedPackage {
	const files = {
		'package.json': '{}',
		'README.md': '',
		'LICENSE.md': '',
		[LICENCE]: 'MIT',
		[NODE]: 'const luxon = require("luxon"); const own = require("./own");',
		'dist/nodes/X.node.json': '{}',
		'dist/nodes/own.js': 'require("n8n-workflow"); require("crypto");',
		...change,
	};
	return {
		file: join(PROJECT_ROOT, 'package.json'),
		manifest: { name: 'x', version: '1.0.0', n8n: { nodes: [NODE], credentials: [] } },
		files: new Map(
			Object.entries(files).flatMap(([path, text]) =>
				text === undefined ? [] : [[path, Buffer.from(text)]],
			),
		),
	};
}

it('has nothing to say of a package that has all it should', () => {
	expect(complaintsAbout(packed())).toEqual([]);
});

it.each<[Record<string, string | undefined>, RegExp]>([
	[{ [LICENCE]: undefined }, /phoneLibrary\.LICENSE\.txt is missing/],
	[
		{ 'dist/nodes/own.js': 'require("libphonenumber-js/core")' },
		/own\.js requires libphonenumber-js\/core, which is neither/,
	],
	[{ 'dist/nodes/own.js': "require('node:fs')" }, /own\.js requires node:fs/],
	[{ 'dist/nodes/own.js': undefined }, /requires dist\/nodes\/own, which is not in the package/],
	[{ 'dist/nodes/X.node.json': undefined }, /X\.node\.json is missing/],
	[{ 'src/x.ts': '' }, /src\/x\.ts does not belong in it/],
	[{ 'dist/x.js.map': '' }, /x\.js\.map must not be in it/],
	[{ 'dist/nodes/own.js': `const at = '${PROJECT_ROOT}'` }, /a path of this machine/],
])('complains of %j', (change, complaint) => {
	expect(complaintsAbout(packed(change)).join('\n')).toMatch(complaint);
});
