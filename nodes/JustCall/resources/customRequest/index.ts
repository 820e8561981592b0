import type { Resource } from '../../../shared/description/operation';
import { send } from './send';

/** Any endpoint of the API, including those that no other resource has. */
export const customRequest: Resource = {
	name: 'Custom Request',
	value: 'customRequest',
	operations: [send],
};
