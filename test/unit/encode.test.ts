import fc from 'fast-check';
import { DateTime } from 'luxon';

import { checkBaseUrl } from '../../nodes/shared/values/baseUrl';
import { authenticate } from '../../nodes/shared/http/authenticate';
import { checkId, fillPath, isId } from '../../nodes/shared/values/path';
import type { ParameterError } from '../../nodes/shared/values/parameterError';
import {
	encodeValues,
	haveNumbers,
	needDefaultCountry,
	toSwitch,
	type EncodedField,
	type RefusedNumber,
} from '../../nodes/shared/values/encode';

const surroundings = { zones: async () => ({ account: 'America/New_York', workflow: 'UTC' }) };
const encode = async (value: unknown, field: Omit<EncodedField, 'label'>) =>
	(await encodeValues({ x: value as string }, new Map([['x', { label: 'Field', ...field }]]), surroundings))
		.x;

describe('ids in paths', () => {
	it.each([
		[328951212, '328951212'],
		['328951212', '328951212'],
		[' CA4f1d ', 'CA4f1d'],
		[0, '0'],
		['bXhUNVVjQjUrUGNJMjI2SHR2Z3FGcDJ6WQ==', 'bXhUNVVjQjUrUGNJMjI2SHR2Z3FGcDJ6WQ=='],
		['a+b=', 'a+b='],
		['1?x=y', '1?x=y'],
		['1#x', '1#x'],
		['a b', 'a b'],
		['100%', '100%'],
		['a..b', 'a..b'],
		['...', '...'],
		['ü', 'ü'],
		['Zoë & Söhne', 'Zoë & Söhne'],
	])('takes %p', (value, id) => {
		expect(checkId(value, 'Call')).toBe(id);
	});

	it.each([
		'../users',
		'..',
		'.',
		'1/2',
		'1\n2',
		'1\u202a2',
		'%2e%2e',
		'%2E',
		'1%2f2',
		'1%5c2',
		'1%0a2',
		'\ud800',
		'x'.repeat(501),
		1.5,
		-5,
		Number.NaN,
		Infinity,
		false,
		'',
		'   ',
		null,
		undefined,
		{},
		['1'],
		true,
		'1\\2',
	])('refuses %p and names the parameter', (value) => {
		const refused = () => checkId(value, 'Call');
		expect(refused).toThrow(/^'Call' is (empty|not an ID)/);
		expect(refused).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\.$/) as string }));
	});

	it('are empty, or are none', () => {
		for (const empty of ['', '  ', null, undefined, false, {}, []])
			expect(() => checkId(empty, 'Call')).toThrow(/^'Call' is empty$/);
		for (const none of [true, Number.NaN, ['1'], { id: 1 }, 1n])
			expect(() => checkId(none, 'Call')).toThrow(/^'Call' is not an ID: "/);
	});

	it('have 500 characters at most', () => {
		expect(checkId('x'.repeat(500), 'Call')).toHaveLength(500);
	});

	it('are filled in by their names', () => {
		const ids = { id: 'a b', other_id: '1' };
		expect(fillPath('/v2.1/a/{id}/b/{other_id}/{third}', ids)).toBe('/v2.1/a/a%20b/b/1/');
	});

	it("holds what a stranger sends to the form of JustCall's own", () => {
		for (const id of [328951212, 'CA4f1d', 'bXhUNVVj+g==']) expect(isId(id)).toBe(true);
		for (const none of ['Pay here', '<b>', '..', 'a/b', '', null, 'x'.repeat(129)])
			expect(isId(none)).toBe(false);
	});

	it('says what such an ID looks like', () => {
		const hintOf = (example?: string) => {
			try {
				return checkId('1/2', 'Call', example);
			} catch (error) {
				return (error as ParameterError).hint;
			}
		};
		expect(hintOf('CA4f1d')).toMatch(/^Such an ID looks like CA4f1d\. Take it/);
		expect(hintOf()).toMatch(/^Take it/);
	});

	it('refuses a number that has lost its last digits', () => {
		expect(() => checkId(Number('9007199254740993'), 'Call')).toThrow(/'Call' is a number that is too large/);
		expect(checkId('9007199254740993', 'Call')).toBe('9007199254740993');
	});

	it('cannot reach another endpoint, whatever comes in', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (value) => {
				let id: string;
				try {
					id = checkId(value, 'Call');
				} catch {
					return;
				}
				const { pathname, search } = new URL(
					fillPath('/v2.1/calls/{id}/journey', { id }),
					'https://api.justcall.io',
				);
				expect(pathname.split('/')).toHaveLength(5);
				expect(pathname).toMatch(/^\/v2\.1\/calls\/[^/]+\/journey$/);
				expect(search).toBe('');
			}),
		);
	});
});

