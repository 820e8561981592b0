import fc from 'fast-check';

import { explainAnswer, explainNoAnswer, hiddenIn } from '../../nodes/shared/http/errors';
import { redactorOf } from '../../nodes/shared/http/secrets';

const SECRET = 's3cret<&>!/+"Long-enough';
const KEY = 'k3y-Long-enough-abcd';
const redact = redactorOf({ apiKey: KEY, apiSecret: SECRET });
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

/** The forms in which key and secret come back. */
const FORMS = [KEY, SECRET, `${KEY}:${SECRET}`].flatMap((secret) => [
	secret,
	secret.toUpperCase(),
	secret.toLowerCase(),
	encodeURIComponent(secret),
	encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
	encodeURIComponent(encodeURIComponent(secret)),
	JSON.stringify(secret).slice(1, -1),
	secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
	base64(secret),
	Buffer.from(secret).toString('base64url'),
	Buffer.from(secret).toString('hex'),
]);
const shows = (text: string) => FORMS.filter((form) => text.includes(form));

it.each(FORMS)('%s is hidden in a text', (form) => {
	expect(redact(`before ${form} behind`)).toMatch(/^before \[hidden\]=* behind$/);
});

/** Any JSON with a secret in some of its texts and names. */
const planted = fc.letrec<{ json: unknown; text: string }>((tie) => ({
	text: fc.oneof(
		fc.string(),
		fc.tuple(fc.string(), fc.constantFrom(...FORMS), fc.string()).map((parts) => parts.join('')),
	),
	json: fc.oneof(
		{ depthSize: 'small' },
		fc.oneof(tie('text'), fc.integer(), fc.boolean(), fc.constant(null)),
		fc.array(tie('json'), { maxLength: 4 }),
		fc.dictionary(
			fc.oneof(
				tie('text'),
				fc.constantFrom('message', 'error', 'errors', 'uuid', 'data', 'status', 'detail', 'field', 'reason'),
			),
			tie('json'),
			{ maxKeys: 5 },
		),
	),
})).json;

it('whatever an answer holds, wherever a secret stands in it, none is in an explanation', () => {
	fc.assert(
		fc.property(
			planted,
			fc.constantFrom(200, 202, 302, 400, 401, 403, 404, 408, 422, 429, 500, 503),
			fc.constantFrom(...FORMS),
			(body, status, form) => {
				const explanation = explainAnswer({
					status,
					headers: { 'retry-after': form, 'x-rate-limit-reset': form },
					body,
					subject: 'The call',
					path: '/v2.1/calls/1',
					now: 0,
					redact,
				});
				expect(shows(JSON.stringify(explanation))).toEqual([]);
			},
		),
		{ numRuns: 1000 },
	);
});

it('the uuid of a 500 is for support; a secret in its place is not', () => {
	const explain = (uuid: unknown) =>
		explainAnswer({
			status: 500,
			headers: {},
			body: { uuid },
			subject: 'The call',
			path: '/',
			now: 0,
			redact,
		});
	expect(explain('0f6c-20').description).toContain('uuid 0f6c-20');
	expect(explain(`${'x'.repeat(290)}${SECRET}`).description).not.toMatch(/s3cret/i);
	expect(explain(SECRET).description).toContain('uuid [hidden]');
});

it('data keeps its shape and everything that is no secret', () => {
	fc.assert(
		fc.property(planted, (body) => {
			const clean = redact.within(body);
			const texts = (value: unknown): string[] =>
				typeof value === 'object' && value !== null
					? Object.entries(value).flatMap(([name, one]) => [name, ...texts(one)])
					: [String(value)];
			const leaves = (value: unknown): unknown[] =>
				typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [typeof value];
			expect(shows(JSON.stringify(clean) ?? '')).toEqual([]);
			if (Array.isArray(body)) expect((clean as unknown[]).length).toBe(body.length);
			if (texts(body).every((text) => redact(text) === text)) expect(clean).toEqual(body);
			expect(leaves(clean).length).toBeLessThanOrEqual(leaves(body).length);
		}),
		{ numRuns: 1000 },
	);
});

it('an answer without a secret is the very same, not a copy', () => {
	const body = { data: [{ id: 1, name: 'Kay', tags: ['a', 'b'] }] };
	expect(redact.within(body)).toBe(body);
	expect(redact.within(undefined)).toBeUndefined();
	expect(redact.within('text')).toBe('text');
});

it('a key that is a word is hidden in messages and left alone in data', () => {
	const word = redactorOf({ apiKey: 'sandbox', apiSecret: 'secret' });
	expect(word('The key sandbox is wrong')).toBe('The key [hidden] is wrong');
	expect(word.within({ name: 'The sandbox has a secret' })).toEqual({ name: 'The sandbox has a secret' });
});

it('signs that mean something in a pattern mean themselves', () => {
	const odd = redactorOf({ apiKey: '^a.*(b|c)[d]{2}$', apiSecret: '\\w+?' });
	expect(odd('x ^a.*(b|c)[d]{2}$ y axxbdd z \\w+? words')).toBe('x [hidden] y axxbdd z [hidden] words');
});

it('whatever else goes into an explanation is looked through too', () => {
	const answer = { status: 404, headers: {}, body: {}, path: '/v2.1/calls/1', now: 0, redact };
	expect(explainAnswer({ ...answer, subject: `The call ${SECRET}` }).message).toBe(
		'The call [hidden] was not found',
	);
});

it('no address that did not answer shows one either', () => {
	const explanation = explainNoAnswer(`https://${KEY}.example.com`, 'ECONNRESET', `read ${SECRET}`);
	expect(shows(JSON.stringify(hiddenIn(explanation, redact)))).toEqual([]);
});
