import { body, defaultCountry, options, setting } from '../../../shared/description/fields';
import type { Operation, OwnOutput } from '../../../shared/description/operation';
import { campaignLocator } from '../locators';
import { contactOfItem } from './fields';

/** Most seconds that Bulk Import waits for an import by default. */
export const MAXIMUM_WAIT = 60;

/** The result of an import for a contact. */
export const IMPORT_STATUSES = ['imported', 'duplicate', 'rejected', 'queued', 'failed'] as const;

const OUTPUT: OwnOutput = {
	fields: {
		status: {
			type: 'string',
			enum: IMPORT_STATUSES,
			example: 'imported',
		},
		reason: { type: 'string' },
		batch_id: { type: 'string', example: '01JD3K8Q5TQ5W3M8ZBV7' },
	},
	records: ['rows'],
};

/** Import all input items in packs, with a result for each item. It needs all items together; see custom/. */
export const bulkImport: Operation = {
	name: 'Bulk Import',
	value: 'bulkImport',
	action: 'Bulk import Sales Dialer contacts',
	description:
		'Import all input items, packed into few requests, and learn of each whether it was imported, a duplicate or rejected. To undo it, use Delete for each.',
	method: 'POST',
	path: '/v2.1/sales_dialer/contacts/bulk_import',
	subject: 'The campaign or the import',
	answer: { kind: 'one' },
	custom: true,
	output: { ...OUTPUT, labelled: 'custom_fields' },
	outputInVersion1: OUTPUT,
	fields: [
		...contactOfItem,
		options([
			{
				displayName: 'Callback URL',
				name: 'callbackUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com/webhook/import',
				description: 'Address that JustCall calls when the import is over',
				send: body('callback_url', 'text'),
			},
			campaignLocator({
				description: 'Campaign to add the contacts to as well, the same for all items',
				send: body('campaign_id', 'integer'),
			}),
			defaultCountry,
			{
				displayName: 'Maximum Wait (Seconds)',
				name: 'maximumWait',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: MAXIMUM_WAIT,
				description: 'How long to wait for the import to be over. Used with Wait for Completion.',
				send: setting('maximumWait', 'number'),
			},
			{
				displayName: 'Wait for Completion',
				name: 'waitForCompletion',
				type: 'boolean',
				default: true,
				description: 'Whether to wait until the import is over. Otherwise contacts are reported as queued.',
				send: setting('waitForCompletion', 'boolean'),
			},
		]),
	],
};
