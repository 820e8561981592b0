import { filters, options, query, returnAllAndLimit } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { agentLocator, justCallNumberLocator } from '../locators';
import { CALL_AI_EXTRAS, SIMPLE_CALL_AI } from './fields';

/** List AI reports of calls; 20 a page at most (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many call AI reports',
	description: 'List the AI reports of calls: sentiment, score, summary, transcript',
	method: 'GET',
	path: '/v2.1/calls_ai',
	subject: 'The list of AI reports',
	answer: { kind: 'list', paging: { maxPageSize: 20, idField: 'id' } },
	simplify: SIMPLE_CALL_AI,
	onRequest: CALL_AI_EXTRAS,
	fields: [
		...returnAllAndLimit(),
		filters([
			agentLocator({ description: 'Only reports of this agent', send: query('agent_id', 'integer') }),
			{
				displayName: 'From',
				name: 'fromDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only reports from this moment on. Converted to the account's time zone; a bare day means its first second.",
				send: query('from_datetime', 'from'),
			},
			justCallNumberLocator({
				description: 'Only calls over this number of the account',
				send: query('phone_number', 'digits'),
			}),
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
			{
				displayName: 'To',
				name: 'toDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only reports up to this moment. Converted to the account's time zone; a bare day means its last second.",
				send: query('to_datetime', 'to'),
			},
			{
				displayName: 'Voice Agent IDs',
				name: 'aiAgentIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. agent_0c1d2e3f4a5b6c7d8e9f',
				description: 'Only calls of these AI voice agents, separated by commas',
				send: query('ai_agent_ids', 'list'),
			},
		]),
		options([
			{
				displayName: 'Include Action Items',
				name: 'fetchActionItems',
				type: 'boolean',
				default: true,
				description: 'Whether to add the action items',
				send: query('fetch_action_items', 'boolean'),
			},
			{
				displayName: 'Include AI Insights',
				name: 'fetchAiInsights',
				type: 'boolean',
				default: true,
				description: 'Whether to add the coaching data',
				send: query('fetch_ai_insights', 'boolean'),
			},
			{
				displayName: 'Include Smart Chapters',
				name: 'fetchSmartChapters',
				type: 'boolean',
				default: true,
				description: 'Whether to add the chapters',
				send: query('fetch_smart_chapters', 'boolean'),
			},
			{
				displayName: 'Include Summary',
				name: 'fetchSummary',
				type: 'boolean',
				default: true,
				description: 'Whether to add the summary',
				send: query('fetch_summary', 'boolean'),
			},
			{
				displayName: 'Include Transcription',
				name: 'fetchTranscription',
				type: 'boolean',
				default: true,
				description: 'Whether to add the transcript',
				send: query('fetch_transcription', 'boolean'),
			},
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'desc' },
					{ name: 'Oldest First', value: 'asc' },
				],
				default: 'desc',
				description: 'Which reports come first',
				send: query('order', 'text'),
			},
		]),
	],
};
