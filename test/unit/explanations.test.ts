import { IncompleteList, TooManyRecords } from '../../nodes/shared/answers/paginator';
import { MalformedAnswer } from '../../nodes/shared/answers/envelope';
import {
	ExplainedError,
	explainAnswer,
	explainCancelled,
	explainCut,
	explainError,
	explainNoAnswer,
	hiddenIn,
	isOwn,
	isPassing,
	limitOf,
	reasonOf,
	sentAgain,
	UnknownOutcome,
	wordsIn,
	type ErrorKind,
	type FailedAnswer,
} from '../../nodes/shared/http/errors';
import { isExplained, nodeError } from '../../nodes/shared/http/nodeError';
import { nothingToHide, redactorOf } from '../../nodes/shared/http/secrets';
import { ParameterError } from '../../nodes/shared/values/parameterError';

/** Whole explanations of answers and faults, word by word. */
const now = Date.parse('2026-03-01T12:00:00Z');
const explain = (answer: Partial<FailedAnswer>) =>
	explainAnswer({
		status: 404,
		headers: {},
		body: {},
		subject: 'The call',
		path: '/v2.1/calls/1',
		now,
		redact: nothingToHide,
		...answer,
	});
const names = (template: string, pathLabels: string[] = [], labels: Array<[string, string]> = []) => ({
	template,
	pathLabels,
	labels: new Map(labels),
});

describe('kinds', () => {
	const kinds: ErrorKind[] = [
		...(['limited', 'unauthorised', 'denied', 'missing', 'refused', 'redirected'] as const),
		...(['outage', 'unreachable', 'unknown', 'parameter', 'own', 'malformed'] as const),
	];
	const those = (is: typeof isOwn) => kinds.filter((kind) => is({ message: '', description: '', kind }));

	it("that pass, and that are the node's own", () => {
		expect(those(isPassing)).toEqual(['limited', 'outage', 'unreachable', 'malformed']);
		expect(those(isOwn)).toEqual(['parameter', 'own']);
	});

	it.each<[number, unknown, ErrorKind]>([
		[300, {}, 'redirected'],
		[399, {}, 'redirected'],
		[299, {}, 'refused'],
		[408, {}, 'outage'],
		[499, {}, 'refused'],
		[500, {}, 'outage'],
		[400, { message: 'Rate limit of this number' }, 'refused'],
		[499, { message: 'Rate limit of this number' }, 'refused'],
		[500, { message: 'Rate limit of this number' }, 'outage'],
	])('HTTP %i, %j, is %s', (status, body, kind) => {
		expect(explain({ status, body }).kind).toBe(kind);
	});
});

describe('what was not found', () => {
	const address = (first: string, isRight: string) =>
		`JustCall has nothing at this address. Check ${first}the credential's 'Base URL'; if ${isRight}, this account or its plan may be without this part of JustCall. (HTTP 404)`;
	const check = (id: string, why: string) =>
		`Check ${id}, and that the record belongs to this account and ${why}. (HTTP 404)`;
	const ended =
		'Check the ID of the call. It must have ended some minutes ago and not be older than three months.';

	it.each<[Partial<FailedAnswer>, string]>([
		[{ path: '/v2.1/calls' }, address('', 'it is right')],
		[{ path: '/v2.1/calls', names: names('') }, address("'Path' and ", 'both are right')],
		[
			{ path: '/v2.1/calls/1', names: names('/v2.1/calls/{id}', ['Call']) },
			check("the ID in 'Call'", 'is not older than three months'),
		],
		[{ path: '/v2.1/calls/1' }, check('the ID', 'is not older than three months')],
		[{ path: '/v2.1/contacts/1' }, check('the ID', 'was not deleted')],
		[
			{ path: '/v2.1/contacts/1', names: names('/v2.1/contacts/{id}', ['Contact']) },
			check("the ID in 'Contact'", 'was not deleted'),
		],
		[{ path: '/v2.1/contacts/1', names: names('') }, check("the ID in 'Path'", 'was not deleted')],
		[
			{
				path: '/v2.1/contacts/1',
				names: names('/v2.1/contacts/{id}', ['Contact'], [['tag_id', 'Tag']]),
				sent: { tag_id: 5 },
			},
			check("the ID in 'Contact' and in 'Tag'", 'was not deleted'),
		],
		[
			{ path: '/v2.1/contacts', names: names('/v2.1/contacts'), query: { tag_id: 5 } },
			check('the ID', 'was not deleted'),
		],
		[
			{ path: '/v2.1/calls/1234/recording/download' },
			`${ended} A recording exists only if the call was recorded. (HTTP 404)`,
		],
		[
			{ path: '/v2.1/calls/12/voice-agent/data' },
			`${ended} There are data only if a voice agent took part. (HTTP 404)`,
		],
		[{ path: '/v2.1/calls/12/journey' }, `${ended} (HTTP 404)`],
	])('%j', (answer, description) => {
		const explanation = explain(answer);
		expect(explanation.description).toBe(description);
		expect([explanation.message, explanation.httpCode, 'said' in explanation]).toEqual([
			'The call was not found',
			'404',
			false,
		]);
	});
});

