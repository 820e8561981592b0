import { query, setting } from '../../shared/description/fields';
import type { Field } from '../../shared/description/operation';
import { isFileForm, TRANSCRIPT_FORMS } from '../../shared/answers/transcript';

/**
 * Parts of an AI report, the same for calls and meetings. The transcript comes on request; the other parts come
 * unless they are switched off.
 */
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

/** Form of the transcript, the same for calls and meetings. */
export const transcriptOptions: Field[] = [
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		displayOptions: {
			show: { transcriptAs: TRANSCRIPT_FORMS.map(({ value }) => String(value)).filter(isFileForm) },
		},
		description: 'The name of the output binary field to put the file in',
		send: setting('binaryPropertyName', 'text'),
	},
	{
		displayName: 'Transcript As',
		name: 'transcriptAs',
		type: 'options',
		options: TRANSCRIPT_FORMS,
		default: 'list',
		description:
			'How the transcript comes. Adds it unless Include Transcription is switched off. A file comes as binary data, instead of the list; without a transcript there is none.',
		send: setting('transcriptAs', 'text'),
	},
];
