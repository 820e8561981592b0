import { DIALER_FIGURES } from '../../../shared/answers/callFigures';
import { DIALER_GROUPINGS } from '../../../shared/answers/callSummary';
import type { Operation } from '../../../shared/description/operation';
import { summaryFields, summaryOutput, type SummaryUse } from '../summaryFields';
import { campaignCallFilters } from './fields';
import { getAll } from './getAll';

const USE: SummaryUse = {
	groupings: DIALER_GROUPINGS,
	figures: DIALER_FIGURES,
	standard: [
		'calls',
		'answered',
		'machine_answered',
		'abandoned',
		'not_reached',
		'connect_rate',
		'talk_seconds',
	],
	descriptions: {
		calls: 'All calls that the campaigns made',
		answered: 'Calls that a person answered, or of which JustCall does not say who did',
		abandoned: 'Calls that JustCall lists as abandoned',
		not_reached: 'Calls that nobody answered: unanswered, failed, cancelled, restricted and blocked ones',
		other: 'Calls that are still in progress',
		connect_rate: 'Percentage of the calls that were answered, and not by a machine',
		talk_seconds: 'Seconds of conversation of the answered calls',
		unique_contacts: 'Different numbers that were called',
	},
	filters: campaignCallFilters,
	withoutCalls: 'Whether to also list agents, days and hours that had no call. Agents take one more request.',
};

/** Counts the calls of the Sales Dialer in groups, as Call > Summarize counts phone calls. */
export const summarize: Operation = {
	name: 'Summarize',
	value: 'summarize',
	action: 'Summarize campaign calls',
	description:
		'Report on the calls of the Sales Dialer in a period: answered, not reached, talk time and more for each campaign, agent, day or disposition, with totals',
	method: 'GET',
	path: getAll.path,
	subject: getAll.subject,
	answer: getAll.answer,
	custom: true,
	output: summaryOutput(USE),
	fields: summaryFields(USE),
};
