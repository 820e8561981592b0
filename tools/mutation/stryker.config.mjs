// @ts-check
// Stryker for one room; `npm run mutation` runs it for each.
import { current } from './rooms.mjs';

const { name, mutate, isQuick } = current();
const folder = `.runtime/mutation/${process.env.MUTATION_PART ?? name}`;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate,
	// The tests of the built node need jest around them; the others run a hundred times as fast without.
	testRunner: isQuick ? 'warm' : 'jest',
	jest: {
		projectType: 'custom',
		configFile: 'tools/mutation/jest.config.mjs',
		// A test of the built node imports no source.
		enableFindRelatedTests: false,
	},
	// The node is built from the sources with the mutants in them, for the tests that load it as n8n does.
	...(isQuick ? {} : { buildCommand: 'npm run build' }),
	coverageAnalysis: 'perTest',
	concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
	// Each run of jest in one process leaves some memory behind; a warm one is kept.
	maxTestRunnerReuse: isQuick ? 0 : 40,
	// Long enough for a machine that does other things too: a break that only makes a test slow is not noticed by its time.
	timeoutMS: isQuick ? 20_000 : 60_000,
	timeoutFactor: isQuick ? 1 : 2,
	dryRunTimeoutMinutes: 20,
	plugins: [
		'@stryker-mutator/jest-runner',
		'./tools/mutation/warmRunner.mjs',
		'./tools/mutation/pinnedSentences.mjs',
	],
	ignorers: ['pinned-sentences'],
	ignorePatterns: ['/.runtime', '/dist', '/docs/pictures'],
	tempDirName: `${folder}/sandbox`,
	// What the tests of the first pass have noticed is not tried again in the second.
	incremental: true,
	incrementalFile: `${folder}/incremental.json`,
	reporters: ['event-recorder', 'json', 'html', 'clear-text', 'progress-append-only'],
	// Each mutant as soon as it was tried, for whoever does not want to wait for the report.
	eventReporter: { baseDir: `${folder}/events` },
	jsonReporter: { fileName: `${folder}/report.json` },
	htmlReporter: { fileName: `${folder}/report.html` },
	clearTextReporter: { allowColor: false, reportTests: false, logTests: false, reportMutants: false },
	allowConsoleColors: false,
};
