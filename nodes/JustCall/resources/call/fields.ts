import { path, query } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { ANY_ID, locator } from '../locators';

/** The call that an operation is about. */
export const callLocator: Field = locator({
	displayName: 'Call',
	name: 'callId',
	description: 'The call to work with. The list shows the newest calls; search by name, number or agent.',
	searchListMethod: 'searchCalls',
	placeholder: 'e.g. 328951212',
	pattern: ANY_ID,
	patternMessage: 'A call ID has no slash, for example 328951212',
	send: path('id'),
	required: true,
});

/** The call, for data that exists only after the call has ended. */
export function endedCallLocator(hint: string): Field {
	return { ...callLocator, hint };
}

/** Description of the switch for the AI data of a call, also of a Sales Dialer call. */
export const INCLUDE_AI_DATA =
	'Whether to add the AI data of the call: summary, sentiment, score and moments';

/** Extra data that JustCall adds to a call on request. */
export const fetchOptions: Field[] = [
	{
		displayName: 'Include AI Data',
		name: 'fetchAiData',
		type: 'boolean',
		default: true,
		description: INCLUDE_AI_DATA,
		send: query('fetch_ai_data', 'boolean'),
	},
	{
		displayName: 'Include Queue Data',
		name: 'fetchQueueData',
		type: 'boolean',
		default: true,
		description: 'Whether to add the queue data of the call: position, exit reason and callbacks',
		send: query('fetch_queue_data', 'boolean'),
	},
];

/** Fields of a call that matter most: when, which way, who with whom, and how it went. */
export const SIMPLE_CALL = [
	'id',
	'call_user_date',
	'call_user_time',
	'call_info.direction',
	'call_info.type',
	'contact_number',
	'contact_name',
	'justcall_number',
	'agent_id',
	'agent_name',
	'call_duration.total_duration',
	'call_info.disposition',
	'call_info.recording',
];

/** The same in version 1 of the node. */
export const SIMPLE_CALL_IN_VERSION_1 = [
	'id',
	'call_user_date',
	'call_user_time',
	'call_info.direction',
	'call_info.type',
	'contact_number',
	'contact_name',
	'agent_name',
	'call_duration.total_duration',
	'call_info.recording',
];

/** Fields that are in the answer only when an option asks for them. Simplify keeps them. */
export const CALL_EXTRAS = ['justcall_ai', 'queue', 'queue_callback'];
