import type { IDataObject } from 'n8n-workflow';

/**
 * Keeps the useful fields of a wide record.
 *
 * @param paths dotted paths; a record gets each under the last part of its path, and none that it does not have
 */
export function simplify(record: IDataObject, paths: readonly string[]): IDataObject {
	const found = paths.flatMap((path) => {
		const value = path
			.split('.')
			.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), record);
		return value === undefined ? [] : [[path.split('.').pop() ?? path, value] as const];
	});
	return Object.fromEntries(found) as IDataObject;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
