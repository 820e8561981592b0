// @ts-check
// Ends a test file with its first failure while a mutant is active: jest's own 'bail' only knows whole files.
const { TestEnvironment } = require('jest-environment-node');

class FirstFailure extends TestEnvironment {
	#hasFailed = false;

	/** @param {import('@jest/types').Circus.Event} event */
	async handleTestEvent(event) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (event.name === 'test_done' && event.test.errors.length > 0) this.#hasFailed = true;
		if (event.name === 'test_start' && this.#hasFailed) event.test.mode = 'skip';
	}
}

module.exports = FirstFailure;
