import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';
import { summarize } from './summarize';

/** Calls of the Sales Dialer. */
export const campaignCall: Resource = {
	name: 'Campaign Call',
	value: 'campaignCall',
	operations: [get, getAll, summarize],
};
