import { query } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { INCLUDE_AI_DATA } from '../call/fields';
import { agentLocator, campaignLocator } from '../locators';

/** AI data that JustCall adds on request. */
export const includeAiData: Field = {
	displayName: 'Include AI Data',
	name: 'fetchAiData',
	type: 'boolean',
	default: true,
	description: INCLUDE_AI_DATA,
	send: query('fetch_ai_data', 'boolean'),
};

/** The most useful fields of a campaign call. */
export const SIMPLE_CAMPAIGN_CALL = [
	'call_id',
	'campaign',
	'contact_number',
	'contact_name',
	'agent_name',
	'call_user_date',
	'call_user_time',
	'call_info.type',
	'call_info.duration',
	'call_info.disposition',
];

/** Fields that are in the answer only when an option asks for them. */
export const CAMPAIGN_CALL_EXTRAS = ['justcall_ai'];

/** Filters other than the time, as Get Many and Summarize have them. */
export const campaignCallFilters: Field[] = [
	agentLocator({ description: 'Only calls of this agent', send: query('agent_id', 'integer') }),
	campaignLocator({ description: 'Only calls of this campaign', send: query('campaign_id', 'integer') }),
	{
		displayName: 'Contact Number',
		name: 'contactNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description: 'Only calls with this outside number, with country code or of the default country',
		send: query('contact_number', 'digits'),
	},
	{
		displayName: 'Sales Dialer Number',
		name: 'salesDialerNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description: 'Only calls from this number, with country code',
		send: query('sales_dialer_number', 'digits', { isOwn: true }),
	},
	{
		displayName: 'Type',
		name: 'callType',
		type: 'options',
		options: [
			{ name: 'Abandoned', value: 'OUTGOING_ABANDONED_CALL' },
			{ name: 'Answered', value: 'OUTGOING_ANSWERED_CALL' },
			{ name: 'Blocked', value: 'OUTGOING_BLOCKED_CALL' },
			{ name: 'Cancelled', value: 'OUTGOING_CANCELLED_CALL' },
			{ name: 'Failed', value: 'OUTGOING_FAILED_CALL' },
			{ name: 'Human Answered', value: 'OUTGOING_HUMAN_ANSWERED' },
			{ name: 'Machine Answered', value: 'OUTGOING_MACHINE_ANSWERED' },
			{ name: 'Restricted', value: 'OUTGOING_RESTRICTED_CALL' },
			{ name: 'Unanswered', value: 'OUTGOING_UNANSWERED_CALL' },
		],
		default: 'OUTGOING_ANSWERED_CALL',
		description: 'Only calls with this outcome',
		send: query('call_type', 'text'),
	},
];
