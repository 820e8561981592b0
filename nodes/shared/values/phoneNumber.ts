import { ParameterError, quote } from './parameterError';
import {
	asInternational,
	asNational,
	dialingPlanOf,
	isCallingCode,
	type PlannedNumber,
} from './phoneLibrary';

/**
 * Result of reading a text or number as a telephone number: its one form in E.164 ("+14155550119"), or the
 * reason why it cannot be called and how to fix it.
 */
export type Reading = { e164: string } | Problem;

/** Why a text cannot be called. */
export interface Problem {
	/** Fits after "it is not a telephone number, as it". */
	problem: string;
	hint: string;
}

/**
 * Numbers that carriers send when the caller hides the real one: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and
 * UNAVAILABLE, typed on a telephone's keys.
 */
const HIDDEN_NUMBERS: ReadonlySet<string> = new Set([
	'266696687',
	'7378742833',
	'2562533',
	'8566696',
	'86282452253',
]);
/** The same meaning as words. */
const HIDDEN_WORDS =
	/^(?:anonymous|unknown|private|restricted|blocked|unavailable|withheld|hidden|no ?caller ?id|not ?provided)(?: ?(?:number|caller|call))?$/i;

/** Ten digits as written in the North American plan, without the country code 1. */
const NORTH_AMERICAN = /^[2-9]\d{2}[2-9]\d{6}$/;
/** Most digits of a person's number, without country code. Longer numbers of a plan are extensions. */
const MAX_NATIONAL_DIGITS = 11;
/** Numbers with fewer digits than this belong to people only in small countries. */
const MIN_DIGITS = 7;
/** Most digits of a number in a country whose people have numbers of fewer than seven digits. */
const MAX_DIGITS_OF_SMALL_PLANS = 9;
/** Numbers that work only within a country: 911, 12345. */
const SHORT_CODE = /^[1-9]\d{3,5}$/;

const COUNTRY_CODE = 'Write it with + and country code, for example +1 415 555 0119';

const CODE_OR_DEFAULT = `${COUNTRY_CODE}, or set 'Default Country' in the credential or in this node`;

/**
 * Reads a telephone number as people and programs write it.
 *
 * With "+", "00" or the exit code of `country` the number is international, and any length that its country has
 * is accepted, because new ranges are assigned faster than programs learn of them. JustCall writes numbers in
 * its answers without these, and so do people within their own country. Such digits are accepted only when a
 * numbering plan has the range; `country` comes first. A number that may belong to two people is refused.
 *
 * @param value text, or a number of JSON
 * @param country ISO 3166-1 alpha-2 in capitals: country of numbers without a country code; `undefined` for
 *   none
 */
export function readNumber(value: unknown, country?: string): Reading {
	const written = clean(value);
	return 'problem' in written ? written : readWritten(written, country);
}

/**
 * The number in E.164, for example "+14155550119".
 *
 * @param label the parameter's name in the panel, for messages
 * @param country see {@link readNumber}
 * @throws ParameterError when it is not a number, or may be two different numbers
 */
export function toE164(value: unknown, label: string, country?: string): string {
	const reading = readNumber(value, country);
	if ('e164' in reading) return reading.e164;
	throw new ParameterError(
		`'${label}' is not a telephone number: ${quote(value)}, as it ${reading.problem}`,
		reading.hint,
	);
}

/** The number in the form of most of JustCall's endpoints (FACTS.md section 5): "14155550119"; see {@link toE164}. */
export function toDigits(value: unknown, label: string, country?: string): string {
	return toE164(value, label, country).slice(1);
}

/**
 * A number of the account, which JustCall lists without "+". It may be in no plan, or be a short code, which
 * has no country.
 *
 * @returns E.164; a short code is not changed
 * @throws ParameterError when it is neither
 */
export function toOwnNumber(value: unknown, label: string, country?: string): string {
	const written = clean(value);
	if (!('problem' in written)) {
		const { digits, hasPlus } = written;
		if (!hasPlus && SHORT_CODE.test(digits)) return digits;
		const number = NORTH_AMERICAN.test(digits) ? undefined : asInternational(digits);
		if (!('e164' in readWritten(written, country)) && number?.isPossible) return number.e164;
	}
	return toE164(value, label, country);
}

/** Whether the value's meaning depends on a country: it is a number, and is not in international form. */
export function needsCountry(value: unknown): boolean {
	const written = clean(value);
	return !('problem' in written) && !written.hasPlus && !written.digits.startsWith('00');
}

