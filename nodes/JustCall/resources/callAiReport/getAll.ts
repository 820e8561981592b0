import {
	filters,
	ignoreEmptyFilters,
	fromMoment,
	options,
	order,
	period,
	query,
	returnAllAndLimit,
	THREE_MONTHS,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { aiParts, transcriptOptions } from '../aiParts';
import { agentLocator, justCallNumberLocator } from '../locators';
import { severalVoiceAgents } from '../several';
import { CALL_AI_EXTRAS, CALL_TRANSCRIPT, SIMPLE_CALL_AI } from './fields';

/** List AI reports of calls; 20 a page at most (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many call AI reports',
	description: 'List the AI reports of calls: sentiment, score, summary; transcript on request',
	method: 'GET',
	path: '/v2.1/calls_ai',
	subject: 'The list of AI reports',
	answer: { kind: 'list', paging: { maxPageSize: 20, idField: 'id' } },
	keepsThreeMonths: true,
	simplify: SIMPLE_CALL_AI,
	onRequest: CALL_AI_EXTRAS,
	transcript: CALL_TRANSCRIPT,
	fields: [
		...returnAllAndLimit(),
		filters([
			agentLocator({ description: 'Only reports of this agent', send: query('agent_id', 'integer') }),
			fromMoment('reports', THREE_MONTHS),
			justCallNumberLocator({
				description: 'Only calls over this number of the account',
				send: query('phone_number', 'digits'),
			}),
			period('reports'),
			{
				displayName: 'Platform',
				name: 'platform',
				type: 'options',
				options: [
					{ name: 'JustCall', value: 'justcall' },
					{ name: 'Sales Dialer', value: 'sales_dialer' },
				],
				default: 'justcall',
				description: 'Only calls of this kind',
				send: query('platform', 'text'),
			},
			toMoment('reports'),
			...severalVoiceAgents({
				description: 'Only calls of these AI voice agents',
				send: query('ai_agent_ids', 'list'),
			}),
		]),
		options([
			ignoreEmptyFilters,
			{
				displayName: 'Include Action Items',
				name: 'fetchActionItems',
				type: 'boolean',
				default: true,
				description: 'Whether to add the action items',
				send: query('fetch_action_items', 'boolean'),
			},
			...aiParts,
			order('age', 'reports'),
			...transcriptOptions,
		]),
	],
};
