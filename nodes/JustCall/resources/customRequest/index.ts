import type { Resource } from '../../../shared/description/operation';
import { send } from './send';

/** Anything of the API that no other resource has. */
export const customRequest: Resource = {
	name: 'Custom Request',
	value: 'customRequest',
	operations: [send],
};
