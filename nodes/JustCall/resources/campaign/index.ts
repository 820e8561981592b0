import type { Resource } from '../../../shared/description/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

/** Campaigns of the Sales Dialer. */
export const campaign: Resource = {
	name: 'Campaign',
	value: 'campaign',
	operations: [create, get, getAll, update],
};