describe('an account without the Sales Dialer', () => {
	const dialer = 'If the account has no Sales Dialer, JustCall refuses everything about it.';

	it.each([
		['/v2.1/sales_dialer/campaigns', 400, true],
		['/v2.1/sales_dialer/campaigns', 403, true],
		['/v2.1/sales_dialer/campaigns', 422, false],
		['/v2.1/calls', 400, false],
		['/v2.1/calls', 403, false],
	])('%s, HTTP %i: %p', (path, status, isSaid) => {
		const { description } = explain({ path, status });
		expect(description.includes(dialer)).toBe(isSaid);
		expect(description).toMatch(/\. \(HTTP 4\d\d\)$/);
	});
});

describe("JustCall's own words", () => {
	it.each<[unknown, string | undefined]>([
		[{ message: 'a' }, 'a'],
		[{ message: ' a\n\n b ' }, 'a b'],
		[{ message: '' }, undefined],
		[{ message: '  ' }, undefined],
		[{ message: null }, undefined],
		[{ message: true }, undefined],
		[{ message: 5 }, '5'],
		[{ message: 'a', error: 'a' }, 'a'],
		[{ message: 'a', error: 'b', detail: 'c' }, 'a; b; c'],
		[{ message: 'a', other: 'b' }, 'a'],
		[{ field: 'x', message: 'a' }, 'a'],
		[['a', 'b'], 'a; b'],
		[{ errors: ['a', '', 'b'] }, 'a; b'],
		[{ errors: [{ field: 'contact_number', message: 'is required' }] }, 'contact_number: is required'],
		[{ errors: [{ field: 'f', param: 'p', message: 'a', detail: 'b' }] }, 'f: a, b'],
		[{ errors: [{ field: '', param: 'p', message: 'a' }] }, 'p: a'],
		[{ errors: [{ loc: ['body', 0, 'name'], msg: 'x', message: 'a' }] }, 'body.0.name: a'],
		[{ errors: [{ loc: [], path: ['q'], message: 'a' }] }, 'q: a'],
		[{ errors: [{ loc: ['body', {}], key: 'k', message: 'a' }] }, 'k: a'],
		[{ errors: [{ field: 'only' }] }, undefined],
		[{ errors: { name: ['is too long', 'is odd'], age: '' } }, 'name: is too long, is odd'],
		[{ errors: { a: { b: 'c' } } }, 'a: b: c'],
		// Five levels are looked at.
		[{ errors: [[[[['deep']]]]] }, 'deep'],
		[{ errors: [[[[[['deeper']]]]]] }, undefined],
		[{ errors: [[[[[{ message: 'deepest' }]]]]] }, undefined],
		[{ errors: { a: { b: { c: { d: { e: 'f' } } } } } }, 'a: b: c: d: e: f'],
		[{ errors: { a: { b: { c: { d: { e: { f: 'g' } } } } } } }, undefined],
		[{ message: `${'x'.repeat(299)}yz` }, `${'x'.repeat(299)}y`],
		['a text', 'a text'],
		['<!DOCTYPE html><p>', 'an HTML page'],
		[undefined, undefined],
		[5, '5'],
	])('%j', (body, said) => {
		const explanation = explain({ status: 422, body });
		expect(explanation.said).toBe(said);
		expect(explanation.description).toBe(
			`Check the values of the node against the message.${said === undefined ? '' : ` JustCall's message: "${said}".`} (HTTP 422)`,
		);
	});

	it.each<[unknown, string]>([
		[{ uuid: 'a-1' }, " For JustCall's support: uuid a-1."],
		[{ uuid: 5 }, " For JustCall's support: uuid 5."],
		[{ uuid: 'a-1', message: 'm' }, ` For JustCall's support: uuid a-1. JustCall's message: "m".`],
		[{ uuid: ['x'] }, ''],
		[{}, ''],
		[null, ''],
		['text', ` JustCall's message: "text".`],
	])('about an unknown outcome: %j', (body, words) => {
		expect(wordsIn({ body, redact: nothingToHide })).toBe(words);
	});

	it('have the names of the panel', () => {
		const given = { status: 422, body: { message: 'contact_number is required' } };
		const explanation = explain({ ...given, names: names('/x', [], [['contact_number', 'Contact']]) });
		expect(explanation.description).toContain(`JustCall's message: "'Contact' is required".`);
		expect(explanation.said).toBe('contact_number is required');
	});

	it('hide key and secret in all texts of an explanation', () => {
		const redact = redactorOf({ apiKey: 'key-1234', apiSecret: 'secret-1234' });
		const hidden = hiddenIn(
			{ message: 'm key-1234', description: 'd secret-1234', said: 's key-1234' },
			redact,
		);
		expect(hidden).toEqual({ message: 'm [hidden]', description: 'd [hidden]', said: 's [hidden]' });
		expect(hiddenIn({ message: 'm', description: 'd' }, redact)).toEqual({ message: 'm', description: 'd' });
	});
});

