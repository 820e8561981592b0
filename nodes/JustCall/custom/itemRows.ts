import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { reasonOf } from '../../shared/errors';
import type { KnownOperation } from '../../shared/operation';
import { ParameterError } from '../../shared/parameterError';
import { ask } from '../../shared/transport';
import { unwrapList } from '../../shared/unwrap';
import { encodeValues } from '../../shared/wire';
import { zonesOf } from '../../shared/zones';
import { getAllCustomFields } from '../resources/salesDialerContact/getAllCustomFields';
import { autoMap, type CustomField } from './autoMap';
import { itemValues } from './itemValues';

/** An input item as a contact among many. */
export interface ItemRow {
	/** Place of the input item. */
	item: number;
	/** By JustCall's names, encoded. */
	contact: IDataObject;
}

/**
 * The contacts of all input items, mapped as the panel says: each field by itself, or by the names of the items' fields.
 *
 * @returns the rows, and of the items that can not be one, why
 */
export async function itemRows(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<{ rows: ItemRow[]; refused: Array<{ item: number; reason: string }> }> {
	const contactOf = await mapping(context, operation);
	const rows: ItemRow[] = [];
	const refused: Array<{ item: number; reason: string }> = [];
	for (let item = 0; item < context.getInputData().length; item++) {
		try {
			rows.push({ item, contact: await contactOf(item) });
		} catch (error) {
			refused.push({ item, reason: reasonOf(error, operation.subject) });
		}
	}
	return { rows, refused };
}

async function mapping(
	context: IExecuteFunctions,
	operation: KnownOperation,
): Promise<(item: number) => Promise<IDataObject>> {
	if (context.getNodeParameter('mappingMode', 0) !== 'autoMapInputData')
		return async (item) => await itemValues(context, operation, item, 'row');
	const customFields = await customFieldsOf(context);
	const input = context.getInputData();
	return async (item) => {
		const contact = autoMap(input[item]?.json ?? {}, customFields);
		if (contact.phone_number === undefined) {
			throw new ParameterError(
				'The item has no telephone number in a field that this node knows',
				"Name the field phone, mobile or phone_number, or choose 'Map Each Field Below'.",
			);
		}
		return await encodeValues(contact, operation.wire, async () => await zonesOf(context));
	};
}

async function customFieldsOf(context: IExecuteFunctions): Promise<CustomField[]> {
	const { method, path, subject } = getAllCustomFields;
	const { rows } = await ask(context, { method, path }, subject, unwrapList);
	return rows.map(({ key, label }) => ({ key: Number(key), label: String(label) }));
}
