import type { Operation } from '../../../shared/description/operation';
import { days, SIMPLE_FIGURES } from './fields';

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
	simplify: ['metadata.from_date', 'metadata.to_date', ...SIMPLE_FIGURES, 'summary.voicemails_received'],
	fields: [...days],
};
