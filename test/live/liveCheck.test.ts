import type { LiveOptions } from '../../scripts/live/api';
import { liveCheck, type Permissions } from '../../scripts/live/check';
import { writeReport, type Findings } from '../../scripts/live/report';
import { freePort } from '../n8n/ports';
import { startSandbox, type Sandbox, type SettingsChange } from '../sandbox';

/** What is to be found out about the sandbox as it is. */
const USUAL: Record<string, string> = {
	'bot filter': 'none',
	'first page': '0',
	'page too large': 'clipped',
	'page sizes not stated': '100, 100',
	'link to the next page': 'loses filters, same host',
	'frame of single objects': 'framed',
	'frame of lists': 'framed',
	'dialer analytics': 'list',
	'fields of many forms': 'seen',
	'ISO dates': 'malformed answer',
	'zone of filters': 'user',
	'zone of schedule_at': 'open',
	'space in the query': 'same',
	'lists in the query': 'repeat, brackets, commas',
	'booleans in the query': 'both',
	'rate headers': '6, epoch seconds',
	'Retry-After': 'open',
	'answer to a wrong secret': '401, without rate headers',
	'answer to an unknown ID': '404',
	'answer to a bad parameter': '400',
	recordings: 'bytes',
	'call without a recording': '404',
	'recordings of dialer calls': '404',
	'ID in an answer 500': 'open',
	'failing addresses': 'open',
	'timeout of deliveries': 'open',
	'time of a repeated delivery': 'open',
};

const WRITTEN: Record<string, string> = {
	'created tag': 'framed',
	'read tag': 'framed',
	'deleted tag': '200',
	'created contact': 'framed, list of one',
	'updated contact': 'yes',
	'deleted contact': '200',
	'contact after its end': '404',
	'reply check of texts': 'framed, list of one',
	'pages of v1': '1',
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ calls: 1500 });
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox?.stop());

async function check(permissions?: Permissions, options: Partial<LiveOptions> = {}): Promise<Findings> {
	const { url: baseUrl, apiKey, apiSecret } = sandbox;
	return await liveCheck({ baseUrl, apiKey, apiSecret, spacing: 0, ...options }, permissions);
}

function answersOf({ outcomes }: Findings): Record<string, string> {
	return Object.fromEntries(outcomes.map(({ name, answer }) => [name, answer]));
}

describe('finds out of each mood what it is', () => {
	it.each<[string, SettingsChange, Record<string, string>]>([
		['framed', {}, {}],
		['bare', { frames: 'bare' }, { 'frame of single objects': 'bare' }],
		['lists with brackets', { arrays: 'brackets' }, { 'lists in the query': 'brackets' }],
		['lists with commas', { arrays: 'commas' }, { 'lists in the query': 'commas' }],
		['lists by repetition', { arrays: 'repeat' }, { 'lists in the query': 'repeat' }],
		[
			'redirected recordings',
			{ recordings: { redirect: true } },
			{ recordings: 'redirect, another host', 'recordings of dialer calls': '404' },
		],
		['pages from 1', { firstPage: 1 }, { 'first page': '1' }],
	])('%s', async (_mood, settings, differing) => {
		sandbox.set(settings);
		const findings = await check();
		expect(answersOf(findings)).toEqual({ ...USUAL, ...differing });
		expect(findings.visits.flatMap(({ differences }) => differences)).toEqual([]);
		const absent = (id: string) => findings.visits.find(({ operation }) => operation.id === id)?.absent ?? [];
		// Only there when it is fetched along.
		expect(absent('listCalls').filter((field) => field.startsWith('data[].justcall_ai'))).toEqual([]);
		expect(absent('listCallsAi')).toEqual([]);
	});
});

