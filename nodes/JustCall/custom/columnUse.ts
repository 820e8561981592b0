import type { IDataObject } from 'n8n-workflow';

import type { Taken } from './autoMap';
import { columnsOf, comparableName } from './crmFields';

/** The use that the automatic mapping made of the columns of all input items. */
export class ColumnUse {
	private readonly taken = new Map<string, Set<string | number>>();
	private readonly names = new Map<string, string>();

	/** Notes the columns of an item. */
	see(item: IDataObject): void {
		for (const name of columnsOf(item)) if (!this.names.has(name)) this.names.set(name, comparableName(name));
	}

	/** Notes a field of an item that was taken. */
	readonly take: Taken = (name, to) => {
		const targets = this.taken.get(name) ?? new Set();
		this.taken.set(name, targets.add(to));
	};

	/** The columns that have a value and were taken for no field of a contact, as they are named in the items. */
	get unused(): string[] {
		return [...this.names].flatMap(([name, comparable]) => (this.taken.has(comparable) ? [] : [name]));
	}

	/** The columns that were taken, by the field of a contact: JustCall's name, or the key of a custom field. */
	get matched(): Map<string | number, string[]> {
		const matched = new Map<string | number, string[]>();
		for (const [name, comparable] of this.names)
			for (const target of this.taken.get(comparable) ?? [])
				matched.set(target, [...(matched.get(target) ?? []), name]);
		return matched;
	}
}
