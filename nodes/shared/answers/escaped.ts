/** Signs that no document may have, and those that turn around the direction of the text after them. */
const UNSAFE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Text for HTML and SVG, also within an attribute. n8n's HTML node would evaluate an expression in braces. */
export function escaped(text: string): string {
	return text.replace(UNSAFE, ' ').replace(/[&<>"'{}]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
