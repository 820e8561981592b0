import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/server';
import { useSkippingClock } from '../harness/clock';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 250 });

const clock = useSkippingClock();

beforeEach(() => clock.forget());

const state = () => env.sandbox.state;

/** One operation of each kind, and how often the sandbox has carried it out. */
const kinds: Record<
	string,
	{
		/** Its name in the contract. A page that a list has requested ahead must not take the next kind's fault. */
		operationId: string;
		run: () => [string, string, INodeParameters];
		done: () => number;
	}
> = {
	list: {
		operationId: 'listCalls',
		run: () => ['call', 'getAll', { returnAll: true }],
		done: () => 0,
	},
	read: {
		operationId: 'getCall',
		run: () => ['call', 'get', { callId: byId(state().calls[0]?.id) }],
		done: () => 0,
	},
	file: {
		operationId: 'downloadCallRecording',
		run: () => [
			'call',
			'downloadRecording',
			{ callId: byId(state().calls.find(({ recorded }) => recorded)?.id) },
		],
		done: () => 0,
	},
	update: {
		operationId: 'updateCall',
		run: () => ['call', 'update', { callId: byId(state().calls[0]?.id), updateFields: { notes: 'Again' } }],
		done: () => Number(state().calls[0]?.notes === 'Again'),
	},
	delete: {
		operationId: 'deleteTag',
		run: () => ['smsTag', 'delete', { tagId: byId(40_117) }],
		done: () => Number(!state().messages.tags.some(({ id }) => id === 40_117)),
	},
	send: {
		operationId: 'sendText',
		run: () => [
			'sms',
			'send',
			{
				justcallNumber: byId(state().numbers[0]?.justcall_number),
				contactNumber: '+13035550199',
				body: 'Only once',
			},
		],
		done: () => state().messages.texts.filter(({ body }) => body === 'Only once').length,
	},
	import: {
		operationId: 'bulkImportSalesDialerContacts',
		run: () => ['salesDialerContact', 'bulkImport', { name: 'Only Once', phoneNumber: '+13035550198' }],
		done: () => state().imports.size,
	},
};

const failure = { status: 'failed', message: 'no' };
const faults: Array<[string, Fault]> = [
	['400', { kind: 'status', status: 400 }],
	['401', { kind: 'status', status: 401 }],
	['403', { kind: 'status', status: 403 }],
	['404', { kind: 'status', status: 404 }],
	['408', { kind: 'status', status: 408 }],
	['429', { kind: 'status', status: 429 }],
	['429 Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
	['"rate limit" in a 400', { kind: 'status', status: 400, body: { ...failure, message: 'Rate limit hit' } }],
	['500', { kind: 'status', status: 500 }],
	['502', { kind: 'status', status: 502 }],
	['503', { kind: 'status', status: 503 }],
	['504', { kind: 'status', status: 504 }],
	['524', { kind: 'status', status: 524 }],
	['500, processed', { kind: 'status', status: 500, processed: true }],
	['504, processed', { kind: 'status', status: 504, processed: true }],
	['524, processed', { kind: 'status', status: 524, processed: true }],
	['cut', { kind: 'reset' }],
	['cut, processed', { kind: 'reset', processed: true }],
	['cut in the answer', { kind: 'truncate' }],
	['broken JSON', { kind: 'malformed' }],
	['an HTML page', { kind: 'html' }],
	['nothing', { kind: 'empty' }],
	['failure in a 200', { kind: 'status', status: 200, body: failure }],
	['a redirect', { kind: 'status', status: 302, headers: { location: 'https://127.0.0.1:9/' } }],
];

/** The outcome in a word, from the message that the user reads. */
const WORDS: Array<[RegExp, string]> = [
	[/too many requests/, 'limit'],
	[/did not accept the API key/, 'key'],
	[/denied this request/, 'denied'],
	[/was not found/, 'missing'],
	[/outcome is unknown/, 'unknown'],
	[/could not process the request/, 'outage'],
	[/No answer came from/, 'no answer'],
	[/answer cannot be used|no file|is empty/, 'unusable'],
	[/did not succeed/, 'failure'],
	[/did not accept the request/, 'refused'],
	[/redirect/, 'redirect'],
	[/arrived incomplete|could not be stored/, 'incomplete'],
];

async function outcomeOf(kind: string): Promise<string> {
	const { run, done } = kinds[kind]!;
	const before = done();
	const { items, error } = await env.run(...run());
	expect(done() - before).toBeLessThanOrEqual(1);
	if (!error) {
		if (kind === 'list') expect(items).toHaveLength(250);
		else expect(items).toHaveLength(1);
		if (['update', 'delete', 'send', 'import'].includes(kind)) expect(done() - before).toBe(1);
		return 'ok';
	}
	expect(items).toEqual([]);
	expect(error.description).toBeTruthy();
	return WORDS.find(([pattern]) => pattern.test(error.message))?.[1] ?? `? ${error.message}`;
}

/** Applies each fault to each kind of operation, each time from the start, and records the result. */
async function table(times: number): Promise<string> {
	const names = Object.keys(kinds);
	const rows = [['', ...names]];
	for (const [name, fault] of faults) {
		const row = [name];
		for (const kind of names) {
			env.sandbox.reset();
			clock.forget();
			// In a list, the fault affects its second page.
			const match = { operationId: kinds[kind]?.operationId };
			env.sandbox.fault({ ...fault, match, times, ...(kind === 'list' && { after: 1 }) });
			row.push(await outcomeOf(kind));
		}
		rows.push(row);
	}
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const lines = rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join(' | ')
			.trimEnd(),
	);
	return `\n${lines.join('\n')}\n`;
}

