/**
 * Whether CRMs, tables and expressions use this value for "no value". Some of them write `false` or an object
 * without fields. If true and false are valid values, the caller must check for `false` first.
 */
export function isEmpty(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		value === false ||
		(typeof value === 'string' && value.trim() === '') ||
		(Array.isArray(value) && value.length === 0) ||
		isBare(value)
	);
}

/** An object without fields. Dates have no fields that can be listed, but are not empty. */
function isBare(value: unknown): boolean {
	return (
		Object.prototype.toString.call(value) === '[object Object]' && Object.keys(value as object).length === 0
	);
}
