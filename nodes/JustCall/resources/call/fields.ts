import { path, query } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { agentLocator, ANY_ID, justCallNumberLocator, locator } from '../locators';
import { CALLS_LOOKED_AT } from '../../loadOptions/dispositions';
import { several, severalVoiceAgents } from '../several';

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

/** Filters of a list of calls, besides those by time. */
export const callFilters: Field[] = [
	agentLocator({ description: 'Only calls of this agent', send: query('agent_id', 'integer') }),
	{
		displayName: 'Contact Number',
		name: 'contactNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description:
			'Only calls with this outside number, with country code or of the default country; spaces and dashes do not matter',
		send: query('contact_number', 'digits'),
	},
	{
		displayName: 'Direction',
		name: 'callDirection',
		type: 'options',
		options: [
			{ name: 'Incoming', value: 'Incoming' },
			{ name: 'Outgoing', value: 'Outgoing' },
		],
		default: 'Incoming',
		description: 'Only calls in this direction. JustCall ignores it when IVR Digit is set.',
		send: query('call_direction', 'text'),
	},
	...several({
		displayName: { text: 'Disposition Codes', list: 'Disposition Codes' },
		name: 'dispositionCodes',
		example: 'Sales: Follow Up, Sales: Won',
		description: 'Only calls with one of these dispositions',
		typed: ', separated by commas. Write each as JustCall shows it: "List title: Code".',
		list: 'getDispositions',
		shows: `The list shows those of the newest ${CALLS_LOOKED_AT} calls, as "List title: Code"`,
		send: query('disposition_codes', 'list'),
	}),
	{
		displayName: 'IVR Digit',
		name: 'ivrDigit',
		type: 'number',
		default: 1,
		description: 'Only calls that chose this menu digit. JustCall then ignores Direction and Type.',
		send: query('ivr_digit', 'integer'),
	},
	justCallNumberLocator({
		description: 'Only calls over this number of the account',
		send: query('justcall_number', 'digits', { isOwn: true }),
	}),
	{
		displayName: 'Traits',
		name: 'callTraits',
		type: 'multiOptions',
		options: [
			{ name: 'Callback', value: 'CALLBACK' },
			{ name: 'Forward', value: 'FORWARD' },
			{ name: 'IVR', value: 'IVR' },
			{ name: 'Merge', value: 'MERGE' },
			{ name: 'Queue', value: 'QUEUE' },
			{ name: 'Transfer', value: 'TRANSFER' },
			{ name: 'Voice Agent', value: 'VOICE_AGENT' },
		],
		default: [],
		description: 'Only calls with these traits',
		send: query('call_traits', 'list'),
	},
	{
		displayName: 'Type',
		name: 'callType',
		type: 'options',
		options: [
			{ name: 'Incoming Abandoned', value: 'INCOMING_ABANDONED' },
			{ name: 'Incoming Answered', value: 'INCOMING_ANSWERED' },
			{ name: 'Incoming Busy', value: 'INCOMING_BUSY' },
			{ name: 'Incoming Failed', value: 'INCOMING_FAILED' },
			{ name: 'Incoming Missed', value: 'INCOMING_MISSED' },
			{ name: 'Incoming Voicemail', value: 'INCOMING_VOICEMAIL' },
			{ name: 'Outgoing Answered', value: 'OUTGOING_ANSWERED' },
			{ name: 'Outgoing Blocked', value: 'OUTGOING_BLOCKED' },
			{ name: 'Outgoing Busy', value: 'OUTGOING_BUSY' },
			{ name: 'Outgoing Cancelled', value: 'OUTGOING_CANCELLED' },
			{ name: 'Outgoing Failed', value: 'OUTGOING_FAILED' },
			{ name: 'Outgoing Restricted', value: 'OUTGOING_RESTRICTED' },
			{ name: 'Outgoing Unanswered', value: 'OUTGOING_UNANSWERED' },
		],
		default: 'INCOMING_MISSED',
		description: 'Only calls with this outcome. JustCall ignores it when IVR Digit is set.',
		send: query('call_type', 'text'),
	},
	...severalVoiceAgents({
		description: 'Only calls handled by one of these AI voice agents',
		send: query('ai_agent_ids', 'list'),
	}),
];
