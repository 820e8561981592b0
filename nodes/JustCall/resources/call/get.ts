import { options } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { CALL_EXTRAS, callLocator, fetchOptions, SIMPLE_CALL, SIMPLE_CALL_IN_VERSION_1 } from './fields';

/** Get one call. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get call',
	description: 'Get one call by its ID',
	method: 'GET',
	path: '/v2.1/calls/{id}',
	subject: 'The call',
	answer: { kind: 'one' },
	simplify: SIMPLE_CALL,
	simplifyInVersion1: SIMPLE_CALL_IN_VERSION_1,
	onRequest: CALL_EXTRAS,
	fields: [callLocator, options(fetchOptions)],
};