/** Whether a number in JustCall's answer has no country code, so that its meaning depends on a country. */
export function looksNational(stored: unknown): boolean {
	const written = clean(stored);
	if ('problem' in written || !needsCountry(stored)) return false;
	return NORTH_AMERICAN.test(written.digits) || !validOf(asInternational(written.digits));
}

/**
 * All numbers in E.164 that a number in JustCall's answer may mean. JustCall lists digits with country code,
 * but typed numbers may be national.
 *
 * @param country country of national numbers there, as in {@link readNumber}
 * @returns the likelier first; empty when it cannot be read
 */
export function meaningsOf(value: unknown, country?: string): string[] {
	const written = clean(value);
	if ('problem' in written) return [];
	const { digits, hasPlus } = written;
	if (hasPlus || digits.startsWith('00')) {
		const reading = readWritten(written, country);
		return 'e164' in reading ? [reading.e164] : [];
	}
	const isAmerican = NORTH_AMERICAN.test(digits);
	const national = country === undefined ? undefined : nationalOf(digits, country);
	const found = [
		...(isAmerican ? [] : [validOf(asInternational(digits))]),
		national,
		// JustCall adds the country code to such digits; without a country they may be anyone's.
		...(isAmerican && !national
			? [validOf(asInternational(`1${digits}`)), validOf(asInternational(digits))]
			: []),
	];
	return [...new Set(found.flatMap((number) => number?.e164 ?? []))];
}

/**
 * Whether a number in JustCall's answer may be the given one, in another form or without country code.
 *
 * @param stored number as JustCall stores it
 * @param e164 the number to look for; a short code as digits
 * @param country country of national numbers in JustCall's answer
 */
export function isSameNumber(stored: unknown, e164: string, country?: string): boolean {
	const meanings = meaningsOf(stored, country);
	if (meanings.length > 0) return meanings.includes(e164);
	const end = looseEnd(stored);
	return e164.startsWith('+') ? end !== undefined && e164.endsWith(end) : digitsOf(stored) === e164;
}

/**
 * The national form of a number without the leading zero. A list may have it in this form.
 *
 * @returns `undefined` when the number is not of this country
 */
export function nationalForm(e164: string, country: string | undefined): string | undefined {
	const number = asInternational(e164.slice(1));
	const isOfIt = country !== undefined && number?.callingCode === dialingPlanOf(country)?.callingCode;
	return isOfIt ? number?.national : undefined;
}

/**
 * The end of a number that cannot be read, to compare with others: its digits without leading zeros.
 *
 * @returns `undefined` when it cannot be compared: it has too few digits, or a country code
 */
export function looseEnd(value: unknown): string | undefined {
	const digits = digitsOf(value).replace(/^0+/, '');
	return digits.length >= MIN_SHARED_DIGITS && !String(value ?? '').includes('+') ? digits : undefined;
}

/** Fewest digits that two numbers must have in common to be the same. */
export const MIN_SHARED_DIGITS = 7;

/** The digits of any value, with digits of other scripts converted; empty when it has none. */
export function digitsOf(value: unknown): string {
	return String(value ?? '')
		.normalize('NFKC')
		.replace(/\p{Nd}/gu, digitOf)
		.replace(/\D/g, '');
}

/** A number as written, without harmless characters. */
interface Written {
	/** All digits in order, without "+". */
	digits: string;
	/** The digits without the zero in brackets of "+44 (0)20", which is for calls within the country. */
	withoutTrunk: string;
	hasPlus: boolean;
	/** The first group of digits if brackets set it apart; in an international number it is the country code. */
	firstGroup?: string;
	/** The digits in their written groups. */
	groups: string[];
	/** The digits up to the last slash, which may separate groups or begin an extension. */
	beforeSlash?: string;
	/**
	 * The groups of digits up to each separator, the shortest first, to see whether a whole number ends before
	 * the last.
	 */
	beginnings: string[];
}

const QUOTES = /^=?["'\u2018\u2019\u201a\u201c\u201d`\u00b4]+|["'\u2018\u2019\u201c\u201d`\u00b4]+$/g;
const DASHES = /[\p{Pd}\u2212\u30fc]/gu;
const DOTS = /[\u00b7\u2022\u2219\u2027\u30fb]/g;
const SLASHES = /[\u2044\u2215]/g;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u20e3]/gu;
const ALLOWED = /^[+\d ()[\].\-/~]*$/;

const WHOLE = /^(\d+)[.,]0+$/;
const EXPONENT = /^(\d)(?:[.,](\d+))?e\+?(\d+)$/i;

