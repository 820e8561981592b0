import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/isObject';

/**
 * A field that Simplify keeps: its dotted path in the record, of which the last part becomes its name ("call_info.type" gives
 * `type`), or a name of our own with the path.
 */
export type SimpleField = string | readonly [name: string, path: string];

/** The path of a field in the record, and its name when simplified. */
export function placeOf(field: SimpleField): { name: string; path: string } {
	if (typeof field !== 'string') return { name: field[0], path: field[1] };
	return { name: field.slice(field.lastIndexOf('.') + 1), path: field };
}

/** Makes a function that keeps the useful fields of a wide record. A record gets none that it does not have. */
export function simplifier(simple: readonly SimpleField[]): (record: IDataObject) => IDataObject {
	const fields = simple.map(placeOf).map(({ name, path }) => ({ name, parts: path.split('.') }));
	return (record) => {
		const simple: IDataObject = {};
		for (const { name, parts } of fields) {
			let value: unknown = record;
			for (const part of parts) value = isObject(value) ? value[part] : undefined;
			if (value !== undefined) simple[name] = value as IDataObject[string];
		}
		return simple;
	};
}
