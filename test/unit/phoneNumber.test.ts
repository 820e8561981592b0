import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/metadata.max.json';

import {
	isSameNumber,
	looksNational,
	looseEnd,
	meaningsOf,
	nationalForm,
	needsCountry,
	readNumber,
	toDigits,
	toE164,
	toOwnNumber,
} from '../../nodes/shared/values/phoneNumber';
import { dialingPlanOf } from '../../nodes/shared/values/phoneLibrary';
import { sizeOf } from '../harness/thorough';

/** The given value, the default country, and the number or a part of the reason for the refusal. */
type Row = [given: unknown, country: string | undefined, expected: string | RegExp];

const HIDDEN = /hides the number/;
const EXTENSION = /extension/;
const TWO = /more than one number/;
const DATE = /is a date/;
const DECIMAL = /decimal number/;
const LETTERS = /has letters/;
const AMERICAN = /may be a number in North America/;
const NO_CODE = /has no country code/;
const LENGTH = /too few or too many digits/;
const SIGN = /a sign that no number has/;

const INTERNATIONAL: Row[] = [
	['+14155550119', undefined, '+14155550119'],
	['+1 (415) 555-0119', undefined, '+14155550119'],
	['+1.415.555.0119', undefined, '+14155550119'],
	['1.415.555.0119', undefined, '+14155550119'],
	['001 415 555 0119', undefined, '+14155550119'],
	['0044 20 7946 0958', undefined, '+442079460958'],
	['+44 07700 900123', undefined, '+447700900123'],
	['+44-(0)20-7946 0958', undefined, '+442079460958'],
	['(+44) (0)20 7946 0958', undefined, '+442079460958'],
	['+44 [0] 20 7946 0958', undefined, '+442079460958'],
	['0049 (0) 30 5550119', undefined, '+49305550119'],
	['+49 (0)30/901820', undefined, '+4930901820'],
	['+39 (0)6 1234567', undefined, '+39061234567'],
	['+39 06 1234567', undefined, '+39061234567'],
	['+39 333 123 4567', undefined, '+393331234567'],
	['+34 (0)91 123 45 67', undefined, '+34911234567'],
	['+7 (495) 123-45-67', undefined, '+74951234567'],
	['+36 06 30 123 4567', undefined, '+36301234567'],
	['+33 (0) 6 12 34 56 78', undefined, '+33612345678'],
	['+54 9 11 2345-6789', undefined, '+5491123456789'],
	['+800 1234 5678', undefined, '+80012345678'],
	// A range that no plan has yet. After a "+", its length is enough.
	['+6035550144', undefined, '+6035550144'],
	['+44 7700 900123', undefined, '+447700900123'],
];

const SPELLED: Row[] = [
	['\u202a+14155550119\u202c', undefined, '+14155550119'],
	['\u200e+1\u200b415\u2060555\u00ad0119\ufeff', undefined, '+14155550119'],
	['+1\u00a0415\u202f555\u20090119', undefined, '+14155550119'],
	[
		'\uff0b\uff11 \uff08\uff14\uff11\uff15\uff09 \uff15\uff15\uff15\uff0d\uff10\uff11\uff11\uff19',
		undefined,
		'+14155550119',
	],
	['+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0661\u0669', undefined, '+14155550119'],
	['+\u096f\u0967 \u096f\u096e\u0967\u0967\u0968 \u0969\u096a\u096b\u096c\u096d', undefined, '+919811234567'],
	['1\ufe0f\u20e34\ufe0f\u20e3155550119', undefined, '+14155550119'],
	['+1\u2011415\u2013555\u22120119', undefined, '+14155550119'],
	['tel:+1-415-555-0119', undefined, '+14155550119'],
	["'+14155550119", undefined, '+14155550119'],
	['\u2019+14155550119', undefined, '+14155550119'],
	['="14155550119"', undefined, '+14155550119'],
	['\t+14155550119\r\n', undefined, '+14155550119'],
	['+1 415\u00b7555\u00b70119', undefined, '+14155550119'],
	['\uff0881\uff093\u30fc1234\u30fc5678', undefined, '+81312345678'],
];

