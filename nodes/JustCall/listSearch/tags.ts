import { searching } from './searchPages';

/** Tags of conversations by name; the value is the tag's id. */
export const searchTags = searching({
	path: '/v2.1/texts/tags',
	subject: 'The list of tags',
	byName: true,
	show: ({ id, name }) => ({ name: String(name), value: String(id) }),
});
