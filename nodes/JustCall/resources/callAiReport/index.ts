import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';

/** JustCall AI's reports on calls. */
export const callAiReport: Resource = {
	name: 'Call AI Report',
	value: 'callAiReport',
	operations: [get, getAll],
};
