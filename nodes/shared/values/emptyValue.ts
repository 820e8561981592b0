/**
 * Whether a value is one that CRMs, tables and expressions give where there is no value. Some of them write `false` or
 * an object without fields; where true and false are answers, the caller has to ask about `false` first.
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

/** An object without fields; dates have none that can be listed, and say something. */
function isBare(value: unknown): boolean {
	return (
		Object.prototype.toString.call(value) === '[object Object]' && Object.keys(value as object).length === 0
	);
}
