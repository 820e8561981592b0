/** The most useful fields of a text. */
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

/** Description of the operations that check for a reply, of texts and of WhatsApp messages. */
export const CHECK_REPLY = 'Get what a contact answered last; no item when there is no answer';
