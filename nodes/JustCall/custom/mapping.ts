import type { IDataObject } from 'n8n-workflow';

import type { ReadItems } from '../../shared/executor';
import { isSentTo, MISSING, type ReadParameter } from '../../shared/description/nodeParameters';
import { knownOperation, type Field, type KnownOperation } from '../../shared/description/operation';
import { parametersOf, type NodeRun } from '../../shared/run/nodeRun';
import { isObject } from '../../shared/values/isObject';
import { ParameterError, quote } from '../../shared/values/parameterError';
import { autoMap, type CustomField, type Taken } from './autoMap';
import { columnName, CUSTOM_FIELDS, customColumns, customFieldsOf, keyIn, labelsOf } from './customFields';
import { itemCountry } from './itemValues';

/** n8n's value of the mode in which it leaves the mapping to the node. */
const AUTOMATIC = 'autoMapInputData';

/** The mapper of an operation, ready to read the input items. */
export interface Mapping {
	/** The operation, with the account's custom fields among the columns of its mapper. */
	operation: KnownOperation;
	/** The custom fields of the account, as far as the mapping needs them. */
	customFields: readonly CustomField[];
	/** Names of the custom fields in panel and output, by key. */
	labels: ReadonlyMap<number, string>;
	isAutomatic: boolean;
	/**
	 * The values of an input item by the names of the columns, not yet checked; columns without a value are missing.
	 *
	 * @param country of numbers without a country code, for the automatic mapping
	 * @param taken told of each field of the item that the automatic mapping takes
	 */
	mapped: (item: number, country: string | undefined, taken?: Taken) => IDataObject;
	/** Reads the parameters of an input item; the mapper's value is that of {@link mapped}. */
	reader: (item: number, mapped: IDataObject) => ReadParameter;
}

/** A field of the panel with the columns of n8n's resource mapper. */
type Mapper = Field & Required<Pick<Field, 'columns'>>;

/** The mapper among the fields of an operation. */
export function mapperOf({ fields }: Pick<KnownOperation, 'fields'>): Mapper | undefined {
	return fields.find((field): field is Mapper => field.columns !== undefined);
}

/**
 * Opens the mapper of an operation. The account's custom fields are requested when the mapping needs them.
 *
 * @returns `undefined` when the operation has no mapper, or does not show it
 * @throws ParameterError when the mapper has columns that JustCall does not have
 */
export async function openMapping(run: NodeRun, operation: KnownOperation): Promise<Mapping | undefined> {
	const mapper = mapperOf(operation);
	if (!mapper || parametersOf(run, 0)(`${mapper.name}.mappingMode`) === MISSING) return undefined;
	const { columns } = mapper;
	const saved = savedIn(run, mapper);
	const isAutomatic = saved.mappingMode === AUTOMATIC;
	const given = saved.value;
	const needsAccount = isAutomatic || !isObject(given) || filledIn(given, saved).some((name) => keyIn(name));
	const customFields = needsAccount ? await customFieldsOf(run.context) : [];
	const labels = labelsOf(
		customFields,
		columns.map(({ displayName }) => displayName),
	);
	const place = isSentTo(mapper, 'row') ? 'row' : 'body';
	const all = [...columns, ...customColumns(customFields, place, labels)];
	const known = new Set(all.map(({ name }) => name));
	const check = (names: readonly string[]) => {
		for (const name of names) if (!known.has(name)) throw unknownColumn(mapper, name, saved);
	};
	if (!isAutomatic && isObject(given)) check(filledIn(given, saved));
	return {
		operation: knownOperation({
			...operation,
			fields: operation.fields.map((field) => (field === mapper ? { ...mapper, columns: all } : field)),
		}),
		customFields,
		labels,
		isAutomatic,
		mapped: (item, country, taken) => {
			if (isAutomatic) return byColumn(autoMap(run.items[item]?.json ?? {}, customFields, country, taken));
			const values = parametersOf(run, item)(`${mapper.name}.value`);
			if (values === MISSING || values === null || values === undefined) return {};
			if (!isObject(values)) {
				throw new ParameterError(
					`'${mapper.displayName}' is not a set of fields: ${quote(values)}`,
					`Map the fields in the panel, or let the expression in '${mapper.displayName}' give an object.`,
				);
			}
			const names = isObject(given) ? filledIn(given, saved) : Object.keys(values);
			check(names);
			return Object.fromEntries(names.map((name) => [name, values[name]])) as IDataObject;
		},
		reader: (item, mapped) => {
			const read = parametersOf(run, item);
			return (name) => (name === mapper.name ? mapped : read(name));
		},
	};
}

/** Lets an operation that sends one request for each item read the mapper's values. */
export const mappedItems: ReadItems = (run, operation) => {
	let opened: Promise<Mapping | undefined> | undefined;
	// Opened with the first item that is read: an error belongs to the items, some of which an earlier try may have sent.
	return async (item) => {
		const mapping = await (opened ??= openMapping(run, operation));
		if (!mapping) return { operation, read: parametersOf(run, item) };
		const country = mapping.isAutomatic ? await itemCountry(run, operation, item) : undefined;
		return { operation: mapping.operation, read: mapping.reader(item, mapping.mapped(item, country)) };
	};
};

/** A mapper's value as the workflow holds it, its expressions not resolved. */
interface Saved {
	mappingMode?: unknown;
	value?: unknown;
	schema?: unknown;
}

function savedIn({ context }: NodeRun, { name }: Field): Saved {
	const saved: unknown = context.getNode().parameters[name];
	return isObject(saved) ? saved : {};
}

/** The columns that the panel has a value for. n8n keeps those that were not filled in as null, or as an empty text. */
function filledIn(value: Record<string, unknown>, { schema }: Saved): string[] {
	const removed = new Set(
		rowsOf(schema)
			.filter((row) => row.removed === true)
			.map(({ id }) => id),
	);
	return Object.keys(value).filter(
		(name) => value[name] !== null && value[name] !== undefined && value[name] !== '' && !removed.has(name),
	);
}

function rowsOf(schema: unknown): Array<Record<string, unknown>> {
	return Array.isArray(schema) ? schema.filter(isObject) : [];
}

function unknownColumn({ displayName }: Field, name: string, { schema }: Saved): ParameterError {
	const label = rowsOf(schema).find(({ id }) => id === name)?.displayName ?? name;
	if (keyIn(name) === undefined) {
		return new ParameterError(
			`'${displayName}' has a field that a contact does not have: ${quote(label)}`,
			'Remove the field, or choose one of the list in the panel.',
		);
	}
	return new ParameterError(
		`'${displayName}' has a custom field that JustCall does not have any more: ${quote(label)}`,
		"Open the node and choose 'Refresh Field List' above the fields, which takes it out. To keep it, create it in JustCall again and map it anew.",
	);
}

/** The result of the automatic mapping by the names of the mapper's columns. */
function byColumn({ [CUSTOM_FIELDS]: custom, ...plain }: IDataObject): IDataObject {
	const entries = Array.isArray(custom) ? (custom as IDataObject[]) : [];
	return { ...plain, ...Object.fromEntries(entries.map(({ id, value }) => [columnName(String(id)), value])) };
}
