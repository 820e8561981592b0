import { createHash } from 'node:crypto';
import { join } from 'node:path';

import type * as Recording from '../../nodes/shared/http/recording';
import type { CallRow } from '../../sandbox/seed/calls';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 300 });

const { STREAM_LIMITS: limits } = jest.requireActual<typeof Recording>(
	join(__dirname, '../../dist/nodes/shared/http/recording.js'),
);
const original = { ...limits };

const recorded = () => env.sandbox.state.calls.find((row) => row.recorded) as CallRow;
const silent = () => env.sandbox.state.calls.find((row) => !row.recorded) as CallRow;
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function direct(id: number): Promise<Buffer> {
	const response = await fetch(`${env.sandbox.url}/v2.1/calls/${id}/recording/download`, {
		headers: { Authorization: `${KEY}:${SECRET}` },
	});
	return Buffer.from(await response.arrayBuffer());
}

const download = async (id: number, field = 'data') =>
	await env.call('downloadRecording', { callId: byId(id), binaryPropertyName: field });

describe('download', () => {
	it('stores the very bytes, with name, type and size', async () => {
		const { id } = recorded();
		const bytes = await direct(id);
		const { items } = await download(id, 'audio');
		const binary = items[0]?.binary?.audio;
		if (!binary) throw new Error('no binary came');
		expect(sha(await env.n8n.bytes(binary))).toBe(sha(bytes));
		expect(binary).toMatchObject({
			fileName: `recording-${id}.mp3`,
			mimeType: 'audio/mpeg',
			fileExtension: 'mp3',
			bytes: bytes.length,
		});
		expect(items[0]?.json).toEqual({
			id,
			fileName: `recording-${id}.mp3`,
			mimeType: 'audio/mpeg',
			fileSize: bytes.length,
		});
		expect(items[0]?.pairedItem).toEqual({ item: 0 });
	});

	it.each([
		['../../etc/passwd.mp3', 'passwd.mp3'],
		['.hidden', 'hidden.mp3'],
		['a|b?.wav', 'ab.mp3'],
	])('names the file %p as %p: it is an MP3, whatever it is called', async (fileName, expected) => {
		env.sandbox.set({ recordings: { fileName, contentType: 'audio/wav' } });
		const { items } = await download(recorded().id);
		expect(items[0]?.json).toMatchObject({ fileName: expected, mimeType: 'audio/mpeg' });
		expect(items[0]?.binary?.data).toMatchObject({ fileExtension: 'mp3', mimeType: 'audio/mpeg' });
	});

	it('refuses an empty field name', async () => {
		const { error } = await download(recorded().id, '={{ "" }}');
		expect(error?.message).toMatch(/'Put Output File in Field' is empty/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('redirect to a storage host', () => {
	beforeEach(() => {
		env.sandbox.set({ recordings: { redirect: true } });
		env.sandbox.storage.requests.length = 0;
	});

	it('is followed without the key', async () => {
		const { id } = recorded();
		const { items } = await download(id);
		env.sandbox.set({ recordings: { redirect: false } });
		const binary = items[0]?.binary?.data;
		if (!binary) throw new Error('no binary came');
		expect(sha(await env.n8n.bytes(binary))).toBe(sha(await direct(id)));
		expect(env.sandbox.storage.requests).toHaveLength(1);
		const { headers } = env.sandbox.storage.requests[0] ?? { headers: {} };
		expect(headers).not.toHaveProperty('authorization');
		expect(JSON.stringify(headers)).not.toMatch(new RegExp(`${KEY}|${SECRET}`));
	});

	it('that never ends is given up', async () => {
		const location = `${env.sandbox.url}/v2.1/calls/${recorded().id}/recording/download`;
		env.sandbox.fault({ kind: 'status', status: 302, headers: { location }, times: 20 });
		const { error } = await download(recorded().id);
		expect(error?.message).toBe('The recording could not be fetched from its storage');
		expect(env.sandbox.requests().length).toBeLessThan(10);
	});

	it.each([
		'http://storage.example.com/x',
		'ftp://127.0.0.1/x',
		'javascript:alert(1)',
		'file:///etc/passwd',
		'http://',
	])('to %p is not followed', async (location) => {
		env.sandbox.fault({ kind: 'status', status: 302, headers: { location } });
		const { error } = await download(recorded().id);
		expect(error?.message).toBe('The recording could not be fetched from its storage');
		expect(JSON.stringify(error)).not.toContain(location);
	});

	it('to an expired address says so without showing the address', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 302,
			headers: { location: `${env.sandbox.storage.url}/recordings/x?signature=expired` },
		});
		const { error } = await download(recorded().id);
		expect(error?.message).toBe('The recording could not be fetched from its storage');
		expect(error?.description).toContain('HTTP 403');
		expect(JSON.stringify(error)).not.toContain('signature');
	});
});

describe('no recording', () => {
	it('of a call that was not recorded, is running, or does not exist', async () => {
		const running = env.sandbox.emit({ type: 'call.answered' }).data.id as number;
		for (const id of [silent().id, running, 1]) {
			const { error } = await download(id);
			expect(error?.message).toBe('The recording was not found');
			expect(error?.httpCode).toBe('404');
		}
	});

	it.each([
		['truncate', /arrived incomplete/],
		['malformed', /sent no file where the recording was expected/],
		['html', /sent no file where the recording was expected/],
		['empty', /sent no file|is empty/],
		['reset', /^No answer came from/],
		['status', /could not process the request/],
	] as const)('but a %s answer: an error, never a broken file', async (kind, message) => {
		env.sandbox.fault({ kind, times: 100 });
		const { items, error } = await download(recorded().id);
		expect(items).toEqual([]);
		expect(error?.message).toMatch(message);
	});

	it('is what a download that breaks off once does not end with', async () => {
		env.sandbox.fault({ kind: 'truncate' });
		const { id } = recorded();
		const { items } = await download(id);
		expect(items).toHaveLength(1);
		expect(env.sandbox.requests()).toHaveLength(2);
	});

	describe('that stalls', () => {
		beforeEach(() => Object.assign(limits, { idleMs: 60 }));
		afterEach(() => void Object.defineProperties(limits, Object.getOwnPropertyDescriptors(original)));

		it('in the middle, again and again, is an error and holds nothing for ever', async () => {
			env.sandbox.fault({ kind: 'stallBody', times: 100 });
			const { items, error } = await download(recorded().id);
			expect(items).toEqual([]);
			expect(error?.message).toBe('The recording arrived incomplete');
			expect(error?.description).toMatch(/nothing came for/);
		});

		it('once is fetched again', async () => {
			// Only what stalls is given up, and not what a busy machine keeps waiting.
			const idleMs = { get: () => (env.sandbox.requests().length < 2 ? 60 : original.idleMs) };
			Object.defineProperty(limits, 'idleMs', { ...idleMs, configurable: true, enumerable: true });
			env.sandbox.fault({ kind: 'stallBody' });
			expect((await download(recorded().id)).items).toHaveLength(1);
			expect(env.sandbox.requests()).toHaveLength(2);
		});

		it('in what should say why there is none ends too', async () => {
			env.sandbox.fault({ kind: 'stallBody', times: 100 });
			expect((await download(silent().id)).error?.message).toBe('The recording arrived incomplete');
		});

		it('trickling beyond the deadline ends too', async () => {
			Object.assign(limits, { idleMs: 60_000, totalMs: 60 });
			env.sandbox.fault({ kind: 'stallBody', times: 100 });
			const { error } = await download(recorded().id);
			expect(error?.message).toBe('The recording arrived incomplete');
			expect(error?.description).toMatch(/it took more than/);
		});
	});

	it('an empty file is not passed on', async () => {
		env.sandbox.set({ recordings: { bytes: 0 } });
		expect((await download(recorded().id)).error?.message).toBe('The recording is empty');
	});
});
