import type { IDataObject } from 'n8n-workflow';

import { toAccountTime, type Zones } from './dates';
import { ParameterError, quote } from './parameterError';
import { toDigits } from './phoneNumber';

/**
 * How a value travels to JustCall (FACTS.md sections 4 and 5):
 * `text` any text, may be empty in a body · `integer` and `number` also given as text · `boolean` true or false ·
 * `from` / `to` a moment, sent as account time · `digits` a telephone number without "+" ·
 * `list` one or several values, as array or comma-separated text.
 */
export type WireKind = 'text' | 'integer' | 'number' | 'boolean' | 'from' | 'to' | 'digits' | 'list';

/** What is known of one field that is sent: its name in the panel and how it travels. */
export interface WireField {
	label: string;
	kind: WireKind;
	/** Whether an empty text has a meaning of its own (clearing notes) instead of being a forgotten value. */
	mayBeEmpty?: boolean;
	/** Smallest and largest number JustCall takes, and the step between. */
	range?: { min: number; max: number; step: number };
}

/**
 * Brings everything that an operation sends into JustCall's forms, or refuses it.
 *
 * An empty value is refused rather than dropped: a filter whose expression came out empty would otherwise
 * silently answer with the data of everybody.
 *
 * @param values by JustCall's field name, as n8n resolved them
 * @param fields by JustCall's field name; values without a field are left out
 * @param zones needed for dates only, therefore asked for lazily
 * @throws ParameterError naming the parameter
 */
export async function encodeValues(
	values: IDataObject,
	fields: ReadonlyMap<string, WireField>,
	zones: () => Promise<Zones>,
): Promise<IDataObject> {
	const encoded: IDataObject = {};
	const span: { from?: string; to?: string } = {};
	for (const [name, value] of Object.entries(values)) {
		const field = fields.get(name);
		if (!field) continue;
		const isMoment = field.kind === 'from' || field.kind === 'to';
		encoded[name] = encodeValue(value, field, isMoment ? await zones() : undefined);
		if (field.kind === 'from' || field.kind === 'to') span[field.kind] = String(encoded[name]);
	}
	if (span.from && span.to && span.from > span.to) {
		throw new ParameterError(
			`'From' (${span.from}) is later than 'To' (${span.to})`,
			'Swap the two dates, or remove one of them. Times are shown in the zone of the JustCall account.',
		);
	}
	return encoded;
}

function encodeValue(value: unknown, field: WireField, zones: Zones | undefined): IDataObject[string] {
	const { kind, label } = field;
	if (isEmpty(value)) {
		if (field.mayBeEmpty && value === '') return '';
		throw new ParameterError(
			`'${label}' is empty`,
			`Give '${label}' a value, or remove it from the node. If it holds an expression, check that the expression finds something.`,
		);
	}
	if (kind === 'list') return toList(value, label);
	if (kind === 'from' || kind === 'to') {
		return zones ? toAccountTime(value, kind, label, zones) : '';
	}
	if (typeof value === 'object') {
		throw new ParameterError(
			`'${label}' takes one value, not ${Array.isArray(value) ? 'a list' : 'an object'}`,
			oneValueHint(label),
		);
	}
	switch (kind) {
		case 'digits':
			return toDigits(value, label);
		case 'boolean':
			return toBoolean(value, label);
		case 'integer':
		case 'number':
			return toNumber(value, field);
		default:
			return String(value);
	}
}

function isEmpty(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		(typeof value === 'string' && value.trim() === '') ||
		(Array.isArray(value) && value.length === 0)
	);
}

function toList(value: unknown, label: string): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value).split(',');
	const list = parts
		.map((part) => (typeof part === 'object' ? '' : String(part).trim()))
		.filter((part) => part !== '');
	if (list.length < parts.length && Array.isArray(value)) {
		throw new ParameterError(
			`'${label}' has an entry that is not text: ${quote(value)}`,
			oneValueHint(label),
		);
	}
	if (list.length === 0) {
		throw new ParameterError(
			`'${label}' is empty`,
			`Give '${label}' at least one value, or remove it from the node.`,
		);
	}
	return [...new Set(list)];
}

function toBoolean(value: unknown, label: string): boolean {
	const text = String(value).trim().toLowerCase();
	if (['true', '1', 'yes'].includes(text)) return true;
	if (['false', '0', 'no'].includes(text)) return false;
	throw new ParameterError(
		`'${label}' is neither true nor false: ${quote(value)}`,
		`Set '${label}' to true or false.`,
	);
}

function toNumber(value: unknown, { label, kind, range }: WireField): number {
	const text = String(value).trim();
	const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (!Number.isFinite(number) || (kind === 'integer' && !Number.isSafeInteger(number))) {
		throw new ParameterError(
			`'${label}' is not ${kind === 'integer' ? 'a whole number' : 'a number'}: ${quote(value)}`,
			`Give '${label}' as digits, for example ${kind === 'integer' ? '143871' : '4.5'}.`,
		);
	}
	if (
		range &&
		(number < range.min || number > range.max || !Number.isInteger((number - range.min) / range.step))
	) {
		throw new ParameterError(
			`'${label}' can not be ${text}`,
			`JustCall takes ${range.min} to ${range.max} in steps of ${range.step}.`,
		);
	}
	return number;
}

function oneValueHint(label: string): string {
	return `If '${label}' holds an expression, let it return a single text or number.`;
}
