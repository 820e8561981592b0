import { additionalFields, body } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator } from '../locators';

/** Create a tag for threads of texts. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create SMS tag',
	description: 'Create a tag for conversations. To undo it, use Delete.',
	method: 'POST',
	path: '/v2.1/texts/tags',
	subject: 'The tag',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Hot lead',
			description: 'Name of the tag, 15 characters at most',
			send: body('name', 'text', { maxLength: 15 }),
		},
		{
			displayName: 'Color',
			name: 'colorCode',
			type: 'color',
			required: true,
			default: '#2a7fdb',
			description: 'Color of the tag',
			send: body('color_code', 'text'),
		},
		additionalFields([
			agentLocator({ description: 'Agent to attach the tag to', send: body('agent_id', 'integer') }),
		]),
	],
};
