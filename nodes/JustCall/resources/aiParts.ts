import { query } from '../../shared/fields';
import type { Field } from '../../shared/operation';

/** Parts of an AI report, of calls and meetings alike: the transcript comes on request, the others unless refused. */
export const aiParts: Field[] = [
	{
		displayName: 'Include AI Insights',
		name: 'fetchAiInsights',
		type: 'boolean',
		default: true,
		description: 'Whether to add the coaching data. JustCall adds it unless this is switched off.',
		send: query('fetch_ai_insights', 'boolean'),
	},
	{
		displayName: 'Include Smart Chapters',
		name: 'fetchSmartChapters',
		type: 'boolean',
		default: true,
		description: 'Whether to add the chapters. JustCall adds them unless this is switched off.',
		send: query('fetch_smart_chapters', 'boolean'),
	},
	{
		displayName: 'Include Summary',
		name: 'fetchSummary',
		type: 'boolean',
		default: true,
		description: 'Whether to add the summary. JustCall adds it unless this is switched off.',
		send: query('fetch_summary', 'boolean'),
	},
	{
		displayName: 'Include Transcription',
		name: 'fetchTranscription',
		type: 'boolean',
		default: true,
		description: 'Whether to add the transcript. JustCall leaves it out unless this is switched on.',
		send: query('fetch_transcription', 'boolean'),
	},
];
