import type { TranscriptFacts } from '../../../shared/answers/transcript';

/** The most useful fields of an AI report of a meeting. */
export const SIMPLE_MEETING_AI = [
	'instance_sid',
	'meeting_id',
	'meeting_title',
	'platform',
	'instance_user_date',
	'instance_user_time',
	'instance_duration',
	'sentiment',
	'tags',
];

/** Where a report has its transcript. The sentences have only the IDs of the speakers. */
export const MEETING_TRANSCRIPT: TranscriptFacts = {
	field: 'instance_transcription',
	speakers: 'speakers',
	fileName: 'meeting',
	id: 'instance_sid',
};

/** Fields that are in the answer only when an option asks for them. */
export const MEETING_AI_EXTRAS = [
	'instance_summary',
	'instance_transcription',
	'smart_chapters',
	'interaction_stats',
];
