import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { phoneNumberIdLocator } from '../locators';
import { SIMPLE_PHONE_NUMBER } from './fields';

/** Get one number of the account. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get phone number',
	description: 'Get one phone number of the account by its ID',
	method: 'GET',
	path: '/v2.1/phone-numbers/{id}',
	subject: 'The phone number',
	answer: { kind: 'one' },
	simplify: SIMPLE_PHONE_NUMBER,
	fields: [phoneNumberIdLocator({ description: 'The number to get', send: path('id'), required: true })],
};
