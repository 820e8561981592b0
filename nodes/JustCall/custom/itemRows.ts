import type { IDataObject } from 'n8n-workflow';

import { campaignCountry } from '../../shared/http/defaultCountry';
import { isEmpty } from '../../shared/values/emptyValue';
import { reasonOf } from '../../shared/http/errors';
import { yieldingLoop } from '../../shared/run/eventLoop';
import { isObject } from '../../shared/values/isObject';
import type { NodeRun } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { ParameterError } from '../../shared/values/parameterError';
import { ask } from '../../shared/http/transport';
import { unwrapList } from '../../shared/answers/envelope';
import { needDefaultCountry } from '../../shared/values/encode';
import { getAllCustomFields } from '../resources/salesDialerContact/getAllCustomFields';
import { autoMap, type CustomField } from './autoMap';
import { encoded, itemCountry, nodeParametersOf } from './itemValues';

/** An input item read as one contact of a list. */
export interface ItemRow {
	/** Index of the input item. */
	item: number;
	/** Encoded values by JustCall's names. */
	contact: IDataObject;
	/** Optional fields that cannot be sent; the contact is sent without them. */
	leftOut?: LeftOut[];
}

/** An optional field that is left out, and why. */
export interface LeftOut extends IDataObject {
	field: string;
	reason: string;
}

/** The part of a row's result that names the fields that were left out. */
export function leftOutOf({ leftOut = [] }: Pick<ItemRow, 'leftOut'>): IDataObject {
	return leftOut.length > 0 ? { left_out: leftOut } : {};
}

/** An input item that cannot become a contact; `contact` has the fields that could be read. */
export interface RefusedRow extends ItemRow {
	reason: string;
	/** Its telephone number as given, which may be the reason for the refusal. */
	number?: unknown;
	/**
	 * Whether the item cannot be matched to a contact: it may have a number that cannot be read, or it has no
	 * number, name or e-mail. An item whose number is empty is matched by its e-mail or name.
	 */
	isUnclear: boolean;
}

/**
 * Reads the contacts of all input items, mapped as the panel says: field by field, or by the names of the
 * items' fields.
 *
 * @param campaign the campaign whose country is used when neither the item nor the credential sets one;
 *   requested once, and only when a number needs it
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
			const hasNumber = values === undefined || !('phone_number' in values) || !isEmpty(values.phone_number);
			const isNobody = !hasNumber && (!isEmpty(contact.email) || !isEmpty(contact.name));
			const isUnclear = contact.phone_number === undefined && !isNobody;
			refused.push({ item, contact, reason, number: values?.phone_number, isUnclear });
		};
		try {
			country = await itemCountry(run, operation, item);
			values = valuesOf(item, country);
		} catch (error) {
			await refuse(error);
			continue;
		}
		if (
			country === undefined &&
			campaign !== undefined &&
			needDefaultCountry(values, operation.encodedFields)
		) {
			// An error that is not about the item: without this value no item can be read, so the run ends.
			country = await campaignCountry(run.context, campaign);
			values = valuesOf(item, country);
		}
		try {
			rows.push({ item, ...(await encodedRow(run, operation, withNumber(values), country)) });
		} catch (error) {
			await refuse(error);
		}
		await giveWay();
	}
	return { rows, refused };
}

/** How the values of an input item are found. The values have JustCall's names and are not encoded yet. */
async function mapping(
	run: NodeRun,
	operation: KnownOperation,
): Promise<(item: number, country: string | undefined) => IDataObject> {
	if (run.context.getNodeParameter('mappingMode', 0) !== 'autoMapInputData')
		return (item) => nodeParametersOf(run, operation, item, 'row');
	const customFields = await customFieldsOf(run);
	return (item, country) => autoMap(run.items[item]?.json ?? {}, customFields, country);
}

/** Only automatic mapping can come without a number, because the panel requires one. */
function withNumber(values: IDataObject): IDataObject {
	if ('phone_number' in values) return values;
	throw new ParameterError(
		'The item has no telephone number in a field that this node knows',
		"Name the field phone, mobile or phone_number, or choose 'Map Each Field Below'.",
	);
}

/**
 * Encodes a value by itself. In a list of records each entry is encoded by itself, so that one bad entry does
 * not drop the others.
 */
type Single = readonly [name: string, value: IDataObject[string]];

/**
 * Encodes a row. Optional fields that cannot be sent are left out, so that a contact with an invalid birthday
 * is still sent.
 *
 * @throws ParameterError when a field that each row needs cannot be sent
 */
async function encodedRow(
	run: NodeRun,
	operation: KnownOperation,
	values: IDataObject,
	country: string | undefined,
): Promise<Pick<ItemRow, 'contact' | 'leftOut'>> {
	const one = async (single: IDataObject) => await encoded(run, operation, single, country);
	const isOptional = (name: string) => operation.encodedFields.get(name)?.isOptional === true;
	const whole = await one(values).catch(() => undefined);
	if (whole) return { contact: whole };
	const names = Object.keys(values);
	const contact = await one(
		pick(
			values,
			names.filter((name) => !isOptional(name)),
		),
	);
	const leftOut: LeftOut[] = [];
	for (const [name, value] of pickSingles(operation, values, names.filter(isOptional))) {
		try {
			const sent = await one({ [name]: value });
			const [before, added] = [contact[name], sent[name]];
			contact[name] =
				Array.isArray(before) && Array.isArray(added) ? ([...before, ...added] as never) : added;
		} catch (error) {
			const field = operation.encodedFields.get(name)?.label ?? name;
			leftOut.push({ field, reason: reasonOf(error, operation.subject) });
		}
	}
	return {
		contact: pick(
			contact,
			Object.keys(contact).filter((name) => contact[name] !== undefined),
		),
		leftOut,
	};
}

function pick(values: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function pickSingles(
	{ encodedFields }: KnownOperation,
	values: IDataObject,
	names: readonly string[],
): Single[] {
	return names.flatMap((name): Single[] => {
		const value = values[name];
		const [rows] = isObject(value) ? Object.values(value) : [value];
		const isDivided = encodedFields.get(name)?.kind === 'records' && Array.isArray(rows);
		return isDivided ? rows.map((row) => [name, [row]] as never) : [[name, value]];
	});
}

/** The values that can be encoded, each encoded by itself. */
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
	return rows.map(({ key, label, type }) => ({
		key: Number(key),
		label: String(label),
		type: String(type ?? ''),
	}));
}
