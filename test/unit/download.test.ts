import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';

import { isBodyStream, readStart, type BodyStream } from '../../nodes/shared/http/bodyStream';
import { downloadFile, type FileContext } from '../../nodes/shared/http/recording';

const MB = 2 ** 20;
const FILE = { fallbackName: 'call-1', fallbackType: 'audio/mpeg', subject: 'The recording' };
const SOUND = Buffer.concat([Buffer.from('OggS\0'), Buffer.alloc(5000, 7)]);

type Given = {
	body: () => unknown;
	headers?: Record<string, string>;
	status?: number;
	timeout?: number;
	signal?: AbortSignal;
	store?: (data: Buffer | Readable) => Promise<unknown>;
};

/** An n8n that receives an answer and records what its store is given. */
function contextOf({ body, headers = {}, status = 200, timeout, signal, store }: Given) {
	const seen = { requests: 0, given: [] as unknown[] };
	const context = {
		...(timeout !== undefined && { connection: { timeout } }),
		...(signal && { getExecutionCancelSignal: () => signal }),
		getCredentials: async () => ({ apiKey: 'key', apiSecret: 'secret', baseUrl: 'http://127.0.0.1:9' }),
		helpers: {
			async httpRequestWithAuthentication() {
				seen.requests++;
				return { statusCode: status, headers, body: body() };
			},
			async prepareBinaryData(data: Buffer | Readable) {
				seen.given.push(data);
				if (store) await store(data);
				let bytes = 0;
				if (data instanceof Readable) for await (const piece of data) bytes += (piece as Buffer).length;
				else bytes = data.length;
				return { data: '', mimeType: '', bytes };
			},
			getBinaryMetadata: async () => ({ fileSize: 0 }),
		},
	};
	return { context: context as unknown as FileContext, seen };
}

const download = async (given: Given) => {
	const { context, seen } = contextOf(given);
	const result = await downloadFile(
		context,
		{ method: 'GET', path: '/v2.1/calls/1/recording/download' },
		FILE,
	).catch((error: { explanation: object }) => error.explanation);
	return { ...result, seen } as {
		message?: string;
		description?: string;
		fileSize?: number;
		seen: typeof seen;
	};
};

const bytesThen = (bytes: Buffer, then: (stream: Readable) => void) => () => {
	let isSent = false;
	return new Readable({
		read() {
			if (isSent) return then(this);
			isSent = true;
			this.push(bytes);
		},
	});
};
const end = (stream: Readable) => void stream.push(null);
const nothing = () => undefined;
const pieces = (count: number, size = MB) =>
	Readable.from(
		(function* () {
			yield SOUND;
			for (let piece = 0; piece < count; piece++) yield Buffer.alloc(size, 1);
		})(),
		{ objectMode: false },
	);

describe("n8n's store", () => {
	it('is given what is whole, and nothing else', async () => {
		const { seen, fileSize } = await download({ body: bytesThen(SOUND, end) });
		expect([fileSize, seen.given]).toEqual([SOUND.length, [SOUND]]);
		for (const then of [
			(stream: Readable) => void stream.destroy(),
			(stream: Readable) => void stream.destroy(new Error('aborted')),
		]) {
			const broken = await download({ body: bytesThen(SOUND, then) });
			expect(broken.message).toBe('The recording arrived incomplete');
			expect([broken.seen.requests, broken.seen.given]).toEqual([3, []]);
		}
	});

	it('is given a stream of what is too large to hold, with its first bytes in it', async () => {
		const { seen, fileSize } = await download({ body: () => pieces(20) });
		expect(fileSize).toBe(SOUND.length + 20 * MB);
		expect(seen.given).toEqual([expect.any(Readable)]);
		const announced = await download({
			body: () => pieces(20),
			headers: { 'content-length': String(20 * MB) },
		});
		expect(announced.seen.given).toEqual([expect.any(Readable)]);
	});

	it('is given streams where many downloads at once would be too much to hold, and no less afterwards', async () => {
		const all = await Promise.all(
			Array.from({ length: 8 }, async () => await download({ body: () => pieces(6) })),
		);
		const given = all.flatMap(({ seen }) => seen.given);
		const heldNow = given.filter((data) => Buffer.isBuffer(data)).length;
		expect(all.map(({ fileSize }) => fileSize)).toEqual(all.map(() => SOUND.length + 6 * MB));
		expect(heldNow).toBeLessThanOrEqual(2);
		expect((await download({ body: () => pieces(6) })).seen.given).toEqual([expect.any(Buffer)]);
	});

	it('that does not take it is not given it again', async () => {
		const store = async () => {
			throw new Error('ENOSPC: no space left on device, see https://x.example.com/?signature=1');
		};
		for (const body of [bytesThen(SOUND, end), () => pieces(20)]) {
			const { message, description, seen } = await download({ body, store });
			expect([message, seen.requests]).toEqual(['The recording could not be stored', 1]);
			expect(description).toContain('ENOSPC');
			expect(description).not.toContain('signature');
		}
	});
});

