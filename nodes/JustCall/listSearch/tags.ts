import { textOf } from './entries';
import { searching } from './searchPages';

/** Tags of conversations by name and ID; the value is the tag's id. */
export const searchTags = searching({
	path: '/v2.1/texts/tags',
	one: '/v2.1/texts/tags/{id}',
	subject: 'The list of tags',
	plural: 'tags',
	byName: true,
	show: ({ id, name }) => ({ value: id, name: [textOf(name)] }),
});
