import { downloadFile, type FileContext } from '../../nodes/shared/http/recording';
import { ask, send, type RequestContext } from '../../nodes/shared/http/transport';
import { Readable } from 'node:stream';

const SOUND = Buffer.concat([Buffer.from('OggS\0'), Buffer.alloc(5000, 7)]);
const FILE = { fallbackName: 'call-1', fallbackType: 'audio/mpeg', subject: 'The recording' };
const PATH = '/v2.1/calls/1/recording/download';

interface Options {
	url: string;
	baseURL?: string;
	headers?: Record<string, string>;
	disableFollowRedirect?: boolean;
	proxy?: unknown;
	timeout?: number;
	skipSslCertificateValidation?: boolean;
}

let accounts = 0;

/**
 * An n8n whose HTTP helper follows redirects by itself unless told not to, as n8n's does, and notes each address that it
 * connects to. `hosts` gives the answer of an address: where it redirects to, or a status.
 */
function network(baseUrl: string, hosts: Record<string, string | number>, connection?: object) {
	const reached: string[] = [];
	const asked: Options[] = [];
	const fetchIt = async (options: Options, key: string): Promise<object> => {
		asked.push(options);
		for (let url = `${options.baseURL ?? ''}${options.url}`; ;) {
			reached.push(`${key}${url}`);
			const answer = hosts[url] ?? 404;
			if (typeof answer === 'number')
				return { statusCode: answer, headers: { 'content-type': 'audio/ogg' }, body: Readable.from([SOUND]) };
			if (options.disableFollowRedirect)
				return { statusCode: 302, headers: { location: answer }, body: Readable.from(['']) };
			url = answer;
		}
	};
	const context = {
		...(connection && { connection }),
		getCredentials: async () => ({ apiKey: `redirects ${accounts++}`, apiSecret: 'secret', baseUrl }),
		helpers: {
			httpRequestWithAuthentication: async (_name: string, options: Options) =>
				await fetchIt(options, 'key '),
			httpRequest: async (options: Options) => await fetchIt(options, ''),
			prepareBinaryData: async (bytes: Buffer) => ({ data: '', mimeType: '', bytes: bytes.length }),
		},
	};
	return { context: context as unknown as FileContext & RequestContext, reached, asked };
}

async function download(baseUrl: string, hosts: Record<string, string | number>, connection?: object) {
	const { context, reached, asked } = network(baseUrl, hosts, connection);
	const result = await downloadFile(context, { method: 'GET', path: PATH }, FILE).then(
		({ fileSize }) => `${fileSize} bytes`,
		({ explanation }: { explanation: { message: string; description: string } }) =>
			`${explanation.message}. ${explanation.description}`,
	);
	return { result, reached, asked };
}

const API = 'https://api.justcall.io';
const LOCAL = 'http://127.0.0.1:4010';
const STORE = 'https://storage.example/rec';

