import { plusNumber, textOf } from './entries';
import { isEmail, type Wanted } from './matching';
import { searching, type JustCallSearch } from './searchPages';

/** Contacts of the Sales Dialer by name, number, e-mail and ID; the value is the contact's id. */
export const searchSalesDialerContacts = searching({
	path: '/v2.1/sales_dialer/contacts',
	one: '/v2.1/sales_dialer/contacts/{id}',
	subject: 'The list of Sales Dialer contacts',
	plural: 'contacts',
	byName: true,
	find,
	show: ({ id, name, phone_number, email }) => ({
		value: id,
		name: [textOf(name).trim() || 'No name', plusNumber(phone_number)],
		numbers: [textOf(phone_number)],
		also: [email],
	}),
});

function find({ typed, numbers, e164 }: Wanted): JustCallSearch[] {
	if (isEmail(typed)) return [{ query: { email: typed }, isWhole: true }];
	if (e164) return [{ query: { phone_number: e164.slice(1) }, isWhole: true }];
	return numbers[0] === undefined ? [] : [{ query: { phone_number: numbers[0] } }];
}
