import type { Resource } from '../../../shared/description/operation';
import { addToDnca } from './addToDnca';
import { bulkImport } from './bulkImport';
import { create } from './create';
import { deleteContact } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getAllCustomFields } from './getAllCustomFields';
import { getImportStatus } from './getImportStatus';
import { update } from './update';

/** Contacts of the Sales Dialer, which are not the contacts of JustCall. */
export const salesDialerContact: Resource = {
	name: 'Sales Dialer Contact',
	value: 'salesDialerContact',
	operations: [
		addToDnca,
		bulkImport,
		create,
		deleteContact,
		get,
		getImportStatus,
		getAll,
		getAllCustomFields,
		update,
	],
};
