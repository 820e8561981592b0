import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { operationKey, type Field, type KnownOperation } from '../shared/operation';
import { encodeValues } from '../shared/wire';
import { zonesOf } from '../shared/zones';

const MISSING = '\u0000';

/**
 * Collects and encodes what one input item says for an operation that runs outside n8n's routing.
 *
 * @param place which of the fields: those of the request's body, or those of its rows
 * @returns values by JustCall's name; fields that are hidden or not added are left out
 * @throws ParameterError naming the parameter
 */
export async function itemValues(
	context: IExecuteFunctions,
	operation: KnownOperation,
	itemIndex: number,
	place: 'body' | 'row',
): Promise<IDataObject> {
	const read = (path: string) =>
		context.getNodeParameter(path, itemIndex, MISSING, { extractValue: true }) as IDataObject[string];
	const values: IDataObject = {};
	for (const { path, field } of operation.fields.flatMap((one) => leaves(one, ''))) {
		if (field.send?.in !== place) continue;
		const value = read(path);
		if (value !== MISSING) values[field.send.name] = value;
	}
	return await encodeValues(values, operation.wire, async () => await zonesOf(context));
}

/** An operation of the registry that must be there. */
export function known(
	registry: ReadonlyMap<string, KnownOperation>,
	resource: string,
	operation: string,
): KnownOperation {
	const found = registry.get(operationKey(resource, operation));
	if (!found) throw new Error(`there is no operation ${resource}.${operation}`);
	return found;
}

function leaves(field: Field, prefix: string): Array<{ path: string; field: Field }> {
	const path = prefix + field.name;
	if (field.type !== 'collection') return [{ path, field }];
	return (field.options ?? []).flatMap((option) =>
		'type' in option ? leaves(option as Field, `${path}.`) : [],
	);
}
