import { filters, options, query, returnAllAndLimit } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { agentLocator } from '../locators';
import { MEETING_AI_EXTRAS, SIMPLE_MEETING_AI } from './fields';

/** List AI reports of meetings; 20 a page at most (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many meeting AI reports',
	description: 'List the AI reports of meetings',
	method: 'GET',
	path: '/v2.1/meetings_ai',
	subject: 'The list of AI reports',
	answer: { kind: 'list', paging: { maxPageSize: 20, idField: 'instance_sid' } },
	simplify: SIMPLE_MEETING_AI,
	onRequest: MEETING_AI_EXTRAS,
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
					"Only meetings from this moment on. Converted to the account's time zone; a bare day means its first second.",
				send: query('from_datetime', 'from'),
			},
			{
				displayName: 'Meeting ID',
				name: 'meetingId',
				type: 'string',
				default: '',
				placeholder: 'e.g. meet-8f2k-1q9z',
				description: 'Only this meeting, by the ID in its link',
				send: query('meeting_id', 'text'),
			},
			{
				displayName: 'Platform',
				name: 'platform',
				type: 'options',
				options: [
					{ name: 'Google Meet', value: 'google_meet' },
					{ name: 'Zoom', value: 'zoom' },
				],
				default: 'zoom',
				description: 'Only meetings on this platform',
				send: query('platform', 'text'),
			},
			{
				displayName: 'To',
				name: 'toDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only meetings up to this moment. Converted to the account's time zone; a bare day means its last second.",
				send: query('to_datetime', 'to'),
			},
		]),
		options([
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
				description: 'Which meetings come first',
				send: query('order', 'text'),
			},
		]),
	],
};
