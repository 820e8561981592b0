import type { SimpleField } from '../../../shared/answers/simplify';

/** The most useful fields of a text. */
export const SIMPLE_SMS: SimpleField[] = [
	'id',
	'sms_user_date',
	'sms_user_time',
	'direction',
	'contact_number',
	'contact_name',
	'justcall_number',
	'agent_name',
	'sms_info.body',
	'sms_info.mms',
	['status', 'delivery_status'],
];

/** The same in version 1 of the node. */
export const SIMPLE_SMS_IN_VERSION_1 = [
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