const NUMBERS_OF_JSON: Row[] = [
	[14155550119, undefined, '+14155550119'],
	[1.4155550119e10, undefined, '+14155550119'],
	[14155550119n, undefined, '+14155550119'],
	['14155550119.0', undefined, '+14155550119'],
	['14155550119,00', undefined, '+14155550119'],
	['1.4155550119E+10', undefined, '+14155550119'],
	['1.41556E+10', undefined, /rounded number/],
	[4155550119, undefined, AMERICAN],
	[4155550119, 'US', '+14155550119'],
	[14155550119.5, undefined, DECIMAL],
	['1415555.0119', undefined, DECIMAL],
	['33.748995123', undefined, DECIMAL],
	[-122.4194155, undefined, DECIMAL],
	['-14155550119.25', undefined, DECIMAL],
	[-14155550119, undefined, DECIMAL],
	[1e21, undefined, /lost digits/],
	[Number('9007199254740993'), undefined, /lost digits/],
	[Number.NaN, undefined, DECIMAL],
	[Number.POSITIVE_INFINITY, undefined, DECIMAL],
];

const WITHOUT_CODE: Row[] = [
	['14155550119', undefined, '+14155550119'],
	['442079460958', undefined, '+442079460958'],
	['(415) 555-0119', undefined, AMERICAN],
	['6035550144', undefined, AMERICAN],
	['2125550119', undefined, AMERICAN],
	['(212) 555-0119', undefined, AMERICAN],
	['415-555-0119', undefined, AMERICAN],
	// Singapore or Alabama.
	['6598765432', undefined, AMERICAN],
	['6598765432', 'SG', '+6598765432'],
	['07700 900123', undefined, NO_CODE],
	['612345678', undefined, NO_CODE],
	['5550119', undefined, NO_CODE],
	['123', undefined, NO_CODE],
	['(415) 555-0119', 'US', '+14155550119'],
	['415.555.0119', 'US', '+14155550119'],
	['1 415 555 0119', 'US', '+14155550119'],
	['(720) 555-0101', 'CA', '+17205550101'],
	['020 7946 0958', 'GB', '+442079460958'],
	['2079460958', 'GB', '+442079460958'],
	['030/901820', 'DE', '+4930901820'],
	['030 / 90 18 20-44', 'DE', '+493090182044'],
	['1701234567', 'DE', '+491701234567'],
	['06 12 34 56 78', 'FR', '+33612345678'],
	['06 1234567', 'IT', '+39061234567'],
	['333 1234567', 'IT', '+393331234567'],
	['8 (495) 123-45-67', 'RU', '+74951234567'],
	['0412 345 678', 'AU', '+61412345678'],
	['090-1234-5678', 'JP', '+819012345678'],
	['011 15-2345-6789', 'AR', '+5491123456789'],
	// As JustCall writes them, in an account of another country.
	['14155550119', 'GB', '+14155550119'],
	['442079460958', 'US', '+442079460958'],
	['4915123456789', 'DE', '+4915123456789'],
	['62812345678', 'ID', '+62812345678'],
	// In Düsseldorf, or in Emden without its zero.
	['4921112345', 'DE', /may be \+4921112345 or \+494921112345/],
	['04921 112345', 'DE', '+494921112345'],
	['4930901820', 'DE', '+4930901820'],
	// JustCall lists a caller abroad in this form. Without its zero it could be a number at home.
	['15276329218', 'DE', /may be \+15276329218 or \+4915276329218/],
	[15276329218, 'DE', /may be \+15276329218 or \+4915276329218/],
	['33622982439', 'DE', /may be \+33622982439 or \+4933622982439/],
	['33 6 22 98 24 39', 'DE', /may be \+33622982439 or \+4933622982439/],
	['12027885536', 'AT', /may be \+12027885536 or \+4312027885536/],
	['4554507311', 'FI', /may be \+4554507311 or \+3584554507311/],
	['015276329218', 'DE', '+4915276329218'],
	['1527 6329218', 'DE', '+4915276329218'],
	['03362 2982439', 'DE', '+4933622982439'],
	['3362 2982439', 'DE', '+4933622982439'],
	// Longer than any person's number there.
	['447561811491', 'DE', '+447561811491'],
	['919008052958', 'DE', '+919008052958'],
	// A voicemail box is not a person.
	['33633459597', 'IT', '+33633459597'],
	// In a country whose numbers have no leading zero, this is how people write them.
	['4792345678', 'US', '+14792345678'],
	['(47) 3333-4444', 'BR', '+554733334444'],
	['6590841516', 'IN', '+916590841516'],
	// A zero in brackets comes after a country code.
	['44 (0) 20 7946 0958', 'DE', '+442079460958'],
	['44(0)2079460958', 'DE', '+442079460958'],
	['(44) (0)20 7946 0958', 'AT', '+442079460958'],
	['44 020 7946 0958', 'DE', '+442079460958'],
	['49 (0)30 901820', 'DE', '+4930901820'],
	// A typing error in the area code must not reach a person in Germany.
	['(496) 222-3333', 'US', /no number of the default country US/],
	['4933673677', 'US', /no number of the default country US/],
	['4933673677', 'FR', '+4933673677'],
	// Russians dial 8 first, and 84 is Vietnam.
	['8 (495) 123-45-67', undefined, NO_CODE],
	['(447) 911123456', undefined, NO_CODE],
	['(44) 7911 123456', undefined, '+447911123456'],
	['555-0119', 'US', /no number of the default country US/],
	['911', 'US', /no number of the default country US/],
	// A post code, a count.
	['10115', 'DE', /no number of the default country DE/],
	['1690', 'DE', /no number of the default country DE/],
	['123456', 'AT', /no number of the default country AT/],
	[42, 'IT', /no number of the default country IT/],
	['+49 1690', undefined, LENGTH],
	['211234', 'FO', '+298211234'],
];

