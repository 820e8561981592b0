import type { Resource } from '../../shared/operation';
import { add } from './add';
import { getAll } from './getAll';
import { remove } from './remove';
import { removeFromAll } from './removeFromAll';

/** Who is in a campaign of the Sales Dialer. */
export const campaignContact: Resource = {
	name: 'Campaign Contact',
	value: 'campaignContact',
	operations: [add, getAll, remove, removeFromAll],
};
