import {
	filters,
	ignoreEmptyFilters,
	options,
	order,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { groupLocator } from '../locators';
import { SIMPLE_USER } from './fields';

/** List the users of the account. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many agents',
	description: 'List the agents of the account, which JustCall also calls users',
	method: 'GET',
	path: '/v2.1/users',
	subject: 'The list of agents',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	simplify: SIMPLE_USER,
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Available Only',
				name: 'available',
				type: 'boolean',
				default: true,
				description: 'Whether to return only agents who are available by their working hours',
				send: query('available', 'boolean'),
			},
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				placeholder: 'name@email.com',
				default: '',
				description: 'Only the agent with this email address',
				send: query('email', 'text'),
			},
			{
				displayName: 'Role',
				name: 'role',
				type: 'string',
				default: '',
				placeholder: 'e.g. Admin',
				description: 'Only agents with this role',
				send: query('role', 'text'),
			},
			groupLocator({ description: 'Only members of this group', send: query('group_id', 'integer') }),
		]),
		options([ignoreEmptyFilters, order('id', 'agents')]),
	],
};
