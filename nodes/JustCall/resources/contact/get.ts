import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { contactLocator } from '../locators';
import { SIMPLE_CONTACT } from './fields';

/** Get one contact. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get contact',
	description: 'Get one contact by its ID',
	method: 'GET',
	path: '/v2.1/contacts/{id}',
	subject: 'The contact',
	answer: { kind: 'one' },
	simplify: [...SIMPLE_CONTACT],
	fields: [contactLocator({ description: 'The contact to get', send: path('id'), required: true })],
};
