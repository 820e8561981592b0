import type { TranscriptFacts } from '../../../shared/answers/transcript';

/** The most useful fields of an AI report of a call. */
export const SIMPLE_CALL_AI = [
	'id',
	'call_sid',
	'platform',
	'customer_sentiment',
	'call_score',
	'call_moments',
	'tags',
];

/** Where a report has its transcript. A transcript file is named like the call's recording. */
export const CALL_TRANSCRIPT: TranscriptFacts = { field: 'call_transcription', fileName: 'call', id: 'id' };

/** Fields that are in the answer only when an option asks for them. */
export const CALL_AI_EXTRAS = [
	'call_summary',
	'action_items',
	'call_transcription',
	'smart_chapters',
	'interaction_stats',
];
