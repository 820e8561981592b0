import fc from 'fast-check';
import { DateTime } from 'luxon';
// It teaches JSON large integers, as wherever a node runs.
import 'n8n-workflow';

import { collectSilentPages, listPageIn, recordsIn, whyNoList } from '../../nodes/shared/answers/anyAnswer';
import { anyRequest } from '../../nodes/shared/http/anyRequest';
import { toEndpoint, toJson, toParameters } from '../../nodes/shared/values/anyValues';
import { TooManyRecords } from '../../nodes/shared/answers/paginator';
import { ParameterError } from '../../nodes/shared/values/parameterError';
import { MalformedAnswer } from '../../nodes/shared/answers/envelope';
import { sizeOf } from '../harness/thorough';

const BASE = 'https://api.justcall.io';

describe('a path', () => {
	it.each([
		['/v2.1/texts/tags', '/v2.1/texts/tags'],
		['v2.1/texts/tags', '/v2.1/texts/tags'],
		['  /v1/contacts/query\n', '/v1/contacts/query'],
		['/v2/calls', '/v2/calls'],
		['/v3/what/comes-next', '/v3/what/comes-next'],
		['/v2.1/texts/threads/TVRJeg==', '/v2.1/texts/threads/TVRJeg%3D%3D'],
		['/v2.1/texts/threads/TVRJeg%3D%3D', '/v2.1/texts/threads/TVRJeg%3D%3D'],
		['/v2.1/calls/CA4f.1d', '/v2.1/calls/CA4f.1d'],
		['https://api.justcall.io/v2.1/users', '/v2.1/users'],
		['HTTPS://API.JustCall.IO/v2.1/users', '/v2.1/users'],
		['/v2.1/calls/CA:4', '/v2.1/calls/CA%3A4'],
		[`/v2.1/${'a'.repeat(994)}`, `/v2.1/${'a'.repeat(994)}`],
	])('%j goes to %s', (given, path) => {
		expect(toEndpoint(given, 'Path')).toBe(path);
	});

	it.each([
		// Other hosts, in all forms that a person may mistake for this one.
		...['https://evil.example/v2.1/users', 'http://api.justcall.io/v2.1/users', '//evil.example/v2.1/users'],
		...[
			'\\\\evil.example\\v2.1',
			'/\\evil.example/v2.1',
			'https:/evil.example/v2.1',
			'https:evil.example/v2.1',
		],
		...['https://api.justcall.io.evil.example/v2.1/users', 'https://api.justcall.io@evil.example/v2.1/users'],
		...['https://api.justcall.io//evil.example/v2.1/users', 'https://api.justcall.io:81/v2.1/users'],
		...['https://a:b@api.justcall.io/v2.1/users', 'javascript:alert(1)', 'api.justcall.io/v2.1/users'],
		...[
			'https://api.justcall.iov2.1/users',
			'https://api.justcall.io',
			'@evil.example/v2.1/users',
			'.evil.example/v2.1/users',
			':80/v2.1/users',
			'%2F%2Fevil.example/v2.1/users',
		],
		// Outside the API, or at another of its endpoints.
		...[
			'/v2.1/../admin',
			'/v2.1/users/..',
			'/v2.1/./users',
			'/v2.1/...',
			'../v2.1/users',
			'/v2.1/users/%2e%2e/x',
		],
		...[
			'/v2.1/%2E%2E/x',
			'/v2.1/users/%252e%252e/x',
			'/v2.1/a%2Fb',
			'/v2.1/a%2fb',
			'/v2.1/a%252Fb',
			'/v2.1/a%5Cb',
		],
		...['/v2.1/a\\b', '/v2.1\\users', '/v2.1/a%00b', '/v2.1/a\u0000b', '/v2.1/a\nb', '/v2.1/a%0d%0aHost:x'],
		...['/v2.1/a\tb', '/v2.1/a b', '/v2.1/a%20b', '/v2.1/a\u202Eb', '/v2.1/\uFF0E\uFF0E/x', '/v2.1/\u2025/x'],
		...['/v2.1/\ud800', '/v2.1/100%', '/v2.1/%zz', '/v2.1/%c0%ae', '/v2.1/a%3Fb', '/v2.1/a%23b'],
		// More than a path.
		...['/v2.1/users?page=1', '/v2.1/users#top', '/v2.1/users?', '/v2.1/users;a=1?b'],
		// No version, or nothing below it.
		...[
			'/users',
			'users',
			'/v2.1',
			'/v2.1/',
			'/',
			'',
			' ',
			'/V2.1/users',
			'/v2.1.1/users',
			'/vv/users',
			'/_sandbox',
		],
		// An expression that found nothing.
		...['/v2.1/texts//members', '/v2.1/texts/', '/v2.1/texts/undefined', '/v2.1/null/x', '/v2.1/texts/NaN'],
		...['/v2.1/texts/[object Object]', '/v2.1/texts/false'],
		// Placeholders from documentation.
		...['/v2.1/texts/{id}', '/v2.1/texts/:id/members', '/v2.1/texts/<id>', '/v2.1/texts/%7Bid%7D'],
		`/v2.1/${'a'.repeat(1000)}`,
		...[undefined, null, 5, true, {}, ['/v2.1/users'], { path: '/v2.1/users' }],
	])('%j is refused', (given) => {
		expect(() => toEndpoint(given, 'Path')).toThrow(ParameterError);
		expect(() => toEndpoint(given, 'Path')).toThrow(/^'Path' /);
	});

	it.each([
		['https://evil.example/v2.1/users', "'Path' is the address of another host"],
		['https://api.justcall.io//evil.example/v2.1/users', "'Path' is the address of another host"],
		['//evil.example/v2.1', "'Path' is the address of another host"],
		['/v2.1/users?page=1', '\'Path\' has more than a path, from "?" or "#" on'],
		['/users', "'Path' does not begin with a version of the API"],
		['/v2.1/texts//members', "'Path' has an empty part"],
		['/v2.1/texts/{id}', "'Path' has {id}, which stands for a value"],
		['/v2.1/%2e%2e/users', "'Path' has a part that leads elsewhere or cannot be sent"],
		['', "'Path' is not a path"],
		['/v2.1/texts/[object Object]', '\'Path\' holds "[object Object]": an expression in it gives an object'],
		['h2:evil.example/v2.1/users', "'Path' is the address of another host"],
		['abc/v2.1/a:b', "'Path' does not begin with a version of the API"],
		['/v2.1/texts/undefined', '\'Path\' has the part "undefined"'],
	])('%j: says what is wrong with it and how to mend it', (given, problem) => {
		const refused = () => toEndpoint(given, 'Path');
		expect(refused).toThrow(`${problem}: "${given}"`);
		expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
	});

	it('has a thousand characters at most', () => {
		expect(() => toEndpoint(`/v2.1/${'a'.repeat(995)}`, 'Path')).toThrow("'Path' is too long to be a path: ");
	});

	it('stays below the base URL, and is read the same however often a server decodes it', () => {
		const sign = fc.constantFrom(
			...[
				'/',
				'\\',
				'.',
				'..',
				'%',
				'2',
				'f',
				'F',
				'e',
				'E',
				'5',
				'c',
				'0',
				'd',
				'a',
				'@',
				':',
				'?',
				'#',
				' ',
			],
			...[
				'v2.1',
				'/v2.1/',
				'https:',
				'//',
				'%2f',
				'%2e',
				'%25',
				'%00',
				'\u0000',
				'\u3002',
				'evil.example',
				'=',
			],
		);
		const text = fc.oneof(
			fc.array(sign, { maxLength: 12 }).map((signs) => signs.join('')),
			fc.array(sign, { maxLength: 8 }).map((signs) => `/v2.1/${signs.join('')}`),
			fc.string({ unit: 'binary' }).map((end) => `/v2.1/a${end}`),
			fc.webUrl(),
		);
		let taken = 0;
		fc.assert(
			fc.property(text, (given) => {
				let path: string;
				try {
					path = toEndpoint(given, 'Path');
				} catch (error) {
					expect(error).toBeInstanceOf(ParameterError);
					return;
				}
				taken++;
				const url = new URL(BASE + path);
				expect([url.origin, url.pathname, url.search, url.hash]).toEqual([BASE, path, '', '']);
				const once = decodeURIComponent(path);
				expect([decodeURIComponent(once), once.split('/').length]).toEqual([once, path.split('/').length]);
			}),
			{ numRuns: sizeOf(20_000) },
		);
		expect(taken).toBeGreaterThan(100);
	});
});

