import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { explainError } from '../../shared/http/errors';
import { nodeError } from '../../shared/http/nodeError';
import { thousands } from '../../shared/values/thousands';
import { itemsOf } from '../listSearch/entries';
import { Search, type FirstEntries, type SearchableList } from '../listSearch/searchPages';

/** Most records that a field for several choices shows: n8n draws each of them when it is opened. */
export const MOST_SHOWN = 2000;

/** An entry of n8n's list. Its editor does not let a person choose a disabled one. */
type Option = INodePropertyOptions & { disabled?: true };

/** Ways in which a list to choose several from differs from others. */
interface LoadingOptions {
	/** Most records that it is made of; {@link MOST_SHOWN} by default. */
	most?: number;
	/** Its entries are collected from other records, so it says nothing of records that were not read. */
	isCollected?: true;
}

/**
 * Makes the method that fills a field for several choices. n8n's editor asks for the whole list when the panel
 * opens, and searches it itself.
 */
export function loading(list: SearchableList, { most = MOST_SHOWN, isCollected }: LoadingOptions = {}) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		try {
			const search = await Search.begin(this, undefined);
			const first = await search.upTo(list, most);
			return [...(isCollected ? [] : missing(first, list)), ...optionsOf(first)];
		} catch (error) {
			throw await nodeError(this, 0, explainError(error, list.subject));
		}
	};
}

/** The entries by name. Those with the same name also show the value that is sent. */
function optionsOf({ entries }: FirstEntries): Option[] {
	const notes = new Map(entries.map(({ value, note }) => [value, note]));
	return itemsOf([...entries].sort((one, other) => one.name.localeCompare(other.name, 'en'))).map(
		({ name, value }) => {
			const description = notes.get(String(value));
			return { name, value, ...(description !== undefined && { description }) };
		},
	);
}

/** A line that says that the list is not whole. It is the first one, because nobody scrolls to the end of a long list. */
function missing({ isWhole, read, total = 0 }: FirstEntries, { plural }: SearchableList): Option[] {
	if (isWhole) return [];
	const of = total > read ? ` of ${thousands(total)}` : '';
	return [
		{
			name: `Only the first ${thousands(read)}${of} ${plural}`,
			description: 'Give others by their IDs, in an expression',
			// A run refuses it: an older editor lets a person choose the line.
			value: false,
			disabled: true,
		},
	];
}
