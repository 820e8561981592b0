import type { IDataObject } from 'n8n-workflow';

import { reasonOf } from '../../shared/errors';
import { yieldingLoop } from '../../shared/eventLoop';
import type { NodeRun } from '../../shared/nodeRun';
import type { KnownOperation } from '../../shared/operation';
import { ParameterError } from '../../shared/parameterError';
import { readDigits } from '../../shared/phoneNumber';
import { ask } from '../../shared/transport';
import { unwrapList } from '../../shared/unwrap';
import { getAllCustomFields } from '../resources/salesDialerContact/getAllCustomFields';
import { autoMap, type CustomField } from './autoMap';
import { encoded, panelValues } from './itemValues';

/** An input item as a contact among many. */
export interface ItemRow {
	/** Place of the input item. */
	item: number;
	/** By JustCall's names, encoded. */
	contact: IDataObject;
}

/** An input item that cannot be a contact as it is; `contact` has what could be read of it. */
export interface RefusedRow extends ItemRow {
	reason: string;
	/** Whether it has no number that can be read: nobody knows whom it stands for. */
	isUnclear: boolean;
}

/** The contacts of all input items, mapped as the panel says: each field by itself, or by the names of the items' fields. */
export async function itemRows(
	run: NodeRun,
	operation: KnownOperation,
): Promise<{ rows: ItemRow[]; refused: RefusedRow[] }> {
	const valuesOf = await mapping(run, operation);
	const rows: ItemRow[] = [];
	const refused: RefusedRow[] = [];
	const giveWay = yieldingLoop();
	for (let item = 0; item < run.items.length; item++) {
		let values: IDataObject | undefined;
		try {
			values = valuesOf(item);
			rows.push({ item, contact: await encoded(run, operation, withNumber(values)) });
		} catch (error) {
			refused.push({
				item,
				contact: await readable(run, operation, values ?? {}),
				reason: reasonOf(error, operation.subject),
				isUnclear: readDigits(values?.phone_number) === undefined,
			});
		}
		await giveWay();
	}
	return { rows, refused };
}

/** How the values of an input item are found, by JustCall's names and not yet encoded. */
async function mapping(run: NodeRun, operation: KnownOperation): Promise<(item: number) => IDataObject> {
	if (run.context.getNodeParameter('mappingMode', 0) !== 'autoMapInputData')
		return (item) => panelValues(run, operation, item, 'row');
	const customFields = await customFieldsOf(run);
	return (item) => autoMap(run.items[item]?.json ?? {}, customFields);
}

/** Only the mapping by names can come without a number: the panel demands one. */
function withNumber(values: IDataObject): IDataObject {
	if ('phone_number' in values) return values;
	throw new ParameterError(
		'The item has no telephone number in a field that this node knows',
		"Name the field phone, mobile or phone_number, or choose 'Map Each Field Below'.",
	);
}

/** Those of the values that can be encoded, each by itself. */
async function readable(run: NodeRun, operation: KnownOperation, values: IDataObject): Promise<IDataObject> {
	const each = Object.entries(values).map(async ([name, value]) => {
		return await encoded(run, operation, { [name]: value }).catch(() => ({}));
	});
	return Object.assign({}, ...(await Promise.all(each))) as IDataObject;
}

async function customFieldsOf({ context }: NodeRun): Promise<CustomField[]> {
	const { method, path, subject } = getAllCustomFields;
	const { rows } = await ask(context, { method, path }, subject, unwrapList);
	return rows.map(({ key, label }) => ({ key: Number(key), label: String(label) }));
}
