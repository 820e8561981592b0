import { PHONE_FIGURES, STANDARD_FIGURES } from '../../../shared/answers/callFigures';
import { PHONE_GROUPINGS } from '../../../shared/answers/callSummary';
import type { Operation } from '../../../shared/description/operation';
import { summaryFields, summaryOutput, type SummaryUse } from '../summaryFields';
import { callFilters } from './fields';
import { getAll } from './getAll';

const USE: SummaryUse = {
	groupings: PHONE_GROUPINGS,
	figures: PHONE_FIGURES,
	standard: STANDARD_FIGURES,
	filters: callFilters,
	onlyWithExample: ', for example those of contacts whom somebody called back',
	withoutCalls:
		'Whether to also list agents, user groups, numbers, days and hours that had no call. Agents and numbers take one more request each.',
};

/** Counts the calls of a period in groups. It reads all pages of the list, and more lists for some figures; see custom/. */
export const summarize: Operation = {
	name: 'Summarize',
	value: 'summarize',
	action: 'Summarize calls',
	description:
		'Report on the calls of a period: answered, missed, talk time and more for each agent, day, hour or number, with totals',
	method: 'GET',
	path: getAll.path,
	subject: getAll.subject,
	answer: getAll.answer,
	custom: true,
	output: summaryOutput(USE),
	fields: summaryFields(USE),
};
