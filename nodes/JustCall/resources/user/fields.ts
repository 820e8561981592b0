/** Fields of a user that matter most. */
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
