import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { tagLocator } from '../locators';

/** Delete a tag. */
export const deleteTag: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete SMS tag',
	description: 'Delete a tag. This cannot be undone.',
	method: 'DELETE',
	path: '/v2.1/texts/tags/{id}',
	subject: 'The tag',
	answer: { kind: 'done', result: { deleted: true } },
	fields: [tagLocator({ description: 'The tag to delete', send: path('id'), required: true })],
};
