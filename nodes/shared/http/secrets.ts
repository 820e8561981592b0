import { keyPairOf } from './authenticate';
import { isObject } from '../values/isObject';

/** Hides secrets in a text. */
export interface Redact {
	(text: string): string;
	/** The same in whatever an answer holds, names of fields too; gives the very same value where there is nothing to hide. */
	within: <Value>(value: Value) => Value;
}

const REDACTED = '[hidden]';
/** A shorter value is no secret, and would be found in any text. */
const MIN_SECRET_LENGTH = 4;
/** In data, shorter values are left alone: a sandbox's key may be a word, and would be found in people's names. */
const SHORTEST_IN_DATA = 16;

/** A request without a credential has none to hide. */
export const nothingToHide: Redact = Object.assign((text: string) => text, {
	within: <Value>(value: Value) => value,
});

/**
 * Makes the function that hides key and secret of a credential in every form they travel in: JustCall's or a proxy's words
 * may echo the request. To be used before a text is cut, as half a secret is not found any more.
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

/** @returns `undefined` when there is nothing to look for */
function patternOf(secrets: readonly string[]): RegExp | undefined {
	const forms = new Set(secrets.flatMap(formsOf));
	if (forms.size === 0) return undefined;
	// Longest first, so that the pair goes before its parts. Servers write header values and "%2f" in either case.
	const longestFirst = [...forms].sort((one, other) => other.length - one.length);
	return new RegExp(longestFirst.map((form) => form.replace(/[^\w]/g, '\\$&')).join('|'), 'gi');
}

/** The forms that a secret travels in: as it is, in addresses, in JSON, in HTML, as Base64, and as hexadecimal digits. */
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

/** Whether there is anything to hide in a value. Most have nothing, and are not copied. */
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
