import { body } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { CAMPAIGNS_LOOKED_AT } from '../../loadOptions/campaignParts';
import { several, severalAgents } from '../several';

const USED = `The list shows those that the newest ${CAMPAIGNS_LOOKED_AT} campaigns use`;

/**
 * Settings of a campaign that the create and the update operation share.
 *
 * @param named how scripts and groups are named: by ID when creating, by name when changing (FACTS.md section
 *   10)
 */
export const settings = (named: 'IDs' | 'Names'): Field[] => [
	{
		displayName: 'Abandoning Message ID',
		name: 'abandoningMessageId',
		type: 'number',
		default: 0,
		description: 'Audio for abandoned calls. Predictive campaigns only.',
		send: body('abandoning_message_id', 'integer'),
	},
	...severalAgents({
		name: 'assignAgents',
		description: 'Agents who work on it, more than one only for Dynamic and Predictive campaigns',
		typed: '. Separated by commas. IDs: Agent > Get Many.',
		send: body('assign_agents', 'csv'),
	}),
	{
		displayName: 'Call Forwarding Number',
		name: 'callForwardingNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description: 'Where calls back go, with country code or of the default country',
		send: body('call_forwarding_number', 'digits'),
	},
	...several({
		displayName: { text: 'Call Scripts', list: 'Call Scripts' },
		name: 'callScripts',
		example: named === 'IDs' ? '5121, 5122' : 'First call, Follow-up',
		description: `${named} of the call scripts`,
		typed: ', separated by commas',
		list: named === 'IDs' ? 'getCallScripts' : 'getCallScriptNames',
		shows: USED,
		send: body('call_scripts', 'csv'),
	}),
	{
		displayName: 'Default Number',
		name: 'defaultNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description: 'Number to dial from, with country code. JustCall picks one when it is missing.',
		send: body('default_number', 'digits', { isOwn: true }),
	},
	{
		displayName: 'Dialing Order',
		name: 'contactDialingOrder',
		type: 'options',
		options: [
			{ name: 'First In, First Out', value: 'first_in_first_out' },
			{ name: 'Last In, First Out', value: 'last_in_first_out' },
		],
		default: 'first_in_first_out',
		description: 'Order in which contacts are dialed',
		send: body('contact_dialing_order', 'text'),
	},
	...several({
		displayName: { text: 'Disposition Groups', list: 'Disposition Groups' },
		name: 'dispositionGroups',
		example: named === 'IDs' ? '310, 311' : 'Sales, Support',
		description: `${named} of the groups of dispositions`,
		typed: ', separated by commas',
		list: named === 'IDs' ? 'getDispositionGroups' : 'getDispositionGroupNames',
		shows: USED,
		send: body('disposition_groups', 'csv'),
	}),
	{
		displayName: 'Maximum Calls per Agent',
		name: 'maximumCallsPerAgent',
		type: 'number',
		typeOptions: { minValue: 2, maxValue: 10 },
		default: 2,
		description: 'Parallel calls of an agent, from 2 to 10. Predictive campaigns only.',
		send: body('maximum_calls_per_agent', 'integer', { range: { min: 2, max: 10, step: 1 } }),
	},
	{
		displayName: 'Voicemail Message ID',
		name: 'voicemailMessageId',
		type: 'number',
		default: 0,
		description: 'Audio for voicemails. Predictive campaigns only.',
		send: body('voicemail_message_id', 'integer'),
	},
];

/** The default country of a campaign's numbers. */
export const countryCode: Field = {
	displayName: 'Country Code',
	name: 'countryCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. US',
	description: 'Country of numbers that come without a country code, as a two-letter code or an English name',
	send: body('country_code', 'country'),
};

/** The most useful fields of a campaign. */
export const SIMPLE_CAMPAIGN = [
	'id',
	'name',
	'type',
	'status',
	'default_number',
	'country_code',
	'contacts_count',
	'assigned_to_id',
	'created_date',
	'created_by_name',
];
