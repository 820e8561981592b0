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
import { campaignCallFilters, includeAiData, SIMPLE_CAMPAIGN_CALL, CAMPAIGN_CALL_EXTRAS } from './fields';

/** List calls of the Sales Dialer. */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many campaign calls',
	description: 'List calls of the Sales Dialer',
	method: 'GET',
	path: '/v2.1/sales_dialer/calls',
	subject: 'The list of campaign calls',
	answer: { kind: 'list', paging: { maxPageSize: 100, minPageSize: 20, idField: 'call_id' } },
	keepsThreeMonths: true,
	simplify: SIMPLE_CAMPAIGN_CALL,
	onRequest: CAMPAIGN_CALL_EXTRAS,
	fields: [
		...returnAllAndLimit(),
		filters([...campaignCallFilters, fromMoment('calls', THREE_MONTHS), period('calls'), toMoment('calls')]),
		options([
			ignoreEmptyFilters,
			includeAiData,
			{
				displayName: 'Only Calls Older Than Call ID',
				name: 'lastCallIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 9120331',
				description: lastFetched('call'),
				send: query('last_call_id_fetched', 'integer'),
			},
			order('age', 'calls'),
			sortBy(),
		]),
	],
};
