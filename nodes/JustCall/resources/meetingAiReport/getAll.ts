import {
	filters,
	ignoreEmptyFilters,
	fromMoment,
	options,
	order,
	period,
	query,
	returnAllAndLimit,
	THREE_MONTHS,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { aiParts, transcriptOptions } from '../aiParts';
import { agentLocator } from '../locators';
import { MEETING_AI_EXTRAS, MEETING_TRANSCRIPT, SIMPLE_MEETING_AI } from './fields';

/** List AI reports of meetings; 20 a page at most (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many meeting AI reports',
	description: 'List the AI reports of meetings',
	method: 'GET',
	path: '/v2.1/meetings_ai',
	subject: 'The list of AI reports',
	answer: { kind: 'list', paging: { maxPageSize: 20, idField: 'instance_sid' } },
	keepsThreeMonths: true,
	simplify: SIMPLE_MEETING_AI,
	onRequest: MEETING_AI_EXTRAS,
	transcript: MEETING_TRANSCRIPT,
	fields: [
		...returnAllAndLimit(),
		filters([
			agentLocator({ description: 'Only reports of this agent', send: query('agent_id', 'integer') }),
			fromMoment('meetings', THREE_MONTHS),
			{
				displayName: 'Meeting ID',
				name: 'meetingId',
				type: 'string',
				default: '',
				placeholder: 'e.g. meet-8f2k-1q9z',
				description: 'Only this meeting, by the ID in its link',
				send: query('meeting_id', 'text'),
			},
			period('meetings'),
			{
				displayName: 'Platform',
				name: 'platform',
				type: 'options',
				options: [
					{ name: 'Google Meet', value: 'google_meet' },
					{ name: 'Zoom', value: 'zoom' },
				],
				default: 'zoom',
				description: 'Only meetings on this platform',
				send: query('platform', 'text'),
			},
			toMoment('meetings'),
		]),
		options([ignoreEmptyFilters, ...aiParts, order('age', 'meetings'), ...transcriptOptions]),
	],
};
