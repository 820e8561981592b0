import { textOf } from './entries';
import { searching } from './searchPages';

/** Groups of users by name and ID; the value is the group's id. */
export const searchGroups = searching({
	path: '/v2.1/user_groups',
	one: '/v2.1/user_groups/{id}',
	subject: 'The list of user groups',
	plural: 'user groups',
	byName: true,
	show: ({ id, group_name }) => ({ value: id, name: [textOf(group_name)] }),
});
