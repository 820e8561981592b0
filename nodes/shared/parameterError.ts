/**
 * A parameter that cannot be sent as it is. Raised before any request; the message names the parameter as
 * the panel shows it, the hint says how to fix it.
 */
export class ParameterError extends Error {
	/**
	 * @param message what is wrong, naming the parameter, for example "'From' is not a date: "yesterdayish""
	 * @param hint how to fix it, one or two sentences
	 */
	constructor(
		message: string,
		readonly hint: string,
	) {
		super(message);
		this.name = 'ParameterError';
	}
}

/** Shows a value inside a message: quoted, on one line, cut at 60 characters. */
export function quote(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	const oneLine = text.replace(/[\s\p{Cc}]+/gu, ' ');
	return `"${oneLine.length > 60 ? `${oneLine.slice(0, 57)}...` : oneLine}"`;
}
