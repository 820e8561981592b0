import {
	filters,
	ignoreEmptyFilters,
	fromMoment,
	lastFetched,
	options,
	order,
	period,
	query,
	returnAllAndLimit,
	sortBy,
	THREE_MONTHS,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { CALL_EXTRAS, callFilters, fetchOptions, SIMPLE_CALL, SIMPLE_CALL_IN_VERSION_1 } from './fields';

/** List calls, newest first by default; JustCall keeps three months (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many calls',
	description: 'List calls of the last three months, filtered by date, agent, number, outcome and more',
	method: 'GET',
	path: '/v2.1/calls',
	subject: 'The list of calls',
	// PyJCall names 20 as the smallest page of this endpoint. Smaller limits are applied here.
	answer: { kind: 'list', paging: { maxPageSize: 100, minPageSize: 20, idField: 'id' } },
	keepsThreeMonths: true,
	simplify: SIMPLE_CALL,
	simplifyInVersion1: SIMPLE_CALL_IN_VERSION_1,
	onRequest: CALL_EXTRAS,
	fields: [
		...returnAllAndLimit(),
		filters([
			...callFilters,
			fromMoment('calls', `${THREE_MONTHS} It lists 100,000: ask by month.`),
			period('calls'),
			toMoment('calls'),
		]),
		options([
			ignoreEmptyFilters,
			...fetchOptions,
			{
				displayName: 'Only Calls Older Than Call ID',
				name: 'lastCallIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 328951212',
				description: lastFetched('call'),
				send: query('last_call_id_fetched', 'integer'),
			},
			order('age', 'calls'),
			sortBy(),
		]),
	],
};
