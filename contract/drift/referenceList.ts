import type { Change, Document } from './compare';
import { record } from './document';

/** A page of the vendor's API reference. Its name is the operation's name. */
interface Page {
	name: string;
	says: string;
}

/** A line of llms.txt (llmstxt.org): a link and its description. Only links to the API reference matter. */
const LINK = /^\s*[-*]\s*\[([^\]]+)\]\(\S*\/reference\/([^/\s)]+?)(?:\.md)?\)\s*:?\s*(.*)$/;
/** How the vendor names operations. Pages with explanations have no version at the end of their name. */
const OPERATION = /_v\d+$/;
/** Our contract's name for it. */
const VENDOR_NAME = 'x-vendor-operation';

/** The pages of the API reference in a list in the form of llms.txt; empty when it is not such a list. */
export function pagesIn(text: string): Page[] {
	return text.split('\n').flatMap((line) => {
		const [, title = '', name = '', description = ''] = LINK.exec(line) ?? [];
		return name === '' ? [] : [{ name, says: [title, description].filter(Boolean).join(': ') }];
	});
}

/**
 * Compares the list of the vendor's API reference with a contract. The list has only the names of operations,
 * not their paths and fields, so only new and missing operations can be reported.
 *
 * @param ours the contract; its operations have the vendor's names as `x-vendor-operation`
 * @returns operations that the contract does not have, and those that the list does not have, each in order
 */
export function compareList(ours: Document, pages: readonly Page[]): Change[] {
	const known = namesIn(ours);
	const listed = new Set(pages.map(({ name }) => name));
	return [
		...pages
			.filter(({ name }) => !known.has(name) && OPERATION.test(name))
			.map(({ name, says }) => ({ operation: name, says: `is new: ${says}` })),
		...[...known]
			.filter(([name]) => !listed.has(name))
			.map(([name, endpoint]) => ({ operation: name, says: `is gone: ${endpoint}` })),
	];
}

/** Method and path of each operation, by the vendor's name. */
function namesIn(document: Document): Map<string, string> {
	const names = new Map<string, string>();
	for (const [path, methods] of Object.entries(record(document.paths))) {
		for (const [method, operation] of Object.entries(record(methods))) {
			const name = record(operation)[VENDOR_NAME];
			if (typeof name === 'string') names.set(name, `${method.toUpperCase()} ${path}`);
		}
	}
	return names;
}
