import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';

/** What JustCall AI makes of calls. */
export const callAiReport: Resource = {
	name: 'Call AI Report',
	value: 'callAiReport',
	operations: [get, getAll],
};
