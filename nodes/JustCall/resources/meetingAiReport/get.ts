import { options, path, query } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { MEETING_AI_EXTRAS, SIMPLE_MEETING_AI } from './fields';

/** Get the AI report of one meeting. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get meeting AI report',
	description: 'Get the AI report of one meeting',
	method: 'GET',
	path: '/v2.1/meetings_ai/{instance_sid}',
	subject: 'The AI report of the meeting',
	answer: { kind: 'one' },
	simplify: SIMPLE_MEETING_AI,
	onRequest: MEETING_AI_EXTRAS,
	fields: [
		{
			displayName: 'Instance SID',
			name: 'instanceSid',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. MT6c1a0f9e8d7b4a3c2e5f6a7b8c9d0e1f',
			description: 'ID of the meeting: "instance_sid" in the output of Get Many',
			send: path('instance_sid'),
		},
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
		]),
	],
};
