import {
	filters,
	ignoreEmptyFilters,
	options,
	period,
	query,
	returnAllAndLimit,
	UNLESS_PERIOD,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator, campaignLocator } from '../locators';

/** Figures of the Sales Dialer, one record an agent; one agent may come as a single object (FACTS.md section 3). */
export const getSalesDialer: Operation = {
	name: 'Get Sales Dialer Analytics',
	value: 'getSalesDialer',
	action: 'Get Sales Dialer analytics',
	description: 'Get the figures of the Sales Dialer for each agent',
	method: 'GET',
	path: '/v2.1/sales_dialer/analytics',
	subject: 'The analytics',
	answer: { kind: 'list', paging: null, oneToo: true },
	simplify: [
		'agent_id',
		'agent_name',
		'dialed_calls',
		'answered_calls',
		'abandoned_calls',
		'connection_rate',
		'total_call_duration',
		'average_call_duration',
		'agent_success_rate',
		'campaigns_run',
	],
	fields: [
		...returnAllAndLimit(),
		filters([
			agentLocator({ description: 'Only this agent', send: query('agent_id', 'integer') }),
			campaignLocator({ description: 'Only this campaign', send: query('campaign_id', 'integer') }),
			{
				displayName: 'From Date',
				name: 'fromDate',
				type: 'dateTime',
				default: '',
				typeOptions: { dateOnly: true },
				displayOptions: UNLESS_PERIOD,
				description: 'First day of the figures',
				send: query('from_date', 'fromDay'),
			},
			period('figures'),
			{
				displayName: 'To Date',
				name: 'toDate',
				type: 'dateTime',
				default: '',
				typeOptions: { dateOnly: true },
				displayOptions: UNLESS_PERIOD,
				description: 'Last day of the figures',
				send: query('to_date', 'toDay'),
			},
		]),
		options([ignoreEmptyFilters]),
	],
};
