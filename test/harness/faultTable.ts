import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../sandbox/server';
import { byId, useSandbox } from './sandboxed';

/** A sandbox with enough calls for a list of three pages. */
export const env = useSandbox({ calls: 250 });

/** The account as it is now. */
export const state = () => env.sandbox.state;

/** One operation of each kind, and how often the sandbox has carried it out. */
export const kinds: Record<
	string,
	{
		/** In the contract. A page that a list has asked for ahead must not take the fault of the next kind. */
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
	['a redirect', { kind: 'status', status: 302, headers: { location: 'https://localhost:9/' } }],
];

/** The outcome in a word, from the message that the person reads. */
const WORDS: Array<[RegExp, string]> = [
	// Which of the two a list says depends on the time: a page that was asked ahead can use up the wait of the next one.
	[/too many requests|rate limit for this account is used up until/, 'limit'],
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

/** Plays each fault on each kind of operation, anew for each, and writes down the result. */
export async function tableOfFaults(times: number): Promise<string> {
	const names = Object.keys(kinds);
	const rows = [['', ...names]];
	for (const [name, fault] of faults) {
		const row = [name];
		for (const kind of names) {
			env.sandbox.reset();
			env.clock.forget();
			// A list is struck on its second page.
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
