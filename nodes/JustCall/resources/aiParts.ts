import { query } from '../../shared/fields';
import type { Field } from '../../shared/operation';

/** What an AI report holds only on request, of calls and meetings alike; alphabetical. */
export const aiParts: Field[] = [
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
];
