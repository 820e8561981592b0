import { query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { tagLocator } from '../locators';
import { findThread } from './fields';

/** Remove a tag from a thread, or from every thread of a number. */
export const removeTag: Operation = {
	name: 'Remove Tag',
	value: 'removeTag',
	action: 'Remove tag from SMS thread',
	description:
		'Take a tag off a conversation, or off every conversation of a number. To undo it, use Add Tag.',
	method: 'DELETE',
	path: '/v2.1/texts/threads/tag',
	subject: 'The thread or the tag',
	answer: { kind: 'done', result: { removed: true } },
	fields: [
		tagLocator({ description: 'The tag', send: query('tag_id', 'integer'), required: true }),
		...findThread(query),
	],
};
