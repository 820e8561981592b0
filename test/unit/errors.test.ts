import { explainAnswer, explainError, explainNoAnswer } from '../../nodes/shared/http/errors';
import { RepeatedPage, TooManyRecords } from '../../nodes/shared/answers/paginator';
import { ParameterError } from '../../nodes/shared/values/parameterError';
import { redactorOf } from '../../nodes/shared/http/secrets';
import { MalformedAnswer } from '../../nodes/shared/answers/envelope';

const redact = redactorOf({ apiKey: 'k3y-abcd', apiSecret: 's3cret!/+"' });
const now = Date.parse('2026-03-01T12:00:00Z');
const explain = (status: number, body: unknown = {}, headers: Record<string, unknown> = {}) =>
	explainAnswer({ status, headers, body, subject: 'The call', path: '/v2.1/calls/1', now, redact });

describe('what a person reads when JustCall refuses', () => {
	it.each([
		[400, 'JustCall did not accept the request', 'refused'],
		[401, 'JustCall did not accept the API key and secret', 'unauthorised'],
		[403, 'JustCall denied this request', 'denied'],
		[404, 'The call was not found', 'missing'],
		[429, 'JustCall is receiving too many requests from this account', 'limited'],
		[500, 'JustCall could not process the request', 'outage'],
		[503, 'JustCall could not process the request', 'outage'],
		[302, 'The server answered with a redirect, which was not followed', 'redirected'],
		[200, 'JustCall reported that the request did not succeed', 'refused'],
	])('%i', (status, message, kind) => {
		const explanation = explain(status, { status: 'failed', message: 'Said by JustCall' });
		expect(explanation.message).toBe(message);
		expect(explanation.description).toContain(`JustCall's message: "Said by JustCall"`);
		expect(explanation.description).toContain(`(HTTP ${status})`);
		expect(explanation.httpCode).toBe(String(status));
		expect([explanation.kind, explanation.said]).toEqual([kind, 'Said by JustCall']);
	});

	it('gives the uuid that support asks for', () => {
		expect(explain(500, { message: 'x', uuid: '0f6c-20' }).description).toContain('uuid 0f6c-20');
	});

	it.each([
		['Rate limit exceeded', 'limited'],
		['Too many requests, please slow down', 'limited'],
		['Request limit exceeded', 'limited'],
		['Maximum number of webhooks reached', 'refused'],
		['Too many webhooks for this account', 'refused'],
		['Limit of contacts reached', 'refused'],
	])('"%s" is %s', (message, kind) => {
		expect(explain(400, { message }).kind).toBe(kind);
	});

	it('says when the spent window opens again', () => {
		const at = (seconds: number) => String(now / 1000 + seconds);
		const spent = {
			'x-rate-limit-remaining': '12',
			'x-rate-limit-reset': at(3000),
			'x-rate-limit-burst-remaining': '0',
			'x-rate-limit-burst-reset': at(42),
		};
		expect(explain(429, {}, spent).description).toContain('2026-03-01T12:00:42.000Z');
		expect(explain(429, {}, { 'retry-after': '7' }).description).toContain('2026-03-01T12:00:07.000Z');
		expect(explain(429, {}, { 'retry-after': 'soon' }).description).not.toContain('opens again');
	});

	it('does not print an HTML page', () => {
		expect(explain(502, '<html><body>Bad Gateway</body></html>').description).toContain('"an HTML page"');
	});
});

describe('what a person reads when something else goes wrong', () => {
	it.each([
		[new ParameterError("'Call' is empty", 'Choose one.'), "'Call' is empty", /Choose one/],
		[new MalformedAnswer('the answer holds no list'), "JustCall's answer cannot be used", /'Base URL'/],
		[new TooManyRecords(130_000), /more records than n8n can take from one run: 130000/, /'From' and 'To'/],
		[new RepeatedPage(4), /same page/, /Page 4/],
		[new Error('odd'), 'The call could not be handled', /odd/],
	])('%p', (error, message, description) => {
		const explanation = explainError(error, 'The call');
		expect(explanation.message).toMatch(message);
		expect(explanation.description).toMatch(description);
	});

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'CERT_HAS_EXPIRED', 'ECONNRESET'])(
		'no answer: %s',
		(code) => {
			const { message, description } = explainNoAnswer('https://api.justcall.io', code, '');
			expect(message).toBe('No answer came from https://api.justcall.io');
			expect(description.length).toBeGreaterThan(30);
		},
	);

	it.each([
		['EHOSTUNREACH', ''],
		['ENETUNREACH', ''],
		['ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.1:443'],
	])('no way to the address: %s', (code, detail) => {
		const { message, description } = explainNoAnswer('https://api.justcall.io', code, detail);
		expect(message).toBe('No answer came from https://api.justcall.io');
		expect(description).toBe(
			`This server has no way to that address (${code}). Check the credential's 'Base URL', and this server's network, firewall and VPN.`,
		);
	});

	it('an answer that takes too long is not called unreachable', () => {
		const { description } = explainNoAnswer('https://api.justcall.io', 'ETIMEDOUT', 'socket timeout');
		expect(description).toMatch(/took too long/);
	});

	it('no answer because n8n does not let it out', () => {
		const { message, description } = explainNoAnswer('https://api.justcall.io', 'SSRF_BLOCKED', '');
		expect(message).toBe('n8n refused to connect to https://api.justcall.io');
		expect(description).toMatch(/N8N_SSRF_ALLOWED_IP_RANGES/);
	});
});

describe('secrets', () => {
	const pair = `k3y-abcd:s3cret!/+"`;

	it.each([
		['as they are', `bad key k3y-abcd: s3cret!/+"`, 'bad key [hidden]: [hidden]'],
		['both', `Authorization: ${pair}`, 'Authorization: [hidden]'],
		['in an address', `?key=${encodeURIComponent('s3cret!/+"')}`, '?key=[hidden]'],
		['in JSON', JSON.stringify({ sent: 's3cret!/+"' }), '{"sent":"[hidden]"}'],
		['as Base64', `Basic ${Buffer.from(pair).toString('base64')}`, 'Basic [hidden]'],
	])('are hidden %s', (_form, text, hidden) => {
		expect(redact(text).replace(/=+$/, '')).toBe(hidden);
	});

	it('are hidden before what JustCall says is cut', () => {
		const { description } = explain(400, { message: `${'x'.repeat(292)} ${pair}` });
		expect(description).not.toContain('k3y');
	});

	it('what is too short to be one changes nothing', () => {
		expect(redactorOf({ apiKey: '', apiSecret: 'abc' })('abc text')).toBe('abc text');
	});
});
