import { body } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { tagLocator } from '../locators';
import { findThread } from './fields';

/** Add a tag to a thread, or to every thread of a number. */
export const addTag: Operation = {
	name: 'Add Tag',
	value: 'addTag',
	action: 'Add tag to SMS thread',
	description:
		'Put a tag on a conversation, or on every conversation of a number. To undo it, use Remove Tag.',
	method: 'POST',
	path: '/v2.1/texts/threads/tag',
	subject: 'The thread or the tag',
	answer: { kind: 'done', result: { added: true } },
	fields: [
		tagLocator({ description: 'The tag', send: body('tag_id', 'integer'), required: true }),
		...findThread(body),
	],
};
