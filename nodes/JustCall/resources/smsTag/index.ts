import type { Resource } from '../../../shared/description/operation';
import { create } from './create';
import { deleteTag } from './delete';
import { get } from './get';
import { getAll } from './getAll';

/** Tags of conversations. */
export const smsTag: Resource = {
	name: 'SMS Tag',
	value: 'smsTag',
	operations: [create, deleteTag, get, getAll],
};
