import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LiveOptions } from '../../tools/live/api';
import { liveCheck, type Permissions } from '../../tools/live/check';
import { CYCLES } from '../../tools/live/cycles';
import { READING_QUESTIONS } from '../../tools/live/openQuestions';
import { writeReport, type Findings } from '../../tools/live/report';
import { cleanEnv } from '../../tools/n8n/commands';
import { PROJECT_ROOT } from '../../tools/n8n/paths';
import { nextFreePort } from '../../tools/n8n/ports';
import { membersOf } from '../harness/thorough';
import { startSandbox, type Fault, type Sandbox, type SettingsChange } from '../../sandbox/server';

/** The findings about the unchanged sandbox. */
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
	'other lists in the query': 'repeat, brackets, commas',
	'booleans in the query': 'both',
	'rate headers': '6, epoch seconds',
	'Retry-After': 'open',
	'answer to a wrong secret': '401, without rate headers',
	'answer to an unknown ID': '404',
	'answer to a bad parameter': '400',
	recordings: 'bytes',
	'call without a recording': '404',
	'recordings of dialer calls': '404',
	'end of a list': '200, empty',
	'default page of dialer contacts': '20',
	'limit of a thread': 'open',
	'range of call analytics': 'answered; answered with nothing',
	'body of an answer 429': 'open',
	'rate limit by its words': 'open',
	'account without Sales Dialer': 'open',
	'answer without access': 'open',
	'whose the limit is': 'open',
	'reviving a blacklisted address': 'open',
	'webhooks of v1': 'open',
	'bodies of WhatsApp and voice agent events': 'open',
	'place of AI fields in events': 'open',
	'dialer calls as events of calls': 'open',
	'ID in an answer 500': 'open',
	'failing addresses': 'open',
	'timeout of deliveries': 'open',
	'time of a repeated delivery': 'open',
};

/** The questions that reading alone leaves open, by the permission that they need. */
const NOT_PERMITTED: Record<string, string> = {
	'created tag': 'Needs --write.',
	'read tag': 'Needs --write.',
	'deleted tag': 'Needs --write.',
	'created contact': 'Needs --write.',
	'updated contact': 'Needs --write.',
	'deleted contact': 'Needs --write.',
	'contact after its end': 'Needs --write.',
	'reply check of texts': 'Needs --write.',
	'pages of v1': 'Needs --write.',
	'page size of v1': 'Needs --write.',
	'failure inside a 200 of v1': 'Needs --write.',
	'new webhook address': 'Needs --webhook-url.',
	'validation call': 'Needs --webhook-url.',
	'same address twice': 'Needs --webhook-url.',
	'deleted webhook address': 'Needs --webhook-url.',
};
const READ_ONLY = {
	...USUAL,
	...Object.fromEntries(Object.keys(NOT_PERMITTED).map((name) => [name, 'open'])),
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
	'page size of v1': '100',
	'failure inside a 200 of v1': '200, no success inside',
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
	const moods: Array<[string, SettingsChange, Record<string, string>]> = [
		['framed', {}, {}],
		['bare', { frames: 'bare' }, { 'frame of single objects': 'bare' }],
		[
			'lists with brackets',
			{ arrays: 'brackets' },
			{ 'lists in the query': 'brackets', 'other lists in the query': 'brackets' },
		],
		[
			'lists with commas',
			{ arrays: 'commas' },
			{ 'lists in the query': 'commas', 'other lists in the query': 'commas' },
		],
		[
			'lists by repetition',
			{ arrays: 'repeat' },
			{ 'lists in the query': 'repeat', 'other lists in the query': 'repeat' },
		],
		[
			'redirected recordings',
			{ recordings: { redirect: true } },
			{ recordings: 'redirect, another host', 'recordings of dialer calls': '404' },
		],
		['pages from 1', { firstPage: 1 }, { 'first page': '1' }],
	];
	it.each(membersOf(moods))('%s', async (_mood, settings, differing) => {
		sandbox.set(settings);
		const findings = await check();
		expect(answersOf(findings)).toEqual({ ...READ_ONLY, ...differing });
		expect(findings.visits.flatMap(({ differences }) => differences)).toEqual([]);
		const absent = (id: string) => findings.visits.find(({ operation }) => operation.id === id)?.absent ?? [];
		// It is there only when it is requested too.
		expect(absent('listCalls').filter((field) => field.startsWith('data[].justcall_ai'))).toEqual([]);
		expect(absent('listCallsAi')).toEqual([]);
	});
});

