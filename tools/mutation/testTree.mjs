// @ts-check
// The part of jest that the tests of single files use, without jest's own modules for each file: test files are collected once
// and run as often as wanted.

import { Watchdog } from './watchdog.mjs';

/**
 * @typedef {(...args: any[]) => unknown} Work
 * @typedef {{ name: string, parent?: Suite, children: Array<Suite | Test>, hooks: Record<string, Work[]> }} Suite
 * @typedef {{ id: string, work: Work }} Test
 * @typedef {{ id: string, error: unknown, isLate: boolean, isStray: boolean }} Failure
 * @typedef {object} Run
 * @property {Set<string> | undefined} [ids] of the tests to run; all of them by default
 * @property {(id: string) => void} [begin]
 * @property {(id: string, took: number, error: unknown) => void} [end]
 * @property {(id: string) => number} [limit] milliseconds
 * @property {boolean} [bail] ends the run with the first failure
 */

const HOOKS = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'];
/** The real ones, whatever a test does with its own. */
const { setTimeout, clearTimeout } = globalThis;
const now = Date.now;

/** Says that a test hangs. */
class Late extends Error {}

export class TestTree {
	/** @type {Map<string, Suite>} */
	#roots = new Map();
	/** @type {Suite} */
	#at = suite('');
	/** @type {((error: unknown) => void) | undefined} */
	#stray;
	#timers;
	#mocks;
	#watchdog = new Watchdog();

