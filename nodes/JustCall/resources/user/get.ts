import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator } from '../locators';
import { SIMPLE_USER } from './fields';

/** Get one user. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Get one agent by its ID',
	method: 'GET',
	path: '/v2.1/users/{id}',
	subject: 'The agent',
	answer: { kind: 'one' },
	simplify: SIMPLE_USER,
	fields: [
		agentLocator({
			displayName: 'Agent',
			name: 'userId',
			description: 'The agent to get',
			send: path('id'),
			required: true,
		}),
	],
};
