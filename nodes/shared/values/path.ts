import { isEmpty } from './emptyValue';
import { ParameterError, quote, UNREADABLE } from './parameterError';

/** Most characters of an ID. A longer value is not an ID and does not fit into a URL. */
const MAX_ID_LENGTH = 500;
// Both kinds of slash separate parts of a path, an ID has no invisible characters, and half of a surrogate pair
// cannot be sent.
const DIVIDER = /[/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
// Percent-encoding does not change dots.
const DOTS = /^\.{1,2}$/;

/**
 * Checks an id before it goes into a path, so that the request cannot reach another endpoint. A value that
 * percent-encoding makes safe is accepted: IDs of threads are Base64 and may end with "=".
 *
 * @param value number or text; text is trimmed
 * @param label the parameter's name in the panel, for messages
 * @param an example of such an ID, for messages
 * @throws ParameterError when the value cannot be an ID ("../users", "1/2", empty, a list ...)
 */
export function checkId(value: unknown, label: string, example?: string): string {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	if (text === '' && (isEmpty(value) || typeof value === 'string')) {
		throw new ParameterError(
			`'${label}' is empty`,
			'Choose an entry from the list or give an ID. If it holds an expression, check that the expression finds one ID.',
		);
	}
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw new ParameterError(
			`'${label}' is a number that is too large to be exact: ${quote(value)}`,
			'Give the ID as text, in quotes: as a number its last digits are lost.',
		);
	}
	if (!hasIdForm(text) || (typeof value === 'number' && !(Number.isInteger(value) && value >= 0))) {
		throw new ParameterError(
			`'${label}' is not an ID: ${quote(value)}`,
			`${example === undefined ? '' : `Such an ID looks like ${example}. `}Take it from the "id" field of a list operation.`,
		);
	}
	return text;
}

// Letters, digits and the marks of JustCall's own IDs and of Base64. No spaces, and nothing that HTML
// interprets.
const UNTRUSTED_ID = /^[A-Za-z0-9_][A-Za-z0-9_.:@+=-]{0,127}$/;

/**
 * Whether a value has the form of JustCall's IDs. Stricter than {@link checkId}, for values from outside that
 * are shown or stored.
 */
export function isId(value: unknown): boolean {
	try {
		return UNTRUSTED_ID.test(checkId(value, 'id'));
	} catch {
		return false;
	}
}

function hasIdForm(text: string): boolean {
	return (
		text !== '' &&
		text.length <= MAX_ID_LENGTH &&
		!text.includes(UNREADABLE) &&
		[text, decoded(text)].every(isOneSegment)
	);
}

function isOneSegment(text: string): boolean {
	return !DIVIDER.test(text) && !DOTS.test(text);
}

/** The text as a server reads it that decodes a path twice. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * @param template path of the contract, for example "/v2.1/calls/{id}"
 * @param ids checked IDs by the name inside the braces
 */
export function fillPath(template: string, ids: Readonly<Record<string, string>>): string {
	return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));
}
