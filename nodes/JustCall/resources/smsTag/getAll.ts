import { options, query, returnAllAndLimit } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

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
	fields: [
		...returnAllAndLimit(),
		options([
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Highest ID First', value: 'desc' },
					{ name: 'Lowest ID First', value: 'asc' },
				],
				default: 'desc',
				description: 'Which tags come first',
				send: query('order', 'text'),
			},
		]),
	],
};
