import type { Resource } from '../../../shared/description/operation';
import { checkReply } from './checkReply';
import { get } from './get';
import { getAll } from './getAll';
import { send } from './send';

/** Text messages. */
export const sms: Resource = {
	name: 'SMS',
	value: 'sms',
	operations: [checkReply, get, getAll, send],
};