it('reads only, unless it is permitted to write', async () => {
	const { readOnly, requests } = await check();
	expect(readOnly).toBe(true);
	expect(new Set(sandbox.requests().map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(sandbox.requests()).toHaveLength(requests);
	expect(requests).toBeLessThan(150);
});

it('permitted, it creates, changes and deletes, and leaves everything as it was', async () => {
	const held = () => [
		sandbox.state.contactRecords.map(({ id }) => id),
		[...sandbox.state.webhooks.values()].flatMap(({ webhook_urls: urls }) => urls),
	];
	const before = held();
	const listen = await freePort();
	sandbox.set({ probe: 'signed' });
	const findings = await check({ write: true, webhookUrl: `http://127.0.0.1:${listen}/live`, listen });
	expect(answersOf(findings)).toEqual({
		...USUAL,
		...WRITTEN,
		'new webhook address': 'framed',
		'validation call': 'POST, signed',
		'same address twice': 'once',
		'deleted webhook address': 'yes',
	});
	expect(findings.readOnly).toBe(false);
	expect(held()).toEqual(before);
});

it.each([
	['getTag', '/v2.1/texts/tags'],
	['updateContact', '/v2.1/contacts'],
])('deletes what it made when %s fails', async (operationId, path) => {
	const get = async () =>
		await (
			await fetch(`${sandbox.url}${path}`, {
				headers: { authorization: `${sandbox.apiKey}:${sandbox.apiSecret}` },
			})
		).text();
	const before = await get();
	// The walk reads a tag as well: its answer is spoiled too, which it has to stand.
	sandbox.fault({ kind: 'html', match: { operationId }, times: 10 });
	await check({ write: true }).catch(() => undefined);
	expect(await get()).toBe(before);
});

it('touches neither a tag nor a contact that is there already', async () => {
	const headers = {
		authorization: `${sandbox.apiKey}:${sandbox.apiSecret}`,
		'content-type': 'application/json',
	};
	const body = JSON.stringify({ first_name: 'Somebody', contact_number: '12025550199' });
	await fetch(`${sandbox.url}/v2.1/contacts`, { method: 'POST', headers, body });
	await expect(check({ write: true })).rejects.toThrow('fictional number 12025550199 already');
	expect(sandbox.state.contactRecords.some(({ first_name: name }) => name === 'Somebody')).toBe(true);
});

it('goes on when a connection breaks, and says where', async () => {
	sandbox.fault({ kind: 'reset', match: { operationId: 'listUserGroups' }, times: 10 });
	sandbox.fault({ kind: 'reset', match: { operationId: 'getSalesDialerAnalytics' }, times: 10 });
	sandbox.fault({ kind: 'reset', match: { operationId: 'downloadCallRecording' }, times: 10 });
	const { visits, outcomes } = await check();
	expect(
		visits.filter(({ skipped }) => skipped?.startsWith('no answer')).map(({ operation }) => operation.id),
	).toEqual(['downloadCallRecording', 'listUserGroups', 'getSalesDialerAnalytics']);
	const open = outcomes.filter(({ name, answer }) => answer === 'open' && USUAL[name] !== 'open');
	expect(open.map(({ name, says }) => [name, says])).toEqual([
		['dialer analytics', 'It was not asked.'],
		['recordings', 'It broke off: fetch failed.'],
		['call without a recording', 'It broke off: fetch failed.'],
		['recordings of dialer calls', 'It broke off: fetch failed.'],
	]);
});

it('keeps within the rate limit, and leaves some of it to others', async () => {
	sandbox.set({ rateLimits: { burst: { limit: 60, seconds: 1 } } });
	const findings = await check();
	expect(sandbox.requests().filter(({ status }) => status === 429)).toEqual([]);
	expect(answersOf(findings)).toEqual(USUAL);
}, 60_000);

it('writes a report without anything of the account in it', async () => {
	const findings = await check({ write: true });
	const report = writeReport(findings);
	expect(report).toContain('| recordings | section 8 |');
	const personal = new Set<string>();
	const collect = (value: unknown, name = ''): void => {
		if (Array.isArray(value)) for (const one of value) collect(one, name);
		else if (typeof value === 'object' && value !== null)
			for (const [key, inner] of Object.entries(value)) collect(inner, key);
		else if (
			/name|email|number|company|content|body|notes|sid|^id$|_id$/.test(name) &&
			String(value).length > 4
		)
			personal.add(String(value));
	};
	for (const { answer } of findings.visits) if (answer?.status === 200) collect(answer.body);
	expect(personal.size).toBeGreaterThan(500);
	expect([...personal].filter((value) => report.includes(value))).toEqual([]);
	expect(report).not.toContain(sandbox.apiKey);
	expect(report).not.toContain(sandbox.apiSecret);
});

it('says what to check when nobody is let in', async () => {
	await expect(check({}, { apiSecret: 'wrong' })).rejects.toThrow(
		/401 to the first request\. Check JUSTCALL_API_KEY/,
	);
});
