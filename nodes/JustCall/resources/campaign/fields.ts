import { body } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';

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
	{
		displayName: 'Agent IDs',
		name: 'assignAgents',
		type: 'string',
		default: '',
		placeholder: 'e.g. 143871, 143878',
		description:
			'Agents who work on it, separated by commas. More than one only for Dynamic and Predictive campaigns. IDs: Agent > Get Many.',
		send: body('assign_agents', 'csv'),
	},
	{
		displayName: 'Call Forwarding Number',
		name: 'callForwardingNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. +1 415 555 0119',
		description: 'Where calls back go, with country code or of the default country',
		send: body('call_forwarding_number', 'digits'),
	},
	{
		displayName: 'Call Scripts',
		name: 'callScripts',
		type: 'string',
		default: '',
		placeholder: named === 'IDs' ? 'e.g. 5121, 5122' : 'e.g. First call, Follow-up',
		description: `${named} of the call scripts, separated by commas`,
		send: body('call_scripts', 'csv'),
	},
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
	{
		displayName: 'Disposition Groups',
		name: 'dispositionGroups',
		type: 'string',
		default: '',
		placeholder: named === 'IDs' ? 'e.g. 310, 311' : 'e.g. Sales, Support',
		description: `${named} of the groups of dispositions, separated by commas`,
		send: body('disposition_groups', 'csv'),
	},
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
