import type { Resource } from '../../../shared/description/operation';
import { add } from './add';
import { getAll } from './getAll';
import { remove } from './remove';
import { removeFromAll } from './removeFromAll';
import { sync } from './sync';

/** Who is in a campaign of the Sales Dialer. */
export const campaignContact: Resource = {
	name: 'Campaign Contact',
	value: 'campaignContact',
	operations: [add, getAll, remove, removeFromAll, sync],
};
