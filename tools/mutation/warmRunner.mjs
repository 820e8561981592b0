// @ts-check
// Runs the tests in one process that stays warm: sources and packages are loaded once, and a mutant is
// switched on while they run. Jest loads all of them anew for each mutant, which takes a hundred times as long as the tests.
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join, relative } from 'node:path';

import { current, TOO_LONG } from './rooms.mjs';
import { TestTree } from './testTree.mjs';

/** Stryker's switch in the instrumented sources. */
const NAMESPACE = '__stryker__';
/** Milliseconds of each test, in the folder of the run. */
const TIMES = 'mutation-times.json';
/** Shortest and relative time after which a test is taken to hang, in milliseconds and in times of its first run. */
const [SHORTEST_LIMIT_MS, LIMIT_FACTOR] = [5000, 4];

/** Below this many milliseconds a test is tried before the others. */
const QUICK_MS = 100;

/**
 * @typedef {import('@stryker-mutator/api/test-runner').MutantRunOptions} MutantRunOptions
 * @typedef {import('@stryker-mutator/api/test-runner').MutantRunResult} MutantRunResult
 * @typedef {import('@stryker-mutator/api/test-runner').DryRunResult} DryRunResult
 * @typedef {{ mutantCoverage?: any, activeMutant?: string, currentTestId?: string, hitCount?: number, hitLimit?: number }} Switch
 */

class WarmRunner {
	static inject = tokens(commonTokens.logger);

	/** @type {NodeJS.Require} */
	#require = createRequire(join(process.cwd(), 'package.json'));
	#tree = new TestTree(this.#require);
	/** @type {string[]} */
	#files = [];
	/** Milliseconds of each test in the run without a mutant. @type {Map<string, number>} */
	#took = new Map();
	/** Files that each test file loads. @type {Map<string, Set<string>>} */
	#reach = new Map();
	/** @type {Map<string, Set<string>>} */
	#killers = new Map();
	/** The source whose mutant was active while modules were loaded. @type {string | undefined} */
	#loadedWith;

	/** @param {import('@stryker-mutator/api/logging').Logger} log */
	constructor(log) {
		this.log = log;
	}

	capabilities() {
		return { reloadEnvironment: true };
	}

