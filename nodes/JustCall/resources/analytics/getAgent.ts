import { query, filters } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { agentLocator } from '../locators';

/** Call figures of each agent; a month at most (FACTS.md section 2). */
export const getAgent: Operation = {
	name: 'Get Agent Analytics',
	value: 'getAgent',
	action: 'Get agent analytics',
	description: 'Get the call figures of each agent. One month at most, four months back.',
	method: 'GET',
	path: '/v2.1/calls/analytics/agent',
	subject: 'The analytics',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'From Date',
			name: 'fromDate',
			type: 'dateTime',
			required: true,
			default: '',
			description: 'First day of the figures',
			send: query('from_date', 'day'),
		},
		{
			displayName: 'To Date',
			name: 'toDate',
			type: 'dateTime',
			required: true,
			default: '',
			description: 'Last day of the figures; at most one month after the first',
			send: query('to_date', 'day'),
		},
		filters([agentLocator({ description: 'Only this agent', send: query('agent_id', 'integer') })]),
	],
};
