import type { IDataObject } from 'n8n-workflow';

import type { RunContext } from '../../shared/run/nodeRun';
import { unwrapList } from '../../shared/answers/envelope';
import type { Field, Send } from '../../shared/description/operation';
import { ask } from '../../shared/http/transport';
import type { Encoding } from '../../shared/values/encode';
import { getAllCustomFields } from '../resources/salesDialerContact/getAllCustomFields';
import type { CustomField } from './autoMap';

/** JustCall's name of the list in which a contact has its custom fields. */
export const CUSTOM_FIELDS = 'custom_fields';

/** Begins the name of a custom field's column; its key comes after it. A label may change, and two may be the same. */
const PREFIX = 'custom_';

/** The name that the column of a custom field has in the mapper. */
export function columnName(key: number | string): string {
	return `${PREFIX}${key}`;
}

/** The key of the custom field whose column has this name; `undefined` for the column of another field. */
export function keyIn(column: string): number | undefined {
	if (!column.startsWith(PREFIX)) return undefined;
	const key = column.slice(PREFIX.length);
	return /^\d+$/.test(key) ? Number(key) : undefined;
}

/** The custom fields of the account. */
export async function customFieldsOf(context: RunContext): Promise<CustomField[]> {
	const { method, path, subject } = getAllCustomFields;
	const { rows } = await ask(context, { method, path }, subject, unwrapList);
	return customFieldsIn(rows);
}

/** Custom fields as JustCall lists them. Those without a key cannot be set, and are left out. */
export function customFieldsIn(rows: readonly IDataObject[]): CustomField[] {
	return rows
		.map(({ key, label, type }) => ({
			key: Number(key),
			label: String(label ?? ''),
			type: String(type ?? ''),
		}))
		.filter(({ key }) => Number.isSafeInteger(key) && key > 0);
}

/**
 * The names of custom fields in panel and output, by their keys: their labels, and with the key where two have the
 * same label, or one has the label of another column.
 *
 * @param columns labels of the other columns
 */
export function labelsOf(
	customFields: readonly CustomField[],
	columns: readonly string[],
): Map<number, string> {
	const seen = new Map<string, number>(columns.map((label) => [comparable(label), 1]));
	for (const { label } of customFields) seen.set(comparable(label), (seen.get(comparable(label)) ?? 0) + 1);
	return new Map(
		customFields.map(({ key, label }) => {
			const isUnique = seen.get(comparable(label)) === 1;
			const name = label.trim();
			return [key, name === '' ? `Custom field ${key}` : isUnique ? name : `${name} (${key})`];
		}),
	);
}

function comparable(label: string): string {
	return label.trim().toLowerCase();
}

/** The kind of value in a custom field, by the type that JustCall names. Only "string" and "number" are documented. */
export function kindOf({ type }: CustomField): Extract<Encoding, 'text' | 'number' | 'boolean' | 'date'> {
	if (/bool|check/i.test(type)) return 'boolean';
	if (/^(?:num|int|float|double|decimal)/i.test(type)) return 'number';
	return /^date$/i.test(type) ? 'date' : 'text';
}

/**
 * The columns of an account's custom fields.
 *
 * @param place where the columns of the mapper are sent
 */
export function customColumns(
	customFields: readonly CustomField[],
	place: Send['in'],
	labels: ReadonlyMap<number, string>,
): Field[] {
	return customFields.map((field) => ({
		displayName: labels.get(field.key) ?? field.label,
		name: columnName(field.key),
		type: 'string',
		default: '',
		send: {
			in: place,
			name: columnName(field.key),
			kind: kindOf(field),
			isOptional: true,
			...(kindOf(field) === 'text' && { takesBooleans: true }),
			entryOf: { list: CUSTOM_FIELDS, id: field.key },
		},
	}));
}