it('reads only, unless it is permitted to write', async () => {
	const { readOnly, requests, outcomes, failures } = await check();
	expect(readOnly).toBe(true);
	expect(failures).toEqual([]);
	const says = Object.fromEntries(outcomes.map((outcome) => [outcome.name, outcome.says]));
	expect(says).toMatchObject(NOT_PERMITTED);
	expect(new Set(sandbox.requests().map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(sandbox.requests()).toHaveLength(requests);
	expect(requests).toBeLessThan(180);
});

it('permitted, it creates, changes and deletes, and leaves everything as it was', async () => {
	const before = held();
	// Below the ports that the system chooses by itself, so that nothing takes it until it is listened on.
	const listen = await nextFreePort(20_000 + (process.pid % 10_000));
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
	expect(findings.failures).toEqual([]);
	expect(findings.readOnly).toBe(false);
	expect(held()).toEqual(before);
});

/** The records that a cycle may leave in the sandbox: tags, contacts and addresses. */
function held(): unknown[] {
	const { messages, contactRecords, webhooks } = sandbox.state;
	return [
		messages.tags.map(({ id }) => id),
		contactRecords.map(({ id }) => id),
		[...webhooks.values()].flatMap(({ webhook_urls: urls }) => urls.map(({ url_id: id }) => id)),
	];
}

describe('leaves nothing behind', () => {
	const WRITES = { write: true, webhookUrl: 'http://127.0.0.1:9/live' };
	beforeEach(() => sandbox.set({ probe: 'off' }));

	const faults: Array<[string, Fault]> = [
		[
			'the answer to the new tag is lost',
			{ kind: 'reset', processed: true, match: { operationId: 'createTag' } },
		],
		[
			'the answer to the new contact is lost',
			{ kind: 'reset', processed: true, match: { operationId: 'createContact' } },
		],
		[
			'the answer to the new address is lost',
			{ kind: 'reset', processed: true, match: { operationId: 'createWebhook' } },
		],
		['the new tag is no JSON', { kind: 'html', match: { operationId: 'createTag' } }],
		['reading the tag fails', { kind: 'html', match: { operationId: 'getTag' }, times: 2 }],
		['the update fails', { kind: 'reset', match: { operationId: 'updateContact' } }],
		['the first deletion fails', { kind: 'reset', match: { operationId: 'deleteContact' } }],
		[
			'a deletion is refused once',
			{ kind: 'status', status: 503, match: { operationId: 'deleteWebhookUrl' } },
		],
	];
	it.each(membersOf(faults))('when %s', async (_what, fault) => {
		const before = held();
		sandbox.fault(fault);
		const { outcomes } = await check(WRITES);
		expect(sandbox.faults()).toEqual([]);
		expect(held()).toEqual(before);
		expect(new Set(outcomes.map(({ name }) => name))).toEqual(new Set(Object.keys(READ_ONLY)));
	});

	it('takes any success for one: 201 with the record, 201 without, 204', async () => {
		const before = held();
		const done = (status: number, operationId: string, body?: object): void =>
			sandbox.fault({ kind: 'status', status, processed: true, body, match: { operationId } });
		done(201, 'createTag');
		done(204, 'deleteTag');
		done(204, 'deleteContact');
		const findings = await check({ write: true });
		expect(held()).toEqual(before);
		expect(findings.failures).toEqual([]);
		expect(answersOf(findings)).toMatchObject({ 'deleted tag': '204', 'deleted contact': '204' });
	});

	it('names what is left, and where, when it cannot be deleted', async () => {
		sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'deleteTag' }, times: 10 });
		const findings = await check({ write: true });
		const [failure] = findings.failures;
		expect(failure).toBe(
			"The cycle of the tag broke off: The tag 'n8n-live-check' may be left (the deletion was answered with 403): look among the tags of texts in JustCall and delete it by hand.",
		);
		expect(writeReport(findings)).toContain(failure);
		// The other steps continue.
		expect(answersOf(findings)).toMatchObject({
			'created contact': 'framed, list of one',
			'first page': '0',
		});
	});

	it('deletes nothing but what carries its mark', async () => {
		// Another person creates a contact with the same number while ours exists.
		sandbox.fault({ kind: 'delay', delayMs: 100, match: { operationId: 'updateContact' } });
		const watch = setInterval(() => {
			if (!sandbox.requests().some(({ operationId }) => operationId === 'updateContact')) return;
			clearInterval(watch);
			const { contactRecords } = sandbox.state;
			const [last] = contactRecords.slice(-1);
			if (last) contactRecords.push({ ...last, id: last.id + 11, first_name: 'Somebody', name: 'Somebody' });
		}, 1);
		const { failures } = await check({ write: true });
		clearInterval(watch);
		expect(failures.join()).toContain('does not carry the mark and was not touched');
		expect(sandbox.state.contactRecords.filter(({ first_name: name }) => name === 'Somebody')).toHaveLength(
			1,
		);
	});

	it.each(['updateContact', 'getTag'])('when it is stopped at %s', async (operationId) => {
		const before = held();
		const stop = new AbortController();
		const watch = setInterval(() => {
			const { length } = sandbox.requests().filter((request) => request.operationId === operationId);
			// The walk also reads a tag.
			if (length === (operationId === 'getTag' ? 2 : 1)) stop.abort(new Error('stopped by a test'));
		}, 1);
		sandbox.fault({
			kind: 'delay',
			delayMs: 50,
			match: { operationId },
			after: operationId === 'getTag' ? 1 : 0,
		});
		const { failures } = await check({ write: true }, { stop: stop.signal });
		clearInterval(watch);
		expect(failures.at(-1)).toBe('Not all was asked: stopped by a test');
		expect(held()).toEqual(before);
	});

	it('by a signal too, and writes its report', async () => {
		const before = held();
		const folder = mkdtempSync(join(tmpdir(), 'justcall-live-'));
		const output = join(folder, 'report.md');
		const args = ['--base-url', sandbox.url, '--spacing', '0.005', '--write', '--output', output];
		const child = spawn(process.execPath, ['-r', 'tsx/cjs', 'tools/live/liveCheck.ts', ...args], {
			cwd: PROJECT_ROOT,
			env: { ...cleanEnv(), JUSTCALL_API_KEY: sandbox.apiKey, JUSTCALL_API_SECRET: sandbox.apiSecret },
			stdio: 'ignore',
		});
		sandbox.fault({ kind: 'delay', delayMs: 2000, match: { operationId: 'updateContact' } });
		const watch = setInterval(() => {
			if (!sandbox.requests().some((request) => request.operationId === 'updateContact')) return;
			clearInterval(watch);
			child.kill('SIGINT');
		}, 5);
		const code = await new Promise((resolve) => child.once('exit', resolve));
		clearInterval(watch);
		expect(code).toBe(130);
		expect(held()).toEqual(before);
		expect(readFileSync(output, 'utf8')).toContain('stopped by SIGINT');
		rmSync(folder, { recursive: true });
	});
});

