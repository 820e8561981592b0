import { textOf } from './entries';
import { searching } from './searchPages';

/** Custom fields of the Sales Dialer by label and key; the value is the field's key. The endpoint has no pages. */
export const searchCustomFields = searching({
	path: '/v2.1/sales_dialer/contacts/custom-fields',
	subject: 'The list of custom fields',
	plural: 'custom fields',
	isUnpaged: true,
	byName: true,
	show: ({ key, label, type }) => {
		const [title, kind] = [textOf(label).trim(), textOf(type)];
		return { value: key, name: [title, title && kind && `(${kind})`] };
	},
});
