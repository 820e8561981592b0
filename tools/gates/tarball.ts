import { statSync } from 'node:fs';
import { homedir } from 'node:os';

import type { PackedPackage } from '../n8n/package';
import { PROJECT_ROOT } from '../n8n/paths';

/** More than that is something that does not belong there. Telephone numbers and their time zones are a fifth of it. */
const MAX_PACKED_BYTES = 340_000;
const ALLOWED = [/^dist\//, /^package\.json$/, /^README\.md$/, /^LICENSE\.md$/, /^CHANGELOG\.md$/];
/** The licence of a library that the build packs into a compiled file. */
const BUNDLED = ['dist/nodes/shared/values/phoneLibrary.LICENSE.txt'];
const REQUIRED = ['package.json', 'README.md', 'LICENSE.md', ...BUNDLED];
const FORBIDDEN = [
	/\.map$/,
	/tsbuildinfo$/,
	/\.test\.js$/,
	/^dist\/(contract|examples|sandbox|test|tools)\//,
	/(^|\/)\./,
];

/** Every complaint about a package; empty when it may be published. */
export function complaintsAbout({ file, files, manifest }: PackedPackage): string[] {
	const paths = [...files.keys()];
	const entryPoints = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	return [
		...REQUIRED.filter((path) => !files.has(path)).map((path) => `${path} is missing`),
		...paths
			.filter((path) => !ALLOWED.some((rule) => rule.test(path)))
			.map((path) => `${path} does not belong in it`),
		...paths
			.filter((path) => FORBIDDEN.some((rule) => rule.test(path)))
			.map((path) => `${path} must not be in it`),
		...entryPoints
			.filter((path) => !files.has(path))
			.map((path) => `package.json names ${path}, which is not in the package`),
		...manifest.n8n.nodes
			.map((path) => path.replace(/\.js$/, '.json'))
			.filter((path) => !files.has(path))
			.map((path) => `${path} is missing: without it the editor has no category and no links for the node`),
		...missingIcons(files),
		...missingImports(files),
		...foreignImports(files),
		...(Object.keys(manifest.dependencies ?? {}).length > 0 ? ['it has runtime dependencies'] : []),
		...machinePaths(files),
		...(statSync(file).size > MAX_PACKED_BYTES ? [`it is larger than ${MAX_PACKED_BYTES} bytes`] : []),
	];
}

/** Icons are named as `file:` relative to the file that uses them. */
function missingIcons(files: Map<string, Buffer>): string[] {
	return references(files, /['"]file:([^'"]+\.(?:svg|png))['"]/g)
		.filter(({ target }) => !files.has(target))
		.map(({ path, target }) => `${path} names the icon ${target}, which is not in the package`);
}

/** Complaints about relative requires of files that do not exist. */
function missingImports(files: Map<string, Buffer>): string[] {
	return references(files, /require\(["'](\.[^"']+)["']\)/g)
		.filter(({ target }) => !['', '.js', '.json', '/index.js'].some((ending) => files.has(target + ending)))
		.map(({ path, target }) => `${path} requires ${target}, which is not in the package`);
}

/** Modules that n8n provides. All others must be in the package. */
const GIVEN = ['n8n-workflow', 'luxon', 'crypto', 'node:crypto'];

/** Complaints about requires of packages that no installation adds. */
function foreignImports(files: Map<string, Buffer>): string[] {
	return [...files].flatMap(([path, content]) => {
		if (!path.endsWith('.js')) return [];
		return [...content.toString('utf8').matchAll(/require\(["']([^."'][^"']*)["']\)/g)]
			.filter(([, name = '']) => !GIVEN.includes(name))
			.map(([, name]) => `${path} requires ${name}, which is neither in the package nor given by n8n`);
	});
}

/** Every relative reference that a pattern finds in the compiled code, resolved within the package. */
function references(files: Map<string, Buffer>, pattern: RegExp): Array<{ path: string; target: string }> {
	return [...files].flatMap(([path, content]) => {
		if (!path.endsWith('.js')) return [];
		const base = new URL(path, 'file:///');
		return [...content.toString('utf8').matchAll(pattern)].map(([, reference = '']) => ({
			path,
			target: new URL(reference, base).pathname.slice(1),
		}));
	});
}

function machinePaths(files: Map<string, Buffer>): string[] {
	const roots = [PROJECT_ROOT, homedir()].filter((root) => root.length > 3);
	return [...files].flatMap(([path, content]) =>
		roots
			.filter((root) => content.includes(root))
			.map((root) => `${path} contains ${root}, a path of this machine`),
	);
}
