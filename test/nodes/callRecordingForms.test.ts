import { BinaryDataService } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import type { CallRow } from '../../sandbox/seed/calls';
import type { Settings } from '../../sandbox/settings';
import type { RunOptions, RunResult } from '../../tools/engine/inProcess';
import { HEADS, PICTURES } from '../harness/mediaHeads';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 300 });

type Form = Partial<Settings['recordings']>;

const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');
const head = (name: string) => HEADS.find(([found]) => found === name)?.[1] ?? '';
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const recorded = () => env.sandbox.state.calls.filter((row) => row.recorded) as CallRow[];
const silent = () => env.sandbox.state.calls.find((row) => !row.recorded) as CallRow;
const one = () => recorded()[0]?.id ?? 0;

const download = async (
	form: Form = {},
	parameters: INodeParameters = {},
	options?: RunOptions,
): Promise<RunResult> => {
	env.sandbox.set({ recordings: form });
	return await env.call('downloadRecording', { callId: byId(one()), ...parameters }, options);
};

/** The correct bytes of a recording. */
async function whole(id: number, form: Form = {}): Promise<Buffer> {
	env.sandbox.set({
		recordings: { redirect: false, packing: undefined as never, isChunked: false, ...form },
	});
	const response = await fetch(`${env.sandbox.url}/v2.1/calls/${id}/recording/download`, {
		headers: { Authorization: `${KEY}:${SECRET}` },
	});
	return Buffer.from(await response.arrayBuffer());
}

const stored = async ({ items }: RunResult): Promise<Buffer> => {
	const binary = items[0]?.binary?.data;
	if (!binary) throw new Error('no binary came');
	return await env.n8n.bytes(binary);
};

describe.each([
	['JustCall itself', false],
	['a storage', true],
])('from %s', (_name, redirect) => {
	describe.each(['gzip', 'x-gzip', 'deflate', 'br'])('packed with %s', (packing) => {
		it('whatever was asked for: the very bytes', async () => {
			const result = await download({ redirect, packing });
			expect(sha(await stored(result))).toBe(sha(await whole(one())));
			expect(result.items[0]?.json).toMatchObject({ mimeType: 'audio/mpeg' });
		});

		it('and cut off: an error', async () => {
			env.sandbox.fault({ kind: 'truncate', times: 100 });
			const { items, error } = await download({ redirect, packing });
			expect(items).toEqual([]);
			expect(error?.message).toBe('The recording arrived incomplete');
		});
	});

	it.each([
		['cut off, of announced length', {}],
		['cut off, of a length that nobody said', { isChunked: true }],
	])('%s: an error, nothing in the store', async (_what, form) => {
		const before = inStore();
		env.sandbox.fault({ kind: 'truncate', times: 100 });
		const { items, error } = await download({ redirect, ...form });
		expect(items).toEqual([]);
		expect(error?.message).toBe('The recording arrived incomplete');
		expect(inStore()).toEqual(before);
	});

	it.each([
		[
			'text',
			'Recording not available',
			'audio/mpeg',
			/^Text came instead of sound: "Recording not available"/,
		],
		['text', 'Recording not available', 'text/plain', /^Text came instead of sound/],
		['HTML', '<!doctype html><p>Sign in', 'audio/mpeg', /^An HTML page came instead of sound\./],
		['HTML', '<html><p>Sign in', 'text/html', /^An HTML page came instead of sound\./],
		[
			'XML',
			'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key></Error>',
			'binary/octet-stream',
			/^XML came instead of sound: "The specified key does not exist\."/,
		],
		['XML', '<Error><Code>NoSuchKey</Code></Error>', 'application/xml', /: "NoSuchKey"/],
		['a playlist', '#EXTM3U\nhttps://s.example.com/a.ts?signature=1', 'audio/mpegurl', /^Text came/],
		['space', '\r\n', 'audio/mpeg', /^Nothing but space came instead of sound\./],
		['a PDF', '%PDF-1.7\n%\u00e2\u00e3', 'application/octet-stream', /^A PDF came instead of sound\./],
		['a picture', Buffer.from(PICTURES[0]?.[0] ?? '', 'base64'), 'audio/mpeg', /^A PNG picture came/],
		['no sound by its label', Buffer.from([1, 2, 3, 0xfe, 7]), 'image/x-icon', /^Something that is no sound/],
	])('%s is no recording', async (_what, content, contentType, description) => {
		const { items, error } = await download({ redirect, content: base64(content), contentType });
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/sent no file where the recording was expected$/);
		expect(error?.description).toMatch(description);
		expect(error?.description).not.toMatch(/signature|<|%PDF|PNG\r/);
	});

	it.each(HEADS)('%s under a wrong label', async (_name, content, mimeType, extension) => {
		const result = await download({ redirect, content, contentType: 'text/html', disposition: '' });
		expect(result.items[0]?.json).toMatchObject({ mimeType, fileName: `call-${one()}.${extension}` });
		expect(result.items[0]?.binary?.data).toMatchObject({ mimeType, fileExtension: extension });
		expect((await stored(result)).toString('base64')).toBe(content);
	});
});

