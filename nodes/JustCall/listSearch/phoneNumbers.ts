import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { digitsOf } from '../../shared/values/phoneNumber';
import { plusNumber, textOf } from './entries';
import { searching, type SearchableList } from './searchPages';

/** Numbers of the account by line name and number; the value is the number in digits. */
export const searchPhoneNumbers = searching(
	numbersBy(({ justcall_number }) => digitsOf(textOf(justcall_number))),
);

/** Like {@link searchPhoneNumbers}, without the numbers that cannot send texts. */
export const searchTextNumbers = searching(
	numbersBy((record) => (canText(record) ? digitsOf(textOf(record.justcall_number)) : undefined)),
);

/** All numbers of the account; the value is the id of the number's record. Numbers that can send texts come first. */
export const PHONE_NUMBER_IDS: SearchableList = {
	...numbersBy(({ id }) => id),
	one: '/v2.1/phone-numbers/{id}',
	otherWay: 'By ID',
};
export const searchPhoneNumberIds = searching(PHONE_NUMBER_IDS);

function numbersBy(value: (record: IDataObject) => unknown): SearchableList {
	return {
		path: '/v2.1/phone-numbers',
		subject: 'The list of phone numbers',
		plural: 'phone numbers',
		otherWay: 'By Number',
		byName: true,
		find: ({ typed, numbers }) => (numbers.length > 0 ? [] : [{ query: { justcall_line_name: typed } }]),
		show: (record) => {
			const line = textOf(record.justcall_line_name).trim();
			const number = plusNumber(record.justcall_number);
			return {
				value: value(record),
				name: [line && number ? `${line}: ${number}` : line || number],
				numbers: [record.justcall_number],
				also: [record.friendly_number],
				rank: canText(record) ? 0 : 1,
			};
		},
	};
}

/** Whether a number may send texts. A number stays in the list unless JustCall says that it cannot. */
function canText({ capabilities }: IDataObject): boolean {
	return !isObject(capabilities) || !/^(?:no|false|0)$/i.test(String(capabilities.sms));
}
