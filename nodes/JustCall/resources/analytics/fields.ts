import { query, requiredPeriod, WITH_CUSTOM } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';

/** The days of the figures; both are needed (FACTS.md section 10). */
export const days: Field[] = [
	requiredPeriod(),
	{
		displayName: 'From Date',
		name: 'fromDate',
		type: 'dateTime',
		required: true,
		default: '',
		typeOptions: { dateOnly: true },
		displayOptions: WITH_CUSTOM,
		description: 'First day of the figures',
		hint: 'JustCall gives at most one month at a time, and goes back four months',
		send: query('from_date', 'fromDay'),
	},
	{
		displayName: 'To Date',
		name: 'toDate',
		type: 'dateTime',
		required: true,
		default: '',
		typeOptions: { dateOnly: true },
		displayOptions: WITH_CUSTOM,
		description: 'Last day of the figures; at most one month after the first',
		send: query('to_date', 'toDay'),
	},
];

/** The figures of calls that matter most. */
export const SIMPLE_FIGURES = [
	'summary.total_calls',
	'summary.incoming_calls',
	'summary.incoming_answered_calls',
	'summary.incoming_missed_calls',
	'summary.outgoing_calls',
	'summary.outgoing_connected_calls',
	'summary.avg_talk_time',
];