const EXIT_CODES: Row[] = [
	['011 44 20 7946 0958', 'US', '+442079460958'],
	['00 44 20 7946 0958', 'US', '+442079460958'],
	['8~10 44 20 7946 0958', 'RU', '+442079460958'],
	['810442079460958', 'RU', '+442079460958'],
	['0011 44 20 7946 0958', 'AU', '+442079460958'],
	['0011 1 415 555 0119', 'AU', '+14155550119'],
	['010 44 20 7946 0958', 'JP', '+442079460958'],
	['0044 (0)20 7946 0958', 'DE', '+442079460958'],
	// By 00 and by the exit code of the country they lead to two people.
	['00115016221234', 'AU', /may be \+15016221234 or \+5016221234/],
	['00112203012345', 'BO', /may be \+12203012345 or \+2203012345/],
	['011 44 20 7946 0958', undefined, NO_CODE],
	['0011 44 20 7946 0958', undefined, LENGTH],
	['00 999 1234567', undefined, /country code that does not exist/],
];

const REFUSED: Row[] = [
	['+1 415 555 0119/123', undefined, EXTENSION],
	['+1 415 555 0119 (123)', undefined, EXTENSION],
	['+49 30 901820 (12)', undefined, EXTENSION],
	['+49 30 901820/123', undefined, EXTENSION],
	['030 901820/123', 'DE', EXTENSION],
	['+1 415 555 0119-123', undefined, EXTENSION],
	['+1 415 555 0119 ext. 123', undefined, EXTENSION],
	['+1 415 555 0119x123', undefined, EXTENSION],
	['+7 495 123-45-67 доб. 12', undefined, EXTENSION],
	['+1 415 555 0119 #123', undefined, EXTENSION],
	['tel:+14155550119;ext=12', undefined, EXTENSION],
	['(415) 555-0119 123', 'US', EXTENSION],
	['5550119 5550120', undefined, TWO],
	['5550119 5550120', 'DE', TWO],
	['+14155550119 +14155550120', undefined, TWO],
	['+14155550119, +14155550120', undefined, TWO],
	['+14155550119; +14155550120', undefined, TWO],
	['+14155550119\n+14155550120', undefined, TWO],
	['4155550119 or 4155550120', 'US', TWO],
	['+14155550119/4155550120', undefined, TWO],
	['2024-03-21', undefined, DATE],
	['2024-03-21', 'DE', DATE],
	['21.03.2024', 'DE', DATE],
	['3/21/24', 'US', DATE],
	['2024-03-21T17:08:22Z', undefined, DATE],
	['2024-03-21 17:08', undefined, DATE],
	['1-800-FLOWERS', 'US', LETTERS],
	['+1 415 CALL ME', undefined, LETTERS],
	['Mara', undefined, LETTERS],
	['+1 415 555 0119 (mobile)', undefined, LETTERS],
	['+266696687', undefined, HIDDEN],
	['266 696 687', 'US', HIDDEN],
	['00266696687', undefined, HIDDEN],
	['011 266696687', 'US', HIDDEN],
	['+7378742833', undefined, HIDDEN],
	['737-874-2833', 'US', HIDDEN],
	[7378742833, undefined, HIDDEN],
	['+2562533', undefined, HIDDEN],
	['+8566696', undefined, HIDDEN],
	['+86282452253', undefined, HIDDEN],
	['+86 282 452 253', undefined, HIDDEN],
	['Anonymous', undefined, HIDDEN],
	['private number', undefined, HIDDEN],
	['UNKNOWN', undefined, HIDDEN],
	['Restricted', undefined, HIDDEN],
	['+4155550119', undefined, LENGTH],
	['+1415555011', undefined, LENGTH],
	['1'.repeat(16), undefined, NO_CODE],
	['0155550119', undefined, NO_CODE],
	['+0441234567', undefined, /country code that does not exist/],
	['+1 415 555 0119\u00b2', undefined, SIGN],
	['*31#+14155550119', undefined, SIGN],
	['\u260e +14155550119', undefined, SIGN],
	['44+20 7946 0958', undefined, /a \+ behind digits/],
	['', undefined, /is empty/],
	['\u200b', undefined, /is empty/],
	['n/a', undefined, LETTERS],
	['---', undefined, /has no digits/],
	[null, undefined, /is no text/],
	[undefined, undefined, /is no text/],
	[true, undefined, /is no text/],
	[['+14155550119'], undefined, /is no text/],
	[{ value: '+14155550119' }, undefined, /is no text/],
	[new Date('2024-03-21'), undefined, /is no text/],
];

