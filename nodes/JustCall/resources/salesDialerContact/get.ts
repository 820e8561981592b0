import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { salesDialerContactLocator } from '../locators';
import { SIMPLE_SALES_DIALER_CONTACT } from './fields';

/** Get one contact of the Sales Dialer. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get Sales Dialer contact',
	description: 'Get one contact of the Sales Dialer by its ID',
	method: 'GET',
	path: '/v2.1/sales_dialer/contacts/{id}',
	subject: 'The Sales Dialer contact',
	answer: { kind: 'one' },
	simplify: SIMPLE_SALES_DIALER_CONTACT,
	fields: [
		salesDialerContactLocator({ description: 'The contact to get', send: path('id'), required: true }),
	],
};
