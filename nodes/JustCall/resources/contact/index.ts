import type { Resource } from '../../../shared/description/operation';
import { bulkUpdateStatus } from './bulkUpdateStatus';
import { create } from './create';
import { deleteContact } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getAllBlocked } from './getAllBlocked';
import { searchContacts } from './search';
import { update } from './update';
import { updateStatus } from './updateStatus';
import { upsert } from './upsert';

/** Contacts of JustCall. Sales Dialer contacts are a separate resource. */
export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	operations: [
		bulkUpdateStatus,
		create,
		upsert,
		deleteContact,
		get,
		getAll,
		getAllBlocked,
		searchContacts,
		update,
		updateStatus,
	],
};