describe.each([
	['international', INTERNATIONAL],
	['spelled', SPELLED],
	['as numbers of JSON and of spreadsheets', NUMBERS_OF_JSON],
	['without country code', WITHOUT_CODE],
	['behind exit codes', EXIT_CODES],
	['refused', REFUSED],
])('%s', (_, rows) => {
	it.each(rows)('%p, at home in %p', (given, country, expected) => {
		const reading = readNumber(given, country);
		if (typeof expected === 'string') expect(reading).toMatchObject({ e164: expected });
		else
			expect(reading).toEqual({
				problem: expect.stringMatching(expected) as string,
				hint: expect.any(String) as string,
			});
	});
});

describe("the library's example number of each country", () => {
	const countries = getCountries(metadata);
	const numbers = fc.constantFrom(
		...countries.flatMap((country) => {
			const example = getExampleNumber(country, examples, metadata);
			return example ? [{ country, example }] : [];
		}),
	);

	it('is there', () => {
		expect(countries.length).toBeGreaterThan(240);
		expect(countries.filter((country) => !getExampleNumber(country, examples, metadata))).toEqual([]);
	});

	it('is the same in every form', () => {
		fc.assert(
			fc.property(numbers, ({ country, example }) => {
				const e164 = example.number;
				const digits = e164.slice(1);
				const international = [
					e164,
					example.formatInternational(),
					`00${digits}`,
					`00 ${example.formatInternational().slice(1)}`,
					example.getURI(),
				];
				for (const form of international) {
					expect([form, readNumber(form)]).toMatchObject([form, { e164 }]);
					expect([form, readNumber(form, country)]).toMatchObject([form, { e164 }]);
				}
				for (const form of [digits, Number(digits), example.formatNational()])
					expect([form, country, readNumber(form, country)]).toMatchObject([form, country, { e164 }]);
				// Without its zero it may be a number of another country in JustCall's form, so the node refuses it.
				const bare = readNumber(example.nationalNumber, country);
				if ('e164' in bare) expect(bare.e164).toBe(e164);
				else {
					expect(bare.problem).toBe(`may be +${example.nationalNumber} or ${e164}`);
					expect(example.formatNational()).toMatch(/^\D*0/);
				}
				// Without a country: unchanged or refused, and never another person's.
				const reading = readNumber(digits);
				if ('e164' in reading) expect(reading.e164).toBe(e164);
				else expect(digits).toMatch(/^[2-9]\d{2}[2-9]\d{6}$/);
			}),
			{ numRuns: sizeOf(2000) },
		);
	});

	it.each([' ext. 12', '/123', ' (123)', ', +14155550120', ' CALL'])(
		'is refused with %p behind it',
		(junk) => {
			fc.assert(
				fc.property(numbers, ({ country, example }) => {
					const forms = [example.number, example.formatInternational(), example.formatNational()];
					for (const form of forms)
						expect([form + junk, readNumber(form + junk, country)]).toEqual([
							form + junk,
							{ problem: expect.any(String) as string, hint: expect.any(String) as string },
						]);
				}),
				{ numRuns: sizeOf(1000) },
			);
		},
	);

	it('is the same person in whatever form JustCall has it', () => {
		fc.assert(
			fc.property(numbers, ({ country, example }) => {
				const e164 = example.number;
				const forms = [
					e164,
					e164.slice(1),
					example.formatNational(),
					example.formatInternational(),
					example.nationalNumber,
				];
				for (const form of forms) expect([form, isSameNumber(form, e164, country)]).toEqual([form, true]);
			}),
			{ numRuns: sizeOf(1000) },
		);
	});
});

