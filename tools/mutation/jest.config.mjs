// @ts-check
// Jest as Stryker runs it: the tests of one room, and no more of them than it takes to notice a break.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { current, TOO_LONG } from './rooms.mjs';

const rootDir = join(import.meta.dirname, '..', '..');
const tests = current().tests.join('|').replaceAll('.', '\\.');

/** @type {import('jest').Config} */
export default {
	...createRequire(import.meta.url)('../../jest.config.js'),
	rootDir,
	// Jest looks through these folders anew for each mutant.
	roots: ['contract', 'credentials', 'nodes', 'sandbox', 'test', 'tools'].map((folder) =>
		join(rootDir, folder),
	),
	testRegex: [`^${rootDir}/(${tests})[^/]*\\.test\\.ts$`],
	testMatch: undefined,
	testPathIgnorePatterns: TOO_LONG.map((path) => `^${rootDir}/${path}`),
	// Longer than elsewhere: code with mutants in it is slower, and the machine may be busy.
	testTimeout: 120_000,
	runner: join(import.meta.dirname, 'coveringTests.cjs'),
	// A realm for each test file: in a shared one, the first mutant would stay the active one.
	testEnvironment: join(import.meta.dirname, 'firstFailure.cjs'),
	runtime: undefined,
};