describe('says nothing of what it has not seen', () => {
	it('when the registration is refused', async () => {
		sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'createWebhook' }, times: 2 });
		const findings = await check({ webhookUrl: 'http://127.0.0.1:9/live' });
		expect(answersOf(findings)).toMatchObject({
			'new webhook address': 'refused',
			'same address twice': 'open',
			'deleted webhook address': 'open',
		});
		expect(findings.failures).toEqual([]);
	});

	it('when another address goes while one more comes', async () => {
		sandbox.set({ probe: 'off' });
		const other = 'http://127.0.0.1:9/other';
		const register = async (): Promise<unknown> =>
			await fetch(`${sandbox.url}/v2.1/webhooks`, {
				method: 'POST',
				headers: {
					authorization: `${sandbox.apiKey}:${sandbox.apiSecret}`,
					'content-type': 'application/json',
				},
				body: JSON.stringify({ webhook_url: other, type: 'call.completed' }),
			});
		await register();
		sandbox.fault({ kind: 'delay', delayMs: 100, match: { operationId: 'createWebhook' }, after: 1 });
		const watch = setInterval(() => {
			const writes = sandbox.requests().filter(({ operationId }) => operationId === 'createWebhook');
			// The first is the test's own.
			if (writes.length < 3) return;
			clearInterval(watch);
			const urls = sandbox.state.webhooks.get('call.completed')?.webhook_urls ?? [];
			for (const one of urls) one.url_id = 'exchanged';
		}, 1);
		const findings = await check({ webhookUrl: 'http://127.0.0.1:9/live' });
		clearInterval(watch);
		expect(answersOf(findings)['deleted webhook address']).toBe('no');
	});

	it('when the creations are refused', async () => {
		for (const operationId of ['createTag', 'createContact'])
			sandbox.fault({ kind: 'status', status: 403, match: { operationId } });
		expect(answersOf(await check({ write: true }))).toMatchObject(
			Object.fromEntries(
				[
					'created tag',
					'read tag',
					'deleted tag',
					'created contact',
					'updated contact',
					'deleted contact',
				].map((name) => [name, 'open']),
			),
		);
	});
});

