import type { Resource } from '../../../shared/description/operation';
import { checkReply } from './checkReply';
import { get } from './get';
import { getAll } from './getAll';
import { getAllTemplates } from './getAllTemplates';
import { send } from './send';
import { sendAndWait } from './sendAndWait';

/** WhatsApp messages. */
export const whatsApp: Resource = {
	name: 'WhatsApp',
	value: 'whatsApp',
	operations: [checkReply, get, getAll, getAllTemplates, send, sendAndWait],
};
