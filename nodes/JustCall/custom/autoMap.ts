import type { IDataObject } from 'n8n-workflow';

import { isEmpty } from '../../shared/values/emptyValue';
import { isObject } from '../../shared/values/isObject';
import { readNumber } from '../../shared/values/phoneNumber';
import { addressOf, namesInAddress } from './crmAddress';
import { fieldsOf, comparableName, textsOf, type Plain } from './crmFields';

/** A custom field of the Sales Dialer, as JustCall lists it. */
export interface CustomField {
	key: number;
	label: string;
	/** For example "string" or "number"; empty when JustCall says none. */
	type: string;
}

/**
 * Told of each field of an item that the mapping took.
 *
 * @param name of the item's field, in its {@link comparableName}
 * @param to JustCall's name of the contact's field; the key of a custom field
 */
export type Taken = (name: string, to: string | number) => void;

/** Field names that CRMs use for a telephone number, best first. Case, spaces and punctuation do not count. */
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
	'primaryphone',
	'smsphonenumber',
	'businessphone',
	'businessphones',
	'businessphone2',
	'workphone',
	'companymainphone',
	'homephone',
	'homephones',
	'homephone2',
	'alternatephone',
	'otherphone',
	'carphone',
];
/** Numbered columns of Google's CSV. The label of each is in the column next to it. */
const NUMBERED_PHONE = /^phone\d+value$/;
/** Numbered columns of Google's CSV for the other fields of a contact. */
const NAMES: ReadonlyArray<readonly [justCallName: string, names: readonly string[]]> = [
	['name', ['name', 'fullname', 'contactname', 'displayname']],
	[
		'email',
		[
			'email',
			'emailaddress',
			'emails',
			'mail',
			'emailaddresses',
			'primaryemailaddr',
			'primaryemail',
			'email1value',
		],
	],
	['birthday', ['birthday', 'birthdate', 'dateofbirth', 'dob', 'birthdays']],
	[
		'occupation',
		['occupation', 'jobtitle', 'job', 'position', 'occupations', 'organizationtitle', 'organization1title'],
	],
];
const ADDRESSES = ['address', 'fulladdress', 'mailingaddress'];
const FIRST_NAMES = ['firstname', 'givenname', 'fname'];
const LAST_NAMES = ['lastname', 'surname', 'familyname', 'lname'];
/** The value that Outlook and MySQL write when there is no date. */
const NO_DAY = /^0+[-/.]0+[-/.]0/;
/** A birthday as n8n's Google Contacts node writes it, with the month first. */
const GOOGLE_DAY = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * Reads a Sales Dialer contact from a CRM's item, by the names of the item's fields: `phone`, `Mobile Phone`,
 * `phone_number`; `name`, or first and last name; custom fields by their label. Empty values are left out.
 *
 * It knows the output of n8n's nodes for HubSpot, Pipedrive, Salesforce, Google Contacts, Outlook, Keap,
 * QuickBooks, Xero, Mailchimp, WooCommerce and Zoho give, and the columns of Google's and Outlook's CSV.
 *
 * @param country of numbers that come without a country code
 * @param taken told of each field that was taken
 * @returns values by JustCall's name, not yet checked or encoded; `phone_number` is empty when the item's field
 *   for it is empty, and missing when the item has no such field
 */
