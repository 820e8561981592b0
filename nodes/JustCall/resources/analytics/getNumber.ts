import { query, filters } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { justCallNumberLocator } from '../locators';

/** Call figures of each number; a month at most (FACTS.md section 2). */
export const getNumber: Operation = {
	name: 'Get Number Analytics',
	value: 'getNumber',
	action: 'Get number analytics',
	description: 'Get the call figures of each number of the account. One month at most, four months back.',
	method: 'GET',
	path: '/v2.1/calls/analytics/number',
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
		filters([
			justCallNumberLocator({
				description: 'Only this number of the account',
				send: query('justcall_number', 'digits'),
			}),
		]),
	],
};
