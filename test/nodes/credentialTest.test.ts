import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server as TcpServer } from 'node:net';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { OWN_FIELDS } from '../../nodes/shared/http/credentialType';
import { startInProcess, type InProcessN8n } from '../../tools/engine/inProcess';
import { ACCOUNT_ZONE, KEY, SECRET, useSandbox } from '../harness/sandboxed';

/** Messages of the credential's Test button. */
const env = useSandbox({ calls: 10 });
const test = async (changes: ICredentialDataDecryptedObject = {}) =>
	await env.n8n.testCredential({
		apiKey: KEY,
		apiSecret: SECRET,
		baseUrl: env.sandbox.url,
		timezone: '',
		defaultCountry: '',
		longestWait: 300,
		...changes,
	});

const servers: Array<Server | TcpServer> = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

const listening = async (server: Server | TcpServer): Promise<string> => {
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const answering = async (listener: RequestListener) => `http://${await listening(createServer(listener))}`;
const answeringWith = async (status: number, body: unknown, headers: Record<string, string> = {}) =>
	await answering((_, response) => {
		const isPage = typeof body === 'string';
		response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json', ...headers });
		response.end(isPage ? body : JSON.stringify(body));
	});

it('succeeds with the right key and secret, and asks JustCall once', async () => {
	env.sandbox.clearRequests();
	await expect(test()).resolves.toEqual({
		status: 'OK',
		message: `JustCall accepted the API key and secret. Agents of this account are in ${ACCOUNT_ZONE}.`,
	});
	expect(env.sandbox.requests().map(({ method, path }) => [method, path])).toEqual([['GET', '/v2.1/users']]);
});

it.each([
	['blanks around what was copied', { apiKey: ` ${KEY}\n`, apiSecret: `\t${SECRET} ` }],
	['the zone of an agent', { timezone: 'America/New_York' }],
	['the same zone by its other name', { timezone: ' US/Eastern ' }],
	['a country', { defaultCountry: 'US' }],
	['a country by its name, as an expression gives it', { defaultCountry: 'United States' }],
	['no wait', { longestWait: 0 }],
	['an empty wait', { longestWait: '' }],
	['a wait as text', { longestWait: '60' }],
])('takes %s', async (_what, changes) => {
	expect((await test(changes)).status).toBe('OK');
});

it('takes a path behind the base URL', async () => {
	const url = await answering((request, response) => {
		const isBelow = request.url === '/justcall/v2.1/users?per_page=100';
		response.writeHead(isBelow ? 200 : 404).end(JSON.stringify({ status: 'success', data: [] }));
	});
	expect((await test({ baseUrl: `${url}/justcall/` })).status).toBe('OK');
});

describe('a field that cannot be used is named, and nobody is asked', () => {
	it.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		[
			'country that there is not',
			{ defaultCountry: 'Atlantis' },
			/'Default Country' is not a country: "Atlantis"/,
		],
		['country that is a number', { defaultCountry: 44 }, /'Default Country' is not a country: "44"/],
		[
			'wait below nothing',
			{ longestWait: -1 },
			/'Longest Wait \(Seconds\)' is not a number of seconds: "-1"/,
		],
		['wait in words', { longestWait: 'a while' }, /'Longest Wait \(Seconds\)'.*"a while"/],
		['wait that is true', { longestWait: true }, /'Longest Wait \(Seconds\)'.*"true"/],
		[
			'base URL without scheme',
			{ baseUrl: 'api.justcall.io' },
			/'Base URL' is not an address: "api\.justcall\.io".*https:\/\//,
		],
		[
			'base URL that is host and port',
			{ baseUrl: 'localhost:3000' },
			/'Base URL' is not an address: "localhost:3000".*https:\/\//,
		],
		['base URL that is no text', { baseUrl: 42 }, /'Base URL' is not an address: "42"/],
		['base URL with words', { baseUrl: 'https:// api' }, /'Base URL' is not an address/],
		['base URL in the clear', { baseUrl: 'http://api.justcall.io' }, /must start with https:\/\//],
		['base URL with a query', { baseUrl: 'https://api.justcall.io?x=1' }, /carries more than an address/],
		[
			'base URL with a login',
			{ baseUrl: `https://${KEY}:${SECRET}@api.justcall.io` },
			/carries more than an address/,
		],
		['no key', { apiKey: ' ' }, /'API Key' is empty/],
		['no secret', { apiSecret: '' }, /'API Secret' is empty/],
		[
			'a key with a typographic sign',
			{ apiKey: '\u201Ckey\u201D' },
			/has a character that no request can carry/,
		],
	])('%s', async (_what, changes, message) => {
		env.sandbox.clearRequests();
		const result = await test(changes);
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('the time zone', () => {
	const agentsIn = async (...zones: unknown[]) =>
		await answeringWith(200, {
			status: 'success',
			total_count: zones.length,
			data: zones.map((timezone, id) => ({ id, timezone })),
		});

	it.each<[string, unknown]>([
		['of no map', 'New York'],
		['as an offset', '+5'],
		['by number', 5],
		['by false', false],
	])('%s is named, with the zones of the agents', async (_what, timezone) => {
		const { status, message } = await test({ timezone: timezone as string });
		expect(status).toBe('Error');
		expect(message).toContain(`'Account Time Zone' is not a time zone: "${String(timezone)}".`);
		expect(message).toContain(`Agents of this account are in ${ACCOUNT_ZONE}.`);
	});

	it('of no map is named when JustCall gives no list', async () => {
		const baseUrl = await answeringWith(401, { status: 'failed' });
		const { message } = await test({ baseUrl, timezone: 'New York' });
		expect(message).toMatch(/^'Account Time Zone' is not a time zone: "New York"\./);
		expect(message).not.toContain('Agents');
	});

	it('of no agent is named, with the zones of the agents', async () => {
		const { status, message } = await test({ timezone: 'Europe/Berlin' });
		expect(status).toBe('Error');
		expect(message).toMatch(
			/^'Account Time Zone' is Europe\/Berlin, and no agent of this account is in it\. .*in America\/New_York\. Choose/,
		);
	});

	it('of one agent among several is right', async () => {
		const baseUrl = await agentsIn('America/Chicago', 'Europe/Berlin', 'Asia/Kolkata', 'UTC');
		await expect(test({ baseUrl, timezone: 'Asia/Calcutta' })).resolves.toEqual({
			status: 'OK',
			message:
				'JustCall accepted the API key and secret. Agents of this account are in America/Chicago, Europe/Berlin, Asia/Kolkata and 1 more.',
		});
	});

	it.each<[string, unknown[], object]>([
		['there are more agents than the list has', ['UTC'], { total_count: 2 }],
		['there may be more', Array.from({ length: 100 }, () => 'UTC'), {}],
		['there is a next page', ['UTC'], { next_page_link: 'https://api.justcall.io/v2.1/users?page=1' }],
		['an agent has none', ['UTC', null], {}],
		['an agent has an unknown one', ['UTC', 'Eastern Time'], {}],
		['nobody is listed', [], {}],
	])('is not doubted when %s', async (_why, zones, more) => {
		const data = zones.map((timezone, id) => ({ id, timezone }));
		const baseUrl = await answeringWith(200, { status: 'success', data, ...more });
		expect((await test({ baseUrl, timezone: 'Europe/Berlin' })).status).toBe('OK');
	});

	it('is a list to choose from, in which every name is found and none is left out', () => {
		const zone = env.n8n.credentialType().properties.find(({ name }) => name === 'timezone');
		const choices = (zone?.options ?? []) as Array<{ name: string; value: string }>;
		const values = choices.map(({ value }) => value);
		expect(zone).toMatchObject({ type: 'options', default: '' });
		expect(values[0]).toBe('');
		expect(values).toEqual(expect.arrayContaining([...Intl.supportedValuesOf('timeZone'), 'UTC']));
		expect(values).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv']));
		expect(new Set(values).size).toBe(values.length);
		expect(choices.find(({ value }) => value === 'America/New_York')?.name).toBe(
			'New York (America/New_York)',
		);
		const names = choices.slice(1).map(({ name }) => name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other, 'en')));
	});
});

describe('no answer: a sentence, and no code alone', () => {
	const nobody = async () => {
		const address = await listening(createTcp());
		await new Promise((resolve) => servers.pop()?.close(resolve));
		return address;
	};

	it.each<[string, () => Promise<string>, RegExp]>([
		[
			'ECONNREFUSED',
			async () => `http://${await nobody()}`,
			/^No answer came from http:\/\/127.* Nothing listens at that address/,
		],
		[
			'ENOTFOUND',
			async () => 'https://no-such-host.invalid',
			/^No answer came from https:\/\/no-such-host\.invalid\. The name could not be looked up/,
		],
		[
			'a connection that is cut',
			async () => `http://${await listening(createTcp((socket) => socket.destroy()))}`,
			/^No answer came from .* The connection broke/,
		],
		[
			'no TLS where it is asked for',
			async () =>
				// By name: a certificate is for a name, and Node warns of one for an address.
				`https://${(await listening(createTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))).replace('127.0.0.1', 'localhost')}`,
			/^No answer came from .* (The secure connection could not be made|The connection broke)/,
		],
	])('%s', async (_what, baseUrl, message) => {
		const result = await test({ baseUrl: await baseUrl() });
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(result.message.length).toBeGreaterThan(60);
	});
});

describe('an answer that is no success', () => {
	it.each<[number, unknown, RegExp]>([
		[
			401,
			{ status: 'failed', message: 'Unauthorized' },
			/did not accept the API key and secret\. Open the JustCall credential/,
		],
		[
			403,
			{ status: 'failed', message: 'Plan?' },
			/knows the key but denies access\. The API needs the Team plan.*"Plan\?".*HTTP 403/,
		],
		[
			404,
			{ status: 'failed' },
			/^What answers at this 'Base URL' is not JustCall's API\. Set 'Base URL' to https:\/\/api\.justcall\.io/,
		],
		[
			429,
			{ status: 'failed', message: 'Too many requests' },
			/too many requests.*could not be checked\. Try again in a minute/,
		],
		[500, { status: 'failed', message: 'Oops' }, /could not process the request.*"Oops".*HTTP 500/],
		[503, '<html>Maintenance</html>', /could not process the request.*HTML page.*HTTP 503/],
		[200, '<!doctype html><p>Sign in</p>', /is not JustCall's API\. Set 'Base URL'.*\(HTTP 200\)/],
		[202, { accepted: true }, /is not JustCall's API\..*\(HTTP 202\)/],
		[200, { status: 'failed', message: 'No API' }, /reported that the request did not succeed.*"No API"/],
		[403, '<html>Blocked by the proxy</html>', /is not JustCall's API.*proxy.*\(HTTP 403\)/],
		[407, '<html>Proxy login</html>', /is not JustCall's API.*proxy.*\(HTTP 407\)/],
		[401, '', /is not JustCall's API/],
	])('%i %p', async (status, body, message) => {
		const result = await test({ baseUrl: await answeringWith(status, body) });
		expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) as string });
	});

	it('a redirect is not followed', async () => {
		const reached: string[] = [];
		const elsewhere = await answering((request, response) => {
			reached.push(String(request.headers.authorization));
			response.end(JSON.stringify({ data: [] }));
		});
		const result = await test({ baseUrl: await answeringWith(302, {}, { location: elsewhere }) });
		expect(result.message).toMatch(/answered with a redirect, which was not followed/);
		expect(reached).toEqual([]);
	});

	it('what echoes key and secret does not show them', async () => {
		const echo = async (status: number) =>
			await answering((request, response) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(
					JSON.stringify({ status: 'failed', message: request.headers.authorization, uuid: SECRET }),
				);
			});
		for (const status of [400, 403, 500]) {
			const { message } = await test({ baseUrl: await echo(status) });
			expect(message).toContain('[hidden]');
			expect(message).not.toContain(KEY);
			expect(message).not.toContain(SECRET);
		}
	});
});

it('all nodes that use the credential can test it, in the same way', () => {
	const nodes = ['justCall', 'justCallTrigger', 'justCallPollingTrigger'].map((name) => env.n8n.node(name));
	const tests = nodes.map(({ description: { credentials = [] }, methods }) => {
		const { testedBy } = credentials[0] ?? {};
		return methods?.credentialTest?.[String(testedBy)];
	});
	expect(new Set(tests).size).toBe(1);
	expect(tests[0]).toBeInstanceOf(Function);
});

describe('the credential type of another package, loaded last', () => {
	let foreign: InProcessN8n;
	const field = (name: string) => ({ displayName: name, name, type: 'string', default: '' }) as const;
	beforeAll(async () => {
		foreign = await startInProcess(
			{ apiKey: KEY, apiSecret: SECRET, baseUrl: 'http://127.0.0.1:9', timezone: ACCOUNT_ZONE },
			{},
			{
				name: 'justCallApi',
				displayName: 'JustCall API',
				properties: [field('apiKey'), field('apiSecret')],
				// This address stands for JustCall's own, which no test contacts.
				authenticate: async ({ apiKey, apiSecret }, options) => ({
					...options,
					baseURL: env.sandbox.url,
					headers: { ...options.headers, Authorization: `${String(apiKey)}:${String(apiSecret)}` },
				}),
			},
		);
	});
	afterAll(() => foreign?.stop());
	beforeEach(() => env.sandbox.clearRequests());

	it('knows none of the fields that ours has beside key and secret', () => {
		const { properties } = env.n8n.credentialType();
		expect(properties.map((property) => property.name).sort()).toEqual(
			['apiKey', 'apiSecret', ...OWN_FIELDS].sort(),
		);
	});

	it.each<[string, INodeParameters]>([
		['a list', { resource: 'call', operation: 'getAll', filters: { fromDatetime: '2025-11-03T00:00:00' } }],
		['a day', { resource: 'sms', operation: 'getAll', filters: { toDatetime: '2025-11-03' } }],
		[
			'a text at a time',
			{
				resource: 'sms',
				operation: 'send',
				justcallNumber: '+14155550119',
				contactNumber: '+13035550199',
				body: 'Hello',
				additionalFields: { scheduleAt: '2025-11-03T09:00:00' },
			},
		],
	])('no date is sent in a zone that nobody knows: %s', async (_what, parameters) => {
		const { error } = await foreign.run('justCall', parameters);
		expect(error?.message).toMatch(/account's time zone is not known/);
		expect(error?.description).toMatch(
			/another JustCall package.*'Account Time Zone'.*Uninstall the other package/,
		);
		expect(error?.name).toBe('NodeOperationError');
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('what needs no date goes on, with a hint', async () => {
		const { error, items, hints } = await foreign.run('justCall', {
			resource: 'user',
			operation: 'getAll',
			returnAll: true,
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(env.sandbox.state.users.length);
		expect(hints).toEqual([expect.stringMatching(/loaded last.*'Base URL'.*HTTP Request.*Uninstall/)]);
	});

	it('the polling trigger looks all the same, and each item says it', async () => {
		const [item] = await foreign.poller('justCallPollingTrigger', { event: 'newCall' }).look('manual');
		expect(item?.json.credential_notice).toMatch(/another JustCall package/);
		expect(item?.json.id).toBeDefined();
	});

	it('the trigger loses no event over it, and its item says it', async () => {
		const { items } = await foreign.deliver(
			'justCallTrigger',
			{ events: ['call.completed'], options: { verifySignature: false } },
			{ body: { type: 'call.completed', request_id: 'r1', data: { id: 1, credential_notice: 'forged' } } },
		);
		expect(items[0]?.json.credential_notice).toMatch(/another JustCall package/);
		expect(items[0]?.json.id).toBe(1);
	});

	it('a credential that was saved before there were such fields is none: nothing is said', async () => {
		const old = await startInProcess({ apiKey: KEY, apiSecret: SECRET, baseUrl: env.sandbox.url });
		const { error, hints } = await old.run('justCall', {
			resource: 'call',
			operation: 'getAll',
			returnAll: true,
			filters: { fromDatetime: new Date(Date.now() - 7 * 86_400_000).toISOString() },
		});
		expect([error, hints]).toEqual([undefined, []]);
		const [item] = await old.poller('justCallPollingTrigger', { event: 'newCall' }).look('manual');
		expect(item?.json).not.toHaveProperty('credential_notice');
		old.stop();
	});
});
