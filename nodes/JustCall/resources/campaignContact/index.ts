import type { Resource } from '../../../shared/description/operation';
import { add } from './add';
import { getAll } from './getAll';
import { remove } from './remove';
import { removeFromAll } from './removeFromAll';
import { sync } from './sync';

/** Members of a Sales Dialer campaign. */
export const campaignContact: Resource = {
	name: 'Campaign Contact',
	value: 'campaignContact',
	operations: [add, getAll, remove, removeFromAll, sync],
};
