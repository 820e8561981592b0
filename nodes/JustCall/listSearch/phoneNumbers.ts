import type { IDataObject } from 'n8n-workflow';

import { searching, type SearchableList } from './searchPages';

/** Numbers of the account by line name and number; the value is the number in digits. */
export const searchPhoneNumbers = searching(numbersBy(digitsOf));

/** The same list; the value is the id of the number's record. */
export const PHONE_NUMBER_IDS = numbersBy(({ id }) => String(id));
export const searchPhoneNumberIds = searching(PHONE_NUMBER_IDS);

function numbersBy(value: (record: IDataObject) => string): SearchableList {
	return {
		path: '/v2.1/phone-numbers',
		subject: 'The list of phone numbers',
		byName: true,
		show: (record) => {
			const line = record.justcall_line_name ? `${String(record.justcall_line_name)}: ` : '';
			const friendly = record.friendly_number ? ` ${String(record.friendly_number)}` : '';
			return { name: `${line}+${digitsOf(record)}${friendly}`, value: value(record) };
		},
	};
}

function digitsOf({ justcall_number }: IDataObject): string {
	return String(justcall_number).replace(/^\+/, '');
}
