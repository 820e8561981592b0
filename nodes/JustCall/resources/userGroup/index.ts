import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';

/** Groups of users. */
export const userGroup: Resource = { name: 'User Group', value: 'userGroup', operations: [get, getAll] };
