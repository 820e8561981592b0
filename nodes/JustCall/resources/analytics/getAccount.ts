import { query } from '../../shared/fields';
import type { Operation } from '../../shared/operation';

/** Call figures of the account; a month at most (FACTS.md section 2). */
export const getAccount: Operation = {
	name: 'Get Account Analytics',
	value: 'getAccount',
	action: 'Get account analytics',
	description: 'Get the call figures of the whole account. One month at most, four months back.',
	method: 'GET',
	path: '/v2.1/calls/analytics/account',
	subject: 'The analytics',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'From Date',
			name: 'fromDate',
			type: 'dateTime',
			required: true,
			default: '',
			description: 'First day of the figures',
			send: query('from_date', 'day'),
		},
		{
			displayName: 'To Date',
			name: 'toDate',
			type: 'dateTime',
			required: true,
			default: '',
			description: 'Last day of the figures; at most one month after the first',
			send: query('to_date', 'day'),
		},
	],
};
