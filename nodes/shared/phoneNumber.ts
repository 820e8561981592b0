import { ParameterError, quote } from './parameterError';

/**
 * Brings a telephone number into the digits-only form that call filters want (FACTS.md section 5).
 *
 * @param value text or number, with or without +, spaces, dashes, dots, brackets, or a leading 00
 * @param label the parameter's name in the panel, for messages
 * @returns 7 to 15 digits with country code, without "+", for example "14155550119"
 * @throws ParameterError when it cannot be a telephone number
 */
export function toDigits(value: unknown, label: string): string {
	const digits = readDigits(value);
	if (digits === undefined) {
		throw new ParameterError(
			`'${label}' is not a telephone number: ${quote(value)}`,
			'Give the number with its country code, for example +1 415 555 0119; spaces, dashes and brackets do not matter.',
		);
	}
	return digits;
}

/**
 * The same form as {@link toDigits}; `undefined` when it cannot be a telephone number.
 *
 * @param shortest fewest digits
 */
export function readDigits(value: unknown, shortest = 7): string | undefined {
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
	// +44 (0)20: the zero is for calls within the country only.
	const international = text.replace(/^((?:\+|00)\d{1,3})\s*\(0\)/, '$1');
	const digits = international.replace(/[\s().\-\u00a0\u2010-\u2015/]/g, '').replace(/^(\+|00)/, '');
	return /^[1-9]\d{0,14}$/.test(digits) && digits.length >= shortest ? digits : undefined;
}

/** The digits of whatever it is, to compare numbers by; empty when there is none. */
export function digitsOf(value: unknown): string {
	return String(value ?? '').replace(/\D/g, '');
}
