import { options, order, returnAllAndLimit } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** List the groups of users. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many user groups',
	description: 'List the groups of agents with their members',
	method: 'GET',
	path: '/v2.1/user_groups',
	subject: 'The list of user groups',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	fields: [...returnAllAndLimit(), options([order('id', 'groups')])],
};