export function autoMap(
	item: IDataObject,
	customFields: readonly CustomField[],
	country?: string,
	taken: Taken = () => {},
): IDataObject {
	const values = fieldsOf(item);
	const lookUp = (name: string, to: string | number) => {
		const found = values.get(name);
		if (found) taken(name, to);
		return found;
	};
	const allOf = (names: readonly string[], to: string) =>
		names.flatMap((name) => lookUp(name, to)?.flatMap(textsOf) ?? []);
	const firstOf = (names: readonly string[], to: string) =>
		allOf(names, to).find((text) => typeof text !== 'boolean');
	const contact: IDataObject = {};
	const numbered = [...values.keys()].filter((name) => isNumbered(name, values)).sort();
	const phoneNames = [...PHONES, ...numbered];
	contact.phone_number = phoneOf(allOf(phoneNames, 'phone_number'), country);
	for (const name of numbered) for (const label of labelsOf(name)) lookUp(label, 'phone_number');
	if (contact.phone_number === undefined && phoneNames.some((name) => values.has(name)))
		contact.phone_number = '';
	for (const [justCallName, names] of NAMES) contact[justCallName] = firstOf(names, justCallName);
	const parts = [FIRST_NAMES, LAST_NAMES]
		.map((names) => firstOf(names, 'name'))
		.filter((part) => part !== undefined);
	if (contact.name === undefined && parts.length > 0) contact.name = parts.join(' ');
	contact.birthday = birthdayOf(contact.birthday, values.has('birthdays'));
	if (contact.occupation === undefined) {
		contact.occupation = titleIn(item, values);
		if (contact.occupation !== undefined)
			for (const name of ['organizations', 'title']) lookUp(name, 'occupation');
	}
	const address = addressOf(values, ADDRESSES);
	contact.address = address;
	if (address !== undefined)
		for (const name of namesInAddress(values, ADDRESSES, address)) taken(name, 'address');
	const fields = customFields.flatMap((field) =>
		customValue(field, lookUp(comparableName(field.label), field.key)),
	);
	return {
		...Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== undefined)),
		...(fields.length > 0 && { custom_fields: fields }),
	};
}

/** When none of them is a number, the first one is kept, and the encoder refuses it later and shows its value. */
function phoneOf(texts: readonly Plain[], country: string | undefined): Plain | undefined {
	const phones = texts.filter((text) => typeof text !== 'boolean').flatMap(separated);
	return phones.find((one) => 'e164' in readNumber(one, country)) ?? phones[0];
}

/** Google's CSV has several numbers in one column, with " ::: " between them. */
function separated(phone: Plain): Plain[] {
	return typeof phone === 'string' ? phone.split(' ::: ') : [phone];
}

/** A fax number cannot be called. */
function isNumbered(name: string, values: ReadonlyMap<string, unknown[]>): boolean {
	if (!NUMBERED_PHONE.test(name)) return false;
	const labels = labelsOf(name).flatMap((label) => values.get(label) ?? []);
	return !labels.some((label) => /fax|pager/i.test(String(label)));
}

/** The columns that say what the number in a numbered column is. */
function labelsOf(name: string): string[] {
	return ['label', 'type'].map((what) => name.replace(/value$/, what));
}

function birthdayOf(value: IDataObject[string], isOfGoogle: boolean): IDataObject[string] {
	if (NO_DAY.test(String(value))) return undefined;
	const [, month, day, year] = GOOGLE_DAY.exec(String(value)) ?? [];
	return isOfGoogle && year !== undefined
		? `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
		: value;
}

/** The job title: Google calls it an organization's title, Zoho just title. In other CRMs "title" is Mr. or Mrs. */
function titleIn(item: IDataObject, values: ReadonlyMap<string, unknown[]>): Plain | undefined {
	const organizations = (values.get('organizations') ?? []).flat().filter(isObject);
	const isZoho = Object.keys(item).some((name) => name.startsWith('$'));
	const titles = [...organizations.map(({ title }) => title), ...(isZoho ? (values.get('title') ?? []) : [])];
	return titles.flatMap(textsOf).find((title) => typeof title !== 'boolean');
}

/** A custom field may hold true or false, but some CRMs also write `false` for an empty text. */
function customValue({ key, type }: CustomField, values: readonly unknown[] = []): IDataObject[] {
	const [value] = values.flatMap(textsOf);
	const isNothing = isEmpty(value) && !(value === false && /bool|check/i.test(type));
	return isNothing ? [] : [{ id: key, value: String(value) }];
}
