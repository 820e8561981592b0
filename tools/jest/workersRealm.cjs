// @ts-check
// The environment of a test file: the realm of jest's worker in place of one for each file, so that libraries which the
// worker has loaded serve all of its files; see sharedModules.cjs. What a file replaces in the realm is put back after it.
const vm = require('node:vm');

const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/** Stands for the worker's realm, which has no context object. */
const WORKERS_REALM = vm.createContext({});

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) =>
	compileFunction(
		code,
		parameters,
		options?.parsingContext === WORKERS_REALM ? { ...options, parsingContext: undefined } : options,
	);

/**
 * Remembers the functions of the language and of Node, and all global values. What a library adds, as `reflect-metadata`
 * does, is left for the next file.
 *
 * @returns {() => void} puts back what was replaced since
 */
function remember() {
	const values = Object.values(Object.getOwnPropertyDescriptors(globalThis)).map(({ value }) => value);
	const objects = [process, ...values].filter((value) => Object(value) === value);
	const prototypes = objects.map(({ prototype }) => prototype).filter((prototype) => prototype !== undefined);
	const places = new Set([...objects, ...prototypes, globalThis]);
	const known = [...places].flatMap((place) =>
		Object.entries(Object.getOwnPropertyDescriptors(place))
			.filter(([, { value, writable }]) => writable && (place === globalThis || typeof value === 'function'))
			.map(([name, { value }]) => ({ place, name, value })),
	);
	return () => {
		for (const { place, name, value } of known) if (place[name] !== value) place[name] = value;
	};
}

class WorkersRealm extends TestEnvironment {
	static remember = remember;
	#putBack = remember();

	/** @param {ConstructorParameters<typeof TestEnvironment>} given */
	constructor(...given) {
		super(...given);
		const [{ projectConfig }] = given;
		Object.assign(globalThis, projectConfig.globals);
		this.global = /** @type {typeof this.global} */ (/** @type {unknown} */ (globalThis));
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
	}

	getVmContext() {
		return WORKERS_REALM;
	}

	async teardown() {
		await super.teardown();
		// Also those of a library, which the next file would have.
		this.moduleMocker?.restoreAllMocks();
		this.#putBack();
	}
}

module.exports = WorkersRealm;
