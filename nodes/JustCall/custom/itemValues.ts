import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/errors';
import { operationKey, type Field, type KnownOperation, type Send } from '../../shared/operation';
import { encodeValues } from '../../shared/wire';
import { zonesOf } from '../../shared/zones';

/** What a parameter that is not there reads as: no value that a person could give. */
export const MISSING = '\u0000';

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
	const values = valuesOf(operation, place, read);
	return await encodeValues(values, operation.wire, async () => await zonesOf(context));
}

/** An input item as a row of a request that carries many. */
export interface ItemRow {
	/** Place of the input item. */
	item: number;
	/** By JustCall's names, encoded. */
	contact: IDataObject;
}

/**
 * The rows of all input items.
 *
 * @returns the rows, and of the items that can not be one, why
 */
export async function itemRows(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<{ rows: ItemRow[]; refused: Array<{ item: number; reason: string }> }> {
	const rows: ItemRow[] = [];
	const refused: Array<{ item: number; reason: string }> = [];
	for (let item = 0; item < context.getInputData().length; item++) {
		try {
			rows.push({ item, contact: await itemValues(context, operation, item, 'row') });
		} catch (error) {
			refused.push({ item, reason: reasonOf(error, operation.subject) });
		}
	}
	return { rows, refused };
}

/**
 * Collects what the panel says for an operation, not yet encoded.
 *
 * @param read gives the value of a parameter by its path; {@link MISSING} when it is hidden or was not added
 * @returns values by JustCall's name
 */
export function valuesOf(
	{ fields }: Pick<KnownOperation, 'fields'>,
	place: Send['in'],
	read: (path: string) => IDataObject[string],
): IDataObject {
	const values: IDataObject = {};
	for (const { path, field } of fields.flatMap((one) => leaves(one, ''))) {
		if (field.send?.in !== place) continue;
		const value = read(path);
		if (value !== MISSING) values[field.send.name] = value;
	}
	return values;
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