const YEAR = '(?:19|20)\\d{2}';
const MONTH = '(?:0?[1-9]|1[0-2])';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const DATES = [
	`${YEAR}[-./]${MONTH}[-./]${DAY}`,
	`${DAY}[-./]${MONTH}[-./](?:${YEAR}|\\d{2})`,
	`${MONTH}[-./]${DAY}[-./](?:${YEAR}|\\d{2})`,
];
const DATE = new RegExp(`^(?:${DATES.join('|')})(?:[ t]\\d{1,2}:?\\d{2}.*)?$`, 'i');

function clean(value: unknown): Written | Problem {
	const text = textOf(value);
	if (typeof text !== 'string') return text;
	if (/\p{No}/u.test(text)) return odd(/\p{No}/u.exec(text)?.[0] ?? '');
	const plain = text
		.replace(INVISIBLE, '')
		.normalize('NFKC')
		.replace(/\p{Nd}/gu, digitOf)
		.replace(DASHES, '-')
		.replace(DOTS, '.')
		.replace(SLASHES, '/')
		.trim()
		.replace(QUOTES, '')
		.trim()
		.replace(/^(?:tel|callto):(?:\/\/)?/i, '');
	if (plain === '') return problem('is empty', COUNTRY_CODE);
	if (/[\r\n]/.test(plain)) return twoNumbers();
	const oneLine = plain.replace(/\s+/g, ' ');
	return refusal(oneLine) ?? written(withoutDecimals(oneLine));
}

function textOf(value: unknown): string | Problem {
	if (typeof value === 'string') return value;
	if (typeof value === 'bigint') return String(value);
	if (typeof value !== 'number') return problem('is no text', 'Let an expression return one number as text');
	if (Number.isSafeInteger(value) && value >= 0) return String(value);
	return Number.isInteger(value) && value >= 0
		? problem('is a number that has lost digits', 'Give the number as text, with + and country code')
		: decimal();
}

/**
 * A digit of any script as an ASCII digit. The digits of a script follow each other from zero to nine (Unicode,
 * section 4.6).
 */
function digitOf(sign: string): string {
	let code = sign.codePointAt(0) ?? 0;
	for (let digit = 0; digit < 10; digit++, code--) {
		if (!/\p{Nd}/u.test(String.fromCodePoint(code - 1))) return String(digit);
	}
	return sign;
}

