import { isEmpty } from '../../shared/values/emptyValue';
import { isObject } from '../../shared/values/isObject';

/** A value without the object that CRMs wrap it in. */
export type Plain = string | number | boolean;

/**
 * Objects in which some CRMs nest a contact's fields: HubSpot, Airtable, Mailchimp, WooCommerce, Google
 * Contacts, Zoho.
 */
const INSIDE = ['properties', 'fields', 'merge_fields', 'billing', 'names', 'data'];
/** Names that CRMs use for the value inside its wrapping object. */
const WRAPPED = ['value', 'number', 'freeformnumber', 'address', 'email'];
/** Names that CRMs use for the kind of the value. */
const KINDS = ['type', 'label', 'phonetype', 'field'];
/** Kinds of telephone numbers that nobody answers. */
const MACHINES = /fax|pager|telex/i;

/** A field's name without case, spaces and punctuation. */
export function comparableName(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * All fields of a CRM's item that have a value, or may have one, under their {@link comparableName}. Outer
 * fields come before nested ones.
 */
export function fieldsOf(item: unknown): Map<string, unknown[]> {
	const fields = new Map<string, unknown[]>();
	const places = [item, ...INSIDE.map((place) => (isObject(item) ? item[place] : undefined))];
	for (const [name, value] of places.flatMap(entriesOf)) {
		const key = comparableName(name);
		fields.set(key, [...(fields.get(key) ?? []), value]);
	}
	return fields;
}

/**
 * The columns of a CRM's item that have a value, as they are named: its fields, and those that it nests.
 *
 * @returns names as they are, which may differ from their {@link comparableName}
 */
export function columnsOf(item: unknown): string[] {
	const outer = entriesOf(item).filter(
		([name, value]) => !(INSIDE.includes(name) && entriesOf(value).length > 0),
	);
	const nested = INSIDE.flatMap((place) => entriesOf(isObject(item) ? item[place] : undefined));
	return [...outer, ...nested].filter(([, value]) => !isEmpty(value)).map(([name]) => name);
}

function entriesOf(value: unknown): Array<[string, unknown]> {
	// Zoho nests the record in a list with one entry.
	const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
	return isObject(only) ? Object.entries(only) : [];
}

/**
 * The values of a field, best first. The field may be a text, `{ value }`, a list of these with one marked
 * `primary`, or lists by kind. Empty values are left out, so that an empty primary value does not hide another
 * one.
 */
export function textsOf(value: unknown): Plain[] {
	if (typeof value === 'boolean') return [value];
	if (isEmpty(value)) return [];
	if (typeof value === 'string' || typeof value === 'number') return [value];
	if (Array.isArray(value)) {
		const isFirst = (one: unknown) => isObject(one) && one.primary === true;
		return [...value.filter(isFirst), ...value.filter((one) => !isFirst(one))].flatMap(textsOf);
	}
	return isObject(value) ? insideOf(value) : [];
}

function insideOf(value: Record<string, unknown>): Plain[] {
	const entries = Object.entries(value).map(([name, inside]) => [comparableName(name), inside] as const);
	const named = new Map(entries);
	if (KINDS.some((kind) => MACHINES.test(String(named.get(kind))))) return [];
	if (named.has('phonenumber')) return xeroNumber(named);
	const wrapping = WRAPPED.find((name) => !isEmpty(named.get(name)));
	if (wrapping !== undefined) return textsOf(named.get(wrapping));
	return entries.flatMap(([kind, inside]) =>
		Array.isArray(inside) && !MACHINES.test(kind) ? textsOf(inside) : [],
	);
}

/** Xero splits a number into three parts. */
function xeroNumber(parts: ReadonlyMap<string, unknown>): Plain[] {
	const part = (name: string) => String(textsOf(parts.get(name))[0] ?? '').trim();
	const [country, area, number] = [part('phonecountrycode'), part('phoneareacode'), part('phonenumber')];
	if (!number) return [];
	if (!country || number.startsWith('+')) return [[area, number].filter(Boolean).join(' ')];
	return [[`+${country.replace(/\D/g, '')}`, area.replace(/^0/, ''), number].filter(Boolean).join(' ')];
}
