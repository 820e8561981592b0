const config = require('./jest.config.js');

/**
 * The tests that take long, and those that npm test tries with a tenth only; test/tools/testFiles.test.ts sees to it that
 * no test is in neither.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...config,
	testMatch: ['<rootDir>/{sandbox,test}/**/*.long.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	globals: { isThorough: true },
};
