import type { KnownOperation } from './operation';
import type { EncodedField } from '../values/encode';
import type { PanelNames } from '../answers/panelWords';

const known = new WeakMap<object, PanelNames>();

/** The panel names of an operation's fields, including the fields of its rows, taken from the operation. */
export function panelNamesOf(operation: KnownOperation): PanelNames {
	const before = known.get(operation);
	if (before) return before;
	const labels = new Map<string, string>();
	const add = (name: string, label: string) => {
		// Fields that only the node reads are named in n8n's way, so JustCall's messages do not name them.
		if (/^[a-z][a-z0-9_]*$/.test(name) && !labels.has(name)) labels.set(name, label);
	};
	const addAll = (fields: Iterable<readonly [string, EncodedField]>) => {
		for (const [name, { label, each }] of fields) {
			add(name, label);
			if (each) addAll(Object.entries(each));
		}
	};
	addAll(operation.encodedFields);
	for (const { name, label } of operation.pathFields) add(name, label);
	for (const { fields } of operation.routes ?? [])
		for (const [name, there] of Object.entries(fields)) add(there, labels.get(name) ?? there);
	const names = {
		labels,
		template: operation.path,
		pathLabels: operation.pathFields.map(({ label }) => label),
	};
	known.set(operation, names);
	return names;
}
