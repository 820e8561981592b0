import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { groupLocator } from '../locators';

/** Get one group of users. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get user group',
	description: 'Get one group of agents by its ID, with its members',
	method: 'GET',
	path: '/v2.1/user_groups/{id}',
	subject: 'The user group',
	answer: { kind: 'one' },
	fields: [groupLocator({ description: 'The group to get', send: path('id'), required: true })],
};
