import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';
import { updateAvailability } from './updateAvailability';

/** Users of the account, who make and answer calls. */
export const user: Resource = { name: 'Agent', value: 'user', operations: [get, getAll, updateAvailability] };
