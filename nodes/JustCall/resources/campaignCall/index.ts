import type { Resource } from '../../../shared/operation';
import { get } from './get';
import { getAll } from './getAll';

/** Calls of the Sales Dialer. */
export const campaignCall: Resource = {
	name: 'Campaign Call',
	value: 'campaignCall',
	operations: [get, getAll],
};
