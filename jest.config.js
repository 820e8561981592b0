/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/{sandbox,test}/**/*.test.ts'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.runtime/'],
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
	setupFiles: ['<rootDir>/tools/engine/environment.ts'],
	// Uses every core. The default leaves one idle, which is half of a small machine.
	maxWorkers: '100%',
	testTimeout: 30_000,
};