describe('every fault on every kind of operation', () => {
	it('once', async () => {
		expect(await table(1)).toMatchInlineSnapshot(`
		"
		                      | list     | read     | file      | update   | delete   | send     | import
		400                   | refused  | refused  | refused   | refused  | refused  | refused  | refused
		401                   | key      | key      | key       | key      | key      | key      | key
		403                   | denied   | denied   | denied    | denied   | denied   | denied   | denied
		404                   | missing  | missing  | missing   | missing  | missing  | missing  | missing
		408                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		429                   | ok       | ok       | ok        | ok       | ok       | ok       | ok
		429 Retry-After       | ok       | ok       | ok        | ok       | ok       | ok       | ok
		"rate limit" in a 400 | ok       | ok       | limit     | ok       | ok       | ok       | ok
		500                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		502                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		503                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		504                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		524                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		500, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		504, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		524, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		cut                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		cut, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		cut in the answer     | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		broken JSON           | unusable | unusable | unusable  | unusable | unusable | unknown  | unknown
		an HTML page          | unusable | unusable | unusable  | unusable | unusable | unknown  | unknown
		nothing               | unusable | unusable | unusable  | unusable | ok       | unknown  | unknown
		failure in a 200      | failure  | failure  | unusable  | failure  | failure  | failure  | failure
		a redirect            | redirect | redirect | no answer | redirect | redirect | redirect | redirect
		"
	`);
	}, 120_000);

	it('for ever', async () => {
		expect(await table(10_000)).toMatchInlineSnapshot(`
		"
		                      | list      | read      | file       | update    | delete    | send     | import
		400                   | refused   | refused   | refused    | refused   | refused   | refused  | refused
		401                   | key       | key       | key        | key       | key       | key      | key
		403                   | denied    | denied    | denied     | denied    | denied    | denied   | denied
		404                   | missing   | missing   | missing    | missing   | missing   | missing  | missing
		408                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		429                   | limit     | limit     | limit      | limit     | limit     | limit    | limit
		429 Retry-After       | limit     | limit     | limit      | limit     | limit     | limit    | limit
		"rate limit" in a 400 | limit     | limit     | limit      | limit     | limit     | limit    | limit
		500                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		502                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		503                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		504                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		524                   | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		500, processed        | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		504, processed        | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		524, processed        | outage    | outage    | outage     | outage    | outage    | unknown  | unknown
		cut                   | no answer | no answer | no answer  | no answer | no answer | unknown  | unknown
		cut, processed        | no answer | no answer | no answer  | no answer | no answer | unknown  | unknown
		cut in the answer     | no answer | no answer | incomplete | no answer | no answer | unknown  | unknown
		broken JSON           | unusable  | unusable  | unusable   | unusable  | unusable  | unknown  | unknown
		an HTML page          | unusable  | unusable  | unusable   | unusable  | unusable  | unknown  | unknown
		nothing               | unusable  | unusable  | unusable   | unusable  | ok        | unknown  | unknown
		failure in a 200      | failure   | failure   | unusable   | failure   | failure   | failure  | failure
		a redirect            | redirect  | redirect  | no answer  | redirect  | redirect  | redirect | redirect
		"
	`);
	}, 300_000);
});

