import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { tagLocator } from '../locators';

/** Get one tag. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get SMS tag',
	description: 'Get one tag by its ID',
	method: 'GET',
	path: '/v2.1/texts/tags/{id}',
	subject: 'The tag',
	answer: { kind: 'one' },
	fields: [tagLocator({ description: 'The tag to get', send: path('id'), required: true })],
};
