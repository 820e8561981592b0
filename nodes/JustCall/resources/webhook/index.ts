import type { Resource } from '../../../shared/description/operation';
import { create } from './create';
import { deleteUrl } from './delete';
import { getAll } from './getAll';

/** Addresses that JustCall calls when something happens. */
export const webhook: Resource = {
	name: 'Webhook',
	value: 'webhook',
	operations: [create, deleteUrl, getAll],
};
