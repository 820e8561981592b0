import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/isObject';
import { readNumber } from '../../shared/phoneNumber';

/** A custom field of the Sales Dialer, as JustCall lists it. */
export interface CustomField {
	key: number;
	label: string;
}

/** Names that CRMs give to a telephone number, best first; compared without case, spaces and signs. */
const PHONES = [
	'phonenumber',
	'phone',
	'mobilephone',
	'mobile',
	'mobilenumber',
	'cellphone',
	'cell',
	'telephone',
	'tel',
	'contactnumber',
	'phonenumbers',
	'phones',
];
/** The same for the other fields of a contact. */
const NAMES: ReadonlyArray<readonly [justCallName: string, names: readonly string[]]> = [
	['name', ['name', 'fullname', 'contactname', 'displayname']],
	['email', ['email', 'emailaddress', 'emails', 'mail']],
	['birthday', ['birthday', 'birthdate', 'dateofbirth', 'dob']],
	['occupation', ['occupation', 'jobtitle', 'job', 'position']],
	['address', ['address', 'fulladdress', 'mailingaddress']],
];
const FIRST_NAMES = ['firstname', 'givenname'];
const LAST_NAMES = ['lastname', 'surname', 'familyname'];
/** Where some CRMs keep a contact's fields. */
const INSIDE = ['properties', 'fields'];

/**
 * Finds a contact of the Sales Dialer in an item of a CRM, by the names of its fields: `phone`, `Mobile Phone`,
 * `phone_number`; `name`, or first and last name; custom fields by their label. What is empty is left out.
 *
 * @param country of numbers that come without a country code
 * @returns values by JustCall's name, not yet checked or encoded
 */
export function autoMap(
	item: IDataObject,
	customFields: readonly CustomField[],
	country?: string,
): IDataObject {
	const values = new Map<string, string | number>();
	for (const [name, value] of [item, ...INSIDE.map((place) => item[place])].flatMap(entriesOf)) {
		const plain = plainOf(value);
		if (plain !== undefined && !values.has(nameOf(name))) values.set(nameOf(name), plain);
	}
	const allOf = (names: readonly string[]) => names.flatMap((name) => values.get(name) ?? []);
	const firstOf = (names: readonly string[]) => allOf(names)[0];
	const phones = allOf(PHONES);
	// Where none is a number, the first is refused later, by its value.
	const phone = phones.find((one) => 'e164' in readNumber(one, country)) ?? phones[0];
	const found = NAMES.map(([justCallName, names]) => [justCallName, firstOf(names)] as const);
	const contact: IDataObject = Object.fromEntries(
		[['phone_number', phone] as const, ...found].filter(([, value]) => value !== undefined),
	);
	const parts = [firstOf(FIRST_NAMES), firstOf(LAST_NAMES)].filter((part) => part !== undefined);
	if (contact.name === undefined && parts.length > 0) contact.name = parts.join(' ');
	const fields = customFields.flatMap(({ key, label }) => {
		const value = values.get(nameOf(label));
		return value === undefined ? [] : [{ id: key, value: String(value) }];
	});
	return { ...contact, ...(fields.length > 0 && { custom_fields: fields }) };
}

function entriesOf(value: unknown): Array<[string, unknown]> {
	return isObject(value) ? Object.entries(value) : [];
}

function nameOf(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Text or number out of what CRMs wrap them in: `{ value }`, or a list of which one is `primary`. */
function plainOf(value: unknown): string | number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value === 'boolean') return String(value);
	if (typeof value === 'string') return value.trim() === '' ? undefined : value;
	if (Array.isArray(value))
		return plainOf(value.find((one) => isObject(one) && one.primary === true) ?? value[0]);
	return isObject(value) ? plainOf(value.value) : undefined;
}
