import { Readable } from 'node:stream';

import { downloadFile, type FileContext } from '../../nodes/shared/http/recording';

const MB = 2 ** 20;
const FILE = { fallbackName: 'call-1', fallbackType: 'audio/mpeg', subject: 'The recording' };

/** An n8n that does or does not keep files in memory, and an answer whose body is counted when it is read. */
function contextOf({ announced, id, error }: { announced?: number; id?: string; error?: Error }) {
	const seen = { requests: 0, stored: 0, bodies: [] as Readable[] };
	const context = {
		getCredentials: async () => ({ apiKey: 'key', apiSecret: 'secret', baseUrl: 'http://127.0.0.1:9' }),
		helpers: {
			async httpRequestWithAuthentication() {
				seen.requests++;
				// More than may be held in memory, so it goes to the store as a stream.
				const body = Readable.from(
					(function* () {
						for (let piece = 0; piece < 17; piece++) yield Buffer.alloc(MB, 1);
					})(),
					{ objectMode: false },
				);
				seen.bodies.push(body);
				const length = announced === undefined ? {} : { 'content-length': String(announced) };
				return { statusCode: 200, headers: { 'content-type': 'audio/mpeg', ...length }, body };
			},
			async prepareBinaryData(data: Buffer | Readable) {
				if (data instanceof Readable) {
					seen.stored++;
					if (error) throw error;
				}
				return { data: '', mimeType: 'audio/mpeg', bytes: announced ?? 10, ...(id && { id }) };
			},
			getBinaryMetadata: async () => ({ fileSize: announced ?? 10 }),
		},
	};
	return { context: context as unknown as FileContext, seen };
}

const download = async (context: FileContext) =>
	await downloadFile(context, { method: 'GET', path: '/v2.1/calls/1/recording/download' }, FILE);

it('a file that n8n cannot keep in memory is refused by its headers, once, with the setting that helps', async () => {
	const { context, seen } = contextOf({ announced: 450 * MB });
	await expect(download(context)).rejects.toMatchObject({
		explanation: {
			message: "The recording is too large for n8n's memory: 450 MB",
			description: expect.stringMatching(/N8N_DEFAULT_BINARY_DATA_MODE to filesystem/),
		},
	});
	expect([seen.requests, seen.stored, seen.bodies[0]?.destroyed]).toEqual([1, 0, true]);
});

it('the same file is taken where n8n stores files elsewhere', async () => {
	const { context, seen } = contextOf({ announced: 450 * MB, id: 'filesystem-v2:1' });
	expect((await download(context)).fileSize).toBe(450 * MB);
	expect([seen.requests, seen.stored]).toEqual([1, 1]);
});

it('a file whose size was not announced is not downloaded again when it does not fit', async () => {
	const error = Object.assign(new Error('Cannot create a string longer than 0x1fffffe8 characters'), {
		code: 'ERR_STRING_TOO_LONG',
	});
	const { context, seen } = contextOf({ error });
	await expect(download(context)).rejects.toMatchObject({
		explanation: { message: "The recording is too large for n8n's memory" },
	});
	expect(seen.requests).toBe(1);
});
