import type { Resource } from '../../../shared/description/operation';
import { getAccount } from './getAccount';
import { getAgent } from './getAgent';
import { getNumber } from './getNumber';
import { getSalesDialer } from './getSalesDialer';

/** Figures over many calls. */
export const analytics: Resource = {
	name: 'Analytics',
	value: 'analytics',
	operations: [getAccount, getAgent, getNumber, getSalesDialer],
};