it('touches neither a tag nor a contact that is there already, and reports all else', async () => {
	const headers = {
		authorization: `${sandbox.apiKey}:${sandbox.apiSecret}`,
		'content-type': 'application/json',
	};
	const body = JSON.stringify({ first_name: 'Somebody', contact_number: '12025550199' });
	await fetch(`${sandbox.url}/v2.1/contacts`, { method: 'POST', headers, body });
	const findings = await check({ write: true });
	expect(findings.failures.join()).toContain('fictional number 12025550199 already');
	expect(writeReport(findings)).toContain('## Broke off');
	expect(answersOf(findings)).toMatchObject({
		'created contact': 'open',
		'created tag': 'framed',
		'pages of v1': '1',
	});
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
	const open = outcomes.filter(({ name, answer }) => answer === 'open' && (USUAL[name] ?? 'open') !== 'open');
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
	expect(answersOf(findings)).toEqual(READ_ONLY);
});

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

it('does not repeat what an account uses as a key', async () => {
	const people = ['14155550123', 'maria.lopez@example.com', 'Maria_Lopez'];
	const keyed = Object.fromEntries(people.map((key) => [key, 'x']));
	const list = { status: 'success', data: [keyed] };
	sandbox.fault({ kind: 'malformed', body: list, match: { operationId: 'listUserGroups' }, times: 9 });
	sandbox.fault({
		kind: 'status',
		status: 400,
		body: { status: 'failed', ...keyed },
		match: { operationId: 'getAccountCallAnalytics' },
		times: 9,
	});
	const report = writeReport(await check());
	expect(report).toContain('(a key)');
	expect(people.filter((key) => report.includes(key))).toEqual([]);
});

it('shows what an answer 429 has in it, and where dialer and access are refused', async () => {
	sandbox.fault({
		kind: 'status',
		status: 429,
		body: { status: 'failed', message: 'x', retry_in: 1 },
		headers: { 'retry-after': '1' },
		match: { operationId: 'listUsers' },
		after: 1,
	});
	sandbox.fault({ kind: 'status', status: 403, match: { path: '/v2.1/sales_dialer/' }, times: 20 });
	expect(answersOf(await check())).toMatchObject({
		'body of an answer 429': 'seen',
		'Retry-After': 'yes',
		'account without Sales Dialer': '403',
		'answer without access': '403',
	});
});

it('says what to check when nobody is let in', async () => {
	await expect(check({}, { apiSecret: 'wrong' })).rejects.toThrow(
		/401 to the first request\. Check JUSTCALL_API_KEY/,
	);
});