describe('a recording that lies elsewhere', () => {
	it('is fetched from there without the key, over several redirects', async () => {
		const { result, reached } = await download(API, {
			[`${API}${PATH}`]: STORE,
			[STORE]: 'https://other.example/rec',
			'https://other.example/rec': 200,
		});
		expect(result).toBe(`${SOUND.length} bytes`);
		expect(reached).toEqual([`key ${API}${PATH}`, STORE, 'https://other.example/rec']);
	});

	it('goes back to JustCall with the key, and nowhere that only begins like it', async () => {
		const again = `${API}/v2.1/files/1`;
		const back = await download(API, { [`${API}${PATH}`]: STORE, [STORE]: again, [again]: 200 });
		expect(back.reached).toEqual([`key ${API}${PATH}`, STORE, `key ${again}`]);
		for (const alike of [
			'https://api.justcall.io.evil.example/x',
			'https://api.justcall.io:8443/x',
			'https://api.justcall.io@evil.example/x',
		]) {
			const { reached } = await download(API, { [`${API}${PATH}`]: alike, [alike]: 200 });
			expect(reached).toEqual([`key ${API}${PATH}`, alike]);
		}
	});

	it.each([
		['from JustCall', API, { [`${API}${PATH}`]: 'http://storage.example/rec' }, 1],
		['from JustCall to this machine', API, { [`${API}${PATH}`]: 'http://127.0.0.1/rec' }, 1],
		['from JustCall to this machine by name', API, { [`${API}${PATH}`]: 'http://localhost:5678/rec' }, 1],
		['from a storage', API, { [`${API}${PATH}`]: STORE, [STORE]: 'http://storage.example/rec' }, 2],
		['from a storage to this machine', API, { [`${API}${PATH}`]: STORE, [STORE]: 'http://[::1]/rec' }, 2],
		['from a sandbox into the network', LOCAL, { [`${LOCAL}${PATH}`]: 'http://10.0.0.7/rec' }, 1],
		['to a file', API, { [`${API}${PATH}`]: 'file:///etc/passwd' }, 1],
		['to no address', API, { [`${API}${PATH}`]: 'https://' }, 1],
	])('is not fetched without https: %s', async (_name, baseUrl, hosts, reaches) => {
		const { result, reached } = await download(baseUrl, hosts);
		expect(result).toMatch(
			/^The recording could not be fetched from its storage\. JustCall redirected to an address that is not https/,
		);
		expect(reached).toHaveLength(reaches);
	});

	it('is fetched from a storage of this machine when JustCall is a sandbox on it', async () => {
		const store = 'http://localhost:4011/rec';
		const { result } = await download(LOCAL, { [`${LOCAL}${PATH}`]: store, [store]: 200 });
		expect(result).toBe(`${SOUND.length} bytes`);
	});

	it.each([
		[5, /bytes$/],
		[6, /JustCall redirected too many times/],
	])('is fetched over %i redirects: %p', async (hops, expected) => {
		const hosts: Record<string, string | number> = { [`${API}${PATH}`]: `${STORE}/1` };
		for (let hop = 1; hop < hops; hop++) hosts[`${STORE}/${hop}`] = `${STORE}/${hop + 1}`;
		hosts[`${STORE}/${hops}`] = 200;
		const { result, reached } = await download(API, hosts);
		expect(result).toMatch(expected);
		expect(reached).toHaveLength(6);
	});

	it('is asked for with the Request Options of the node, and unpacked', async () => {
		const connection = {
			timeout: 7000,
			proxy: { host: 'proxy', port: 1 },
			skipSslCertificateValidation: true,
		};
		const { asked } = await download(API, { [`${API}${PATH}`]: STORE, [STORE]: 200 }, connection);
		for (const options of asked) {
			expect(options).toMatchObject({
				...connection,
				headers: { 'Accept-Encoding': 'identity' },
				encoding: 'stream',
			});
		}
		expect(asked).toHaveLength(2);
	});

	it.each([
		[404, /^The recording was not found\. JustCall pointed to a storage address where there is nothing/],
		[410, /^The recording was not found\./],
		[403, /^The recording could not be fetched from its storage\. .* answered HTTP 403/],
	])('and is refused there (HTTP %i)', async (status, expected) => {
		const { result, reached } = await download(API, { [`${API}${PATH}`]: STORE, [STORE]: status });
		expect(result).toMatch(expected);
		expect(reached).toHaveLength(2);
	});
});

it('no other request follows a redirect: the key would go along', async () => {
	const { context, reached } = network(API, { [`${API}/v2.1/calls/1`]: STORE, [STORE]: 200 });
	expect((await send(context, { method: 'GET', path: '/v2.1/calls/1' })).status).toBe(302);
	await expect(
		ask(context, { method: 'GET', path: '/v2.1/calls/1' }, 'The call', (body) => body),
	).rejects.toMatchObject({
		explanation: { message: 'The server answered with a redirect, which was not followed' },
	});
	expect(reached).toEqual([`key ${API}/v2.1/calls/1`, `key ${API}/v2.1/calls/1`]);
});