it('whatever comes in: a number of 7 to 15 digits, or a reason', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string({ unit: 'binary' }),
				fc.anything({ withBigInt: true, withDate: true }),
				fc.double(),
				fc.string({ unit: fc.constantFrom(...'+0123456789 ()-./,x\u202a') }),
			),
			fc.constantFrom(undefined, 'US', 'DE', 'IT', 'BR', 'CV'),
			(value, country) => {
				const reading = readNumber(value, country);
				if ('e164' in reading) expect(reading.e164).toMatch(/^\+[1-9]\d{6,14}$/);
				else expect(reading.problem).not.toBe('');
			},
		),
		{
			numRuns: sizeOf(5000),
			examples: [
				['1690', 'DE'],
				['0201000000000000', 'DE'],
			],
		},
	);
});

describe('in its forms', () => {
	it('E.164 and digits, and an error that shows what was given', () => {
		expect(toE164('(415) 555-0119', 'To', 'US')).toBe('+14155550119');
		expect(toDigits('(415) 555-0119', 'To', 'US')).toBe('14155550119');
		expect(() => toE164('\u202a+1415555011\u202c', 'To')).toThrow(
			`'To' is not a telephone number: "[U+202A]+1415555011[U+202C]", as it has too few or too many digits for its country`,
		);
		expect(() => toE164(4155550119, 'To')).toThrow('"4155550119"');
		expect(() => toE164('(415) 555-0119', 'To')).toThrow(
			expect.objectContaining({
				hint: expect.stringMatching(/country code.*'Default Country'/) as string,
			}),
		);
	});

	it.each([
		['14155550119', undefined, '+14155550119'],
		['+1 415 555 0119', undefined, '+14155550119'],
		['(415) 555-0119', 'US', '+14155550119'],
		['12345', undefined, '12345'],
		['12345', 'US', '12345'],
		// A number that JustCall lists, in a range that no plan has.
		['447700900123', undefined, '+447700900123'],
		['447700900123', 'US', '+447700900123'],
	])("one of the account's own: %p, at home in %p", (given, country, number) => {
		expect(toOwnNumber(given, 'JustCall Number', country)).toBe(number);
	});

	it.each(['4155550119', 'sales', '12', '', '0155550119'])(
		"refuses %p as one of the account's own",
		(given) => {
			expect(() => toOwnNumber(given, 'JustCall Number')).toThrow(
				/'JustCall Number' is not a telephone number/,
			);
		},
	);

	it.each([
		['+1 415 555 0119', false],
		['0044 20 7946 0958', false],
		['14155550119', true],
		['(415) 555-0119', true],
		['Mara', false],
		[undefined, false],
	])('%p depends on a country: %p', (given, needs) => {
		expect(needsCountry(given)).toBe(needs);
	});
});