/** Files in n8n's binary store. */
function inStore(): string[] {
	const { dirname } = jest.requireActual<typeof import('node:path')>('node:path');
	const { Container } = jest.requireActual<{ Container: { get: (type: unknown) => BinaryDataService } }>(
		require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] }),
	);
	const file = Container.get(BinaryDataService).getPath('filesystem-v2:workflows/workflow/x');
	try {
		return readdirSync(dirname(file), { recursive: true })
			.map(String)
			.filter((name) => /binary_data./.test(name));
	} catch {
		return [];
	}
}

describe('how it is asked for', () => {
	it('as it is, from both hosts', async () => {
		await download({ redirect: true, packing: 'gzip', negotiates: true });
		expect(env.sandbox.storage.requests.at(-1)?.headers['accept-encoding']).toBe('identity');
		const before = await whole(one());
		const result = await download({ redirect: false, packing: 'gzip', negotiates: true });
		expect((await stored(result)).length).toBe(before.length);
	});

	it('packed so that n8n cannot unpack it: an error that names the way', async () => {
		const { error } = await download({ packing: 'lzw', content: base64(Buffer.from([1, 2, 0x9d, 0xff])) });
		expect(error?.message).toBe('The recording came packed in a way that n8n cannot unpack');
		expect(error?.description).toContain('"lzw"');
	});

	it('packed twice: the same', async () => {
		const { error } = await download({ packing: 'gzip, gzip', content: base64(gzipSync(gzipSync('x'))) });
		expect(error?.message).toBe('The recording came packed in a way that n8n cannot unpack');
	});

	it.each(['identity', 'aws-chunked', 'utf-8'])('an encoding that is none: %s', async (packing) => {
		const result = await download({ packing });
		expect(sha(await stored(result))).toBe(sha(await whole(one())));
	});

	it('said to be packed, and is not: an error with a reason', async () => {
		env.sandbox.fault({ kind: 'status', status: 200, times: 100, headers: { 'content-encoding': 'gzip' } });
		const { error } = await download();
		expect(error?.message).toBe('The recording arrived incomplete');
		expect(error?.description).toMatch(/^The server says that it is packed, and it is not/);
	});
});

describe('a large one', () => {
	const bytes = 20 * 2 ** 20;
	it.each([{}, { isChunked: true }, { packing: 'gzip' }])(
		'is streamed to the last byte, with %j',
		async (form) => {
			const result = await download({ bytes, ...form });
			const file = await stored(result);
			expect([file.length, result.items[0]?.json.fileSize]).toEqual([bytes, bytes]);
			expect(sha(file)).toBe(sha(await whole(one(), { bytes })));
		},
	);

	it('that is cut off is an error', async () => {
		env.sandbox.fault({ kind: 'truncate', times: 100 });
		expect((await download({ bytes: 2 * bytes })).error?.message).toBe('The recording arrived incomplete');
	});
});

describe('the answers of a storage', () => {
	it.each([
		[404, /was not found$/, 1],
		[410, /was not found$/, 1],
		[403, /could not be fetched from its storage$/, 1],
		[503, /could not be fetched from its storage$/, 3],
	])('%d', async (status, message, asked) => {
		env.sandbox.storage.requests.length = 0;
		const form = { redirect: true, status, content: base64('<Error/>'), contentType: 'application/xml' };
		const { error } = await download(form);
		expect(error?.message).toMatch(message);
		expect(error?.description).toContain(`HTTP ${status}`);
		expect(env.sandbox.storage.requests).toHaveLength(asked);
	});

	it.each([202, 204])('%d: no recording yet', async (status) => {
		const { error } = await download({ status, content: '', redirect: false });
		expect(error?.message).toBe('JustCall sent no file where the recording was expected');
	});
});

