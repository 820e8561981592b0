// @ts-check
// Which folders may import which. One table for the lint rule (own.eslint.config.mjs), for `npm run graph` and for the test that breaks both.
const { posix } = require('node:path');

/** Floors of nodes/shared, from the lowest up. A file imports from its own floor and lower ones. */
const FLOORS = ['values', 'answers', 'http', 'description', 'run'];

/** Folders of the repository by path prefix, and the folders that each may import. The longest prefix counts. */
const ROOMS = /** @type {Record<string, readonly string[]>} */ ({
	credentials: ['nodes/shared'],
	nodes: ['nodes'],
	'nodes/shared': ['nodes/shared'],
	contract: ['contract'],
	// Compares the node's operations with the contract.
	'contract/coverage': ['contract', 'nodes'],
	sandbox: ['sandbox', 'contract'],
	tools: ['tools', 'sandbox', 'contract', 'nodes', 'credentials'],
	test: ['test', 'tools', 'sandbox', 'contract', 'nodes', 'credentials'],
});

/**
 * @param {string} path
 * @param {string} start
 */
const isIn = (path, start) => path === start || path.startsWith(`${start}/`) || path.startsWith(`${start}.`);

/**
 * The floor of a file of nodes/shared, from 0; a file in no folder is on the top floor.
 *
 * @param {string} path from the root of the repository
 * @returns {number | undefined} `undefined` for other files
 */
function floorOf(path) {
	if (!path.startsWith('nodes/shared/')) return undefined;
	const [, , folder, file] = path.split('/');
	return file === undefined ? FLOORS.length : FLOORS.indexOf(`${folder}`);
}

/**
 * Says why an import is not allowed.
 *
 * @param {string} from the importing file, from the root of the repository, with slashes
 * @param {string} to the imported file, with or without its ending
 * @returns {string | undefined} a sentence; `undefined` when the import is allowed
 */
function complaintAbout(from, to) {
	const [room] = Object.keys(ROOMS)
		.filter((start) => isIn(from, start) || (start === 'contract/coverage' && from.startsWith(start)))
		.sort((a, b) => b.length - a.length);
	const allowed = room === undefined ? undefined : ROOMS[room];
	if (allowed && !allowed.some((start) => isIn(to, start)))
		return `${room} may import ${allowed.join(', ')}, and not ${to}`;
	const [here, there] = [floorOf(from), floorOf(to)];
	if (here === undefined || there === undefined) return undefined;
	if (here < 0) return `${from} lies in no floor of nodes/shared: ${FLOORS.join(', ')}`;
	return there > here ? `${from} imports upward: ${to} is on a floor above it` : undefined;
}

/**
 * The path of a relative import from the root of the repository, without an ending that the import does not have.
 *
 * @param {string} from the importing file, from the root of the repository
 * @param {string} specifier the path in the import
 * @returns {string | undefined} `undefined` for packages
 */
function targetOf(from, specifier) {
	return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
	meta: {
		type: 'problem',
		docs: { description: 'imports keep to the rooms and floors of layers.cjs' },
		schema: [],
	},
	create(context) {
		const from = posix.relative(context.cwd.replaceAll('\\', '/'), context.filename.replaceAll('\\', '/'));
		/** @param {any} node the literal that names the module */
		const check = (node) => {
			if (typeof node?.value !== 'string') return;
			const to = targetOf(from, node.value);
			const message = to === undefined ? undefined : complaintAbout(from, to);
			if (message !== undefined) context.report({ node, message });
		};
		return {
			ImportDeclaration: ({ source }) => check(source),
			ExportNamedDeclaration: ({ source }) => check(source),
			ExportAllDeclaration: ({ source }) => check(source),
			ImportExpression: ({ source }) => check(source),
			/** @param {any} node */
			TSImportType: (node) => check(node.argument?.literal ?? node.source),
			/** @param {any} node */
			TSExternalModuleReference: (node) => check(node.expression),
			/** @param {any} node */
			'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
		};
	},
};

module.exports = { FLOORS, ROOMS, complaintAbout, floorOf, rule, targetOf };