describe('a number that JustCall has', () => {
	it.each([
		['14155550119', undefined, ['+14155550119']],
		['4155550119', undefined, ['+14155550119']],
		['(415) 555-0119', 'US', ['+14155550119']],
		['2065550119', 'US', ['+12065550119']],
		['07700 900123', 'GB', []],
		['020 7946 0958', 'GB', ['+442079460958']],
		['6598765432', undefined, ['+16598765432', '+6598765432']],
		['2079460958', undefined, ['+12079460958']],
		['2079460958', 'GB', ['+442079460958']],
		['4921112345', 'DE', ['+4921112345', '+494921112345']],
		['+266696687', undefined, []],
		['', undefined, []],
	])('%p, at home in %p, may be %p', (stored, country, meanings) => {
		expect(meaningsOf(stored, country)).toEqual(meanings);
	});

	it.each([
		['07700 900123', '+447700900123', undefined, true],
		['20 7946 0958', '+442079460958', undefined, false],
		['20 7946 0958', '+442079460958', 'GB', true],
		['7946 0958', '+442079460958', undefined, true],
		['0958', '+442079460958', undefined, false],
		['14155550119', '+414155550119', undefined, false],
		['+4155550119', '+14155550119', undefined, false],
		['12345', '12345', undefined, true],
		['12345', '+14155512345', undefined, false],
		['', '+14155550119', undefined, false],
		[null, '+14155550119', undefined, false],
	])('%p may be %p: %#', (stored, e164, country, same) => {
		expect(isSameNumber(stored, e164, country)).toBe(same);
	});
});

describe('why a value cannot be called, and how to mend it', () => {
	const code = 'Write it with + and country code, for example +1 415 555 0119';
	const codeOrDefault = `${code}, or set 'Default Country' in the credential or in this node`;
	const two = ['is more than one number', 'Give one number for each item'];
	const longer = [
		'is longer than a number: an extension, or a second number, cannot be dialled',
		'Leave out what comes behind the number',
	];
	const letters = [
		'has letters',
		'Write all of it in digits, with country code, and no words beside it, for example +1 415 555 0119',
	];
	const decimal = ['is a decimal number', 'Check which field the number is taken from, and give it as text'];
	const hidden = [
		'stands for a caller who hides the number',
		'Nobody can be called or texted there: leave such items out, for example with a Filter before this node',
	];
	const noCode = ['has no country code', codeOrDefault];
	const sign = (one: string) => [`has a sign that no number has: "${one}"`, code];

	const rows: Array<[unknown, string[], string?]> = [
		['4155550119²', sign('²')],
		['\u260e 4155550119', sign('\u260e')],
		['+1 415 555 0119 €', sign('€')],
		['-+14155550119', sign('+')],
		['*67#', sign('*')],
		['', ['is empty', code]],
		['--', ['has no digits', code]],
		['1 tel:4155550119', letters],
		['ab5550119', letters],
		['+1 415 555 0119 a 303', letters],
		['5550119 and 5550120', two],
		['+14155550119\n+13035550127', two],
		['+14155550119;+13035550127', two],
		['+1+4155550119', two],
		['5550119 / 5550120', two],
		...[
			'; ext 5',
			';ext=5',
			' #',
			'#5',
			' x5',
			' anexo 5',
			' доб. 5',
			' extension 5',
			' (5)',
			'/5',
			' 77',
		].map((end) => [`+1 415 555 0119${end}`, longer] as [string, string[]]),
		['1 415 555 0119 5', longer],
		['(415) 555 0119 7', longer, 'US'],
		['030/1234567/8', longer, 'DE'],
		['011 1 415 555 0119 5', longer, 'US'],
		['1 +4155550119', ['has a + behind digits', code]],
		[true, ['is no text', 'Let an expression return one number as text']],
		[0, noCode],
		['01.5', noCode],
		['044.20', noCode],
		['044.2079460958', noCode],
		['(415) 555 01198', noCode],
		['4.', decimal],
		[0.5, decimal],
		[-1, decimal],
		[-(2 ** 60), decimal],
		[2 ** 60, ['is a number that has lost digits', 'Give the number as text, with + and country code']],
		['1.41555E+10', ['is a rounded number', 'Format the column as text in the spreadsheet']],
		['266696687', hidden],
		['00266696687', hidden],
		['011 266696687', hidden, 'US'],
		['2026-03-01', ['is a date', 'Check which field the number is taken from']],
		[
			'1234567',
			[
				'is no number of the default country US, nor one with a country code',
				`${code}, or correct 'Default Country'`,
			],
			'US',
		],
		['4921112345', ['may be +4921112345 or +494921112345', 'Write the one that is meant, with +'], 'DE'],
		[
			'4155550119',
			['has no country code, and may be a number in North America or somewhere else', codeOrDefault],
		],
		['+1415555011', ['has too few or too many digits for its country', code]],
		['+9994155550119', ['begins with a country code that does not exist', code]],
	];

	it.each(rows.map(([value, why, country]) => [value, why, country] as const))(
		'%p %j, at home in %p',
		(value, [problem, hint], country) => {
			expect(readNumber(value, country)).toEqual({ problem, hint: `${hint}.` });
		},
	);
});

