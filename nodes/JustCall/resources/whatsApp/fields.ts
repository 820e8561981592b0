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

/** The most useful fields of a WhatsApp message; `message_info` holds the template if an option asks for it. */
export const SIMPLE_WHATSAPP = [
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
