import { Readable } from 'node:stream';

import { watched, type BodyStream } from '../../nodes/shared/http/bodyStream';
import { downloadFile, storeText, type FileContext } from '../../nodes/shared/http/recording';

/** What comes instead of a recording, and what n8n's store makes of one: whole sentences. */
const SOUND = Buffer.concat([Buffer.from('OggS\0'), Buffer.alloc(5000, 7)]);
const FILE = { fallbackName: 'call-1', fallbackType: 'audio/mpeg', subject: 'The recording' };
const PATH = '/v2.1/calls/1/recording/download';
const STORAGE = 'https://storage.example/a.ogg?signature=1';

interface Given {
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	/** Answer of a storage host that JustCall redirects to. */
	storage?: boolean;
	stored?: (data: Buffer) => object;
	fileName?: string;
}

let accounts = 0;

async function download({ status = 200, headers = {}, body, storage = false, stored, fileName }: Given) {
	const answer = {
		statusCode: status,
		headers,
		body:
			typeof body === 'string' || Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : body,
	};
	const redirect = { statusCode: 302, headers: { location: STORAGE }, body: undefined };
	const given: Buffer[] = [];
	const context = {
		getCredentials: async () => ({
			apiKey: `no recording ${accounts++}`,
			apiSecret: 'top-secret-1234',
			baseUrl: '',
		}),
		helpers: {
			httpRequestWithAuthentication: async () => (storage ? redirect : answer),
			httpRequest: async () => answer,
			getBinaryMetadata: async (id: string) => ({ fileSize: id.length }),
			prepareBinaryData: async (data: Buffer) => {
				given.push(data);
				return stored ? stored(data) : { data: '', mimeType: '', bytes: data.length };
			},
		},
	} as unknown as FileContext;
	const wanted = { ...FILE, ...(fileName !== undefined && { fileName }) };
	const result = await downloadFile(context, { method: 'GET', path: PATH }, wanted).catch(
		({ explanation }: { explanation: object }) => explanation,
	);
	return {
		given,
		...(result as {
			message?: string;
			description?: string;
			kind?: string;
			fileSize?: number;
			fileName?: string;
			said?: string;
		}),
	};
}

const later =
	'There is a recording some minutes after a call has ended, if it was recorded; run the node again later.';

