import type { Resource } from '../../../shared/description/operation';
import { checkReply } from './checkReply';
import { get } from './get';
import { getAll } from './getAll';
import { send } from './send';
import { sendAndWait } from './sendAndWait';

/** Text messages. */
export const sms: Resource = {
	name: 'SMS',
	value: 'sms',
	operations: [checkReply, get, getAll, send, sendAndWait],
};