	/** @param {NodeJS.Require} require of the repository */
	constructor(require) {
		const { expect } = require('expect');
		const { ModuleMocker } = require('jest-mock');
		const { ModernFakeTimers } = fakeTimersOf(require);
		const { bind } = require('jest-each');
		// A snapshot notices nothing here: jest keeps it in a file.
		const passes = () => ({ pass: true, message: () => '' });
		expect.extend({ toMatchInlineSnapshot: passes, toMatchSnapshot: passes });
		this.#mocks = new ModuleMocker(globalThis);
		this.#timers = new ModernFakeTimers({ config: { fakeTimers: {} }, global: globalThis });
		const [timers, mocks] = [this.#timers, this.#mocks];
		const test = (/** @type {string} */ name, /** @type {Work} */ work) => {
			this.#at.children.push({ id: idOf(name, this.#at), work });
		};
		const describe = (/** @type {string} */ name, /** @type {Work} */ work) => {
			const inner = suite(name, this.#at);
			this.#at.children.push(inner);
			const outer = this.#at;
			this.#at = inner;
			work();
			this.#at = outer;
		};
		test.each = bind(test, false);
		describe.each = bind(describe, false);
		const hooks = HOOKS.map((name) => [name, (/** @type {Work} */ work) => this.#at.hooks[name]?.push(work)]);
		const jest = {
			fn: (/** @type {Work | undefined} */ work) => mocks.fn(work),
			spyOn: (/** @type {any} */ object, /** @type {any} */ name) => mocks.spyOn(object, name),
			restoreAllMocks: () => mocks.restoreAllMocks(),
			requireActual: require,
			setTimeout: () => undefined,
			useFakeTimers: (/** @type {any} */ options) => timers.useFakeTimers(options),
			useRealTimers: () => timers.useRealTimers(),
			setSystemTime: (/** @type {number | Date} */ at) => timers.setSystemTime(at),
			advanceTimersByTime: (/** @type {number} */ ms) => timers.advanceTimersByTime(ms),
			advanceTimersByTimeAsync: async (/** @type {number} */ ms) => await timers.advanceTimersByTimeAsync(ms),
			getTimerCount: () => timers.getTimerCount(),
		};
		Object.assign(globalThis, { test, it: test, describe, expect, jest, ...Object.fromEntries(hooks) });
		process.on('uncaughtException', (error) => this.#stray?.(error));
		process.on('unhandledRejection', (error) => this.#stray?.(error));
	}

	/** Collects the tests of a file. @param {string} file @param {() => void} load */
	collect(file, load) {
		this.#at = suite('');
		const root = this.#at;
		load();
		this.#roots.set(file, root);
	}

	/** Ids of the tests of a file, which are their whole names. @param {string} file */
	idsOf(file) {
		const root = this.#roots.get(file);
		return root ? testsIn(root).map(({ id }) => id) : [];
	}

	/** @param {string} file */
	anyOf(file) {
		return this.idsOf(file)[0] ?? file;
	}

	/** Ends what a test that hangs may have left behind. */
	reset() {
		this.#timers.useRealTimers();
		this.#mocks.restoreAllMocks();
	}

	/**
	 * @param {string} file
	 * @param {Run} how
	 * @returns {Promise<Failure | undefined>} the first failure
	 */
	async run(file, how) {
		const root = this.#roots.get(file);
		if (!root) throw new Error(`${file} was not collected.`);
		return await this.#runSuite(root, how);
	}

	/** @param {Suite} within @param {Run} how @returns {Promise<Failure | undefined>} */
	async #runSuite(within, how) {
		const tests = testsIn(within).filter(({ id }) => !how.ids || how.ids.has(id));
		const [firstTest] = tests;
		if (!firstTest) return undefined;
		const id = firstTest.id;
		/** @type {Failure | undefined} */
		let first = await this.#guarded(id, how, async () => await inOrder(within.hooks.beforeAll));
		for (const child of within.children) {
			if (first && how.bail) break;
			const failure =
				'children' in child ? await this.#runSuite(child, how) : await this.#runTest(child, within, how);
			first ??= failure;
		}
		const after = await this.#guarded(id, how, async () => await inOrder(within.hooks.afterAll));
		return first ?? after;
	}

	/** @param {Test} test @param {Suite} within @param {Run} how @returns {Promise<Failure | undefined>} */
	async #runTest({ id, work }, within, how) {
		if (how.ids && !how.ids.has(id)) return undefined;
		const around = suitesAround(within);
		how.begin?.(id);
		const began = now();
		const failure = await this.#guarded(id, how, async () => {
			try {
				for (const { hooks } of around) await inOrder(hooks.beforeEach);
				await work();
			} finally {
				for (const { hooks } of [...around].reverse()) await inOrder(hooks.afterEach);
			}
		});
		how.end?.(id, now() - began, failure?.error);
		return failure;
	}

	/** @param {string} id @param {Run} how @param {() => Promise<void>} work @returns {Promise<Failure | undefined>} */
	async #guarded(id, how, work) {
		/** @type {NodeJS.Timeout | undefined} */
		let timer;
		let isStray = false;
		try {
			await new Promise((resolve, reject) => {
				this.#stray = (error) => {
					isStray = true;
					reject(error);
				};
				const limit = how.limit?.(id);
				if (limit !== undefined) {
					timer = setTimeout(() => reject(new Late(`${id} hangs`)), limit);
					this.#watchdog.watch(limit);
				}
				work().then(resolve, reject);
			});
			return undefined;
		} catch (error) {
			return { id, error, isLate: error instanceof Late, isStray };
		} finally {
			clearTimeout(timer);
			this.#watchdog.rest();
			this.#stray = undefined;
		}
	}
}

/** @param {NodeJS.Require} require */
function fakeTimersOf(require) {
	return require('@jest/fake-timers');
}

/** @param {string} name @param {Suite} [parent] @returns {Suite} */
function suite(name, parent) {
	return {
		name,
		...(parent && { parent }),
		children: [],
		hooks: Object.fromEntries(HOOKS.map((hook) => [hook, []])),
	};
}

/** @param {string} name @param {Suite} within */
function idOf(name, within) {
	return [...suitesAround(within).map((each) => each.name), name].filter((part) => part !== '').join(' ');
}

/** The suites around a test, the outermost first. @param {Suite} within @returns {Suite[]} */
function suitesAround(within) {
	return within.parent ? [...suitesAround(within.parent), within] : [within];
}

/** @param {Suite} within @returns {Test[]} */
function testsIn(within) {
	return within.children.flatMap((child) => ('children' in child ? testsIn(child) : [child]));
}

/** @param {Work[] | undefined} works */
async function inOrder(works = []) {
	for (const work of works) await work();
}
