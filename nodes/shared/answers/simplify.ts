import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../values/isObject';

/**
 * Makes a function that keeps the useful fields of a wide record.
 *
 * @param paths dotted paths; the value is stored under the last part of its path, and paths that the record
 *   does not have are left out
 */
export function simplifier(paths: readonly string[]): (record: IDataObject) => IDataObject {
	const fields = paths.map((path) => {
		const parts = path.split('.');
		return { name: parts[parts.length - 1] ?? path, parts };
	});
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