describe('values on their way to JustCall', () => {
	it.each<[unknown, EncodedField['kind'], unknown]>([
		['143871', 'integer', 143871],
		[' 7 ', 'integer', 7],
		[4.5, 'number', 4.5],
		['4.5', 'number', 4.5],
		['true', 'boolean', true],
		['1', 'boolean', true],
		[false, 'boolean', false],
		['no', 'boolean', false],
		['a', 'list', ['a']],
		['a, b ,a', 'list', ['a', 'b']],
		[['QUEUE', 'IVR'], 'list', ['QUEUE', 'IVR']],
		[5, 'text', '5'],
		[' ON ', 'boolean', true],
		[0, 'boolean', false],
		['["1001","1002"]', 'integers', [1001, 1002]],
		['[1001, 1002]', 'integers', [1001, 1002]],
		['1001\n1002\r\n\n1003', 'integers', [1001, 1002, 1003]],
		['1001,\n1002', 'integers', [1001, 1002]],
		[1001, 'integers', [1001]],
		['["Sales: Won, big", "Sales: Lost"]', 'list', ['Sales: Won, big', 'Sales: Lost']],
		['"a","b"', 'list', ['a', 'b']],
		['a\nb', 'list', ['a', 'b']],
		['[Inbound] Sales: Won', 'list', ['[Inbound] Sales: Won']],
		['["143800", 143807]', 'csv', '143800,143807'],
		['a\nb', 'csv', 'a,b'],
		['["+1 415 555 0119", "+1 303 555 0127"]', 'numbers', ['14155550119', '13035550127']],
		['+1 415 555 0119\n+1 303 555 0127', 'numbers', ['14155550119', '13035550127']],
		['["Mara","3 pm"]', 'positions', ['Mara', '3 pm']],
		['Mara, Ellison\n3 pm\n', 'positions', ['Mara, Ellison', '3 pm']],
		['2026-03-01T12:00:00Z', 'from', '2026-03-01 07:00:00'],
		['2026-03-01T00:00:00', 'to', '2026-03-01 18:59:59'],
		['+1 415 555 0119', 'digits', '14155550119'],
		['4.55', 'number', 4.55],
		// Brackets and quotes that belong to the text.
		...(['a [b]', 'x {y}', '{y} x', 'say ["hi'] as const).map(
			(text) => [text, 'list', [text]] as [string, 'list', string[]],
		),
		[' "a","b" ', 'list', ['a', 'b']],
		['1,"b"', 'list', ['1', '"b"']],
		[5, 'positions', ['5']],
		['Mara,  \n3 pm,', 'positions', ['Mara', '3 pm']],
		['+1 415 555 0119, nobody', 'numbers', ['14155550119']],
		['[{"a": 1}]', 'records', [{}]],
		['on', 'yesNo', 'Yes'],
		['no', 'yesNo', 'No'],
		['2026-03-01', 'moment', '2026-03-01 00:00:00'],
		['2026-03-01', 'fromDay', '2026-03-01'],
		['germany', 'country', 'DE'],
		['Europe/Berlin', 'zone', 'Europe/Berlin'],
		[' CA4f ', 'id', 'CA4f'],
		['/v2.1/texts/tags', 'endpoint', '/v2.1/texts/tags'],
		['{"a": [1]}', 'json', { a: [1] }],
		[{ a: 1, b: ['x', true], c: false }, 'parameters', { a: '1', b: ['x', 'true'], c: 'false' }],
	])('%p as %s', async (value, kind, expected) => {
		expect(await encode(value, { kind })).toEqual(expected);
	});

	it.each<[unknown, EncodedField['kind'], RegExp]>([
		['', 'text', /'Field' is empty/],
		['  ', 'integer', /'Field' is empty/],
		[null, 'digits', /'Field' is empty/],
		[undefined, 'text', /'Field' is empty/],
		[[], 'list', /'Field' is empty/],
		[' , ', 'list', /'Field' is empty/],
		['abc', 'integer', /'Field' is not a whole number: "abc"/],
		['1.5', 'integer', /'Field' is not a whole number/],
		['1e9', 'number', /'Field' is not a number/],
		[Number.NaN, 'number', /'Field' is not a number/],
		[['1', '2'], 'integer', /'Field' takes one value, not a list/],
		[{ a: 1 }, 'text', /'Field' takes one value, not an object/],
		[[{ a: 1 }], 'list', /'Field' has an entry that is not text/],
		['maybe', 'boolean', /'Field' is neither true nor false/],
		[false, 'text', /'Field' is empty/],
		[{}, 'text', /'Field' is empty/],
		[false, 'e164', /'Field' is empty/],
		[{}, 'digits', /'Field' is empty/],
		[false, 'list', /'Field' is empty/],
		[{}, 'records', /'Field' is empty/],
		[{ row: [] }, 'records', /'Field' is empty/],
		[false, 'date', /'Field' is empty/],
		[{}, 'boolean', /'Field' is empty/],
		[true, 'text', /'Field' is not text: "true"/],
		[Number.NaN, 'text', /'Field' is not text/],
		[9007199254740993n, 'text', /'Field' is not text/],
		[2 ** 60, 'text', /'Field' is not text/],
		[
			'Hello [object Object]',
			'text',
			/'Field' holds "\[object Object\]": an expression in it gives an object/,
		],
		['[object Object]', 'list', /'Field' (holds|is not a list)/],
		['Hello \ud83d', 'text', /'Field' holds half of a character/],
		['a,[object Object],b', 'list', /'Field' holds "\[object Object\]"/],
		[['[object Object]'], 'csv', /'Field' holds/],
		['[object Object],b', 'positions', /'Field' holds/],
		["['1001', '1002']", 'list', /'Field' is not a list that can be read/],
		['[1001, 1002', 'integers', /'Field' is not a whole number/],
		['["1001", "1002"', 'list', /'Field' is not a list that can be read/],
		['{"a":"b"}', 'list', /'Field' is not a list that can be read/],
		['{"a":"b"}', 'positions', /'Field' is not a list that can be read/],
		['["a",["b"]]', 'list', /'Field' has an entry that is not text/],
		[[true], 'list', /'Field' has an entry that is not text/],
		[true, 'list', /'Field' has an entry that is not text/],
		[['a,b'], 'csv', /'Field' has an entry with a comma: "a,b"/],
		['["Mara",null]', 'positions', /'Field' has nothing in place 2/],
		['Mara\n\n3 pm', 'positions', /'Field' has nothing in place 2/],
		[false, 'positions', /'Field' is empty/],
		[['a', '  '], 'list', /'Field' has an entry that is not text/],
		[{ a: '' }, 'parameters', /^'Field > a' is empty/],
		[{ a: ['x', null] }, 'parameters', /^'Field > a' is empty/],
		[{ a: { b: 1 } }, 'parameters', /^'Field > a' is not text/],
		[{ parameters: [] }, 'parameters', /^'Field' is empty/],
		['{}', 'parameters', /^'Field' is empty/],
		['/users', 'endpoint', /^'Field' does not begin with a version/],
		['x', 'json', /^'Field' is not JSON/],
		[' {"a":"b"} ', 'list', /'Field' is not a list that can be read/],
		['[ "1001", "1002"', 'list', /'Field' is not a list that can be read/],
		['[ab]', 'list', /'Field' is not a list that can be read/],
		['nobody, 5', 'numbers', /'Field' is not a telephone number: "nobody"/],
		...['text', '"[]"', '"[{\\"a\\":1}]"', 5, true, [1], [{}, null], { a: [], b: [] }, { a: 1 }].map(
			(rows) => [rows, 'records', /^'Field' is not a list of entries: "/] as [unknown, 'records', RegExp],
		),
	])('refuses %p as %s', async (value, kind, message) => {
		const refused = encode(value, { kind });
		await expect(refused).rejects.toThrow(message);
		await expect(refused).rejects.toMatchObject({ hint: expect.stringMatching(/\.$/) as string });
	});

	it.each<[unknown, Omit<EncodedField, 'label'>, string]>([
		['x', { kind: 'integer' }, "Give 'Field' as digits, for example 143871."],
		['x', { kind: 'number' }, "Give 'Field' as digits, for example 4.5."],
		['x', { kind: 'boolean' }, "Set 'Field' to true or false."],
		[['x'], { kind: 'text' }, "If 'Field' holds an expression, let it return a single text or number."],
		[6, { kind: 'number', range: { min: 1, max: 5, step: 2 } }, 'Give a number from 1 to 5, in steps of 2.'],
		['ab', { kind: 'text', minLength: 3 }, 'JustCall takes 3 characters at least.'],
		['abcd', { kind: 'text', maxLength: 3 }, 'JustCall takes 3 characters at most. Shorten it.'],
		['no', { kind: 'boolean', mustBeTrue: 'Switch it on.' }, 'Switch it on.'],
		[
			['x'],
			{ kind: 'records', each: { id: { label: 'ID', kind: 'id' }, to: { label: 'To', kind: 'e164' } } },
			'Add entries in the panel, or let an expression return a list of objects with id, to.',
		],
	])('says how to mend %j as %j', async (value, field, hint) => {
		await expect(encode(value, field)).rejects.toMatchObject({ hint });
	});

	it('counts characters as people do for the shortest text', async () => {
		const field = { kind: 'text', minLength: 2, maxLength: 3 } as const;
		for (const text of ['ab', 'abc']) expect(await encode(text, field)).toBe(text);
		for (const text of ['a', '👋'])
			await expect(encode(text, field)).rejects.toThrow(/^'Field' is too short: "/);
		await expect(encode('abcd', field)).rejects.toThrow(/^'Field' is too long: 4 characters$/);
	});

	it('takes a switch that must be on when it is on', async () => {
		const field = { kind: 'boolean', mustBeTrue: 'Switch it on.' } as const;
		expect(await encode('yes', field)).toBe(true);
		await expect(encode(false, field)).rejects.toThrow(/^'Field' is not switched on$/);
	});

	it('refuses what is no text where true and false are values', async () => {
		const field = { kind: 'text', takesBooleans: true } as const;
		expect(await encode(false, field)).toBe('false');
		await expect(encode(Number.NaN, field)).rejects.toThrow(/^'Field' is not text: "NaN"/);
	});

	it('asks for the time zones only where there are dates, and names numbers that are left out', async () => {
		const refused: RefusedNumber[] = [];
		const fields = new Map<string, EncodedField>([['x', { label: 'Numbers', kind: 'numbers' }]]);
		const context = {
			zones: () => Promise.reject(new Error('asked')),
			defaultCountry: 'US',
			onRefused: (one: RefusedNumber) => refused.push(one),
		};
		expect(await encodeValues({ x: '(415) 555-0119, call me' }, fields, context)).toEqual({
			x: ['14155550119'],
		});
		expect(refused).toEqual([
			{
				number: 'call me',
				reason: expect.stringMatching(/^It has letters\. Write all of it in digits.*\.$/) as string,
			},
		]);
	});

	it('collects values that are sent as entries of a list', async () => {
		const fields = new Map<string, EncodedField>([
			['a', { label: 'A', kind: 'number', entryOf: { list: 'custom', id: 1 } }],
			['b', { label: 'B', kind: 'text', entryOf: { list: 'custom', id: 2 } }],
			['c', { label: 'C', kind: 'boolean', entryOf: { list: 'others', id: 3 } }],
			['d', { label: 'D', kind: 'text' }],
		]);
		expect(await encodeValues({ a: ' 12.50 ', b: ' x ', c: 'yes', d: ' y ' }, fields, surroundings)).toEqual({
			custom: [
				{ id: 1, value: '12.50' },
				{ id: 2, value: 'x' },
			],
			others: [{ id: 3, value: 'true' }],
			d: ' y ',
		});
	});

	describe('a telephone number', () => {
		const field = (kind: EncodedField['kind'], each?: EncodedField['each']): EncodedField => ({
			label: 'Field',
			kind,
			...(each && { each }),
		});

		it.each<[EncodedField[], boolean]>([
			[[], false],
			[[field('text'), field('list')], false],
			[[field('text'), field('e164')], true],
			[[field('digits'), field('text')], true],
			[[field('numbers')], true],
			[[field('records', { a: field('text'), b: field('digits') })], true],
			[[field('records', { a: field('text') })], false],
			[[field('records', {})], false],
		])('may be in fields: %#', (fields, may) => {
			expect(haveNumbers(new Map(fields.map((one, place) => [String(place), one])))).toBe(may);
		});

		it.each<[string, EncodedField['kind'], boolean]>([
			['415 555 0119', 'e164', true],
			['415 555 0119', 'digits', true],
			['+1 415 555 0119', 'e164', false],
			['+1 415 555 0119', 'digits', false],
			['+1 415 555 0119, 415 555 0120', 'numbers', true],
			['+1 415 555 0119, +1 415 555 0120', 'numbers', false],
			['415 555 0119', 'text', false],
			['415 555 0119', 'list', false],
		])('%s as %s needs a default country: %p', (value, kind, needs) => {
			const fields = new Map([['x', field(kind)]]);
			expect(needDefaultCountry({ x: value }, fields)).toBe(needs);
			expect(needDefaultCountry({ stranger: 1, x: value }, fields)).toBe(needs);
		});
	});

	it('reads each value of an entry as one value, and names it', async () => {
		const each = {
			tags: { label: 'Tags', kind: 'list' },
			note: { label: 'Note', kind: 'text', mayBeEmpty: true },
			size: { label: 'Size', kind: 'integer', isOptional: true },
		} as const;
		const read = async (row: object) => await encode([row], { kind: 'records', each });
		expect(await read({ tags: 'a,b', note: '', size: null })).toEqual([{ tags: 'a,b', note: '' }]);
		expect(await read({ tags: 'a', note: 'x', size: '5' })).toEqual([{ tags: 'a', note: 'x', size: 5 }]);
		await expect(read({ tags: 'a', size: 'x' })).rejects.toThrow(/^'Field > Size' is not a whole number/);
	});

	it('lets an empty text through where it means something', async () => {
		expect(await encode('', { kind: 'text', mayBeEmpty: true })).toBe('');
		await expect(encode(undefined, { kind: 'text', mayBeEmpty: true })).rejects.toThrow(/'Field' is empty/);
	});

	describe('a choice by expression', () => {
		const choices = ['INCOMING_MISSED', 'INCOMING_ANSWERED'];

		it.each([
			['INCOMING_MISSED', 'text', 'INCOMING_MISSED'],
			['incoming_missed', 'text', 'INCOMING_MISSED'],
			[' Incoming_Missed ', 'text', 'INCOMING_MISSED'],
			['incoming_missed, INCOMING_MISSED', 'list', ['INCOMING_MISSED']],
			['["incoming_answered"]', 'list', ['INCOMING_ANSWERED']],
		] as const)('%p is one that JustCall knows', async (value, kind, sent) => {
			expect(await encode(value, { kind, choices })).toEqual(sent);
		});

		it('is the one that is written like that, if there is one', async () => {
			expect(await encode('on', { kind: 'text', choices: ['On', 'on'] })).toBe('on');
		});

		it.each([
			['missed', 'text'],
			['INCOMING', 'text'],
			['1', 'text'],
			[['INCOMING_MISSED', 'missed'], 'list'],
			['INCOMING_MISSED,missed', 'list'],
		] as const)('%p is not, and all that are get named', async (value, kind) => {
			const refused = encode(value, { kind, choices });
			await expect(refused).rejects.toThrow(/^'Field' cannot be "(missed|INCOMING|1)"/);
			await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining(choices.join(', ')) });
		});
	});

	it('takes true and false where they are values, as in custom fields', async () => {
		const each = {
			id: { label: 'Field', kind: 'integer' },
			value: { label: 'Value', kind: 'text', takesBooleans: true },
		} as const;
		const rows = [
			{ id: 1, value: false },
			{ id: 2, value: true },
		];
		expect(await encode(rows, { kind: 'records', each })).toEqual([
			{ id: 1, value: 'false' },
			{ id: 2, value: 'true' },
		]);
	});

	it.each([false, null, {}, [], '', '  ', undefined])(
		'%p says nothing in an optional field',
		async (value) => {
			expect(await encode(value, { kind: 'text', isOptional: true })).toBeUndefined();
			expect(await encode({ row: [] }, { kind: 'records', isOptional: true })).toBeUndefined();
			expect(await encode(false, { kind: 'boolean', isOptional: true })).toBe(false);
		},
	);

	it('does not take a date for an object without fields', async () => {
		const date = new Date('2001-03-01T00:00:00Z');
		expect(await encode(date, { kind: 'date', isOptional: true })).toBe('2001-03-01');
	});

	it('reads a switch, and refuses what answers nothing', () => {
		for (const yes of [true, 'true', 'TRUE', '1', 1, 'yes']) expect(toSwitch(yes, 'Return All')).toBe(true);
		for (const no of [false, 'false', 0, '0', 'no', 'off']) expect(toSwitch(no, 'Return All')).toBe(false);
		for (const empty of [undefined, null, '', {}, []])
			expect(() => toSwitch(empty, 'Return All')).toThrow("'Return All' is empty");
		for (const neither of ['all', 2, [true], { a: 1 }, -1, 'null'])
			expect(() => toSwitch(neither, 'Return All')).toThrow(/^'Return All' is neither true nor false/);
	});

	it('keeps numbers in their range and step', async () => {
		const range = { min: 0, max: 5, step: 0.5 };
		expect(await encode(4.5, { kind: 'number', range })).toBe(4.5);
		for (const wrong of [-1, 5.5, 4.2]) {
			await expect(encode(wrong, { kind: 'number', range })).rejects.toThrow(/'Field' cannot be/);
		}
		const odd = { min: 1, max: 9, step: 4 };
		expect(await encode([1, 5, 9].join(), { kind: 'integers', range: odd })).toEqual([1, 5, 9]);
		await expect(encode(7, { kind: 'integer', range: odd })).rejects.toThrow(/'Field' cannot be 7/);
	});

	it('refuses a span that ends before it starts', async () => {
		const fields = new Map<string, EncodedField>([
			['a', { label: 'From', kind: 'from' }],
			['b', { label: 'To', kind: 'to' }],
		]);
		await expect(encodeValues({ a: '2026-03-02', b: '2026-03-01' }, fields, surroundings)).rejects.toThrow(
			/'From' .* is later than 'To'/,
		);
		expect(await encodeValues({ a: '2026-03-01', b: '2026-03-01' }, fields, surroundings)).toEqual({
			a: '2026-03-01 00:00:00',
			b: '2026-03-01 23:59:59',
		});
	});

	it('leaves out an optional one that is empty, and rows of it that say nothing', async () => {
		const each = {
			id: { label: 'Field', kind: 'integer' },
			value: { label: 'Value', kind: 'text' },
		} as const;
		const rows = [
			{ id: 1, value: 'x' },
			{ id: 2, value: null },
		];
		expect(await encode(null, { kind: 'text', isOptional: true })).toBeUndefined();
		expect(await encode('', { kind: 'text', isOptional: true, mayBeEmpty: true })).toBeUndefined();
		expect(await encode(rows, { kind: 'records', each, isOptional: true })).toEqual([{ id: 1, value: 'x' }]);
		expect(await encode([rows[1]], { kind: 'records', each, isOptional: true })).toBeUndefined();
		await expect(encode(rows, { kind: 'records', each })).rejects.toThrow("'Field > Value' is empty");
	});

	it('keeps the places of a list whose places count', async () => {
		expect(await encode('Anna, Anna,5 pm', { kind: 'positions' })).toEqual(['Anna', 'Anna', '5 pm']);
		expect(await encode(['Anna', 5, 'Anna'], { kind: 'positions' })).toEqual(['Anna', '5', 'Anna']);
		for (const gap of ['Anna,,5 pm', ['Anna', null, '5 pm'], ['Anna', {}]])
			await expect(encode(gap, { kind: 'positions' })).rejects.toThrow(/'Field' has nothing in place 2/);
	});

	it.each([
		['2001-03-01T00:00:00.000Z', '2001-03-01'],
		['2001-03-01T00:00:00-05:00', '2001-03-01'],
		['2001-03-01', '2001-03-01'],
		[new Date('2001-03-01T00:00:00Z'), '2001-03-01'],
		[DateTime.fromISO('2001-03-01T23:30', { zone: 'Asia/Tokyo' }), '2001-03-01'],
	])('a date that is the same everywhere is the day it names: %s', async (value, day) => {
		expect(await encode(value, { kind: 'date' })).toBe(day);
	});

	it('reads day and time by the clocks of the zone beside them', async () => {
		const fields = new Map<string, EncodedField>([
			['day', { label: 'Date', kind: 'day' }],
			['time', { label: 'Time', kind: 'time' }],
			['zone', { label: 'Zone', kind: 'zone' }],
		]);
		const at = async (moment: string) =>
			await encodeValues({ day: moment, time: moment, zone: 'America/Los_Angeles' }, fields, surroundings);
		expect(await at('2026-03-01T23:30:00-05:00')).toMatchObject({ day: '2026-03-01', time: '20:30:00' });
		expect(await at('2026-03-01T01:30:00-05:00')).toMatchObject({ day: '2026-02-28', time: '22:30:00' });
		expect(await at('2026-03-01T09:00:00')).toMatchObject({ day: '2026-03-01', time: '09:00:00' });
	});

	it('leaves out what no field declares', async () => {
		expect(await encodeValues({ stranger: 1 }, new Map(), surroundings)).toEqual({});
	});
});

