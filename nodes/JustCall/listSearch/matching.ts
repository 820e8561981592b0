import { digitsOf, readNumber } from '../../shared/values/phoneNumber';

/** Text that a person typed into a dropdown's search, ready to compare with entries. */
export interface Wanted {
	/** The text as typed, without surrounding spaces. */
	typed: string;
	/** An entry must contain each of these words; see {@link folded}. */
	words: string[];
	/** The digits of a telephone number, one for each way to read its spelling; empty when the text is not a number. */
	numbers: string[];
	/** The whole number in E.164, if the text is one. */
	e164?: string;
}

/** Texts and numbers by which an entry of a dropdown can be found. */
export interface Findable {
	/** Shown and hidden texts; see {@link folded}. */
	text: string;
	/** Value that is sent when the entry is chosen. */
	value: string;
	/** Digits of its telephone numbers. */
	numbers: string[];
}

/** Fewer digits than these are not searched for as part of a telephone number. */
const FEWEST_DIGITS = 3;
/**
 * Fewest characters for a search by the beginning of an ID. IDs with letters are long and contain short words
 * by chance.
 */
const FEWEST_OF_ID = { digits: 3, letters: 6 };

/**
 * Words of one or two characters occur in most texts. Next to another word, such a word must begin a word of
 * the entry.
 */
const SHORT = /^[a-z\d]{1,2}$/;

/** Letters that Unicode does not decompose, with the plain letters that people type instead. */
const LETTERS: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ı: 'i',
	'\u2018': "'",
	'\u2019': "'",
	'\u02bc': "'",
};

/**
 * A text in the form in which it is compared: without case, accents, width forms, invisible characters and
 * repeated spaces.
 */
export function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{Cf}/gu, '')
		.toLowerCase()
		.replace(/\p{M}/gu, '')
		.replace(/[ßæœøłđðþı\u2018\u2019\u02bc]/g, (letter) => LETTERS[letter] ?? letter)
		.replace(/[\p{Pd}\u2212]/gu, '-')
		.replace(/\s+/g, ' ')
		.trim();
}

/**
 * Reads the text that a person typed.
 *
 * @param filter as n8n gives it
 * @param country ISO 3166-1 alpha-2, of telephone numbers without a country code
 * @returns `undefined` when there is nothing to search for, as with spaces only
 */
export function wantedOf(filter: unknown, country?: string): Wanted | undefined {
	const given = typeof filter === 'string' || typeof filter === 'number' ? String(filter) : '';
	// Copied from a link.
	const typed = given.trim().replace(/^(?:tel|callto|mailto):/i, '');
	const words = folded(typed).split(' ').filter(Boolean);
	if (words.length === 0) return undefined;
	const looksDialled = !/\p{L}/u.test(typed) && digitsOf(typed).length >= FEWEST_DIGITS;
	const reading = looksDialled ? readNumber(typed, country) : undefined;
	const e164 = reading && 'e164' in reading ? reading.e164 : undefined;
	return { typed, words, numbers: looksDialled ? spellingsOf(typed, e164) : [], ...(e164 && { e164 }) };
}

/** Whether an entry matches the search. */
export function isWanted({ text, value, numbers }: Findable, { words, numbers: wanted }: Wanted): boolean {
	const isInNumbers = (digits: string) =>
		digits.length >= FEWEST_DIGITS && numbers.some((number) => number.includes(digits));
	const isShort = (word: string) => words.length > 1 && SHORT.test(word);
	const isInText = (word: string) => (isShort(word) ? beginsIn(text, word) : text.includes(word));
	return (
		words.every((word) => isInText(word) || (!/\p{L}/u.test(word) && isInNumbers(digitsOf(word)))) ||
		wanted.some(isInNumbers) ||
		(words.length === 1 && startsId(value, words[0] ?? ''))
	);
}

/** Whether a word of the text begins with this. */
function beginsIn(text: string, word: string): boolean {
	return text.split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(word));
}

/** Whether the text is a whole e-mail address. */
export function isEmail(typed: string): boolean {
	return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(typed);
}

function startsId(value: string, word: string): boolean {
	const fewest = /^\d+$/.test(value) ? FEWEST_OF_ID.digits : FEWEST_OF_ID.letters;
	return word.length >= fewest && folded(value).startsWith(word);
}

/**
 * "00" and "0" in front, and "(0)" behind a country code, are dialled, but are not part of the number that
 * JustCall stores.
 */
function spellingsOf(typed: string, e164: string | undefined): string[] {
	const digits = digitsOf(typed);
	const withoutTrunk = digitsOf(typed.replace(/(\d\D*)[([] ?0 ?[)\]]/, '$1'));
	const forms = [digits, withoutTrunk].flatMap((form) => [form, form.replace(/^0+/, '')]);
	const all = [...(e164 === undefined ? [] : [e164.slice(1)]), ...forms];
	return [...new Set(all)].filter((form) => form.length >= FEWEST_DIGITS);
}
