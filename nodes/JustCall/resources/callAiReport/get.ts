import { options, query } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { callLocator } from '../call/fields';
import { CALL_AI_EXTRAS, SIMPLE_CALL_AI } from './fields';

/** Get the AI report of one call; /v2.1/calls/{id}/ai does not exist (FACTS.md section 10). */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get call AI report',
	description: 'Get the AI report of one call',
	method: 'GET',
	path: '/v2.1/calls_ai/{id}',
	subject: 'The AI report of the call',
	answer: { kind: 'one' },
	simplify: SIMPLE_CALL_AI,
	onRequest: CALL_AI_EXTRAS,
	fields: [
		callLocator,
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
				displayName: 'Platform',
				name: 'platform',
				type: 'options',
				options: [
					{ name: 'JustCall', value: 'justcall' },
					{ name: 'Sales Dialer', value: 'sales_dialer' },
				],
				default: 'justcall',
				description: 'Which kind of call it is',
				send: query('platform', 'text'),
			},
		]),
	],
};