describe('base URL', () => {
	it.each([
		[undefined, 'https://api.justcall.io'],
		['', 'https://api.justcall.io'],
		['https://api.justcall.io/', 'https://api.justcall.io'],
		[' https://proxy.example.com/justcall/ ', 'https://proxy.example.com/justcall'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['http://localhost:4010/', 'http://localhost:4010'],
		['http://[::1]:4010', 'http://[::1]:4010'],
	])('%p', (given, expected) => {
		expect(checkBaseUrl(given)).toBe(expected);
	});

	it.each([
		'http://api.justcall.io',
		'http://127.0.0.1.example.com',
		'ftp://127.0.0.1',
		'api.justcall.io',
		'https://a:b@api.justcall.io',
		'https://api.justcall.io?x=1',
		'javascript:alert(1)',
	])('refuses %p', (given) => {
		expect(() => checkBaseUrl(given)).toThrow(/'Base URL'/);
	});
});

describe('the credential', () => {
	const credentials = { apiKey: ' key ', apiSecret: 'secret', baseUrl: 'https://api.justcall.io' };

	it('sends key:secret raw', () => {
		const { headers } = authenticate(credentials, { url: '/v2.1/users', baseURL: 'https://api.justcall.io' });
		expect(headers?.Authorization).toBe('key:secret');
	});

	it.each([
		{ url: 'https://api.justcall.io/v2.1/users' },
		{ url: '/v2.1/users' },
		{ uri: 'https://api.justcall.io/v2.1/users' } as unknown as { url: string },
	])('knows its own host in %j', (options) => {
		expect(authenticate(credentials, options).headers?.Authorization).toBe('key:secret');
	});

	it.each([
		{ url: 'https://evil.example.com/v2.1/users' },
		{ url: '/x', baseURL: 'https://evil.example.com' },
		{ url: '//evil.example.com/x' },
		{ url: 'http://api.justcall.io/v2.1/users' },
		{ uri: 'https://evil.example.com' } as unknown as { url: string },
	])('does not send them elsewhere: %j', (options) => {
		expect(() => authenticate(credentials, options)).toThrow(/key and secret were not sent to/);
	});
});
