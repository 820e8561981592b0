import type { IDataObject } from 'n8n-workflow';

import { campaignCountry } from '../../shared/defaultCountry';
import { reasonOf } from '../../shared/errors';
import { yieldingLoop } from '../../shared/eventLoop';
import type { NodeRun } from '../../shared/nodeRun';
import type { KnownOperation } from '../../shared/operation';
import { ParameterError } from '../../shared/parameterError';
import { ask } from '../../shared/transport';
import { unwrapList } from '../../shared/unwrap';
import { needDefaultCountry } from '../../shared/wire';
import { getAllCustomFields } from '../resources/salesDialerContact/getAllCustomFields';
import { autoMap, type CustomField } from './autoMap';
import { encoded, itemCountry, panelValues } from './itemValues';

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
	/** Its number as it was given, which may be why it is refused. */
	number?: unknown;
	/** Whether it has no number that can be read: nobody knows whom it stands for. */
	isUnclear: boolean;
}

/**
 * The contacts of all input items, mapped as the panel says: each field by itself, or by the names of the items' fields.
 *
 * @param campaign whose country counts where neither item nor credential name one; asked once, and only if a number needs it
 */
export async function itemRows(
	run: NodeRun,
	operation: KnownOperation,
	campaign?: string,
): Promise<{ rows: ItemRow[]; refused: RefusedRow[] }> {
	const valuesOf = await mapping(run, operation);
	const rows: ItemRow[] = [];
	const refused: RefusedRow[] = [];
	const giveWay = yieldingLoop();
	for (let item = 0; item < run.items.length; item++) {
		let values: IDataObject | undefined;
		let country: string | undefined;
		const refuse = async (error: unknown) => {
			const contact = await readable(run, operation, values ?? {}, country);
			const reason = reasonOf(error, operation.subject);
			const isUnclear = contact.phone_number === undefined;
			refused.push({ item, contact, reason, number: values?.phone_number, isUnclear });
		};
		try {
			country = await itemCountry(run, operation, item);
			values = valuesOf(item, country);
		} catch (error) {
			await refuse(error);
			continue;
		}
		if (country === undefined && campaign !== undefined && needDefaultCountry(values, operation.wire)) {
			// Not of the item: without it nothing can be read, and nothing is done.
			country = await campaignCountry(run.context, campaign);
			values = valuesOf(item, country);
		}
		try {
			rows.push({ item, contact: await encoded(run, operation, withNumber(values), country) });
		} catch (error) {
			await refuse(error);
		}
		await giveWay();
	}
	return { rows, refused };
}

/** How the values of an input item are found, by JustCall's names and not yet encoded. */
async function mapping(
	run: NodeRun,
	operation: KnownOperation,
): Promise<(item: number, country: string | undefined) => IDataObject> {
	if (run.context.getNodeParameter('mappingMode', 0) !== 'autoMapInputData')
		return (item) => panelValues(run, operation, item, 'row');
	const customFields = await customFieldsOf(run);
	return (item, country) => autoMap(run.items[item]?.json ?? {}, customFields, country);
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
async function readable(
	run: NodeRun,
	operation: KnownOperation,
	values: IDataObject,
	country: string | undefined,
): Promise<IDataObject> {
	const each = Object.entries(values).map(async ([name, value]) => {
		return await encoded(run, operation, { [name]: value }, country).catch(() => ({}));
	});
	return Object.assign({}, ...(await Promise.all(each))) as IDataObject;
}

async function customFieldsOf({ context }: NodeRun): Promise<CustomField[]> {
	const { method, path, subject } = getAllCustomFields;
	const { rows } = await ask(context, { method, path }, subject, unwrapList);
	return rows.map(({ key, label }) => ({ key: Number(key), label: String(label) }));
}