/** Every row of FACTS.md with the grade ? or C, alone or with another grade, and the question that asks for it. */
const OPEN_FACTS: ReadonlyArray<readonly [section: number, fact: string, doubt: string]> = [
	[1, 'a bot filter', 'bot filter'],
	[2, 'page counts from 0, for the rest', 'first page'],
	[2, 'starting at 1 loses the first page', 'first page'],
	[2, 'end of a list', 'end of a list'],
	[2, 'call analytics: a month, four months back', 'range of call analytics'],
	[2, 'a page too large', 'page too large'],
	[2, 'page of sales_dialer/campaigns/contacts', 'page sizes not stated'],
	[2, 'page of sales_dialer/contacts, at most', 'page sizes not stated'],
	[2, 'page of sales_dialer/contacts, by default', 'default page of dialer contacts'],
	[2, 'limit of texts/threads/{id}, not stated', 'limit of a thread'],
	[3, 'single answers that are bare in VO', 'frame of single objects'],
	[3, 'texts/checkreply', 'reply check of texts'],
	[3, 'contact_number as a number', 'fields of many forms'],
	[4, 'zone of schedule_at', 'zone of schedule_at'],
	[4, 'space in the query', 'space in the query'],
	[4, "ISO times brought into the user's zone", 'zone of filters'],
	[5, 'lists without a stated form', 'other lists in the query'],
	[5, 'other habits for lists', 'lists in the query'],
	[5, 'no form confirmed live', 'lists in the query'],
	[6, 'resets are epoch seconds', 'rate headers'],
	[6, '429: body', 'body of an answer 429'],
	[6, '429: Retry-After', 'Retry-After'],
	[6, 'limits are of the account', 'whose the limit is'],
	[6, 'a message that says rate limit', 'rate limit by its words'],
	[7, '400: bad parameters', 'answer to a bad parameter'],
	[7, '400: no Sales Dialer', 'account without Sales Dialer'],
	[7, '403', 'answer without access'],
	[7, '404', 'answer to an unknown ID'],
	[7, '429', 'body of an answer 429'],
	[7, '500: field of the uuid', 'ID in an answer 500'],
	[7, 'v1: a failure inside a 200', 'failure inside a 200 of v1'],
	[8, 'no recording: 404', 'call without a recording'],
	[8, 'content type and redirect', 'recordings'],
	[8, 'dialer calls', 'recordings of dialer calls'],
	[9, 'same URL and type twice', 'same address twice'],
	[9, 'thresholds of Warning and Blacklisted', 'failing addresses'],
	[9, 'a Blacklisted URL deleted and added', 'reviving a blacklisted address'],
	[9, 'v1 webhooks/add', 'webhooks of v1'],
	[9, 'WhatsApp and call.ai_voice_agent bodies', 'bodies of WhatsApp and voice agent events'],
	[9, 'what a timeout counts as', 'timeout of deliveries'],
	[9, 'a dialer call as sd.* and call.*', 'dialer calls as events of calls'],
	[9, 'AI fields directly under data', 'place of AI fields in events'],
	[9, 'validation call', 'validation call'],
	[9, 'stamp of a retry', 'time of a repeated delivery'],
	[11, 'v1: pages from 1', 'pages of v1'],
	[11, 'v1: page sizes', 'page size of v1'],
];

it.each(OPEN_FACTS)('section %i, %s: is a doubt of the report', (section, _fact, doubt) => {
	// Rows of sections 6 and 7 are about the same answer 429.
	const asked = [...READING_QUESTIONS, ...CYCLES.flatMap(({ doubts }) => doubts)].find(
		({ name }) => name === doubt,
	);
	expect(asked).toBeDefined();
	expect([section, ...(section === 7 ? [6] : [])]).toContain(asked?.section);
});

it('no doubt has the name of another', () => {
	const names = [...READING_QUESTIONS, ...CYCLES.flatMap(({ doubts }) => doubts)].map(({ name }) => name);
	expect(names).toEqual([...new Set(names)]);
});