	async init() {
		process.env.NODE_ENV = 'test';
		process.env.JEST_WORKER_ID = '1';
		loadTypeScript(this.#require);
		this.#require(join(process.cwd(), 'tools/engine/environment.ts'));
		const { tests } = current();
		this.#files = ['test/unit', 'test/nodes']
			.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
			.filter((file) => /(?<!\.long)\.test\.ts$/.test(file) && !TOO_LONG.includes(file))
			.filter((file) => tests.some((start) => file.startsWith(start)))
			.map((file) => join(process.cwd(), file));
	}

	/** @returns {Promise<DryRunResult>} */
	async dryRun() {
		/** @type {import('@stryker-mutator/api/test-runner').TestResult[]} */
		const tests = [];
		for (const file of this.#files) {
			this.#load(file);
			const failure = await this.#tree.run(file, {
				begin: (id) => (this.#switch.currentTestId = id),
				end: (id, timeSpentMs, error) => {
					this.#switch.currentTestId = undefined;
					this.#took.set(id, Math.max(timeSpentMs, this.#took.get(id) ?? 0));
					const result = { id, name: id, timeSpentMs, fileName: file };
					tests.push(
						error === undefined
							? { ...result, status: TestStatus.Success }
							: { ...result, status: TestStatus.Failed, failureMessage: wordsOf(error) },
					);
				},
			});
			if (failure) this.log.error(`${failure.id}: ${wordsOf(failure.error)}`);
		}
		writeFileSync(TIMES, JSON.stringify([...this.#took]));
		return { status: DryRunStatus.Complete, tests, mutantCoverage: this.#switch.mutantCoverage };
	}

	/**
	 * @param {MutantRunOptions} options
	 * @returns {Promise<MutantRunResult>}
	 */
	async mutantRun({ activeMutant, testFilter, sandboxFileName, hitLimit, reloadEnvironment }) {
		const ids = testFilter && new Set(testFilter);
		const mutant = { id: activeMutant.id, hitLimit, file: sandboxFileName, isLoaded: reloadEnvironment };
		// A process that replaces one that hung.
		if (this.#took.size === 0) this.#took = new Map(JSON.parse(readFileSync(TIMES, 'utf8')));
		const [result, wasStray] = await this.#try(mutant, ids);
		if (mutant.isLoaded) return result;
		if (result.status === MutantRunStatus.Survived && remembers(sandboxFileName)) {
			// The module may have remembered, before the mutant was active, what the mutant would change.
			this.#forget(sandboxFileName);
			return (await this.#try(mutant, ids))[0];
		}
		if (result.status !== MutantRunStatus.Killed) return result;
		// A mutant may leave something behind that fails the next test: then it is tried again, with all modules new.
		const killers = new Set(result.killedBy);
		const [plain] = await this.#try({ ...mutant, id: undefined }, killers);
		if (plain.status === MutantRunStatus.Survived && !wasStray) return result;
		this.#forget();
		const [again] = await this.#try(mutant, killers);
		const found = again.status === MutantRunStatus.Killed ? again : (await this.#try(mutant, ids))[0];
		this.#forget();
		return found;
	}

	/**
	 * @param {{ id?: string, hitLimit?: number, file: string, isLoaded: boolean }} mutant
	 * @param {Set<string> | undefined} ids
	 * @returns {Promise<[MutantRunResult, wasStray: boolean]>} stray: an error that no test threw itself
	 */
	async #try({ id, hitLimit, file, isLoaded }, ids) {
		if (this.#loadedWith) this.#forget(this.#loadedWith);
		this.#loadedWith = undefined;
		if (isLoaded) {
			for (const each of this.#files) if (!this.#reach.has(each)) this.#load(each);
			this.#forget(file);
			this.#loadedWith = file;
		} else for (const each of this.#files) this.#load(each);
		Object.assign(this.#switch, { activeMutant: id, hitLimit, hitCount: hitLimit ? 0 : undefined });
		let nrOfTests = 0;
		try {
			for (const stage of this.#stagesOf(file, ids)) {
				for (const test of this.#filesFor(file, stage)) {
					const failure = await this.#runFile(test, stage, () => nrOfTests++);
					const { hitCount = 0 } = this.#switch;
					if (hitLimit && hitCount > hitLimit) return [{ status: MutantRunStatus.Timeout }, false];
					if (failure?.isLate) {
						this.#forget();
						return [{ status: MutantRunStatus.Timeout, reason: failure.id }, false];
					}
					if (failure) {
						this.#noticing(file).add(failure.id);
						const failureMessage = wordsOf(failure.error);
						const killed = {
							status: MutantRunStatus.Killed,
							killedBy: [failure.id],
							failureMessage,
							nrOfTests,
						};
						return [/** @type {MutantRunResult} */ (killed), failure.isStray];
					}
				}
			}
			return [{ status: MutantRunStatus.Survived, nrOfTests }, false];
		} finally {
			Object.assign(this.#switch, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
		}
	}

	/**
	 * @param {string} file
	 * @param {Set<string> | undefined} ids
	 * @param {() => void} count
	 */
	async #runFile(file, ids, count) {
		try {
			this.#load(file);
		} catch (error) {
			return { id: this.#tree.anyOf(file), error, isLate: false, isStray: false };
		}
		return await this.#tree.run(file, {
			ids,
			begin: count,
			limit: (id) => Math.max(SHORTEST_LIMIT_MS, LIMIT_FACTOR * (this.#took.get(id) ?? 0)),
			bail: true,
		});
	}

	/**
	 * The tests of a source in the order of trying: those that have noticed one of its mutants, those that are quick, the rest.
	 *
	 * @param {string} source
	 * @param {Set<string> | undefined} ids
	 * @returns {Array<Set<string>>}
	 */
	#stagesOf(source, ids) {
		const all = [...(ids ?? this.#took.keys())];
		const noticing = this.#noticing(source);
		const stageOf = (/** @type {string} */ id) =>
			noticing.has(id) ? 0 : (this.#took.get(id) ?? 0) < QUICK_MS ? 1 : 2;
		return [0, 1, 2].map((stage) => new Set(all.filter((id) => stageOf(id) === stage)));
	}

	/** Tests that have noticed a mutant of a source. @param {string} source */
	#noticing(source) {
		const found = this.#killers.get(source) ?? new Set();
		this.#killers.set(source, found);
		return found;
	}

	/**
	 * The test files that load a source and have one of the tests, the quickest first.
	 *
	 * @param {string} source
	 * @param {Set<string>} ids
	 */
	#filesFor(source, ids) {
		/** @type {Map<string, number>} */
		const costs = new Map();
		for (const file of this.#files) {
			// Tests of the built node load it while they run.
			if (!file.includes('/test/nodes/') && !this.#reach.get(file)?.has(source)) continue;
			const tests = this.#tree.idsOf(file).filter((id) => ids.has(id));
			if (tests.length > 0)
				costs.set(
					file,
					tests.reduce((sum, id) => sum + (this.#took.get(id) ?? 0), 0),
				);
		}
		return [...costs.keys()].sort((one, other) => (costs.get(one) ?? 0) - (costs.get(other) ?? 0));
	}

	/** @param {string} file */
	#load(file) {
		if (this.#require.cache[file]) return;
		this.#tree.collect(file, () => this.#require(file));
		if (this.#reach.has(file)) return;
		const reached = new Set();
		const walk = (/** @type {NodeJS.Module | undefined} */ module) => {
			if (!module || reached.has(module.filename) || module.filename.includes('/node_modules/')) return;
			reached.add(module.filename);
			module.children.forEach(walk);
		};
		walk(this.#require.cache[file]);
		this.#reach.set(file, reached);
	}

	/** Unloads the modules that load a source, or all. @param {string} [source] */
	#forget(source) {
		this.#tree.reset();
		const { cache } = this.#require;
		const isOwn = (/** @type {string} */ file) => !file.includes('/node_modules/') && !file.endsWith('.json');
		const own = Object.keys(cache).filter(isOwn);
		const places = source && [source, builtFrom(source)];
		/** @type {Map<string, boolean>} */
		const known = new Map();
		const reaches = (/** @type {string} */ file) => {
			if (!places || places.includes(file)) return true;
			const seen = known.get(file);
			if (seen !== undefined) return seen;
			known.set(file, false);
			const found = cache[file]?.children.some((child) => isOwn(child.filename) && reaches(child.filename));
			known.set(file, found === true);
			return found === true;
		};
		for (const file of own.filter(reaches)) delete cache[file];
	}

	/** @returns {Switch} */
	get #switch() {
		const all = /** @type {Record<string, Switch>} */ (/** @type {unknown} */ (globalThis));
		return (all[NAMESPACE] ??= {});
	}
}

/** Whether a module has variables that last longer than a call. @param {string} file */
function remembers(file) {
	return /^(?:let |const \w+ = new (?:Weak)?(?:Map|Set)\b)/m.test(readFileSync(file, 'utf8'));
}

/** The built file of a source. @param {string} source */
function builtFrom(source) {
	return join(process.cwd(), 'dist', relative(process.cwd(), source)).replace(/\.ts$/, '.js');
}

/** @param {unknown} error */
function wordsOf(error) {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Lets `require` load TypeScript. @param {NodeJS.Require} require */
function loadTypeScript(require) {
	const { transformSync } = require('@swc/core');
	const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };
	/** @type {Map<string, string>} */
	const known = new Map();
	const extensions = /** @type {any} */ (Module)._extensions;
	extensions['.ts'] = (/** @type {any} */ module, /** @type {string} */ filename) => {
		const options = { jsc, module: { type: 'commonjs' }, filename, swcrc: false, configFile: false };
		const code = known.get(filename) ?? transformSync(readFileSync(filename, 'utf8'), options).code;
		known.set(filename, code);
		module._compile(code, filename);
	};
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm', WarmRunner)];
