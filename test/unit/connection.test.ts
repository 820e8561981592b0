import { accountKeyOf } from '../../nodes/shared/http/account';
import { authenticate, keyPairOf } from '../../nodes/shared/http/authenticate';
import { allowedDomainsOf, batchingOf, connectionOf, proxyAddress } from '../../nodes/shared/http/connection';
import { connectedContext } from '../../nodes/shared/http/connectedContext';
import { credentialNotice, isOfAnotherPackage, NOTICE } from '../../nodes/shared/http/credentialType';
import { certainZonesOf, timeZonesOf } from '../../nodes/shared/http/timeZones';
import type { RequestContext } from '../../nodes/shared/http/transport';
import { ParameterError } from '../../nodes/shared/values/parameterError';

const BASE = 'https://api.justcall.io';

describe('Request Options', () => {
	it.each([undefined, null, 'x', [], {}, { timeout: 0, proxy: '' }, { timeout: 'x', proxy: '  ' }])(
		'%j sets nothing',
		(options) => {
			expect(connectionOf(options)).toEqual({});
		},
	);

	it.each([
		[5000, 5000],
		['7', 7],
		// A longer timer would fire at once.
		[2 ** 40, 2 ** 31 - 1],
		[-1, undefined],
	])('the timeout %p is %p', (timeout, expected) => {
		expect(connectionOf({ timeout }).timeout).toBe(expected);
	});

	it.each([
		[true, true],
		[false, undefined],
		['true', undefined],
	])('certificates are not checked for %p alone', (allowUnauthorizedCerts, expected) => {
		expect(connectionOf({ allowUnauthorizedCerts }).skipSslCertificateValidation).toBe(expected);
	});

	it.each([
		['http://proxy.example.com:3128', { host: 'proxy.example.com', port: 3128, protocol: 'http' }],
		[' http://proxy.example.com ', { host: 'proxy.example.com', port: 80, protocol: 'http' }],
		['https://proxy.example.com', { host: 'proxy.example.com', port: 443, protocol: 'https' }],
		[
			'http://me%40work:p%3Aw@10.0.0.1:8080',
			{
				host: '10.0.0.1',
				port: 8080,
				protocol: 'http',
				auth: { username: 'me@work', password: 'p:w' },
			},
		],
		[
			'http://me@10.0.0.1:8080',
			{ host: '10.0.0.1', port: 8080, protocol: 'http', auth: { username: 'me', password: '' } },
		],
	])('the proxy %s', (proxy, expected) => {
		const options = connectionOf({ proxy });
		expect(options).toEqual({ proxy: expected });
		expect(proxyAddress(options)).toBe(`${expected.protocol}://${expected.host}:${expected.port}`);
	});

	it.each([
		['proxy', ': "proxy"'],
		['http://', ': "http://"'],
		['proxy.example.com:3128', ': "proxy.example.com:3128"'],
		['ftp://proxy.example.com', ': "ftp://proxy.example.com"'],
		['http://proxy.example.com:99999', ': "http://proxy.example.com:99999"'],
		// What may hold a login is not shown.
		['me:secret@proxy:99999', ''],
		['http://me:%zz@proxy.example.com:1', ''],
		['http://%zz@proxy.example.com:1', ''],
		['proxy.example.com:3128:me:secret', ''],
		['http://proxy.example.com:3128:me', ''],
	])('%s is not the address of a proxy', (proxy, shown) => {
		const refused = () => connectionOf({ proxy });
		expect(refused).toThrow(ParameterError);
		expect(refused).toThrow(new Error(`'Request Options > Proxy' is not the address of a proxy${shown}`));
		expect(refused).toThrow(
			expect.objectContaining({ hint: 'Give host and port, for example http://proxy.example.com:3128.' }),
		);
	});

	it('a connection without a proxy has no address of one', () => {
		expect(proxyAddress({})).toBeUndefined();
		expect(proxyAddress({ proxy: { host: 'a', port: 1 } })).toBe('http://a:1');
	});

	it.each([
		[undefined, undefined],
		[{ batching: 'x' }, undefined],
		[{ batching: { batch: null } }, undefined],
		[{ batching: { batch: { batchSize: 5 } } }, undefined],
		[{ batching: { batch: { batchSize: 5, batchInterval: 0 } } }, undefined],
		[{ batching: { batch: { batchSize: 5, batchInterval: 'x' } } }, undefined],
		[{ batching: { batch: { batchSize: 5, batchInterval: 100 } } }, { size: 5, interval: 100 }],
		[{ batching: { batch: { batchSize: '5', batchInterval: '100' } } }, { size: 5, interval: 100 }],
		[{ batching: { batch: { batchSize: -1, batchInterval: 1 } } }, { size: 1, interval: 1 }],
		[{ batching: { batch: { batchSize: 0, batchInterval: 1 } } }, { size: 1, interval: 1 }],
		[{ batching: { batch: { batchSize: 0.5, batchInterval: 1 } } }, { size: 1, interval: 1 }],
		[{ batching: { batch: { batchSize: 2.9, batchInterval: 1 } } }, { size: 2, interval: 1 }],
		[{ batching: { batch: { batchInterval: 1 } } }, { size: 1, interval: 1 }],
	])('the pauses of %j are %j', (options, expected) => {
		expect(batchingOf(options)).toEqual(expected);
	});
});

