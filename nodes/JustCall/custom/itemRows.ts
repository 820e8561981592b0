import type { IDataObject } from 'n8n-workflow';

import { campaignCountry } from '../../shared/http/defaultCountry';
import { isEmpty } from '../../shared/values/emptyValue';
import { reasonOf } from '../../shared/http/errors';
import { yieldingLoop } from '../../shared/run/eventLoop';
import { isObject } from '../../shared/values/isObject';
import type { NodeRun } from '../../shared/run/nodeRun';
import type { KnownOperation } from '../../shared/description/operation';
import { ParameterError } from '../../shared/values/parameterError';
import { readOnce, valuesOf as valuesIn } from '../../shared/description/nodeParameters';
import { needDefaultCountry } from '../../shared/values/encode';
import { autoMap } from './autoMap';
import { ColumnUse } from './columnUse';
import { customFieldsOf } from './customFields';
import { encoded, itemCountry, nodeParametersOf } from './itemValues';
import { mapperOf, openMapping } from './mapping';

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

/** The contacts of all input items. */
export interface ItemRows {
	rows: ItemRow[];
	refused: RefusedRow[];
	/** Names of the custom fields in the panel, by key, as far as the mapping needed them. */
	labels: ReadonlyMap<number, string>;
	/** With automatic mapping: what it made of the items' columns. */
	use?: ColumnUse;
}

/**
 * Reads the contacts of all input items, mapped as the panel says: field by field, or by the names of the
 * items' fields.
 *
 * @param campaign the campaign whose country is used when neither the item nor the credential sets one;
 *   requested once, and only when a number needs it
 */
export async function itemRows(run: NodeRun, known: KnownOperation, campaign?: string): Promise<ItemRows> {
	const { operation, valuesOf, labels, use } = await mapping(run, known);
	const rows: ItemRow[] = [];
	const refused: RefusedRow[] = [];
	const giveWay = yieldingLoop();
	for (let item = 0; item < run.items.length; item++) {
		let values: IDataObject | undefined;
		let country: string | undefined;
		const refuse = async (error: unknown) => {
			const contact = await readable(run, operation, values ?? {}, country);
			const reason = reasonOf(error, operation.subject);
			const hasNumber = values === undefined || !(NUMBER in values) || !isEmpty(values[NUMBER]);
			const isUnclear = hasNumber || (isEmpty(contact.email) && isEmpty(contact.name));
			refused.push({ item, contact, reason, number: values?.[NUMBER], isUnclear });
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
			rows.push({ item, ...(await encodedRow(run, operation, withNumber(values, operation), country)) });
		} catch (error) {
			await refuse(error);
		}
		await giveWay();
	}
	return { rows, refused, labels, ...(use && { use }) };
}

/** How the values of the input items are found. */
interface RowMapping {
	/** The operation that knows the fields of the values. */
	operation: KnownOperation;
	/** The values of an item by JustCall's name, not encoded yet. Only automatic mapping may find no number. */
	valuesOf: (item: number, country: string | undefined) => IDataObject;
	labels: ReadonlyMap<number, string>;
	use?: ColumnUse;
}

async function mapping(run: NodeRun, operation: KnownOperation): Promise<RowMapping> {
	const opened = await openMapping(run, operation);
	if (!opened) return await mappingInVersion1(run, operation);
	const { isAutomatic, labels } = opened;
	const use = isAutomatic ? new ColumnUse() : undefined;
	return {
		operation: opened.operation,
		labels,
		...(use && { use }),
		valuesOf: (item, country) => {
			use?.see(run.items[item]?.json ?? {});
			const mapped = opened.mapped(item, country, use?.take);
			const values = valuesIn(opened.operation, ['row'], readOnce(opened.reader(item, mapped)));
			if (isAutomatic && !(NUMBER in mapped)) delete values[NUMBER];
			return values;
		},
	};
}

/** JustCall's name of the number. */
const NUMBER = 'phone_number';

async function mappingInVersion1(run: NodeRun, operation: KnownOperation): Promise<RowMapping> {
	const labels = new Map<number, string>();
	if (run.context.getNodeParameter('mappingMode', 0) !== 'autoMapInputData')
		return { operation, labels, valuesOf: (item) => nodeParametersOf(run, operation, item, 'row') };
	const customFields = await customFieldsOf(run.context);
	return {
		operation,
		labels,
		valuesOf: (item, country) => autoMap(run.items[item]?.json ?? {}, customFields, country),
	};
}

function withNumber(values: IDataObject, operation: KnownOperation): IDataObject {
	if (NUMBER in values) return values;
	// n8n names the choice in a mapper itself.
	const choice = mapperOf(operation) ? 'Map Each Field Manually' : 'Map Each Field Below';
	throw new ParameterError(
		'The item has no telephone number in a field that this node knows',
		`Name the field phone, mobile or phone_number, or choose '${choice}'.`,
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
			for (const [sentAs, added] of Object.entries(await one({ [name]: value }))) {
				const before = contact[sentAs];
				contact[sentAs] =
					Array.isArray(before) && Array.isArray(added) ? ([...before, ...added] as never) : added;
			}
		} catch (error) {
			const field = operation.encodedFields.get(name)?.label ?? name;
			leftOut.push({ field, reason: reasonOf(error, operation.subject) });
		}
	}
	return { contact, leftOut };
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
	const all = await Promise.all(each);
	const lists = new Map<string, unknown[]>();
	for (const [name, value] of all.flatMap((one) => Object.entries(one)))
		if (Array.isArray(value)) lists.set(name, [...(lists.get(name) ?? []), ...(value as unknown[])]);
	return { ...Object.assign({}, ...all), ...Object.fromEntries(lists) } as IDataObject;
}
