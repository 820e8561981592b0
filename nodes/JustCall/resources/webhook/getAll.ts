import { EVENT_TYPES } from '../../../shared/description/eventTypes';
import {
	filters,
	ignoreEmptyFilters,
	options,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** List the subscriptions, one record for each event type; the endpoint has no paging (FACTS.md section 2). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many webhooks',
	description: 'List the events that JustCall tells of, with the addresses it calls',
	method: 'GET',
	path: '/v2.1/webhooks',
	subject: 'The list of webhooks',
	answer: { kind: 'list', paging: null },
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Event',
				name: 'type',
				type: 'options',
				options: EVENT_TYPES,
				default: 'call.completed',
				description: 'Only the addresses of this event',
				send: query('type', 'text'),
			},
		]),
		options([ignoreEmptyFilters]),
	],
};
