/** Fields of an AI report of a meeting that matter most. */
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
	// Only there when an option asked for them.
	'instance_summary',
	'instance_transcription',
	'smart_chapters',
	'interaction_stats',
];