describe('a limit', () => {
	const spent = (window: string) => ({ [`${window}-remaining`]: 0 });

	it.each<[number, string, Record<string, unknown>, string | undefined]>([
		[429, 'no', {}, 'account'],
		[428, 'no', {}, undefined],
		[200, 'Rate limit', {}, undefined],
		[429, 'Rate limit of this number', {}, 'other'],
		[429, 'Rate limit of this number', spent('x-rate-limit'), 'account'],
		[429, 'Rate limit of this number', spent('x-rate-limit-burst'), 'account'],
		[400, 'Rate limit of this number', spent('x-rate-limit'), 'other'],
		[429, 'Too many requests to this number', {}, 'other'],
		[429, 'Too many requests: too many requests to this number', {}, 'other'],
		[408, 'Rate limit', {}, 'mentioned'],
		[503, 'Rate limit', {}, 'mentioned'],
	])('HTTP %i "%s" %j is of: %s', (status, message, headers, whose) => {
		expect(limitOf({ status, headers, body: { message } })).toBe(whose);
	});

	it('that a 200 with a failure mentions', () => {
		const body = { status: 'failed', message: 'Rate limit' };
		expect(limitOf({ status: 200, headers: {}, body })).toBe('mentioned');
	});

	it.each<[Record<string, unknown>, string | undefined]>([
		[{}, undefined],
		[{ 'retry-after': '7' }, '2026-03-01T12:00:07.000Z'],
		[{ 'retry-after': '0' }, undefined],
		[{ 'retry-after': '-5' }, undefined],
		[{ 'retry-after': String(24 * 3600) }, undefined],
		[{ 'retry-after': String(24 * 3600 - 1) }, '2026-03-02T11:59:59.000Z'],
		[{ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': now / 1000 + 60 }, '2026-03-01T12:01:00.000Z'],
		[{ 'x-rate-limit-remaining': '1', 'x-rate-limit-reset': now / 1000 + 60 }, undefined],
		[
			{
				'retry-after': '7',
				'x-rate-limit-burst-remaining': '0',
				'x-rate-limit-burst-reset': now / 1000 + 60,
			},
			'2026-03-01T12:01:00.000Z',
		],
	])('%j opens again at %p', (headers, at) => {
		expect(explain({ status: 429, headers }).description).toBe(
			`Limits are per account and plan (30 to 90 requests a minute).${at === undefined ? '' : ` The limit opens again at ${at}.`} Run the workflow again later. (HTTP 429)`,
		);
	});

	it.each([
		[
			{ attempts: 1, seconds: 0 },
			" The node sent it once: waiting for the limit would take longer than 'Longest Wait' in the JustCall credential allows. Run the workflow again later.",
		],
		[
			{ attempts: 3, seconds: 61.6 },
			" The node sent it 3 times within 62 seconds. That is as long as 'Longest Wait' in the JustCall credential lets it wait; something else uses the account as well. Run the workflow again later.",
		],
		[
			{ attempts: 2, seconds: 0.2, isInteractive: true },
			' The node sent it 2 times within 1 seconds. Try again later.',
		],
		[{ attempts: 1, seconds: 0, isInteractive: true }, ' Try again later.'],
	])('after %j', (tries, words) => {
		expect(explain({ status: 429, tries }).description).toBe(
			`Limits are per account and plan (30 to 90 requests a minute).${words} (HTTP 429)`,
		);
	});

	it('a request that was sent once is not said to be sent again', () => {
		expect([sentAgain(undefined), sentAgain({ attempts: 1, seconds: 5 })]).toEqual(['', '']);
	});
});

describe('no answer', () => {
	const said = (code: string, detail = '', proxy?: string) =>
		explainNoAnswer('https://api.justcall.io', code, detail, proxy);

	it.each([
		['ECONNREFUSED', /^Nothing listens/],
		['ENOTFOUND', /^The name could not be looked up/],
		['EAI_AGAIN', /^The name could not be looked up/],
		['ERR_INVALID_CHAR', /^Open the JustCall credential and copy both again/],
		['CERT_HAS_EXPIRED', /^The secure connection could not be made \(CERT_HAS_EXPIRED\)/],
		['EPROTO_TLS', /^The secure connection could not be made \(EPROTO_TLS\)/],
		['timeout', /^The request took too long/],
	])('%s', (code, description) => {
		expect(said(code).description).toMatch(description);
		expect(said(code).kind).toBe('unreachable');
	});

	it.each([
		[
			'ECONNRESET',
			'socket hang up',
			'The connection broke (ECONNRESET: socket hang up). Check the network and try again.',
		],
		['', 'odd', 'The connection broke (odd). Check the network and try again.'],
		['', '', 'The connection broke. Check the network and try again.'],
	])('%j %j', (code, detail, description) => {
		expect(said(code, detail).description).toBe(description);
	});

	it('the key with a character that no request can carry was not sent', () => {
		expect(said('ERR_INVALID_CHAR')).toMatchObject({
			message: 'The API key or the API secret has a character that no request can carry',
			description: expect.stringMatching(/Nothing was sent\.$/) as string,
		});
	});

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
		'from the proxy: %s',
		(code) => {
			expect(said(code, '', 'http://proxy:1')).toEqual({
				message: 'The proxy http://proxy:1 cannot be reached',
				description: `It is set under 'Request Options > Proxy' of the node (${code}). Check its host and port, or remove it. Nothing was sent.`,
				kind: 'unreachable',
			});
		},
	);

	it('through the proxy', () => {
		expect(said('ECONNRESET', '', 'http://proxy:1').message).toBe(
			'No answer came from https://api.justcall.io through the proxy http://proxy:1',
		);
	});
});

describe('any error', () => {
	it.each<[unknown, object]>([
		[new ParameterError('m', 'h'), { message: 'm', description: 'h', kind: 'parameter' }],
		[
			new MalformedAnswer('it is odd'),
			{ description: expect.stringMatching(/^An answer came, but it is odd\./), kind: 'malformed' },
		],
		[
			new MalformedAnswer('it is odd', 200),
			{ description: expect.stringMatching(/^HTTP 200, but it is odd\./), kind: 'malformed' },
		],
		[
			new TooManyRecords(undefined),
			{ message: 'The list has more records than n8n can take from one run', kind: 'own' },
		],
		[
			new IncompleteList(50, undefined),
			{
				message: "A page of JustCall's list is missing",
				description: expect.stringMatching(/^The page after 50 records came empty/),
			},
		],
		[
			new IncompleteList(50, 70),
			{ description: expect.stringMatching(/^The page after 50 of 70 records came empty/) },
		],
		[
			Object.assign(new Error('bad'), { context: { parameter: 'from' } }),
			{
				message: "The expression in 'from' cannot be resolved",
				description: 'n8n says: bad. Open the expression editor to see its result for each item.',
				kind: 'parameter',
			},
		],
		[
			Object.assign(new Error('bad'), { context: { parameter: 5 } }),
			{ message: 'It could not be handled', description: 'bad', kind: 'own' },
		],
		['odd', { message: 'It could not be handled', description: 'odd', kind: 'own' }],
	])('%p', (error, explanation) => {
		expect(explainError(error, 'It')).toMatchObject(explanation);
	});

	it('is one text as a reason', () => {
		expect(reasonOf(new ParameterError('m', 'h'), 'It')).toBe('m. h');
	});

	it.each([
		[explainCancelled(), 'This request was not sent.'],
		[explainCut(false), "JustCall's answer was not waited for."],
		[
			explainCut(true),
			'JustCall may or may not have carried out this request. Check in JustCall; sending it again does no harm.',
		],
	])('%j', (explanation, description) => {
		expect(explanation).toEqual({ message: 'The execution was cancelled', description, kind: 'own' });
	});

	it.each([
		[undefined, {}],
		[500, { httpCode: '500' }],
	])('an unknown outcome with status %p', (status, code) => {
		const error = new UnknownOutcome('Cause.', status);
		expect(error.explanation).toEqual({
			message: 'The outcome is unknown: JustCall may or may not have carried this out',
			description:
				'Cause. Check in JustCall before sending again. It was not repeated, so that nothing happens twice.',
			kind: 'unknown',
			...code,
		});
		expect([error.name, new ExplainedError(error.explanation).name]).toEqual([
			'UnknownOutcome',
			'ExplainedError',
		]);
	});
});

describe("n8n's error", () => {
	const context = {
		getNode: () => ({ name: 'JustCall', type: 'justCall', typeVersion: 1, parameters: {} }),
		getCredentials: async () => ({ apiKey: 'key-1234', apiSecret: 'secret-1234' }),
	} as unknown as Parameters<typeof nodeError>[0];
	const made = async (kind: ErrorKind, more: object = {}) =>
		await nodeError(context, 3, {
			message: 'ENOENT key-1234',
			description: 'why secret-1234',
			kind,
			...more,
		});

	it.each([
		['own', 'NodeOperationError'],
		['parameter', 'NodeOperationError'],
		['outage', 'NodeApiError'],
	] as const)('of the kind %s is a %s, and hides the secret', async (kind, name) => {
		const error = await made(kind, { httpCode: '500' });
		expect([error.name, error.message, error.description, error.context.itemIndex]).toEqual([
			name,
			'ENOENT [hidden]',
			'why [hidden]',
			3,
		]);
		expect('data' in error.context).toBe(false);
	});

	it('names the items that it is about', async () => {
		const itemIndexes = { failed: [1] };
		expect((await made('own', { itemIndexes })).context.data).toEqual({ itemIndexes });
	});

	it('is known, and no other is', async () => {
		expect(isExplained(await made('own'))).toBe(true);
		for (const other of [new Error('x'), null, undefined, 'text', 5, {}])
			expect(isExplained(other)).toBe(false);
	});
});
