import { query, requiredPeriod, WITH_CUSTOM } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';

/**
 * The days of the figures; both are needed (FACTS.md section 10). They are not `required`: when 'Period' is an
 * expression, n8n always shows them, and would refuse the workflow because they are empty. The node itself
 * refuses empty days when the period is Custom.
 */
export const days: Field[] = [
	requiredPeriod(),
	{
		displayName: 'From Date',
		name: 'fromDate',
		type: 'dateTime',
		default: '',
		typeOptions: { dateOnly: true },
		displayOptions: WITH_CUSTOM,
		description: 'First day of the figures; needed with Custom',
		hint: 'JustCall gives at most one month at a time, and goes back four months',
		send: query('from_date', 'fromDay'),
	},
	{
		displayName: 'To Date',
		name: 'toDate',
		type: 'dateTime',
		default: '',
		typeOptions: { dateOnly: true },
		displayOptions: WITH_CUSTOM,
		description: 'Last day of the figures; needed with Custom, at most one month after the first',
		send: query('to_date', 'toDay'),
	},
];

/** The most useful figures about calls. */
export const SIMPLE_FIGURES = [
	'summary.total_calls',
	'summary.incoming_calls',
	'summary.incoming_answered_calls',
	'summary.incoming_missed_calls',
	'summary.outgoing_calls',
	'summary.outgoing_connected_calls',
	'summary.avg_talk_time',
];
