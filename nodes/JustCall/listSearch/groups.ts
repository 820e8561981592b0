import { searching } from './searchPages';

/** Groups of users by name; the value is the group's id. */
export const searchGroups = searching({
	path: '/v2.1/user_groups',
	subject: 'The list of user groups',
	byName: true,
	show: ({ id, group_name }) => ({ name: String(group_name), value: String(id) }),
});
