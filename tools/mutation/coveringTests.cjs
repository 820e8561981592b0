// @ts-check
// Runs the test files that reach a mutant, the fastest first, up to the first failure. Stryker names the tests to run and not
// their files, and jest would load every file to find that it has none of them: seconds for each that starts n8n's engine.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, dirname } = require('node:path');
const { default: TestRunner } = require('jest-runner');

/** Names and milliseconds of the tests of each file, from the run without a mutant. */
const KNOWN = join(__dirname, '..', '..', '.runtime', 'mutation-tests.json');

/** @typedef {Record<string, { names: string[], took: number }>} Known */

class CoveringTests extends TestRunner {
	/** @type {TestRunner['runTests']} */
	async runTests(tests, watcher, options) {
		const isWhole = process.env.__STRYKER_ACTIVE_MUTANT__ === undefined;
		/** @type {Known} */
		const known = isWhole ? {} : JSON.parse(readFileSync(KNOWN, 'utf8'));
		let hasFailed = false;
		const end = this.on(
			'test-file-success',
			([test, { numFailingTests, testExecError, perfStats, testResults }]) => {
				hasFailed ||= numFailingTests > 0 || testExecError !== undefined;
				known[test.path] = { names: testResults.map(({ fullName }) => fullName), took: perfStats.runtime };
			},
		);
		const { testNamePattern } = this._globalConfig;
		const pattern = testNamePattern ? new RegExp(testNamePattern, 'i') : /(?:)/;
		/** @param {{ path: string }} test */
		const took = ({ path }) => known[path]?.took ?? 0;
		const reaching = isWhole
			? tests
			: tests.filter(({ path }) => known[path]?.names.some((name) => pattern.test(name)));
		for (const test of [...reaching].sort((a, b) => took(a) - took(b))) {
			if (!isWhole && hasFailed) break;
			await super.runTests([test], watcher, { ...options, serial: true });
		}
		end();
		if (!isWhole) return;
		mkdirSync(dirname(KNOWN), { recursive: true });
		writeFileSync(KNOWN, JSON.stringify(known));
	}
}

module.exports = CoveringTests;