describe('File Name', () => {
	const { packing } = {} as Form;
	it('is an expression for each item; the extension is that of the file', async () => {
		const items = recorded()
			.slice(0, 3)
			.map(({ id }, place) => ({ json: { id, who: ['Smith/Jones', '../../x', ''][place] ?? '' } }));
		const result = await download(
			{ content: head('WAV, PCM'), packing, contentType: 'audio/mpeg' },
			{ callId: byId('={{ $json.id }}'), options: { fileName: '={{ $json.who }}' } },
			{ items },
		);
		expect(result.items.map(({ json }) => json.fileName)).toEqual([
			'Smith-Jones.wav',
			'x.wav',
			`recording-${items[2]?.json.id}.wav`,
		]);
	});

	it.each([
		['="..."', /'File Name' has no sign that a file name can have/],
		['={{ { a: 1 } }}', /'File Name'/],
		['={{ [1, 2] }}', /'File Name'/],
	])('%s is refused before anything is sent', async (fileName, message) => {
		const { error } = await download({}, { options: { fileName } });
		expect(error?.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('may be a number', async () => {
		const { items } = await download({}, { options: { fileName: '={{ 4711 }}' } });
		expect(items[0]?.json.fileName).toBe('4711.mp3');
	});
});

describe('Skip Calls Without a Recording', () => {
	const skip = { options: { skipMissing: true } };

	it('gives an item that says why, in the middle of others', async () => {
		const ids = [recorded()[0]?.id, silent().id, recorded()[1]?.id];
		const { items, error } = await download(
			{},
			{ callId: byId('={{ $json.id }}'), ...skip },
			{ items: ids.map((id) => ({ json: { id } })) },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json, binary }) => [json.id, binary !== undefined, json.skipped])).toEqual([
			[ids[0], true, undefined],
			[ids[1], false, true],
			[ids[2], true, undefined],
		]);
		expect(items[1]?.json.reason).toMatch(/^The recording was not found\. Check the ID of the call\./);
		expect(items[1]?.pairedItem).toEqual({ item: 1 });
	});

	it.each([
		[{ content: base64('Recording not available') }, /Text came instead of sound/],
		[{ content: base64('{"status":"failed","message":"No recording"}') }, /No recording/],
		[{ content: base64('<html><p>Recording not available</html>') }, /An HTML page/],
		[{ content: '' }, /is empty/],
		[{ status: 204, content: '' }, /sent no file/],
		[{ redirect: true, status: 404, content: '' }, /was not found/],
	])('%j', async (form, reason) => {
		// JustCall itself says so: what a storage says is not repeated.
		const { items } = await download({ ...form, redirect: false }, skip);
		expect(items[0]?.json).toMatchObject({ id: one(), skipped: true, reason: expect.stringMatching(reason) });
		expect(items[0]?.binary).toBeUndefined();
	});

	it.each([
		[{ status: 401, body: { message: 'Unauthorized' } }, /did not accept the API key/],
		[{ status: 403, body: { message: 'Plan' } }, /denied/],
		[{ status: 500 }, /could not process/],
		[{ status: 200, body: { status: 'failed', message: 'Rate limit exceeded' } }, /sent no file/],
		[{ status: 200, body: { status: 'failed', message: 'Unauthorized' } }, /sent no file/],
		[{ status: 200, body: { status: 'failed', message: 'Internal server error' } }, /sent no file/],
	])('an answer that does not say so stays an error: %j', async (fault, message) => {
		env.sandbox.fault({ kind: 'status', times: 100, ...fault });
		const { items, error } = await download({}, skip);
		expect(items).toEqual([]);
		expect(error?.message).toMatch(message);
	});

	it.each([
		...['<html>We will be back soon', 'Please try again later', '<Error><Code>SlowDown</Code></Error>'],
		// A proxy's page says nothing about the recording.
		...[
			'<html>',
			'<!doctype html><p>Sign in',
			'<html><p>This site is blocked</html>',
			'Please log in',
			'Service Unavailable',
		],
		// The recording comes later.
		...['Recording is being processed', 'Recording not yet available', 'Your request is queued'],
		...['{"message":"Recording is processing"}', '{"status":"pending"}', 'Recording is not ready'],
		...[
			'<Error><Code>SignatureDoesNotMatch</Code></Error>',
			'<Error><Code>InvalidAccessKeyId</Code></Error>',
		],
		...['<Error><Code>RequestTimeTooSkewed</Code></Error>'],
	])('what says nothing of whether there is one stays an error: %s', async (content) => {
		const { items, error } = await download({ content: base64(content) }, skip);
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/sent no file/);
	});

	it.each([['PK\x03\x04\x14\0'], ['\x1f\x8b\x08\0\0'], ['%PDF-1.7\n']])(
		'what may have one in it stays an error: %j',
		async (content) => {
			const { items, error } = await download({ content: base64(Buffer.from(content, 'latin1')) }, skip);
			expect(items).toEqual([]);
			expect(error?.message).toMatch(/sent no file/);
		},
	);

	it('does not take a broken download for none', async () => {
		env.sandbox.fault({ kind: 'truncate', times: 100 });
		expect((await download({}, skip)).error?.message).toBe('The recording arrived incomplete');
	});

	it('that is off fails the item, as without the option', async () => {
		const parameters = { callId: byId(silent().id), options: { skipMissing: '={{ "false" }}' } };
		expect((await download({}, parameters)).error?.message).toBe('The recording was not found');
	});
});

describe('the ID', () => {
	it.each([
		['a number by expression', (id: number) => byId(`={{ ${id} }}`)],
		['a text by expression', (id: number) => byId(`={{ "${id}" }}`)],
		['the field of an item', () => byId('={{ $json.id }}')],
		['a number instead of a locator', (id: number) => `={{ ${id} }}`],
	])('%s', async (_what, callId) => {
		const id = one();
		const parameters = { callId: callId(id) as INodeParameters };
		const { items, error } = await download({}, parameters, { items: [{ json: { id } }] });
		expect(error).toBeUndefined();
		expect(items[0]?.json.id).toBe(id);
	});
});
