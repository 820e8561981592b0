import { searching } from './searchPages';

/** Custom fields of the Sales Dialer by label; the value is the field's key. */
export const searchCustomFields = searching({
	path: '/v2.1/sales_dialer/contacts/custom-fields',
	subject: 'The list of custom fields',
	byName: true,
	show: ({ key, label, type }) => ({ name: `${String(label)} (${String(type)})`, value: String(key) }),
});
