import { options, path, query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { threadLocator } from '../locators';

/** Get one thread. Its texts are paged by offset and limit (FACTS.md section 2). */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get SMS thread',
	description: 'Get one conversation with its texts',
	method: 'GET',
	path: '/v2.1/texts/threads/{thread_id}',
	subject: 'The thread',
	answer: { kind: 'one' },
	fields: [
		threadLocator({
			description: 'The conversation to get. Search by contact, number or line.',
			send: path('thread_id'),
			required: true,
		}),
		options([
			{
				displayName: 'Number of Texts',
				name: 'textsLimit',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description: 'How many texts of the conversation to return',
				send: query('limit', 'integer', { range: { min: 1, max: 1000, step: 1 } }),
			},
			{
				displayName: 'Skip Texts',
				name: 'textsOffset',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description: 'How many texts of the conversation to skip',
				send: query('offset', 'integer', { range: { min: 0, max: 1000000, step: 1 } }),
			},
		]),
	],
};
