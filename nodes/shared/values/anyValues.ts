import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_BASE_URL } from './baseUrl';
import { isObject } from './isObject';
import { ParameterError, quote, UNREADABLE } from './parameterError';

/** Most characters of a path. A longer value is not a path. */
const LONGEST_PATH = 1000;
/** A version and at least one part below it: "/v2.1/texts", "/v1/contacts/query". */
const VERSION = /^v\d+(?:\.\d+)?$/;
/** Characters of a part of a path by RFC 3986. Percent-encoded characters are checked after decoding. */
const PART = /^[A-Za-z0-9._~:@!$&'()*+,;=-]+$/;
const DOTS = /^\.+$/;
/** Texts that expressions write when they find no value. */
const NOTHING = /^(?:undefined|null|NaN|false)$/;
/** Placeholders for values in documentation: {id}, :id, <id>. */
const BLANK_TO_FILL = /^(?:\{.*\}|:.+|<.*>)$/;

const SUCH_A_PATH = 'Such a path looks like /v2.1/texts/tags or /v1/contacts/query.';

/**
 * Checks the path of a request, so that the request reaches the credential's API and the endpoint that the path
 * names, however a server reads encoded characters. JustCall's own address at its start is removed.
 *
 * @param value text
 * @param label the parameter's name in the panel, for messages
 * @returns path that begins with a version, for example "/v2.1/texts/tags", its parts percent-encoded
 * @throws ParameterError when it is not a path: another host, a query, or a part that is empty, is dots, or
 *   contains a path separator
 */
export function toEndpoint(value: unknown, label: string): string {
	const written = typeof value === 'string' ? value.trim() : '';
	const refuse = (problem: string, hint: string) =>
		new ParameterError(`'${label}' ${problem}: ${quote(value)}`, hint);
	if (written === '') throw refuse('is not a path', SUCH_A_PATH);
	if (written.includes(UNREADABLE)) {
		throw refuse(
			`holds "${UNREADABLE}": an expression in it gives an object`,
			'Let the expression name a field of that object, for example {{ $json.contact.id }}.',
		);
	}
	const path = withoutOwnAddress(written);
	if (/^[a-z][a-z\d+.-]*:|^[/\\]{2}/i.test(path)) {
		throw refuse(
			'is the address of another host',
			`Give the path alone: it is sent to the credential's 'Base URL', and key and secret go nowhere else. ${SUCH_A_PATH}`,
		);
	}
	if (/[?#]/.test(path)) {
		throw refuse(
			'has more than a path, from "?" or "#" on',
			"Turn on 'Send Query Parameters' and put the names and values there.",
		);
	}
	if (path.length > LONGEST_PATH) throw refuse('is too long to be a path', SUCH_A_PATH);
	const parts = path.replace(/^\//, '').split('/');
	const [version = '', ...below] = parts;
	if (!VERSION.test(version) || below.length === 0) {
		throw refuse('does not begin with a version of the API', SUCH_A_PATH);
	}
	return ['', version, ...below.map((part) => partOf(part, refuse))].join('/');
}

/** A path may be copied with JustCall's own address. The credential decides where the request goes. */
function withoutOwnAddress(text: string): string {
	const own = new URL(DEFAULT_BASE_URL).host.replace(/\./g, '\\.');
	return text.replace(new RegExp(`^https://${own}(?=/)`, 'i'), '');
}

function partOf(part: string, refuse: (problem: string, hint: string) => ParameterError): string {
	if (part === '' || NOTHING.test(part)) {
		throw refuse(
			part === '' ? 'has an empty part' : `has the part "${part}"`,
			'Write no slash at the end and no two in a row. If it holds an expression, check that the expression finds something.',
		);
	}
	if (BLANK_TO_FILL.test(part)) {
		throw refuse(
			`has ${part}, which stands for a value`,
			'Replace it by the value, for example by an ID from the "id" field of a list.',
		);
	}
	const plain = decoded(part);
	// A server that decodes twice would decode characters that are still encoded after one decoding.
	if (plain === undefined || !PART.test(plain) || DOTS.test(plain)) {
		throw refuse(
			'has a part that leads elsewhere or cannot be sent',
			'Parts may have letters, digits, and signs such as "-", "_", "." and "=", and not only dots.',
		);
	}
	return encodeURIComponent(plain);
}

function decoded(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

/** Most characters of a parameter's name. */
const LONGEST_NAME = 200;

/**
 * Reads the names and values of a query: the pairs of the panel, or an object of names and values, or either as
 * JSON text.
 *
 * @param label the parameter's name in the panel, for messages
 * @returns values by name, not yet checked; a list for a name that comes twice or has a list
 * @throws ParameterError when it is neither, or a name is not valid
 */
export function toParameters(value: unknown, label: string): Map<string, unknown[]> {
	const given = typeof value === 'string' ? parsed(value, label) : value;
	const found = new Map<string, unknown[]>();
	for (const [name, one] of pairsIn(given, value, label)) {
		if (typeof name !== 'string' || !isName(name.trim())) {
			throw new ParameterError(
				`'${label}' has a parameter without a name that can be sent: ${quote(name ?? '')}`,
				'Give each parameter the name that JustCall documents, for example contact_number.',
			);
		}
		const values = Array.isArray(one) && one.length > 0 ? one : [one];
		found.set(name.trim(), [...(found.get(name.trim()) ?? []), ...values]);
	}
	return found;
}

function isName(name: string): boolean {
	return (
		name !== '' && name.length <= LONGEST_NAME && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(name) && name !== UNREADABLE
	);
}

function pairsIn(given: unknown, shown: unknown, label: string): Array<[unknown, unknown]> {
	// The pairs of the panel as n8n stores them.
	const rows = isObject(given) && Object.keys(given).length === 1 ? given.parameters : given;
	if (Array.isArray(rows) && rows.every(isObject)) return rows.map(({ name, value }) => [name, value]);
	if (isObject(given)) return Object.entries(given);
	throw new ParameterError(
		`'${label}' is not a set of names and values: ${quote(shown)}`,
		'Give an object, for example {"contact_number": "14155550119", "order": "desc"}.',
	);
}

/** Problem of a value inside JSON, in words that fit after a parameter's name. */
class Unsendable extends Error {}

/**
 * Reads the body of a request: an object or a list, or either as JSON text.
 *
 * @param label the parameter's name in the panel, for messages
 * @returns a plain copy with dates as ISO text
 * @throws ParameterError when it is not a body, or would not arrive as it was given
 */
export function toJson(value: unknown, label: string): IDataObject | IDataObject[] {
	const given = typeof value === 'string' ? parsed(value, label) : value;
	const { text, problem } = written(given);
	if (problem !== undefined) {
		throw new ParameterError(
			`'${label}' ${problem}: ${quote(value)}`,
			'Check the expressions in it. A text belongs in quotes; what an expression finds is best written by {{ JSON.stringify(...) }}.',
		);
	}
	// A date is an object, but its JSON is not.
	const plain = text === undefined ? undefined : (JSON.parse(text) as unknown);
	if (typeof plain === 'object' && plain !== null) return plain as IDataObject | IDataObject[];
	throw new ParameterError(
		`'${label}' is neither an object nor a list: ${quote(value)}`,
		'Give JSON such as {"name": "Mara"}, or an expression that gives an object.',
	);
}

function written(value: unknown): { text?: string | undefined; problem?: string } {
	try {
		return { text: JSON.stringify(value, checked) };
	} catch (error) {
		return { problem: error instanceof Unsendable ? error.message : 'cannot be written as JSON' };
	}
}

/** Checks each value before it becomes JSON; `this` is the object or list that contains it. */
function checked(this: Record<string, unknown>, name: string, value: unknown): unknown {
	// An invalid date becomes null in JSON, which may clear the stored value.
	if (value === null && this[name] !== null) throw new Unsendable('has a date that is none');
	for (const text of [name, value]) {
		if (typeof text !== 'string') continue;
		if (text.includes(UNREADABLE))
			throw new Unsendable(`holds "${UNREADABLE}", an object where a text belongs`);
		if (/\p{Cs}/u.test(text)) throw new Unsendable('holds half of a character');
	}
	if (typeof value === 'number' && !isExact(value))
		throw new Unsendable('has a number that is not exact; give it as text');
	return value;
}

function isExact(number: number): boolean {
	return Number.isFinite(number) && (Number.isSafeInteger(number) || !Number.isInteger(number));
}

function parsed(text: string, label: string): unknown {
	const value = jsonOf(text);
	if (value !== undefined) return value;
	throw new ParameterError(
		`'${label}' is not JSON: ${quote(text)}`,
		'Check its quotes, commas and brackets. An expression may give an object instead of text.',
	);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
