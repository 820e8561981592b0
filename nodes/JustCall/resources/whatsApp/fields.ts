import type { SimpleField } from '../../../shared/answers/simplify';
import { query } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';

/** The template of a message, added on request. */
export const includeTemplate: Field = {
	displayName: 'Include Template Data',
	name: 'fetchTemplateData',
	type: 'boolean',
	default: true,
	description: 'Whether to add the template that a message was made from',
	send: query('fetch_template_data', 'boolean'),
};

/** Fields of a WhatsApp message that matter most. */
export const SIMPLE_WHATSAPP: SimpleField[] = [
	'id',
	'message_user_date',
	'message_user_time',
	'direction',
	'contact_number',
	'contact_name',
	'justcall_number',
	'agent_name',
	'message_info.body',
	'message_info.mms',
	['status', 'delivery_status'],
];

/** The same in version 1 of the node; `message_info` holds the template that was asked for. */
export const SIMPLE_WHATSAPP_IN_VERSION_1 = [
	'id',
	'message_user_date',
	'message_user_time',
	'direction',
	'contact_number',
	'contact_name',
	'justcall_number',
	'agent_name',
	'message_info',
	'delivery_status',
];

/** Path of the template of a message, which is there if an option asks for it. */
export const TEMPLATE = 'message_info.template';
