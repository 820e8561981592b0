import type { IDataObject } from 'n8n-workflow';

import type { Field, KnownOperation, Send } from './operation';

/** What a parameter that is not there reads as: no value that a person could give. */
export const MISSING = '\u0000';

/**
 * Collects what the panel says for an operation, not yet encoded.
 *
 * @param read gives the value of a parameter by its path, of a locator what it stands for; {@link MISSING} when it is
 * hidden or was not added
 * @returns values by JustCall's name
 */
export function valuesOf(
	{ fields }: Pick<KnownOperation, 'fields'>,
	place: Send['in'],
	read: (path: string, isLocator: boolean) => IDataObject[string],
): IDataObject {
	const values: IDataObject = {};
	for (const { path, field } of fields.flatMap((one) => leaves(one, ''))) {
		if (field.send?.in !== place) continue;
		const value = read(path, field.type === 'resourceLocator');
		if (value !== MISSING) values[field.send.name] = value;
	}
	return values;
}

function leaves(field: Field, prefix: string): Array<{ path: string; field: Field }> {
	const path = prefix + field.name;
	if (field.type !== 'collection') return [{ path, field }];
	return (field.options ?? []).flatMap((option) =>
		'type' in option ? leaves(option as Field, `${path}.`) : [],
	);
}
