import { isObject } from '../../shared/values/isObject';
import { comparableName, textsOf } from './crmFields';

/** Names that CRMs use for the street. */
const STREET = ['street', 'streetaddress', 'line1', 'addressline1', 'address1', 'addr1'];
/** Parts of an address in the order in which they are written, each with the names that CRMs use for it. */
const PARTS = [
	STREET,
	['street2', 'line2', 'addressline2', 'address2', 'addr2', 'extendedaddress'],
	['city', 'locality'],
	['state', 'region', 'province', 'countrysubdivisioncode'],
	['postalcode', 'zip', 'zipcode', 'postcode'],
	['country', 'countryorregion', 'countryregion', 'countrycode'],
];
/** An address as one text. */
const WHOLE = ['formattedvalue', 'formatted', 'value'];
/** Fields that hold an address as an object, best first. */
const HOLDERS = [
	'addresses',
	'address',
	'mailingaddress',
	'homeaddress',
	'businessaddress',
	'otheraddress',
	'billaddr',
	'shipaddr',
	'billing',
];
/** Prefixes for CRMs that keep each part of an address in its own field. */
const PREFIXES = ['mailing', 'address1', 'home', 'business', 'other', ''];

/**
 * Reads the address in a CRM's item. One that the CRM divides is put together as one line.
 *
 * @param fields of the item, as {@link fieldsOf} gives them
 * @param names of fields that hold an address as text, best first
 * @returns `undefined` when there is none
 */
export function addressOf(
	fields: ReadonlyMap<string, unknown[]>,
	names: readonly string[],
): string | undefined {
	const texts = names.flatMap((name) => fields.get(name) ?? []).filter((value) => typeof value === 'string');
	const held = HOLDERS.flatMap((name) => fields.get(name) ?? []).flatMap(objectsIn);
	const found = [
		...texts,
		...held.map((address) =>
			writtenOut(new Map(Object.entries(address).map(([name, one]) => [comparableName(name), one]))),
		),
		...PREFIXES.map((prefix) => inFields(fields, prefix)),
	];
	return found.find((address) => address.trim() !== '');
}

/**
 * The fields of an item that an address was read from: those that can hold one, or a part of one, and whose text it
 * has.
 *
 * @param names as for {@link addressOf}
 * @param address as {@link addressOf} gave it
 */
export function namesInAddress(
	fields: ReadonlyMap<string, unknown[]>,
	names: readonly string[],
	address: string,
): string[] {
	const written = onOneLine(address);
	const parts = PREFIXES.flatMap((prefix) => [...WHOLE, ...PARTS.flat()].map((part) => `${prefix}${part}`));
	return [...names, ...HOLDERS, ...parts].filter((name) => {
		const values = fields.get(name) ?? [];
		const texts = [...values, ...values.flatMap(objectsIn).flatMap((one) => Object.values(one))].map(first);
		return texts.some((text) => text !== '' && written.includes(onOneLine(text)));
	});
}

/** Addresses given as an object, as a list of objects, or as lists by kind. */
function objectsIn(value: unknown): Array<Record<string, unknown>> {
	if (Array.isArray(value)) return value.flatMap(objectsIn);
	if (!isObject(value)) return [];
	const lists = Object.values(value).filter(Array.isArray);
	return lists.length > 0 ? lists.flatMap(objectsIn) : [value];
}

/** An address needs a street: a country alone is not an address. */
function inFields(fields: ReadonlyMap<string, unknown[]>, prefix: string): string {
	const own = new Map(withPrefix(fields, prefix));
	// Without a prefix, fields named "value" and "formatted" may hold anything.
	if (prefix === '') for (const name of WHOLE) own.delete(name);
	return [...WHOLE, ...STREET].some((name) => first(own.get(name)) !== '') ? writtenOut(own) : '';
}

function withPrefix(fields: ReadonlyMap<string, unknown[]>, prefix: string): Array<[string, unknown[]]> {
	return [...fields].flatMap(([name, value]) =>
		name.startsWith(prefix) ? [[name.slice(prefix.length), value] as [string, unknown[]]] : [],
	);
}

function writtenOut(parts: ReadonlyMap<string, unknown>): string {
	const whole = WHOLE.map((name) => first(parts.get(name))).find((text) => text !== '');
	if (whole !== undefined) return onOneLine(whole);
	return PARTS.map((names) => names.map((name) => first(parts.get(name))).find((text) => text !== '') ?? '')
		.filter((part) => part !== '')
		.join(', ');
}

function onOneLine(text: string): string {
	return text.replace(/\s*[\r\n]\s*/g, ', ');
}

function first(value: unknown): string {
	const text = textsOf(value).find((one) => typeof one !== 'boolean');
	return text === undefined ? '' : String(text).trim();
}
