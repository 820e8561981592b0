/**
 * A parameter that cannot be sent. It is thrown before any request. The message names the parameter as the
 * panel shows it; the hint says how to fix it.
 */
export class ParameterError extends Error {
	/**
	 * @param message the problem, naming the parameter, for example "'From' is not a date: "yesterdayish""
	 * @param hint how to fix it, one or two sentences
	 */
	constructor(
		message: string,
		readonly hint: string,
	) {
		super(message);
		this.name = 'ParameterError';
	}
}

/** Text that n8n writes when an expression within a text gives an object. */
export const UNREADABLE = '[object Object]';

/** Most characters of a value that a message shows. */
const MAX_QUOTE_LENGTH = 300;
/** Invisible characters: direction marks, zero-width spaces, soft hyphens, variation selectors. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Shows a value in a message: quoted, on one line, and whole, so that the user can find it in a list. Invisible
 * characters are named, for example [U+202A]; otherwise a refused value could look valid.
 */
export function quote(value: unknown): string {
	const oneLine = shown(value).replace(/[\s\p{Cc}]+/gu, ' ');
	const characters = [...oneLine];
	const cut =
		characters.length > MAX_QUOTE_LENGTH
			? `${characters.slice(0, MAX_QUOTE_LENGTH).join('')}... (${characters.length} characters)`
			: oneLine;
	return `"${cut.replace(INVISIBLE, named)}"`;
}

function shown(value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value !== 'object') return String(value);
	try {
		return JSON.stringify(value);
	} catch {
		// The value contains itself.
		return Object.prototype.toString.call(value);
	}
}

function named(sign: string): string {
	return `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
