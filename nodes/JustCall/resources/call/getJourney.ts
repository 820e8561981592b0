import type { Operation } from '../../../shared/description/operation';
import { endedCallLocator } from './fields';

/** The stages that a call went through. They exist after the call has ended (FACTS.md section 10). */
export const getJourney: Operation = {
	name: 'Get Journey',
	value: 'getJourney',
	action: 'Get call journey',
	description:
		'Get the stages that a call went through: menus, queues, agents. Available after the call has ended.',
	method: 'GET',
	path: '/v2.1/calls/{id}/journey',
	subject: 'The journey of the call',
	answer: { kind: 'one' },
	fields: [endedCallLocator('There is a journey after the call has ended')],
};