describe('the domains that n8n allows for the credential', () => {
	it.each([
		[{}, undefined],
		[{ allowedHttpRequestDomains: 'all', allowedDomains: 'a.example' }, undefined],
		[{ allowedHttpRequestDomains: 'domains' }, 'api.justcall.io'],
		[{ allowedHttpRequestDomains: 'domains', allowedDomains: ' ' }, 'api.justcall.io'],
		[
			{ allowedHttpRequestDomains: 'domains', allowedDomains: ' a.example, b.example ' },
			'api.justcall.io, a.example, b.example',
		],
	])('%j', (credentials, expected) => {
		expect(allowedDomainsOf(credentials, BASE)).toBe(expected);
	});
});

describe('the header of a request', () => {
	const credentials = { apiKey: ' key ', apiSecret: 'secret\n', baseUrl: BASE };
	const signed = (options: object) => authenticate(credentials, { url: '/v2.1/users', ...options });

	it('says who asks and what is wanted, over what the caller says, and keeps the rest', () => {
		const headers = { Authorization: 'mine', Accept: 'text/plain', 'x-justcall-client': 'me', other: '1' };
		expect(signed({}).headers).toEqual({
			Accept: 'application/json',
			Authorization: 'key:secret',
			'x-justcall-client': 'n8n',
		});
		expect(signed({ headers, timeout: 5 })).toMatchObject({
			timeout: 5,
			headers: { Accept: 'text/plain', Authorization: 'key:secret', 'x-justcall-client': 'n8n', other: '1' },
		});
	});

	it.each([
		[{}, { disableFollowRedirect: true, followRedirect: false, followAllRedirects: false }],
		[
			{ disableFollowRedirect: false, followRedirect: true, followAllRedirects: true },
			{ disableFollowRedirect: true, followRedirect: false, followAllRedirects: false },
		],
		// This n8n can keep them back, and follows the redirect without them.
		[{ sendCredentialsOnCrossOriginRedirect: true, followRedirect: true }, { followRedirect: true }],
		[{ sendCredentialsOnCrossOriginRedirect: false }, {}],
	])('key and secret go along no redirect to another host: %j', (options, expected) => {
		const { sendCredentialsOnCrossOriginRedirect, ...redirects } = signed(options) as unknown as Record<
			string,
			unknown
		>;
		expect(sendCredentialsOnCrossOriginRedirect).toBe(false);
		const { url: _url, headers: _headers, ...others } = redirects;
		expect(others).toEqual(expected);
	});

	it.each([
		[{ url: 'v2.1/a:b' }, undefined],
		[{ url: '/v2.1/a:b' }, undefined],
		[{ url: 'HTTPS://API.justcall.io/v2.1' }, undefined],
		[{ url: undefined, uri: undefined }, undefined],
		[{ url: '/x', baseURL: `${BASE}/v2.1` }, undefined],
		// Programs read it in different ways.
		[{ url: 'https:evil.example' }, 'https://evil.example'],
		[{ url: 'svn+ssh://evil.example' }, 'null'],
		[{ url: 'a1:x' }, 'null'],
		[{ url: 'https:x', baseURL: 'https://evil.example' }, 'https://evil.example'],
	])('goes to the host of the credential alone: %j', (options, elsewhere) => {
		const sent = () => signed(options);
		if (elsewhere === undefined) expect(sent().headers?.Authorization).toBe('key:secret');
		else
			expect(sent).toThrow(
				`This JustCall credential belongs to ${BASE}, so its key and secret were not sent to ${elsewhere}. Use an address of ${BASE}, or change 'Base URL' in the credential.`,
			);
	});

	it('is empty of what there is not', () => {
		expect(keyPairOf({})).toEqual({ apiKey: '', apiSecret: '' });
		expect(keyPairOf({ apiKey: 5, apiSecret: null })).toEqual({ apiKey: '5', apiSecret: '' });
	});
});