/** Why a text cannot be a number that is called, whatever its digits. */
function refusal(text: string): Problem | undefined {
	const digits = text.replace(/\D/g, '');
	if (HIDDEN_WORDS.test(text) || HIDDEN_NUMBERS.has(digits.replace(/^00/, ''))) return hidden();
	if (DATE.test(text)) return problem('is a date', 'Check which field the number is taken from');
	if (WHOLE.test(text) || EXPONENT.test(text)) return undefined;
	if (/^-?\d+[.,]\d*$/.test(text) && !/^0\d+\.\d+$/.test(text)) return decimal();
	if (/[,;|&\\]/.test(text) && !/;\s*ext/i.test(text)) return twoNumbers();
	if (/\p{L}/u.test(text)) return letters(text);
	if (/^[^*]*\d *#/.test(text)) return extension();
	if ((text.match(/\+/g) ?? []).length > 1) return twoNumbers();
	const strange = [...text].find((sign) => !ALLOWED.test(sign));
	if (strange !== undefined) return odd(strange);
	if (/\d *\+/.test(text)) return problem('has a + behind digits', COUNTRY_CODE);
	if (text.includes('+') && !/^[([]? ?\+/.test(text)) return odd('+');
	if (/[([][\d ]*[)\]]\s*$/.test(text)) return extension();
	if (text.split(/[ /]/).filter((part) => part.replace(/\D/g, '').length >= MIN_DIGITS).length > 1)
		return twoNumbers();
	return undefined;
}

function letters(text: string): Problem {
	if (
		/\d[^\d\p{L}]*(?:;?ext\p{L}*|x|\u0434\u043e\u0431\p{L}*|anexo|int|interno|poste|durchwahl|dw)[^\p{L}]*\d+$/iu.test(
			text,
		)
	)
		return extension();
	if (text.split(/\p{L}+/u).filter((part) => part.replace(/\D/g, '').length >= MIN_DIGITS).length > 1)
		return twoNumbers();
	return problem(
		'has letters',
		'Write all of it in digits, with country code, and no words beside it, for example +1 415 555 0119',
	);
}

/** Spreadsheets write whole numbers as 14155550119.0 and 1.4155550119E+10. */
function withoutDecimals(text: string): string | Problem {
	const whole = WHOLE.exec(text)?.[1];
	if (whole !== undefined) return whole;
	const [, first, decimals = '', exponent] = EXPONENT.exec(text) ?? [];
	if (first === undefined) return text;
	return decimals.length === Number(exponent)
		? first + decimals
		: problem('is a rounded number', 'Format the column as text in the spreadsheet');
}

function written(text: string | Problem): Written | Problem {
	if (typeof text !== 'string') return text;
	const digits = text.replace(/\D/g, '');
	if (digits === '') return problem('has no digits', COUNTRY_CODE);
	const withoutTrunk = text.replace(/(\d[^\d]*)[([] ?0 ?[)\]]/, '$1').replace(/\D/g, '');
	const [, bracketed, before] = /^[([] *\+?(\d+) *[)\]]|^\+?(\d+)[^\d([]*[([]/.exec(text) ?? [];
	const groups = text.split(/\D+/).filter(Boolean);
	return {
		digits,
		withoutTrunk,
		hasPlus: text.includes('+'),
		firstGroup: bracketed ?? before,
		groups,
		beforeSlash: /^(.*)\//.exec(text)?.[1]?.replace(/\D/g, ''),
		beginnings: groups.slice(0, -1).map((_, place) => groups.slice(0, place + 1).join('')),
	};
}

function readWritten(number: Written, country: string | undefined): Reading {
	const { digits, hasPlus, beforeSlash } = number;
	if (beforeSlash !== undefined && 'e164' in readWritten(cutAt(number, beforeSlash), country))
		return extension();
	if (hasPlus) return international([digits, number.withoutTrunk], number.beginnings);
	const plan = country === undefined ? undefined : dialingPlanOf(country);
	const exit = plan?.exitCode.exec(digits)?.[0] ?? '';
	const abroad = [...(digits.startsWith('00') ? ['00'] : []), ...(exit === '' ? [] : [exit])];
	if (abroad.length > 0) {
		const read = dialled(number, abroad, digits.startsWith('00') ? undefined : country);
		if (read) return read;
	}
	const national = country === undefined ? undefined : nationalOf(digits, country);
	const isAmerican = NORTH_AMERICAN.test(digits);
	if (!national && isAmerican && (country === undefined || plan?.callingCode === '1')) {
		return country === undefined ? american() : unknownRange(country);
	}
	const foreign = [digits, number.withoutTrunk].map((one) => validOf(asInternational(one))).find(Boolean);
	// "(415) 555 01198": nobody writes a country code and the beginning of a number in the same brackets.
	const isForeign = foreign && (number.firstGroup === undefined || number.firstGroup === foreign.callingCode);
	// "44 (0)20 7946 0958": such a zero comes only after a country code.
	if (isForeign && digits !== number.withoutTrunk && number.groups[0] === foreign.callingCode) return foreign;
	if (national && isForeign)
		return foreign.callingCode === plan?.callingCode
			? ownOf(national, foreign)
			: abroadOrHome(number, national, foreign);
	if (national) return national;
	if (isForeign) return foreign;
	const whole = number.beginnings.find((one) => someNumberIn(one, country));
	if (whole !== undefined) return extension();
	return country === undefined ? noCountryCode() : unknownRange(country);
}

/** The written number, cut after the given digits. */
function cutAt({ hasPlus, firstGroup }: Written, digits: string): Written {
	return { digits, withoutTrunk: digits, hasPlus, firstGroup, groups: [digits], beginnings: [] };
}

function someNumberIn(digits: string, country: string | undefined): PlannedNumber | undefined {
	const national = country === undefined ? undefined : nationalOf(digits, country);
	return national ?? (NORTH_AMERICAN.test(digits) ? undefined : validOf(asInternational(digits)));
}

/** A number with "+". Forms that a plan knows come before forms that only have a possible length. */
function international(forms: readonly string[], beginnings: readonly string[]): Reading {
	const numbers = forms.flatMap((form) => asInternational(form) ?? []);
	const known = numbers.find(({ isValid }) => isValid);
	if (known) return known;
	if (beginnings.some((one) => asInternational(one)?.isValid)) return extension();
	return numbers.find(({ isPossible }) => isPossible) ?? wrongLength(forms[0] ?? '');
}

/**
 * A number after an exit code; `undefined` when no exit code leads to a number and it may be a number of the
 * country itself.
 */
function dialled(
	{ digits, withoutTrunk, beginnings }: Written,
	exits: readonly string[],
	country: string | undefined,
): Reading | undefined {
	const national = country === undefined ? undefined : nationalOf(digits, country);
	const behind = exits.map((exit) => {
		const rest = digits.slice(exit.length);
		if (HIDDEN_NUMBERS.has(rest)) return hidden();
		const forms = [rest, withoutTrunk.slice(exit.length)];
		return international(
			forms,
			beginnings.filter((one) => one.length > exit.length).map((one) => one.slice(exit.length)),
		);
	});
	const known = behind.filter(
		(reading) => 'e164' in reading && asInternational(reading.e164.slice(1))?.isValid,
	);
	const numbers = [...new Set([...known, ...(national ? [national] : [])].flatMap(e164Of))];
	if (numbers.length > 1) return ambiguous(numbers);
	if (numbers[0] !== undefined) return { e164: numbers[0] };
	if (country !== undefined && exits.every((exit) => exit.length < 3)) return undefined;
	return behind.find((reading) => 'e164' in reading) ?? behind[0];
}

function e164Of(reading: Reading): string[] {
	return 'e164' in reading ? [reading.e164] : [];
}

/**
 * Digits that begin with the country's own code and are numbers of the country both with it and without it:
 * "4921112345" is in Düsseldorf, and without its zero it could be in Emden, 04921 112345.
 */
function ownOf(national: PlannedNumber, foreign: PlannedNumber): Reading {
	if (national.e164 === foreign.e164) return national;
	if (national.national.length > MAX_NATIONAL_DIGITS || (foreign.isMobile && !national.isMobile))
		return foreign;
	return ambiguous([foreign.e164, national.e164]);
}

/**
 * Digits that are a number of this country and of another one. Numbers in JustCall's answers are like this:
 * "15276329218" is an American caller, but without a leading zero it could also be a mobile phone in Germany.
 * In countries whose numbers have no leading zero, the digits count as national.
 */
function abroadOrHome({ groups, digits }: Written, national: PlannedNumber, foreign: PlannedNumber): Reading {
	if (national.national.length > MAX_NATIONAL_DIGITS) return foreign;
	const isGrouped = groups.length > 1 && groups[0] !== foreign.callingCode;
	const isInFull = digits !== national.national || !national.hasTrunkPrefix();
	// JustCall's answers have no zero after the country code.
	const isForm = groups.length > 1 || foreign.e164 === `+${digits}`;
	return isGrouped || isInFull || !isForm ? national : ambiguous([foreign.e164, national.e164]);
}

function nationalOf(digits: string, country: string): PlannedNumber | undefined {
	const isShort = digits.replace(/^0+/, '').length < MIN_DIGITS;
	// A post code or a count: only small countries have such short numbers for people.
	if (isShort && (dialingPlanOf(country)?.longest ?? 0) > MAX_DIGITS_OF_SMALL_PLANS) return undefined;
	const number = validOf(asNational(digits, country));
	return number?.isVoicemail ? undefined : number;
}

function validOf(number: PlannedNumber | undefined): PlannedNumber | undefined {
	return number?.isValid ? number : undefined;
}

function problem(what: string, hint: string): Problem {
	return { problem: what, hint: `${hint}.` };
}

function hidden(): Problem {
	return problem(
		'stands for a caller who hides the number',
		'Nobody can be called or texted there: leave such items out, for example with a Filter before this node',
	);
}

function decimal(): Problem {
	return problem('is a decimal number', 'Check which field the number is taken from, and give it as text');
}

function twoNumbers(): Problem {
	return problem('is more than one number', 'Give one number for each item');
}

function extension(): Problem {
	return problem(
		'is longer than a number: an extension, or a second number, cannot be dialled',
		'Leave out what comes behind the number',
	);
}

function odd(sign: string): Problem {
	return problem(`has a sign that no number has: ${quote(sign)}`, COUNTRY_CODE);
}

function wrongLength(digits: string): Problem {
	const hasCode = [1, 2, 3].some((length) => isCallingCode(digits.slice(0, length)));
	return hasCode
		? problem('has too few or too many digits for its country', COUNTRY_CODE)
		: problem('begins with a country code that does not exist', COUNTRY_CODE);
}

function american(): Problem {
	return problem(
		'has no country code, and may be a number in North America or somewhere else',
		CODE_OR_DEFAULT,
	);
}

function noCountryCode(): Problem {
	return problem('has no country code', CODE_OR_DEFAULT);
}

function unknownRange(country: string): Problem {
	return problem(
		`is no number of the default country ${country}, nor one with a country code`,
		`${COUNTRY_CODE}, or correct 'Default Country'`,
	);
}

function ambiguous(numbers: readonly string[]): Problem {
	return problem(`may be ${numbers.join(' or ')}`, 'Write the one that is meant, with +');
}
