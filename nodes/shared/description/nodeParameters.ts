import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/isObject';
import { locatorValue } from '../values/locatorValue';
import type { Field, KnownOperation, Send } from './operation';
import { ParameterError, quote } from '../values/parameterError';

/** Stands for a parameter that is missing. A user cannot enter this value. */
export const MISSING = '\u0000not there\u0000';

/** Reads a parameter of the panel by its name; {@link MISSING} when it is hidden or was not added. */
export type ReadParameter = (name: string) => unknown;

/**
 * Makes a reader that reads each parameter once. n8n resolves all expressions of a collection each time one of
 * its fields is read.
 *
 * @param read returns a top-level parameter
 */
export function readOnce(read: ReadParameter): ReadParameter {
	const values = new Map<string, unknown>();
	return (name) => {
		if (!values.has(name)) values.set(name, read(name));
		return values.get(name);
	};
}

/**
 * Collects the panel's values for an operation, not yet encoded.
 *
 * @param places the fields to collect: those of the query, of the body, of the rows ...
 * @param read returns a top-level parameter; of a resource mapper, the values by the names of its columns
 * @returns values by JustCall's name; for a locator, its chosen value
 */
export function valuesOf(
	{ fields }: Pick<KnownOperation, 'fields'>,
	places: ReadonlyArray<Send['in']>,
	read: ReadParameter,
): IDataObject {
	const values: IDataObject = {};
	for (const field of fields) collect(field, read, places, values);
	return values;
}

function collect(
	field: Field,
	read: ReadParameter,
	places: ReadonlyArray<Send['in']>,
	values: IDataObject,
): void {
	if (field.type === 'collection') {
		// n8n resolves all expressions of a collection when it reads it.
		if (!places.some((place) => isSentTo(field, place))) return;
		const nested = (field.options ?? []).filter((option): option is Field => 'type' in option);
		const collection = collectionIn(read(field.name), field.displayName);
		const readNested = (name: string) => (name in collection ? collection[name] : MISSING);
		for (const option of nested) collect(option, readNested, places, values);
		return;
	}
	if (field.columns) {
		if (!places.some((place) => isSentTo(field, place))) return;
		const given = read(field.name);
		if (given === MISSING) return;
		const mapped = collectionIn(given, field.displayName);
		for (const column of field.columns) {
			// A required column is never missing: without a value it is empty, and refused.
			const absent = column.required ? null : MISSING;
			collect(column, (name) => (name in mapped ? mapped[name] : absent), places, values);
		}
		return;
	}
	if (!field.send || !places.includes(field.send.in)) return;
	const value = locatorValue(read(field.name));
	if (value !== MISSING) values[field.send.name] = value as IDataObject[string];
}

/**
 * The fields that were added to a collection of the panel.
 *
 * @param value the panel's value; an expression can give anything
 * @param label the collection's name in the panel, for messages
 * @throws ParameterError when it is not an object; its fields would be lost, and a list would not be filtered
 */
export function collectionIn(value: unknown, label: string): Record<string, unknown> {
	if (value === MISSING || value === undefined || (Array.isArray(value) && value.length === 0)) return {};
	if (isObject(value)) return value;
	throw new ParameterError(
		`'${label}' is not a set of fields: ${quote(value)}`,
		`Add the fields in the panel, or let the expression in '${label}' give an object.`,
	);
}

/** Whether a field, or a field of its collection, is sent to this place. */
export function isSentTo(field: Field, place: Send['in']): boolean {
	if (field.columns) return field.columns.some((column) => isSentTo(column, place));
	if (field.type !== 'collection') return field.send?.in === place;
	return (field.options ?? []).some((option) => 'type' in option && isSentTo(option as Field, place));
}
