// @ts-check
// How test files load modules: libraries once for each of jest's workers, as n8n's engine alone has 1,700 files, and
// everything of this package anew for each test file.
const { createRequire, isBuiltin } = require('node:module');
const { dirname, isAbsolute, join, resolve, sep } = require('node:path');

const { default: Runtime } = require('jest-runtime');

/** The built package. n8n's engine loads it, with Node's own require. */
const BUILT = join(__dirname, '..', '..', 'dist') + sep;
/** Part of the path of each library. */
const LIBRARIES = `${sep}node_modules${sep}`;
/** What is part of jest, and knows the test file that it is loaded for. */
const JESTS = /^(?:@jest\/|jest-|@swc\/)/;

class SharedModules extends Runtime {
	/** @param {ConstructorParameters<typeof Runtime>} given */
	constructor(...given) {
		super(...given);
		for (const path of Object.keys(require.cache)) if (path.startsWith(BUILT)) delete require.cache[path];
	}

	/** @type {Runtime['requireModule']} */
	requireModule(from, name, ...rest) {
		return name !== undefined && isShared(from, name)
			? createRequire(from)(name)
			: super.requireModule(from, name, ...rest);
	}
}

/**
 * Whether a module is loaded by Node and not by jest.
 *
 * @param {string} from path of the file that asks
 * @param {string} name as it asks
 */
function isShared(from, name) {
	if (isBuiltin(name)) return false;
	if (!name.startsWith('.') && !isAbsolute(name)) return !JESTS.test(name);
	const path = resolve(dirname(from), name);
	return path.startsWith(BUILT) || path.includes(LIBRARIES);
}

module.exports = SharedModules;
