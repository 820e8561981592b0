import { checkBaseUrl, isLoopback } from '../../nodes/shared/values/baseUrl';
import type { ParameterError } from '../../nodes/shared/values/parameterError';

const refusal = (baseUrl: unknown): string => {
	try {
		return checkBaseUrl(baseUrl);
	} catch (error) {
		const { message, hint } = error as ParameterError;
		return `${message} | ${hint}`;
	}
};

describe('this very machine', () => {
	it.each(['localhost', 'LocalHost', '127.0.0.1', '127.1.22.255', '[::1]'])('is %p', (host) => {
		expect(isLoopback(host)).toBe(true);
	});

	it.each([
		'localhost.example.com',
		'notlocalhost',
		'127.0.0.1.example.com',
		'x127.0.0.1',
		'1127.0.0.1',
		'127.0.0',
		'127.0.0.1000',
		'127x0x0x1',
		'127.a.0.1',
		'10.0.0.1',
		'[::1]1',
		'[::12]',
		'x[::1]',
		'',
	])('is not %p', (host) => {
		expect(isLoopback(host)).toBe(false);
	});
});

describe('key and secret go', () => {
	it.each([
		['https://api.justcall.io', 'https://api.justcall.io'],
		[' https://api.justcall.io// ', 'https://api.justcall.io'],
		['https://proxy.example:8443/justcall/', 'https://proxy.example:8443/justcall'],
		['http://localhost:4010/', 'http://localhost:4010'],
		['', 'https://api.justcall.io'],
		['  ', 'https://api.justcall.io'],
		[undefined, 'https://api.justcall.io'],
		[null, 'https://api.justcall.io'],
	])('from %p to %p', (given, expected) => {
		expect(refusal(given)).toBe(expected);
	});

	it.each([
		'http://api.justcall.io',
		'http://127.0.0.1.example.com',
		'http://10.0.0.1',
		'ftp://localhost',
		'ws://localhost',
	])('nowhere unencrypted: %p', (given) => {
		expect(refusal(given)).toMatch(
			/^The credential's 'Base URL' must start with https:\/\/: "(?:http|ftp|ws):\/\/.*" \| Plain http would send the API key/,
		);
	});

	it.each([
		'localhost:4010',
		'api.justcall.io',
		'mailto:x@example.com',
		'file:///etc/passwd',
		'https://',
		5,
		false,
		{},
		['https://a.example'],
	])('nowhere when it is no address: %p', (given) => {
		expect(refusal(given)).toMatch(
			/^The credential's 'Base URL' is not an address.* \| Open the JustCall credential and set 'Base URL' to https:\/\/api\.justcall\.io\. An address begins with https:\/\/\.$/,
		);
	});

	it('and what may hold a login is not shown', () => {
		expect(refusal('mailto:x@example.com')).toMatch(/^The credential's 'Base URL' is not an address \|/);
		expect(refusal('justcall')).toContain('"justcall"');
	});

	it.each([
		'https://me@api.justcall.io',
		'https://:pw@api.justcall.io',
		'https://api.justcall.io?x=1',
		'https://api.justcall.io#x',
	])('with nothing but an address: %p', (given) => {
		expect(refusal(given)).toBe(
			`The credential's 'Base URL' carries more than an address | Remove user name, password, "?" and "#" from 'Base URL'; the usual value is https://api.justcall.io.`,
		);
	});
});
