import { filters, ignoreEmptyFilters, options, query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { justCallNumberLocator } from '../locators';
import { days, SIMPLE_FIGURES } from './fields';

/** Call figures of each number; a month at most (FACTS.md section 2). */
export const getNumber: Operation = {
	name: 'Get Number Analytics',
	value: 'getNumber',
	action: 'Get number analytics',
	description: 'Get the call figures of each number of the account. One month at most, four months back.',
	method: 'GET',
	path: '/v2.1/calls/analytics/number',
	subject: 'The analytics',
	answer: { kind: 'list', paging: null, inside: 'records' },
	simplify: [
		'justcall_number',
		...SIMPLE_FIGURES,
		'summary.incoming_answer_rate',
		'summary.voicemails_received',
	],
	fields: [
		...days,
		filters([
			justCallNumberLocator({
				description: 'Only this number of the account',
				send: query('justcall_number', 'digits', { isOwn: true }),
			}),
		]),
		options([ignoreEmptyFilters]),
	],
};