it('a delete whose answer was lost is done, not missing', async () => {
	env.sandbox.fault({ kind: 'reset', processed: true });
	const { items } = await env.run(...kinds.delete!.run());
	expect(items.map(({ json }) => json)).toEqual([{ deleted: true }]);
	expect(env.sandbox.requests().map(({ status }) => status)).toEqual([0, 404]);
});

it('a change that adds notes is not sent twice, one that sets fields is', async () => {
	const contact = state().contactRecords.find(({ agent_id }) => agent_id === state().users[0]?.id);
	const update = async (updateFields: INodeParameters) => {
		env.sandbox.clearRequests();
		env.sandbox.fault({ kind: 'reset', processed: true });
		return await env.run('contact', 'update', {
			findBy: 'id',
			contactId: byId(contact?.id),
			updateFields,
		});
	};
	expect((await update({ notes: { note: [{ note: 'Seen' }] } })).error?.message).toMatch(
		/outcome is unknown/,
	);
	expect(env.sandbox.requests()).toHaveLength(1);
	expect((await update({ company: 'New' })).error).toBeUndefined();
	expect(env.sandbox.requests()).toHaveLength(2);
});

it('with Continue On Fail each failed item is an item of its own, and the others come in order', async () => {
	env.sandbox.fault({ kind: 'status', status: 404, match: { path: `/v2.1/calls/${state().calls[1]?.id}` } });
	const items = state()
		.calls.slice(0, 4)
		.map(({ id }) => ({ json: { id } }));
	const { items: out } = await env.call(
		'get',
		{ callId: byId('={{ $json.id }}') },
		{ items, onError: 'continueRegularOutput' },
	);
	expect(out.map(({ json }) => json.id ?? json.error)).toEqual([
		items[0]?.json.id,
		'The call was not found',
		items[2]?.json.id,
		items[3]?.json.id,
	]);
	expect(out.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
});

it("keeps JustCall's message and status", async () => {
	env.sandbox.fault({
		kind: 'status',
		status: 403,
		body: { status: 'failed', message: 'Upgrade your plan' },
	});
	const { error } = await env.call('getAll');
	expect(error?.description).toContain(`JustCall's message: "Upgrade your plan". (HTTP 403)`);
	expect(error?.httpCode).toBe('403');
});

it('hides key and secret when an answer echoes them', async () => {
	const message = `bad credentials ${env.sandbox.apiKey}:${env.sandbox.apiSecret}`;
	env.sandbox.fault({ kind: 'status', status: 400, body: { status: 'failed', message } });
	const { error } = await env.call('getAll');
	expect(error?.description).toContain('bad credentials [hidden]');
});

describe('dates', () => {
	it('in ISO would ruin the answer without a word: the sandbox plays it, the node never sends it', async () => {
		const headers = { Authorization: `${env.sandbox.apiKey}:${env.sandbox.apiSecret}` };
		const raw = await fetch(`${env.sandbox.url}/v2.1/calls?from_datetime=2025-11-01T00:00:00Z`, { headers });
		expect(raw.status).toBe(200);
		expect(await raw.json()).not.toHaveProperty('data');
		env.sandbox.clearRequests();
		const { error } = await env.call('getAll', { filters: { fromDatetime: '2025-11-01T00:00:00Z' } });
		expect(error).toBeUndefined();
		expect(JSON.stringify(env.sandbox.requests()[0]?.query)).not.toMatch(/\dT\d/);
	});
});