describe('query parameters', () => {
	it.each<[unknown, Array<[string, unknown[]]>]>([
		[
			{
				parameters: [
					{ name: ' a ', value: '1' },
					{ name: 'a', value: '2' },
				],
			},
			[['a', ['1', '2']]],
		],
		[[{ name: 'a', value: 1 }], [['a', [1]]]],
		[
			{ a: 1, b: ['x', 'y'], c: '' },
			[
				['a', [1]],
				['b', ['x', 'y']],
				['c', ['']],
			],
		],
		['{"a": {"deep": 1}}', [['a', [{ deep: 1 }]]]],
		['{"parameters": "all"}', [['parameters', ['all']]]],
		[
			[
				{ name: 'a', value: '1' },
				{ name: ' a', value: '2' },
				{ name: 'b\n', value: '3' },
			],
			[
				['a', ['1', '2']],
				['b', ['3']],
			],
		],
		// A parameter of the name that the panel's pairs have.
		[
			{ parameters: [{ name: 'a', value: 1 }], b: 2 },
			[
				['parameters', [{ name: 'a', value: 1 }]],
				['b', [2]],
			],
		],
		[{ a: [] }, [['a', [[]]]]],
		[{ ['n'.repeat(200)]: 1 }, [['n'.repeat(200), [1]]]],
		['{"__proto__": "x"}', [['__proto__', ['x']]]],
	])('%j', (given, pairs) => {
		expect([...toParameters(given, 'Query')]).toEqual(pairs);
	});

	it.each([
		...['a=1&b=2', '{"a":', '[1, 2]', '"text"', '5', 5, true, [1], ['a', 'b'], '{"": 1}', '{"a\\u0000b": 1}'],
		...[
			{ parameters: [{ value: 'x' }] },
			{ parameters: [{ name: '', value: 'x' }] },
			{ '[object Object]': 1 },
		],
		{ parameters: [{ name: { a: 1 }, value: 'x' }] },
		...[{ ['n'.repeat(201)]: 1 }, [{ name: 'a', value: 1 }, 5]],
	])('%j is refused', (given) => {
		const refused = () => toParameters(given, 'Query');
		expect(refused).toThrow(/^'Query' /);
		expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
	});

	it.each([
		[undefined, '""'],
		[5, '"5"'],
		[' ', '" "'],
	])('the name %p is shown as it is', (name, shown) => {
		expect(() => toParameters([{ name, value: 1 }], 'Query')).toThrow(
			`'Query' has a parameter without a name that can be sent: ${shown}`,
		);
	});
});

