import { options, order, returnAllAndLimit } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** List AI voice agents. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many voice agents',
	description: 'List the AI voice agents of the account',
	method: 'GET',
	path: '/v2.1/voice-agents/list',
	subject: 'The list of voice agents',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	fields: [...returnAllAndLimit(), options([order('age', 'voice agents')])],
};
