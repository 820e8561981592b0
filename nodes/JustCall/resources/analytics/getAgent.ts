import { filters, ignoreEmptyFilters, options, query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator } from '../locators';
import { days, SIMPLE_FIGURES } from './fields';

/** Call figures of each agent; a month at most (FACTS.md section 2). */
export const getAgent: Operation = {
	name: 'Get Agent Analytics',
	value: 'getAgent',
	action: 'Get agent analytics',
	description: 'Get the call figures of each agent. One month at most, four months back.',
	method: 'GET',
	path: '/v2.1/calls/analytics/agent',
	subject: 'The analytics',
	answer: { kind: 'list', paging: null, inside: 'records' },
	simplify: ['agent_id', 'agent_name', 'agent_email', ...SIMPLE_FIGURES],
	fields: [
		...days,
		filters([agentLocator({ description: 'Only this agent', send: query('agent_id', 'integer') })]),
		options([ignoreEmptyFilters]),
	],
};