describe('a body that stalls', () => {
	it("ends after the node's Timeout", async () => {
		const { message, description, seen } = await download({ body: bytesThen(SOUND, nothing), timeout: 20 });
		expect(message).toBe('The recording arrived incomplete');
		expect(description).toMatch(/nothing came for \d+ seconds/);
		expect(seen.requests).toBe(3);
	});

	it('ends when the execution is cancelled, and is not asked for again', async () => {
		const cancel = new AbortController();
		const body = bytesThen(SOUND, () => void setImmediate(() => cancel.abort()));
		const { description, seen } = await download({ body, signal: cancel.signal });
		expect(description).toMatch(/the execution was cancelled/);
		expect(seen.requests).toBe(1);
	});

	it('while a storage reads it ends too', async () => {
		const large = Buffer.concat([SOUND, Buffer.alloc(17 * MB)]);
		const { message } = await download({ body: bytesThen(large, nothing), timeout: 20 });
		expect(message).toBe('The recording arrived incomplete');
	});

	it('in a refusal says what the refusal says', async () => {
		const { message } = await download({
			body: bytesThen(Buffer.from('{'), nothing),
			status: 404,
			timeout: 20,
		});
		expect(message).toBe('The recording was not found');
	});
});

describe('bytes of a file', () => {
	const secret = Buffer.from('OggS\0spoken by a person \u0001\u0002 who said something');
	it.each([404, 500, 403, 400, 202])('are in no message of an answer with status %d', async (status) => {
		const { message, description } = await download({ body: bytesThen(secret, end), status });
		expect(`${message} ${description}`).not.toMatch(/OggS|spoken/);
	});

	it('nor is a text that is longer than a message', async () => {
		const transcript = Buffer.from('Agent: Hello, how may I help you? '.repeat(40));
		const { description } = await download({ body: bytesThen(transcript, end) });
		expect(description).toMatch(/^Text came instead of sound\. There is/);
	});

	it('nor is a key that the text has in it', async () => {
		const { description } = await download({ body: bytesThen(Buffer.from('No file for secret'), end) });
		expect(description).not.toContain('for secret');
	});
});

describe('the start of a stream', () => {
	it('of a stream that is gone already is an error', async () => {
		const gone = Readable.from([]).destroy();
		await new Promise((resolve) => gone.once('close', resolve));
		await expect(readStart(gone as unknown as BodyStream, 10, () => true)).rejects.toThrow(/closed/);
	});

	it('leaves no listener and no byte behind', async () => {
		const stream = pieces(3, 10);
		const before = stream.listenerCount('error');
		const { head, all } = await readStart(stream as unknown as BodyStream, 4, (size) => size < 5006);
		expect([head.toString(), all]).toEqual(['OggS', undefined]);
		expect(stream.listenerCount('error')).toBe(before);
		const rest = Buffer.concat(await stream.toArray());
		expect(rest).toEqual(Buffer.concat([SOUND, Buffer.alloc(30, 1)]));
	});

	it('is not looked for in what is no stream', () => {
		for (const body of [undefined, null, 'text', {}, [], new EventEmitter()])
			expect(isBodyStream(body)).toBe(false);
		expect(isBodyStream(Readable.from([]))).toBe(true);
	});
});

describe('the beginning of a body', () => {
	const letters = (...texts: string[]) =>
		Readable.from(
			texts.map((text) => Buffer.from(text)),
			{ objectMode: false },
		);
	const rest = async (stream: Readable) => {
		let text = '';
		for await (const piece of stream) text += String(piece);
		return text;
	};

	it.each([
		[2, 'ab'],
		[4, 'abcd'],
		[6, 'abcdef'],
		[9, 'abcdef'],
	])('of %d bytes is read, and stays in the stream in its order', async (bytes, head) => {
		const stream = letters('ab', 'cd', 'ef', 'gh', 'ij');
		const start = await readStart(stream as unknown as BodyStream, bytes, (size) => size < 6);
		expect([String(start.head), start.all]).toEqual([head, undefined]);
		expect(await rest(stream)).toBe('abcdefghij');
	});

	it('is all of a short one, also of text', async () => {
		const stream = letters('ab', 'cd');
		stream.setEncoding('utf8');
		const added: number[] = [];
		const start = await readStart(
			stream as unknown as BodyStream,
			3,
			(_size, more) => (added.push(more), true),
		);
		expect([String(start.head), String(start.all), added.reduce((sum, more) => sum + more, 0)]).toEqual([
			'abc',
			'abcd',
			4,
		]);
	});

	it('is not read from a stream that has ended, and nobody listens to it afterwards', async () => {
		const gone = letters('ab');
		gone.destroy();
		await expect(readStart(gone as unknown as BodyStream, 3, () => true)).rejects.toThrow(
			'the connection was closed',
		);
		const events = ['readable', 'end', 'error', 'close'];
		const [whole, cut] = [letters('ab'), letters('ab', 'cd')];
		const before = events.map((event) => whole.listenerCount(event));
		await readStart(whole as unknown as BodyStream, 3, () => true);
		await readStart(cut as unknown as BodyStream, 3, () => false);
		for (const stream of [whole, cut])
			expect(events.map((event) => stream.listenerCount(event))).toEqual(before);
	});
});