describe('an account', () => {
	it('is one by key and address, whatever stands around them', () => {
		const key = accountKeyOf({ apiKey: 'key', apiSecret: 'a', baseUrl: BASE });
		expect(key).toMatch(/^[\w-]{16}$/);
		expect(accountKeyOf({ apiKey: ' key\n', apiSecret: 'b', baseUrl: `${BASE}/` })).toBe(key);
		expect(accountKeyOf({ apiKey: 'other', apiSecret: 'a', baseUrl: BASE })).not.toBe(key);
		expect(accountKeyOf({ apiKey: 'key', apiSecret: 'a', baseUrl: 'http://localhost:1' })).not.toBe(key);
	});
});

describe('a credential that n8n reads by the type of another package', () => {
	const zones = (credentials: object) => ({
		getTimezone: () => 'Europe/Berlin',
		getCredentials: async () => credentials as never,
	});

	it.each([
		[{ apiKey: 'a' }, true],
		[{ apiKey: 'a', baseUrl: '' }, false],
		[{ timezone: '' }, false],
		[{ defaultCountry: 'US' }, false],
		[{ longestWait: 0 }, false],
	])('%j: %p', async (credentials, isForeign) => {
		expect(isOfAnotherPackage(credentials)).toBe(isForeign);
		expect(credentialNotice(credentials)).toEqual(isForeign ? { credential_notice: NOTICE } : {});
		const certain = certainZonesOf(zones(credentials));
		if (!isForeign) return void (await certain);
		await expect(certain).rejects.toThrow(
			new ParameterError(
				"The account's time zone is not known, so dates would be read in the wrong one",
				NOTICE,
			),
		);
	});

	it("has its own zone, or the workflow's", async () => {
		expect(await timeZonesOf(zones({ timezone: 'Asia/Tokyo' }))).toEqual({
			workflow: 'Europe/Berlin',
			account: 'Asia/Tokyo',
		});
		expect(await certainZonesOf(zones({ timezone: '' }))).toEqual({
			workflow: 'Europe/Berlin',
			account: 'Europe/Berlin',
		});
	});
});

it('a run has one credential for all of its requests, and its Request Options', async () => {
	let reads = 0;
	const context = {
		getCredentials: async () => (
			reads++,
			{ apiKey: 'key', baseUrl: `${BASE}/`, allowedHttpRequestDomains: 'domains' } as never
		),
		helpers: {},
		other: 1,
	} as unknown as RequestContext;
	const connected = await connectedContext(context, { timeout: 5 });
	expect(await connected.getCredentials('justCallApi')).toBe(await connected.getCredentials('justCallApi'));
	expect([reads, (connected as unknown as { other: number }).other]).toEqual([1, 1]);
	expect(connected.connection).toEqual({ timeout: 5, allowedDomains: 'api.justcall.io' });
	await expect(connectedContext(context, { proxy: 'x' })).rejects.toThrow(ParameterError);
});
