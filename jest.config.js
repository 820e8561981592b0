/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: '<rootDir>/tools/jest/workersRealm.cjs',
	runtime: '<rootDir>/tools/jest/sharedModules.cjs',
	testMatch: ['<rootDir>/{sandbox,test}/**/*.test.ts'],
	// Those that take long: jest.long.config.js.
	testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.runtime/'],
	transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
	globalSetup: '<rootDir>/tools/jest/userFolder.cjs',
	setupFiles: ['<rootDir>/tools/engine/environment.ts'],
	// Uses every core. The default leaves one idle, which is half of a small machine.
	maxWorkers: '100%',
	// For a test that hangs. None fails because the machine is slow or does something else besides.
	testTimeout: 300_000,
};
