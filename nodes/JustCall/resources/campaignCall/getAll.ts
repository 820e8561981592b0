import {
	filters,
	fromMoment,
	options,
	order,
	query,
	returnAllAndLimit,
	sortBy,
	THREE_MONTHS,
	toMoment,
} from '../../../shared/fields';
import type { Operation } from '../../../shared/operation';
import { agentLocator, campaignLocator } from '../locators';
import { includeAiData, SIMPLE_CAMPAIGN_CALL, CAMPAIGN_CALL_EXTRAS } from './fields';

/** List calls of the Sales Dialer. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many campaign calls',
	description: 'List calls of the Sales Dialer',
	method: 'GET',
	path: '/v2.1/sales_dialer/calls',
	subject: 'The list of campaign calls',
	answer: { kind: 'list', paging: { maxPageSize: 100, minPageSize: 20, idField: 'call_id' } },
	simplify: SIMPLE_CAMPAIGN_CALL,
	onRequest: CAMPAIGN_CALL_EXTRAS,
	fields: [
		...returnAllAndLimit(),
		filters([
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
			fromMoment('calls', THREE_MONTHS),
			{
				displayName: 'Sales Dialer Number',
				name: 'salesDialerNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only calls from this number, with country code',
				send: query('sales_dialer_number', 'digits', { isOwn: true }),
			},
			toMoment('calls'),
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
		]),
		options([
			includeAiData,
			{
				displayName: 'Only Calls Older Than Call ID',
				name: 'lastCallIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 9120331',
				description: 'ID of the last call fetched before; JustCall goes on from there',
				send: query('last_call_id_fetched', 'integer'),
			},
			order('age', 'calls'),
			sortBy(),
		]),
	],
};
