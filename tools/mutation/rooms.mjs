// @ts-check
// The rooms whose tests are tried by breaking the code: what is in them can harm somebody.

/**
 * A room: its sources, and the tests that may notice a break in them.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {string[]} mutate globs of its sources
 * @property {string[]} tests starts of the names of test files, from the root of the repository
 */

/** Tests of hours of made-up traffic and of large files: they prove what others do not, and take a minute for each break. */
export const TOO_LONG = ['test/nodes/soak.long.test.ts', 'test/unit/largeFile.test.ts'];

const values = [
	'anyRequest',
	'autoMap',
	'baseUrl',
	'bulkImport',
	'callingHours',
	'countries',
	'dates',
	'encode',
	'fileName',
	'numberZones',
	'people',
	'period',
	'phoneNumber',
	'quote',
	'templatePlaces',
	'timeZoneNames',
];
const answers = [
	'anyRequest',
	'callReport',
	'callSummary',
	'dialerCall',
	'download',
	'envelope',
	'errors',
	'fileName',
	'mediaType',
	'paginator',
	'panelNames',
	'transcript',
	'transport',
];

/** @type {readonly Room[]} */
export const ROOMS = [
	{
		name: 'values',
		// A table of data is nothing that could be broken piece by piece.
		mutate: ['nodes/shared/values/**/*.ts', '!nodes/shared/values/numberZoneTable.ts'],
		tests: [
			...unit([...values, 'redirects', 'syncCampaign', 'upsertContact']),
			...nodes([
				'customRequest',
				'messaging',
				'phoneNumber',
				'telephoneNumbers',
				'reports',
				'salesDialer',
				'sentences',
			]),
		],
	},
	{
		name: 'answers',
		mutate: ['nodes/shared/answers/**/*.ts'],
		tests: [
			...unit([...answers, 'syncCampaign', 'upsertContact']),
			...nodes([
				'callGetAll',
				'callRecording',
				'callSummarize',
				'changingLists',
				'customRequest',
				'lists',
				'reports',
				'tooMany',
			]),
		],
	},
	{
		name: 'http',
		mutate: ['nodes/shared/http/**/*.ts'],
		tests: [
			'test/unit/',
			...nodes([
				'c',
				'faults',
				'phoneNumber',
				'r',
				'sentences',
				'secrets',
				'telephoneNumbers',
				'tools',
				'user',
			]),
		],
	},
	{
		name: 'custom',
		mutate: ['nodes/JustCall/custom/**/*.ts'],
		tests: [
			...unit([
				'autoMap',
				'bulkImport',
				'callOutcome',
				'followCalls',
				'mapping',
				'ownRuns',
				'sendWhatsApp',
				'summarizeCalls',
				'sync',
				'upsertContact',
			]),
			...nodes(['callOutcome', 'contact', 'campaignContactSync', 'salesDialer', 'sendAndWait']),
		],
	},
	{
		name: 'trigger',
		mutate: ['nodes/JustCallTrigger/**/*.ts'],
		tests: [
			...unit(['event', 'signature', 'transport', 'trigger']),
			...nodes(['catchUp', 'registration', 'secrets', 'trigger', 'twoOfEach']),
		],
	},
	{
		name: 'polling',
		mutate: ['nodes/JustCallPollingTrigger/**/*.ts'],
		tests: [
			...unit(['newRecords', 'poll', 'quietNotes', 'rotation']),
			...nodes(['changingLists', 'polling', 'callUpdated', 'quietLooks', 'twoOfEach']),
		],
	},
];

/** @param {string[]} names */
function unit(names) {
	return names.map((name) => `test/unit/${name}`);
}

/** @param {string[]} names */
function nodes(names) {
	return names.map((name) => `test/nodes/${name}`);
}

/**
 * The room that `npm run mutation` works on in this process, and the pass: `unit` tries the tests that import sources, `nodes`
 * also those of the built node, for what the first have left.
 */
export function current() {
	const room = ROOMS.find(({ name }) => name === process.env.MUTATION_ROOM);
	if (!room) throw new Error('MUTATION_ROOM names no room: use npm run mutation.');
	const isQuick = process.env.MUTATION_PASS === 'unit';
	// Some tests only, for a look at some files: each run begins with all tests of the room.
	const tests = process.env.MUTATION_TESTS?.split(',') ?? room.tests;
	return { ...room, isQuick, tests: tests.filter((test) => !isQuick || test.startsWith('test/unit/')) };
}