describe('marks around a number', () => {
	it.each([
		['+1\u00b7415\u00b7555\u00b70119', '+14155550119'],
		['+1\u2044415\u20445550119', '+14155550119'],
		['/14155550119', '+14155550119'],
		['+1  415  555  0119', '+14155550119'],
		['( +1) 415 555 0119', '+14155550119'],
		['=" +14155550119 "', '+14155550119'],
		['Tel://+14155550119', '+14155550119'],
		['callto:+14155550119', '+14155550119'],
		['+44 (0) 20 7946 0958', '+442079460958'],
		['+44  (0)20 7946 0958', '+442079460958'],
		['44 (0)20 7946 0958', '+442079460958'],
		['44(20)79460958', '+442079460958'],
		// Fifteen digits that look like a hidden caller and two more.
		['26669668700', '+26669668700'],
	])('%s is %s', (value, e164) => {
		expect(readNumber(value)).toMatchObject({ e164 });
	});

	it.each([
		['0011 1 415 555 0119', 'AU', '+14155550119'],
		['00 44 20 7946 0958', 'US', '+442079460958'],
		['011 44 (0)20 7946 0958', 'US', '+442079460958'],
	])('%s in %s is %s', (value, country, e164) => {
		expect(readNumber(value, country)).toMatchObject({ e164 });
	});
});

describe('a number as JustCall stores it', () => {
	it.each([
		['call me', false],
		['', false],
		['14155550119', false],
		['+14155550119', false],
		['0014155550119', false],
		['4155550119', true],
		['02079460958', true],
		['5550119', true],
		// Also a number of Denmark.
		['4525550119', true],
	])('%j looks national: %p', (stored, looks) => {
		expect(looksNational(stored)).toBe(looks);
	});

	it.each([
		['000 555 0119', '5550119'],
		['0005550119', '5550119'],
		['555-0119 x', '5550119'],
		['+5550119', undefined],
		['555011', undefined],
		[undefined, undefined],
		[null, undefined],
	])('the end of %j to compare is %p', (stored, end) => {
		expect(looseEnd(stored)).toBe(end);
	});

	it.each([
		['5550119x', '+14155550119', true],
		['5550118x', '+14155550119', false],
		['call', '+14155550119', false],
		['+1', '+14155550119', false],
		['12345', '12345', true],
		['12346', '12345', false],
		['4155550100', '+14155550100', true],
	])('%j may be %s: %p', (stored, e164, may) => {
		expect(isSameNumber(stored, e164)).toBe(may);
	});

	it('has its form at home only for its own country', () => {
		const forms = [undefined, 'US', 'GB', 'XX'].map((country) => nationalForm('+14155550119', country));
		expect(forms).toEqual([undefined, '4155550119', undefined, undefined]);
		expect([undefined, 'US', 'XX'].map((country) => nationalForm('12345', country))).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	it('of the account is not taken for one of a country that its digits begin with', () => {
		expect(() => toOwnNumber('4525550119', 'Number')).toThrow(/may be a number in North America/);
		expect(() => toOwnNumber('0442079460958', 'Number')).toThrow(/has no country code/);
		expect(toOwnNumber('12345', 'Number')).toBe('12345');
	});
});

it.each([
	['US', '1', '011', 10],
	['SJ', '47', '00', 8],
	['AU', '61', '0011', 12],
])('people of %s dial others as the plan says', (country, callingCode, exit, longest) => {
	const plan = dialingPlanOf(country);
	expect([plan?.callingCode, plan?.exitCode.exec(`${exit}442079460958`)?.[0], plan?.longest]).toEqual([
		callingCode,
		exit,
		longest,
	]);
	expect(plan?.exitCode.test(`9${exit}`)).toBe(false);
	expect(dialingPlanOf(country)).toEqual(plan);
});

it.each(['XX', 'AQ', ''])('there is no plan of %j', (country) => {
	expect(dialingPlanOf(country)).toBeUndefined();
});
