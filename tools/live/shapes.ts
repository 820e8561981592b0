import type { Schema } from '../../contract/load';
import { shownName } from './names';

/** A difference between an answer and the contract. It contains no values, only their shapes. */
export interface Difference {
	/** Path in the answer, for example "data[].call_info.rating". */
	path: string;
	kind: 'missing' | 'unknown' | 'type' | 'value';
	/** The type or value in the contract. */
	expected: string;
	/** Shape of the value in the answer. */
	got: string;
}

type Resolve = (schema: Schema) => Schema;

/** Patterns whose names say more than "text" but nothing about a person. */
const FORMS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^$/, 'empty text'],
	[/^\d{4}-\d\d-\d\d$/, 'text like YYYY-MM-DD'],
	[/^\d{4}-\d\d-\d\d \d\d?:\d\d:\d\d$/, 'text like YYYY-MM-DD HH:MM:SS'],
	[/^\d{4}-\d\d-\d\dT/, 'text like an ISO date'],
	[/^\d\d?:\d\d:\d\d$/, 'text like HH:MM:SS'],
	[/^\+\d{7,15}$/, 'text of digits with a plus sign'],
	[/^\d+$/, 'text of digits'],
	[/^https?:\/\//, 'text like an address'],
	[/^[^@\s]+@[^@\s]+$/, 'text like an e-mail address'],
];

/** Shape of a value, without the value. */
export function shapeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return value.length === 0 ? 'empty list' : `list of ${shapeOf(value[0])}`;
	if (typeof value === 'object') return 'object';
	if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
	if (typeof value === 'string') return FORMS.find(([form]) => form.test(value))?.[1] ?? 'text';
	return typeof value;
}

/** The fields of an object and their shapes. */
export function fieldsOf(body: unknown): string {
	if (typeof body !== 'object' || body === null) return `the body is ${shapeOf(body)}`;
	const fields = Object.entries(body).map(([name, value]) => `${shownName(name)} (${shapeOf(value)})`);
	return [...new Set(fields)].join(', ') || 'no fields';
}

/** Whether an answer's envelope has `data`. */
export function isFramed(body: unknown): body is { data: unknown } {
	return typeof body === 'object' && body !== null && 'data' in body;
}

/** The first few records of an answer in any of its forms. */
export function recordsOf(body: unknown, most = 100): Array<Record<string, unknown>> {
	const inside = isFramed(body) ? body.data : body;
	const list: unknown[] = Array.isArray(inside) ? inside : [inside];
	return list.slice(0, most).filter((one) => typeof one === 'object' && one !== null) as Array<
		Record<string, unknown>
	>;
}

/**
 * Compares a JSON value with its schema: fields that are required and missing, fields that the schema does not
 * have, values of another type or outside of their list. Each path is reported once, however many records show
 * it. Of several forms of a schema, the one with most of the value's fields is used.
 */
export function differences(schema: Schema, value: unknown, resolve: Resolve): Difference[] {
	const found = new Map<string, Difference>();
	for (const difference of compare(schema, value, '', resolve)) {
		found.set(`${difference.path} ${difference.kind} ${difference.got}`, difference);
	}
	return [...found.values()];
}

function compare(reference: Schema, value: unknown, path: string, resolve: Resolve): Difference[] {
	const schema = resolve(reference);
	const forms = schema.anyOf ?? (schema.oneOf as Schema[] | undefined);
	if (forms) {
		const tries = forms.map((form) => ({
			known: knownKeys(resolve(form), value),
			found: compare(form, value, path, resolve),
		}));
		return tries.reduce((best, one) =>
			one.known > best.known || (one.known === best.known && one.found.length < best.found.length)
				? one
				: best,
		).found;
	}
	const all = (schema.allOf as Schema[] | undefined)?.map(resolve) ?? [];
	const properties = Object.assign({}, schema.properties, ...all.map((part) => part.properties)) as Record<
		string,
		Schema
	>;
	const types = [schema.type ?? []].flat();
	if (types.length > 0 && !types.some((type) => isOf(type, value))) {
		return [{ path: path || '(whole)', kind: 'type', expected: types.join(' or '), got: shapeOf(value) }];
	}
	if (schema.enum && value !== '' && value !== null && !schema.enum.includes(value)) {
		return [
			{ path, kind: 'value', expected: `one of ${schema.enum.length}`, got: `${shapeOf(value)}, another` },
		];
	}
	if (Array.isArray(value)) {
		const { items } = schema;
		return items ? value.flatMap((item) => compare(items, item, `${path}[]`, resolve)) : [];
	}
	if (typeof value !== 'object' || value === null) return [];
	const record = value as Record<string, unknown>;
	const at = (name: string) => [path, shownName(name)].filter(Boolean).join('.');
	const required = [...(schema.required ?? []), ...all.flatMap((part) => part.required ?? [])];
	const isOpen = Object.keys(properties).length === 0 || schema.additionalProperties !== undefined;
	return [
		...required
			.filter((name) => !(name in record))
			.map((name): Difference => ({ path: at(name), kind: 'missing', expected: 'required', got: 'nothing' })),
		...Object.entries(record).flatMap(([name, inner]): Difference[] => {
			const property = properties[name];
			if (property) return compare(property, inner, at(name), resolve);
			return isOpen ? [] : [{ path: at(name), kind: 'unknown', expected: 'nothing', got: shapeOf(inner) }];
		}),
	];
}

/**
 * Fields that a schema has and none of the records in an answer. The contract does not require them; they may
 * be gone, have another name, or come only on request.
 */
export function absentFields(schema: Schema, answer: unknown, resolve: Resolve): string[] {
	return absent(schema, [answer], '', resolve);
}

function absent(reference: Schema, values: readonly unknown[], path: string, resolve: Resolve): string[] {
	const schema = resolve(reference);
	const forms = (schema.anyOf ?? schema.oneOf ?? []) as Schema[];
	const items = values.flatMap((value): unknown[] => (Array.isArray(value) ? value : []));
	const records = values.filter(isRecord);
	if (forms.length > 0) {
		const [first = items[0]] = records;
		const known = (form: Schema) => knownKeys(resolve(form), first);
		return absent(
			forms.reduce((best, form) => (known(form) > known(best) ? form : best)),
			values,
			path,
			resolve,
		);
	}
	if (items.length > 0 && schema.items) return absent(schema.items, items, `${path}[]`, resolve);
	if (records.length === 0) return [];
	return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
		const at = path === '' ? name : `${path}.${name}`;
		const having = records.filter((record) => name in record).map((record) => record[name]);
		return having.length === 0 ? [at] : absent(property, having, at, resolve);
	});
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many of a value's fields a form has. This distinguishes an envelope from a bare record. */
function knownKeys({ properties = {} }: Schema, value: unknown): number {
	if (typeof value !== 'object' || value === null) return 0;
	return Object.keys(value).filter((key) => key in properties).length;
}

function isOf(type: string, value: unknown): boolean {
	switch (type) {
		case 'null':
			return value === null;
		case 'array':
			return Array.isArray(value);
		case 'object':
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		case 'integer':
			return Number.isInteger(value);
		default:
			return typeof value === type;
	}
}
