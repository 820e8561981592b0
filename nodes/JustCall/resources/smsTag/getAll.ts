import { options, order, returnAllAndLimit } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** List tags. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many SMS tags',
	description: 'List the tags of conversations',
	method: 'GET',
	path: '/v2.1/texts/tags',
	subject: 'The list of tags',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	fields: [...returnAllAndLimit(), options([order('id', 'tags')])],
};
