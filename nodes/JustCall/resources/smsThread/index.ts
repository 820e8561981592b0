import type { Resource } from '../../../shared/description/operation';
import { addTag } from './addTag';
import { get } from './get';
import { getAll } from './getAll';
import { removeTag } from './removeTag';

/** Threads of text messages. */
export const smsThread: Resource = {
	name: 'SMS Thread',
	value: 'smsThread',
	operations: [addTag, get, getAll, removeTag],
};
