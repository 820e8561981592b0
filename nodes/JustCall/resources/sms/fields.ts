/** Fields of a text that matter most. */
export const SIMPLE_SMS = [
	'id',
	'sms_user_date',
	'sms_user_time',
	'direction',
	'contact_number',
	'contact_name',
	'justcall_number',
	'agent_name',
	'sms_info',
	'delivery_status',
];
