import type { Resource } from '../../../shared/description/operation';
import { detectType } from './detectType';
import { get } from './get';
import { getAll } from './getAll';

/** Numbers of the account, and the line type of any number. */
export const phoneNumber: Resource = {
	name: 'Phone Number',
	value: 'phoneNumber',
	operations: [detectType, get, getAll],
};
