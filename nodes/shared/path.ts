import { ParameterError, quote } from './parameterError';

// Letters, digits and the marks that JustCall's ids use; no slash, no "?", no "%", no line break.
const SAFE_ID = /^[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,127}$/;

/**
 * Checks an id before it goes into a path, so that the request cannot end up at another endpoint.
 *
 * @param value number or text; text is trimmed
 * @param label the parameter's name in the panel, for messages
 * @throws ParameterError when the value cannot be an id ("../users", "1?x=y", empty, a list ...)
 */
export function checkId(value: unknown, label: string): string {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	if (text === '') {
		throw new ParameterError(
			`'${label}' is empty`,
			'Choose an entry from the list or give an ID. If it holds an expression, check that the expression finds one ID.',
		);
	}
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new ParameterError(
			`'${label}' is a number that is too large to be exact: ${quote(value)}`,
			'Give the ID as text, in quotes: as a number its last digits are lost.',
		);
	}
	if (!SAFE_ID.test(text)) {
		throw new ParameterError(
			`'${label}' is not an ID: ${quote(value)}`,
			'An ID looks like 328951212. Take it from the "id" field of a list operation.',
		);
	}
	return text;
}

/** Whether a value has the form of an id, see {@link checkId}. */
export function isId(value: unknown): boolean {
	try {
		return checkId(value, 'id') !== '';
	} catch {
		return false;
	}
}

/**
 * @param template path of the contract, for example "/v2.1/calls/{id}"
 * @param ids checked ids by the name inside the brackets
 */
export function fillPath(template: string, ids: Readonly<Record<string, string>>): string {
	return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));
}
