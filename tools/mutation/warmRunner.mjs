// @ts-check
// Runs the tests in one process that stays warm: sources and packages are loaded once, and a mutant is
// switched on while they run. Jest loads all of them anew for each mutant, which takes a hundred times as long as the tests.
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';

import { current, TOO_LONG } from './rooms.mjs';
import { TestTree } from './testTree.mjs';

/** Stryker's switch in the instrumented sources. */
const NAMESPACE = '__stryker__';
/** Milliseconds of each test, in the folder of the run. */
const TIMES = 'mutation-times.json';
/** Shortest and relative time after which a test is taken to hang, in milliseconds and in times of its first run. */
const [SHORTEST_LIMIT_MS, LIMIT_FACTOR] = [5000, 4];

/** Milliseconds after which no further test file is tried for a mutant: a quick look, in which some survive that a slow test notices. */
const BUDGET_MS = Number(process.env.MUTATION_BUDGET_MS ?? Infinity);
/** The real clock, whatever a test does with its own. */
const { now } = Date;

/** Below this many milliseconds a test is tried before the others. */
const QUICK_MS = 250;

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
	/** Test files that were loaded while a mutant was active. @type {string[]} */
	#tainted = [];
	/** The modules of each test file that is loaded, without those of packages. @type {Map<string, Map<string, NodeJS.Module>>} */
	#registries = new Map();
	/** The test file whose modules are in force. @type {string | undefined} */
	#inside;

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
			this.#enter(file);
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
			this.#forget(this.#filesOf(sandboxFileName));
			return (await this.#try(mutant, ids))[0];
		}
		if (result.status !== MutantRunStatus.Killed) return result;
		// A mutant may leave something behind that fails the next test: then it is tried again, with all modules new.
		const killers = new Set(result.killedBy);
		const [plain] = await this.#try({ ...mutant, id: undefined }, killers);
		if (plain.status === MutantRunStatus.Survived && !wasStray) return result;
		this.#forgetTestsOf(killers);
		const [again] = await this.#try(mutant, killers);
		const found = again.status === MutantRunStatus.Killed ? again : (await this.#try(mutant, ids))[0];
		this.#forgetTestsOf(killers);
		return found;
	}

	/**
	 * @param {{ id?: string, hitLimit?: number, file: string, isLoaded: boolean }} mutant
	 * @param {Set<string> | undefined} ids
	 * @returns {Promise<[MutantRunResult, wasStray: boolean]>} stray: an error that no test threw itself
	 */
	async #try({ id, hitLimit, file, isLoaded }, ids) {
		this.#forget(this.#tainted);
		this.#tainted = [];
		// For a mutant in code that runs when it is loaded, each file is loaded anew just before its tests.
		for (const each of this.#files) if (!isLoaded || this.#tree.idsOf(each).length === 0) this.#load(each);
		if (isLoaded) {
			this.#tainted = this.#filesOf(file);
			this.#forget(this.#tainted);
		}
		Object.assign(this.#switch, { activeMutant: id, hitLimit, hitCount: hitLimit ? 0 : undefined });
		let nrOfTests = 0;
		const began = now();
		try {
			for (const stage of this.#stagesOf(file, ids)) {
				for (const test of this.#filesFor(file, stage)) {
					if (now() - began > BUDGET_MS) break;
					const failure = await this.#runFile(test, stage, () => nrOfTests++);
					const { hitCount = 0 } = this.#switch;
					if (hitLimit && hitCount > hitLimit) return [{ status: MutantRunStatus.Timeout }, false];
					if (failure?.isLate) {
						this.#forget([test]);
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
		this.#enter(file);
		return await this.#tree.run(file, {
			ids,
			begin: count,
			limit: (id) => Math.max(SHORTEST_LIMIT_MS, LIMIT_FACTOR * (this.#took.get(id) ?? 0)),
			bail: true,
		});
	}

	/**
	 * The tests of a source in the order of trying: quick ones that have noticed one of its mutants, the other quick ones, and each of
	 * the slow ones.
	 *
	 * @param {string} source
	 * @param {Set<string> | undefined} ids
	 * @returns {Array<Set<string>>}
	 */
	#stagesOf(source, ids) {
		const all = [...(ids ?? this.#took.keys())];
		const noticing = this.#noticing(source);
		const costOf = (/** @type {string} */ id) => this.#took.get(id) ?? 0;
		const isQuick = (/** @type {string} */ id) => costOf(id) < QUICK_MS;
		const quick = all.filter(isQuick);
		const slow = all.filter((id) => !isQuick(id)).sort((one, other) => costOf(one) - costOf(other));
		return [
			new Set(quick.filter((id) => noticing.has(id))),
			new Set(quick.filter((id) => !noticing.has(id))),
			...slow.map((id) => new Set([id])),
		];
	}

	/** Unloads the files that have one of the tests. @param {Set<string>} ids */
	#forgetTestsOf(ids) {
		this.#forget(this.#files.filter((file) => this.#tree.idsOf(file).some((id) => ids.has(id))));
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
		for (const file of this.#filesOf(source)) {
			const tests = this.#tree.idsOf(file).filter((id) => ids.has(id));
			if (tests.length > 0)
				costs.set(
					file,
					tests.reduce((sum, id) => sum + (this.#took.get(id) ?? 0), 0),
				);
		}
		return [...costs.keys()].sort((one, other) => (costs.get(one) ?? 0) - (costs.get(other) ?? 0));
	}

	/** Collects the tests of a file, with modules of its own. @param {string} file */
	#load(file) {
		if (this.#registries.has(file)) return;
		this.#registries.set(file, new Map());
		this.#enter(file);
		this.#tree.collect(file, () => this.#require(file));
		const reached = new Set();
		const walk = (/** @type {NodeJS.Module | undefined} */ module) => {
			if (!module || reached.has(module.filename) || !isOwn(module.filename)) return;
			reached.add(module.filename);
			module.children.forEach(walk);
		};
		walk(this.#require.cache[file]);
		this.#reach.set(file, reached);
	}

	/** Puts the modules of a test file where `require` looks for them: as in jest, no other file has them. @param {string} file */
	#enter(file) {
		if (this.#inside === file) return;
		const { cache } = this.#require;
		const before = this.#inside === undefined ? undefined : this.#registries.get(this.#inside);
		for (const [name, module] of Object.entries(cache)) {
			if (!module || !isOwn(name)) continue;
			before?.set(name, module);
			delete cache[name];
		}
		for (const [name, module] of this.#registries.get(file) ?? []) cache[name] = module;
		this.#inside = file;
	}

	/** Unloads test files with all of their modules. @param {Iterable<string>} files */
	#forget(files) {
		this.#tree.reset();
		for (const file of files) {
			this.#registries.delete(file);
			if (this.#inside !== file) continue;
			for (const name of Object.keys(this.#require.cache)) if (isOwn(name)) delete this.#require.cache[name];
			this.#inside = undefined;
		}
	}

	/** Whether a test file loads a source, as far as it is known before it runs. @param {string} file @param {string} source */
	#loads(file, source) {
		// Tests of the built node load it while they run.
		return file.includes('/test/nodes/') || this.#reach.get(file)?.has(source) === true;
	}

	/** The test files that load a source. @param {string} source */
	#filesOf(source) {
		return this.#files.filter((file) => this.#loads(file, source));
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

/** Whether a module is of this repository. @param {string} file */
function isOwn(file) {
	return !file.includes('/node_modules/') && !file.endsWith('.json');
}

/** @param {unknown} error */
function wordsOf(error) {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Lets `require` load TypeScript. @param {NodeJS.Require} require */
function loadTypeScript(require) {
	const { transformSync } = require('@swc/core');
	/** @type {import('@swc/core').Options} */
	const form = {
		jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
		module: { type: 'commonjs' },
		swcrc: false,
		configFile: false,
	};
	/** @type {Map<string, string>} */
	const known = new Map();
	const extensions = /** @type {any} */ (Module)._extensions;
	extensions['.ts'] = (/** @type {any} */ module, /** @type {string} */ filename) => {
		const code =
			known.get(filename) ?? transformSync(readFileSync(filename, 'utf8'), { ...form, filename }).code;
		known.set(filename, code);
		module._compile(code, filename);
	};
	// As in jest, a name without an ending is code before it is data: a node's file has a '.node.json' beside it.
	for (const later of ['.json', '.node']) {
		const load = extensions[later];
		delete extensions[later];
		extensions[later] = load;
	}
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm', WarmRunner)];
