import { keyPairOf } from './authenticate';
import { isObject } from '../values/isObject';

/** Hides secrets in a text. */
export interface Redact {
	(text: string): string;
	/**
	 * Hides secrets in any value of an answer, including names of fields. Returns the same value when there is
	 * nothing to hide.
	 */
	within: <Value>(value: Value) => Value;
}

const REDACTED = '[hidden]';
/** A shorter value is not a secret, and would occur in any text. */
const MIN_SECRET_LENGTH = 4;
/** In data, shorter values are not hidden: a sandbox's key may be a word, and would occur in people's names. */
const SHORTEST_IN_DATA = 16;

/** For a request without a credential, which has no secrets. */
export const nothingToHide: Redact = Object.assign((text: string) => text, {
	within: <Value>(value: Value) => value,
});

/**
 * Makes the function that hides a credential's key and secret in every form in which they are sent, because
 * JustCall or a proxy may quote the request. Use it before a text is cut, because it does not find a part of a
 * secret.
 */
export function redactorOf(credentials: Readonly<Record<string, unknown>>): Redact {
	const { apiKey, apiSecret } = keyPairOf(credentials);
	const secrets = [`${apiKey}:${apiSecret}`, apiSecret, apiKey];
	const inTexts = patternOf(secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH));
	const inData = patternOf(secrets.filter(({ length }) => length >= SHORTEST_IN_DATA));
	return Object.assign((text: string) => replaced(text, inTexts), {
		within: <Value>(value: Value): Value => (holds(value, inData) ? (hidden(value, inData) as Value) : value),
	});
}

/** @returns the pattern; `undefined` when there is nothing to hide */
function patternOf(secrets: readonly string[]): RegExp | undefined {
	const forms = new Set(secrets.flatMap(formsOf));
	if (forms.size === 0) return undefined;
	// Longest first, so that the pair is hidden before its parts. Servers write header values and codes such as
	// "%2f" in upper or lower case.
	const longestFirst = [...forms].sort((one, other) => other.length - one.length);
	return new RegExp(longestFirst.map((form) => form.replace(/[^\w]/g, '\\$&')).join('|'), 'gi');
}

/**
 * The forms in which a secret may occur: plain, in addresses, in JSON, in HTML, as Base64, and as hexadecimal
 * digits.
 */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const inAddress = encodeURIComponent(secret);
	return [
		secret,
		inAddress,
		encodeURIComponent(inAddress),
		JSON.stringify(secret).slice(1, -1),
		inHtml(secret),
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	];
}

const HTML: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function inHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => HTML[sign] ?? sign);
}

function replaced(text: string, secrets: RegExp | undefined): string {
	return secrets === undefined ? text : text.replace(secrets, REDACTED);
}

/** Whether a value has anything to hide. Most values do not, and are not copied. */
function holds(value: unknown, secrets: RegExp | undefined): boolean {
	if (secrets === undefined || value === undefined) return false;
	return (typeof value === 'string' ? value : JSON.stringify(value)).search(secrets) >= 0;
}

function hidden(value: unknown, secrets: RegExp | undefined): unknown {
	if (typeof value === 'string') return replaced(value, secrets);
	if (Array.isArray(value)) return value.map((one) => hidden(one, secrets));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [replaced(name, secrets), hidden(one, secrets)]),
	);
}
