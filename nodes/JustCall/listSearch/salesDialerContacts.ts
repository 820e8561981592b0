import { searching } from './searchPages';

/** Contacts of the Sales Dialer by name and number; the value is the contact's id. */
export const searchSalesDialerContacts = searching({
	path: '/v2.1/sales_dialer/contacts',
	subject: 'The list of Sales Dialer contacts',
	byName: true,
	show: ({ id, name, phone_number }) => ({
		name: `${String(name || 'No name')} +${String(phone_number).replace(/^\+/, '')}`,
		value: String(id),
	}),
});
