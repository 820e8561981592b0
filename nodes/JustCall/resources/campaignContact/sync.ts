import { body, defaultCountry, options, setting } from '../../../shared/description/fields';
import { before, since } from '../../../shared/description/nodeVersion';
import type { Field, Operation, OwnOutput } from '../../../shared/description/operation';
import type { OwnField } from '../../../shared/description/ownFields';
import { campaignLocator } from '../locators';
import { contactOfItem } from '../salesDialerContact/fields';
import { getAll } from './getAll';

/** Largest part of a campaign that Sync removes by default, in percent. */
export const MAXIMUM_SHARE_TO_REMOVE = 30;

/** The action that a sync takes for a contact. */
export const SYNC_ACTIONS = ['added', 'updated', 'unchanged', 'removed', 'skipped', 'failed'] as const;

/** The actions as a dry run says them. */
export const DRY_ACTIONS = { added: 'would_add', updated: 'would_update', removed: 'would_remove' } as const;

/** The fields that an update changes, with their names in the panel. */
const CHANGES: OwnField = {
	type: 'array',
	items: {
		type: 'object',
		properties: { field: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
	},
};

/** The contacts of the input; those that no input item stands for are given as they are in the campaign. */
const RECORDS: OwnOutput['records'] = ['rows', { method: getAll.method, path: getAll.path }];

const DRY_RUN: Field = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: true,
	description: 'Whether to only list what would be done, and change nothing',
	send: setting('dryRun', 'boolean'),
};

/** Make a campaign equal to the input items. It needs all items together and several requests; see custom/. */
export const sync: Operation = {
	name: 'Sync',
	value: 'sync',
	action: 'Sync contacts to campaign',
	description:
		'Make a campaign hold the contacts of all input items: adds who is missing, updates who changed, and removes others if switched on. Without Dry Run, removals cannot be undone at once.',
	method: 'POST',
	path: '/v2.1/sales_dialer/contacts/bulk_import',
	subject: 'The campaign',
	answer: { kind: 'one' },
	custom: true,
	output: {
		fields: {
			action: {
				type: 'string',
				enum: [...SYNC_ACTIONS, ...Object.values(DRY_ACTIONS)],
				example: 'would_update',
			},
			reason: { type: 'string', example: 'Differs in Name' },
			dry_run: { type: 'boolean', example: true },
			changes: CHANGES,
		},
		records: RECORDS,
		labelled: 'custom_fields',
	},
	outputInVersion1: {
		fields: {
			action: { type: 'string', enum: SYNC_ACTIONS, example: 'added' },
			reason: { type: 'string', example: 'Was not in the campaign' },
			dry_run: { type: 'boolean' },
		},
		records: RECORDS,
	},
	countryOfCampaign: true,
	fields: [
		campaignLocator({
			description: 'The campaign to sync, the same for all items',
			send: body('campaign_id', 'integer'),
			required: true,
		}),
		{ ...DRY_RUN, displayOptions: since(2) },
		...contactOfItem,
		options([
			defaultCountry,
			{ ...DRY_RUN, displayOptions: before(2) },
			{
				displayName: 'Force',
				name: 'force',
				type: 'boolean',
				default: false,
				description:
					'Whether to remove contacts however many they are, even if some items have a number that cannot be read, and even if the list of the campaign is not whole',
				send: setting('force', 'boolean'),
			},
			{
				displayName: 'Include Unchanged Contacts',
				name: 'includeUnchanged',
				type: 'boolean',
				default: true,
				displayOptions: since(2),
				description:
					'Whether to return an item also for each contact that is in the campaign as wanted. They are counted in any case.',
				send: setting('includeUnchanged', 'boolean'),
			},
			{
				displayName: 'Maximum Share to Remove (%)',
				name: 'maximumShare',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 100 },
				default: MAXIMUM_SHARE_TO_REMOVE,
				description: 'If more of the campaign would be removed, nothing is changed and the node says so',
				send: setting('maximumShare', 'number', { range: { min: 0, max: 100, step: 1 } }),
			},
			{
				displayName: 'Remove Even If the List Is Not Whole',
				name: 'removeIfListIsNotWhole',
				type: 'boolean',
				default: false,
				description:
					'Whether to remove contacts also when JustCall counts more contacts in the campaign than it lists, or when the campaign changes all the time while it is read. The share that may be removed stays limited.',
				send: setting('removeIfListIsNotWhole', 'boolean'),
			},
			{
				displayName: 'Remove Others',
				name: 'removeOthers',
				type: 'boolean',
				default: false,
				description: 'Whether to take contacts out of the campaign that no input item stands for',
				send: setting('removeOthers', 'boolean'),
			},
		]),
	],
};
