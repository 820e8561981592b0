// @ts-check
// Says from which sources dist/ was built, so that tests of the built node refuse one that is stale. It compares contents and no
// times: a checkout, a copy or a touch changes times and not the build. CommonJS, as the gulpfile and the tests both read it.
const { createHash } = require('node:crypto');
const {
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} = require('node:fs');
const { dirname, join, relative } = require('node:path');

/** Sources of the build. package-lock.json decides the version of the bundled library. */
const SOURCES = ['nodes', 'credentials', 'icons', 'tsconfig.json', 'gulpfile.js', 'package-lock.json'];
const BUILT = ['dist'];
/** Next to dist and not in it, because everything in dist goes into the package. */
const STAMP = join('.runtime', 'build.json');

/**
 * @param {string} path
 * @returns {string[]} the file, or all files under the folder, in one order on every machine
 */
function filesAt(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path)
		.sort()
		.flatMap((name) => filesAt(join(path, name)));
}

/**
 * @param {string} root
 * @param {string[]} paths within the root
 * @returns {string} changes when a file is edited, added, renamed or removed
 */
function hashOf(root, paths) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap((path) => filesAt(join(root, path)))) {
		hash
			.update(`${relative(root, file)}\0`)
			.update(readFileSync(file))
			.update('\0');
	}
	return hash.digest('hex');
}

/**
 * @param {string} root
 * @returns {{ sources?: string, built?: string }} nothing when no build was made, or one before there were stamps
 */
function readStamp(root) {
	try {
		return JSON.parse(readFileSync(join(root, STAMP), 'utf8'));
	} catch {
		return {};
	}
}

/**
 * Records the sources before anything is built, because later edits may not be in the build.
 *
 * @param {string} root folder of the project
 */
function beginBuild(root) {
	rmSync(join(root, STAMP), { force: true });
	mkdirSync(dirname(join(root, STAMP)), { recursive: true });
	writeFileSync(join(root, STAMP), JSON.stringify({ sources: hashOf(root, SOURCES) }));
}

/**
 * Records the built files. Without this record the build counts as incomplete.
 *
 * @param {string} root folder of the project
 */
function finishBuild(root) {
	writeFileSync(
		join(root, STAMP),
		JSON.stringify({ ...readStamp(root), built: hashOf(root, BUILT) }, undefined, '\t'),
	);
}

/**
 * @param {string} root folder of the project
 * @throws {Error} when dist/ is not the complete build of the current sources
 */
function expectFreshBuild(root) {
	const { sources, built } = readStamp(root);
	if (built === undefined || built !== hashOf(root, BUILT))
		throw new Error('dist/ is not a whole build: run npm run build.');
	if (sources !== hashOf(root, SOURCES))
		throw new Error('dist/ is older than the sources (nodes/, credentials/ or icons/): run npm run build.');
}

module.exports = { beginBuild, finishBuild, expectFreshBuild };