describe('no sound', () => {
	it.each<[string, Given, string, string]>([
		[
			'a text',
			{ body: 'Recording not found' },
			'missing',
			`Text came instead of sound: "Recording not found". ${later} (HTTP 200)`,
		],
		[
			'a text that says nothing',
			{ body: 'Hello there' },
			'malformed',
			`Text came instead of sound: "Hello there". ${later} (HTTP 200)`,
		],
		[
			'a text that will pass',
			{ body: 'Not found, try again' },
			'outage',
			`Text came instead of sound: "Not found, try again". ${later} (HTTP 200)`,
		],
		[
			'an address',
			{ body: 'Gone from https://a.example/x?secret=1 for ever, deleted' },
			'missing',
			`Text came instead of sound: "Gone from (an address) for ever, deleted". ${later} (HTTP 200)`,
		],
		[
			'a long text',
			{ body: 'x'.repeat(301) },
			'malformed',
			`Text came instead of sound. ${later} (HTTP 200)`,
		],
		[
			'a text of 300 signs',
			{ body: 'x'.repeat(300) },
			'malformed',
			`Text came instead of sound: "${'x'.repeat(300)}". ${later} (HTTP 200)`,
		],
		[
			'the secret',
			{ body: 'no top-secret-1234' },
			'malformed',
			`Text came instead of sound: "no [hidden]". ${later} (HTTP 200)`,
		],
		[
			'a message in XML',
			{ body: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>' },
			'missing',
			`XML came instead of sound: "No such key". ${later} (HTTP 200)`,
		],
		[
			'a code in XML',
			{ body: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>' },
			'outage',
			`XML came instead of sound: "AccessDenied". ${later} (HTTP 200)`,
		],
		[
			'XML without words',
			{ body: '<?xml version="1.0"?><Error/>' },
			'malformed',
			`XML came instead of sound. ${later} (HTTP 200)`,
		],
		[
			'nothing and 204',
			{ status: 204, body: '' },
			'missing',
			`Nothing came instead of sound. ${later} (HTTP 204)`,
		],
		[
			'nothing and 202',
			{ status: 202, body: undefined },
			'malformed',
			`Nothing came instead of sound. ${later} (HTTP 202)`,
		],
		[
			'text that came whole',
			{ status: 206, body: { pipe: 1, note: 'it is pending' } },
			'outage',
			expect.any(String) as unknown as string,
		],
	])('%s', async (_name, given, kind, description) => {
		const { message, ...told } = await download(given);
		expect(message).toBe('JustCall sent no file where the recording was expected');
		expect(told).toMatchObject({ kind, description, given: [] });
	});

	it.each([
		...['Too many requests', 'Try again', 'Temporary', 'Down for maintenance', 'Back soon'],
		...['Timed out', 'Timeout', 'Time out', 'Timed-out', 'Time-out', 'Server error', 'Internal error'],
		...['InternalError', 'Slow down', 'SlowDown', 'Unauthorized', 'Unauthorised', 'Forbidden'],
		...['Access denied', 'AccessDenied', 'Expired', 'Signature', 'AccessKey', 'Access key', 'Too skewed'],
		...['TooSkewed', 'Service unavailable', 'ServiceUnavailable', 'Sign in', 'Signin', 'Log in', 'Login'],
		...['Processing', 'Processed', 'In progress', 'Pending', 'Queue', 'Queued', 'Not yet', 'Not ready'],
		...['Not available yet', 'No recording, forbidden'],
	])('"%s" says that it will pass', async (body) => {
		expect((await download({ body })).kind).toBe('outage');
	});

	it.each([
		...[
			'Not found',
			'Could not be found',
			'Not be available',
			'Not available',
			'Does not exist',
			'Not recorded',
		],
		...[
			'Unavailable',
			'No recording',
			'NoRecording',
			'No such recording',
			'NoSuchKey',
			'No audio',
			'No file',
		],
		...['No key', 'No object', 'No such object', 'Deleted', 'Removed', 'No longer', 'NoFile'],
	])('"%s" says that there is none', async (body) => {
		expect((await download({ body })).kind).toBe('missing');
	});

	it.each([
		...['Timely', 'Time to outdo', 'Timedxout', 'Unauthorixed', 'Internalxerror', 'Slowxdown', 'Slowdowns'],
		...['Accessxdenied', 'Accessxkey', 'Tooxskewed', 'Servicexunavailable', 'Signxin', 'Logxin', 'Logins'],
		...['Process', 'Process2ing', 'Queuer', 'Not !!! yet', 'Knot found', 'Note found', 'Noxrecording'],
		...['No suchxkey', 'No xxx file', 'Predeleted', 'Not bxfound'],
	])('"%s" says nothing of it', async (body) => {
		expect((await download({ body })).kind).toBe('malformed');
	});

	it('a type that is no sound, of what cannot be told', async () => {
		const { description } = await download({
			body: Buffer.alloc(900, 0xee),
			headers: { 'content-type': 'application/x-thing' },
		});
		const other = await download({ body: Buffer.alloc(900, 0xee), headers: { 'content-type': 'image/png' } });
		expect([description === undefined, other.description]).toEqual([
			true,
			`Something that is no sound came instead of sound. ${later} (HTTP 200)`,
		]);
	});

	it('of a storage host is said to be', async () => {
		const { message, kind } = await download({ storage: true, body: 'Recording not found' });
		expect([message, kind]).toEqual([
			"JustCall's storage sent no file where the recording was expected",
			'missing',
		]);
	});

	it("a failure in JSON has JustCall's words", async () => {
		const told = await download({ body: '{"status":"failed","message":"Recording not found"}' });
		expect(told).toMatchObject({
			message: 'JustCall sent no file where the recording was expected',
			kind: 'missing',
			said: 'Recording not found',
			description: expect.stringContaining(`JustCall's message: "Recording not found".`) as string,
		});
	});

	it('0 bytes are an empty recording', async () => {
		expect(await download({ body: Buffer.alloc(0) })).toMatchObject({
			message: 'The recording is empty',
			description:
				'0 bytes came. Run the node again; a recording can take a moment after the call. (HTTP 200)',
			kind: 'missing',
			httpCode: '200',
		});
	});
});

describe('a packed answer', () => {
	it.each(['zstd', 'gzip, zstd', 'ZSTD'])('as %s cannot be unpacked', async (coding) => {
		expect(
			await download({ body: Buffer.alloc(900, 0xee), headers: { 'content-encoding': `${coding}<>` } }),
		).toMatchObject({
			message: 'The recording came packed in a way that n8n cannot unpack',
			description: `The server packed it with "${coding}", though it was asked not to. A proxy in between may do that; tell JustCall's support otherwise.`,
			kind: 'malformed',
			given: [],
		});
	});

	it.each(['identity', ' Identity ', 'aws-chunked', 'utf-8, none', 'binary', ''])(
		'%j is none',
		async (coding) => {
			const { fileSize } = await download({
				body: Buffer.alloc(900, 0xee),
				headers: { 'content-encoding': coding },
			});
			expect(fileSize).toBe(900);
		},
	);

	it('that is sound all the same is kept, and a long name of the coding is cut', async () => {
		expect((await download({ body: SOUND, headers: { 'content-encoding': 'zstd' } })).fileSize).toBe(
			SOUND.length,
		);
		const { description } = await download({
			body: Buffer.alloc(900, 0xee),
			headers: { 'content-encoding': 'z'.repeat(50) },
		});
		expect(description).toContain(`"${'z'.repeat(40)}"`);
	});
});

describe("n8n's store", () => {
	it.each<[string, object, number]>([
		['the bytes that it tells', { bytes: 7, id: 'abc', data: 'AAAA' }, 7],
		['those of its metadata', { id: 'abc', data: '' }, 3],
		['those of the text, with one sign to fill', { data: 'AAA=' }, 2],
		['those of the text, with two', { data: 'AA==' }, 1],
		['those of the text', { data: 'AAAA' }, 3],
		['none', { bytes: 0, data: '' }, 0],
	])('has %s', async (_name, binary, fileSize) => {
		expect((await download({ body: SOUND, stored: () => binary })).fileSize).toBe(fileSize);
	});

	it.each([
		[{ data: '' }, "The recording is too large for n8n's memory: 600 MB", 'own'],
		[{ data: '', id: 'filesystem:1' }, undefined, undefined],
	])('that gives %j for a file of 600 MB: %s', async (binary, message, kind) => {
		const headers = { 'content-length': String(600 * 2 ** 20) };
		const told = await download({ body: SOUND, headers, stored: () => binary });
		expect([told.message, told.kind]).toEqual([message, kind]);
		expect(told.given[0]).toHaveLength(0);
		if (message === undefined) return;
		expect(told.description).toBe(
			'This n8n keeps files in memory, up to 383 MB each. Set its environment variable N8N_DEFAULT_BINARY_DATA_MODE to filesystem, or to s3 or database where several n8n processes share files, and run the node again.',
		);
	});

	it('that finds a text too long says so, without a size', async () => {
		const stored = () => {
			throw Object.assign(new Error('x'), { code: 'ERR_STRING_TOO_LONG' });
		};
		expect((await download({ body: SOUND, stored })).message).toBe(
			"The recording is too large for n8n's memory",
		);
	});

	it.each([
		[new Error('disk full at https://a.example/b'), 'disk full at (an address)'],
		['odd', 'no reason given'],
	])('that fails with %p is named', async (fault, reason) => {
		const stored = () => {
			throw fault;
		};
		expect(await download({ body: SOUND, stored })).toMatchObject({
			message: 'The recording could not be stored',
			description: `n8n's binary store did not take it: ${reason}. Check the disk or the storage of this n8n, then run the node again.`,
		});
	});

	it('gets the wanted name', async () => {
		const headers = { 'content-disposition': 'attachment; filename="theirs.ogg"' };
		expect((await download({ body: SOUND, headers })).fileName).toBe('theirs.ogg');
		expect((await download({ body: SOUND, headers, fileName: 'mine.ogg' })).fileName).toBe('mine.ogg');
	});

	it('gets a text as a file', async () => {
		const given: unknown[] = [];
		const prepareBinaryData = async (...args: unknown[]) => (given.push(...args), { data: '', mimeType: '' });
		const context = { helpers: { prepareBinaryData } } as unknown as FileContext;
		const file = { text: 'ä', fileName: 'a.txt', mimeType: 'text/plain', fileExtension: 'txt' };
		await storeText(context, file, 'The transcript');
		expect(given).toEqual([Buffer.from('ä'), 'a.txt', 'text/plain']);
	});
});

it.each([
	[
		404,
		'JustCall pointed to a storage address where there is nothing (any more). A recording exists some minutes after the call, and as long as the account keeps it. (HTTP 404)',
		'The recording was not found',
		'missing',
	],
	[
		410,
		'JustCall pointed to a storage address where there is nothing (any more). A recording exists some minutes after the call, and as long as the account keeps it. (HTTP 410)',
		'The recording was not found',
		'missing',
	],
	[
		403,
		'JustCall pointed to a storage address that answered HTTP 403. Try again: such addresses expire.',
		'The recording could not be fetched from its storage',
		undefined,
	],
])('a storage host that answers %i', async (status, description, message, kind) => {
	const told = await download({ storage: true, status, body: 'x' });
	expect([told.message, told.description, told.kind]).toEqual([message, description, kind]);
});

it('a body that goes on for too long is ended, and says so', async () => {
	const body = new Readable({ read: () => undefined });
	const ticks = setInterval(() => body.push('x'), 5);
	const work = async () => await new Promise<never>((_, reject) => body.on('error', reject));
	const ended = watched(body as unknown as BodyStream, { idle: 60_000, whole: 600 }, work);
	body.resume();
	await expect(ended).rejects.toThrow(/^it took more than 1 seconds$/);
	clearInterval(ticks);
});
