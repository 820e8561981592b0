/** The most useful fields of a user. */
export const SIMPLE_USER = [
	'id',
	'name',
	'email',
	'role',
	'extension',
	'groups',
	'owned_numbers',
	'timezone',
	'available',
	'on_call',
];
