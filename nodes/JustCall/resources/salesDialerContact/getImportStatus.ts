import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Get the progress of a bulk import. */
export const getImportStatus: Operation = {
	name: 'Get Import Status',
	value: 'getImportStatus',
	action: 'Get Sales Dialer import status',
	description: 'See how far a bulk import is, and which contacts were duplicates or rejected',
	method: 'GET',
	path: '/v2.1/sales_dialer/contacts/bulk_import/status/{batch_id}',
	subject: 'The import',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Batch ID',
			name: 'batchId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 01JD3K8Q5TQ5W3M8ZBV7',
			description: 'ID of the import, from the output of Bulk Import',
			send: path('batch_id'),
		},
	],
};
