/** The most useful fields of a number. */
export const SIMPLE_PHONE_NUMBER = [
	'id',
	'justcall_number',
	'friendly_number',
	'justcall_line_name',
	'number_type',
	'availability_setting',
	'current_status',
	'number_owner',
	'shared_with',
	'capabilities',
];