describe('a body', () => {
	it.each<[unknown, unknown]>([
		[{ a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
		[
			{ a: undefined, b: null, c: false, d: '' },
			{ b: null, c: false, d: '' },
		],
		['[1, {"a": "ü"}]', [1, { a: 'ü' }]],
		[{ a: BigInt(1) }, { a: '1' }],
	])('%p is sent as it is', (given, sent) => {
		expect(toJson(given, 'Body')).toEqual(sent);
	});

	const round: Record<string, unknown> = {};
	round.itself = round;

	it.each<[unknown, RegExp]>([
		...['', 'Hello', '{"a": }', '{a: 1}', "{'a': 1}", '{"a": 1'].map(
			(text) => [text, /is not JSON/] as [string, RegExp],
		),
		...['"text"', '5', 'true', 'null', 5, true, undefined, new Date(0)].map(
			(one) => [one, /neither an object/] as [unknown, RegExp],
		),
		[{ a: { b: ['x [object Object]'] } }, /an object where a text belongs/],
		['{"a": "[object Object]"}', /an object where a text belongs/],
		[{ '[object Object]': 1 }, /an object where a text belongs/],
		[{ a: '\ud800' }, /half of a character/],
		...[Number.NaN, Infinity, 2 ** 60].map(
			(number) => [{ a: [number] }, /not exact; give it as text/] as [unknown, RegExp],
		),
		['{"id": 12345678901234567890}', /not exact; give it as text/],
		...[{ a: new Date('x') }, [new Date('x')], { a: { b: DateTime.fromISO('x') } }].map(
			(none) => [none, /has a date that is none/] as [unknown, RegExp],
		),
		[5n, /neither an object/],
		[round, /cannot be written as JSON/],
	])('%p is refused', (given, message) => {
		const refused = () => toJson(given, 'Body');
		expect(refused).toThrow(message);
		expect(refused).toThrow(ParameterError);
		expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
	});
});

it.each([
	['GET', 'safe'],
	...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => [method, 'notIdempotent'] as const),
] as const)(
	'%s is %s: nobody knows what an unknown endpoint does when it is asked twice',
	(method, effect) => {
		for (const paginate of [false, true])
			expect(anyRequest({ method, path: '/v2.1/a' }, paginate).request.effect).toBe(effect);
	},
);

describe('an answer of which nothing is known', () => {
	it.each<[unknown, unknown[]]>([
		...['', null, undefined, {}].map((body) => [body, [{ success: true }]] as [unknown, unknown[]]),
		[{ status: 'success', data: { id: 1 } }, [{ id: 1 }]],
		[{ id: 1, data: { a: 1 } }, [{ id: 1, data: { a: 1 } }]],
		[{ id: 1 }, [{ id: 1 }]],
		[{ status: 'success', message: 'Queued' }, [{ status: 'success', message: 'Queued' }]],
		[{ status: 'success', data: null }, [{ status: 'success', data: null }]],
		[{ status: 'success', data: 'queued' }, [{ status: 'success', data: 'queued' }]],
		[{ data: [{ id: 1 }, { id: 2 }], total: 2 }, [{ id: 1 }, { id: 2 }]],
		[{ data: [] }, []],
		[
			[{ id: 1 }, 'a', 5, null, [1]],
			[{ id: 1 }, { value: 'a' }, { value: 5 }, { value: null }, { value: [1] }],
		],
		[5, [{ value: 5 }]],
	])('%j', (body, records) => {
		expect(recordsIn(body)).toEqual(records);
	});

	it('is none when it is a page of text', () => {
		expect(() => recordsIn('<html></html>')).toThrow(MalformedAnswer);
	});

	it.each<[unknown, unknown[], boolean]>([
		[[{ id: 1 }], [{ id: 1 }], true],
		[{ data: [{ id: 1 }] }, [{ id: 1 }], true],
		[{ data: [{ id: 1 }], tags: ['a'] }, [{ id: 1 }], true],
		[{ data: { groups: [{ id: 1 }], page: 0 } }, [{ id: 1 }], true],
		[{ groups: [{ id: 1 }], total: 9 }, [{ id: 1 }], false],
		[{ next_page_link: '', data: { id: 5, texts: { count: 1, data: [{ id: 1 }] } } }, [{ id: 1 }], false],
	])('is a list: %j', (body, rows, isSilent) => {
		expect(listPageIn(body)).toMatchObject({ rows, isSilent });
	});

	it.each<[unknown, RegExp]>([
		[{ id: 1 }, /holds no list/],
		[{ groups: [], members: [] }, /several lists: groups, members/],
		['text', /not JSON/],
		['', /empty/],
		[{}, /holds no list/],
	])('is no list: %j', (body, message) => {
		expect(() => listPageIn(body)).toThrow(message);
	});

	it.each<[unknown, string | undefined]>([
		['text', undefined],
		[null, undefined],
		[[1], undefined],
		[{ data: [] }, undefined],
		[{ id: 1 }, 'the answer holds no list'],
		[{ a: [], b: { data: [] } }, 'the answer holds several lists: a, b'],
	])('why %j is no list: %p', (body, why) => {
		expect(whyNoList(body)).toBe(why);
	});

	it('is read to an empty page, to one that comes again, to the limit, and never past the ceiling', async () => {
		const all = Array.from({ length: 7 }, (_, id) => ({ id }));
		const cut = async (page: number) => all.slice(page * 3, page * 3 + 3);
		const asked: number[] = [];
		const read = async (
			fetch: (page: number) => Promise<Array<{ id?: number }>>,
			limit?: number,
			ceiling = 10,
		) => {
			asked.length = 0;
			const logged = async (page: number) => (asked.push(page), await fetch(page));
			return await collectSilentPages(await fetch(0), 3, logged, { limit, ceiling });
		};
		expect(await read(cut)).toEqual(all);
		expect(asked).toEqual([1, 2, 3]);
		expect(await read(cut, 3)).toEqual(all.slice(0, 3));
		expect(asked).toEqual([]);
		expect(await read(cut, 4)).toEqual(all.slice(0, 4));
		expect(asked).toEqual([1]);
		// An id that comes again is the same record.
		const twice = [[{ id: 1 }, { id: 1 }, { id: 2 }], [{ id: 2 }, { id: 3 }], []];
		expect(await read(async (page) => twice[page] as object[])).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
		// An endpoint that gives more than it was asked for knows no pages.
		expect(await read(async () => all)).toEqual(all);
		expect(asked).toEqual([]);
		expect(await read(cut, undefined, 7)).toEqual(all);
		expect(await read(async () => all, 3, 4)).toEqual(all.slice(0, 3));
		expect(await read(async () => all, undefined, 7)).toEqual(all);
		await expect(read(async () => all, undefined, 6)).rejects.toThrow(TooManyRecords);
		expect(await read(async () => all.slice(0, 2))).toEqual(all.slice(0, 2));
		// Rows without ids in another order are the same rows.
		let turn = 0;
		const rows = [{ a: 1 }, { a: 1 }, { a: 2 }];
		expect(await read(async () => (turn++ % 2 === 0 ? rows : rows.toReversed()) as object[])).toEqual(rows);
		// A page with the rows without ids of the page before and one more row counts as a page.
		const alike = [[{ a: 1 }, { a: 1 }], [{ a: 1 }], []];
		expect(await read(async (page) => alike[page] as object[])).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
		await expect(read(cut, undefined, 5)).rejects.toThrow(TooManyRecords);
		let next = 0;
		const endless = async () => [{ id: next++ }];
		await expect(read(endless)).rejects.toThrow(TooManyRecords);
	});
});
