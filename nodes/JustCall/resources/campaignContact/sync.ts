import { body, defaultCountry, options, setting } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { campaignLocator } from '../locators';
import { contactOfItem } from '../salesDialerContact/fields';
import { getAll } from './getAll';

/** Largest part of a campaign that Sync removes by default, in percent. */
export const MAXIMUM_SHARE_TO_REMOVE = 30;

/** The action that a sync takes for a contact. */
export const SYNC_ACTIONS = ['added', 'updated', 'unchanged', 'removed', 'skipped', 'failed'] as const;

/** Make a campaign equal to the input items. It needs all items together and several requests; see custom/. */
export const sync: Operation = {
	name: 'Sync',
	value: 'sync',
	action: 'Sync contacts to campaign',
	description:
		'Make a campaign hold the contacts of all input items: adds who is missing, updates who changed, and removes others if switched on',
	method: 'POST',
	path: '/v2.1/sales_dialer/contacts/bulk_import',
	subject: 'The campaign',
	answer: { kind: 'one' },
	custom: true,
	output: {
		fields: {
			action: { type: 'string', enum: SYNC_ACTIONS, example: 'added' },
			reason: { type: 'string', example: 'Was not in the campaign' },
			dry_run: { type: 'boolean' },
		},
		// Contacts that no input item stands for are given as they are in the campaign.
		records: ['rows', { method: getAll.method, path: getAll.path }],
	},
	countryOfCampaign: true,
	fields: [
		campaignLocator({
			description: 'The campaign to sync, the same for all items',
			send: body('campaign_id', 'integer'),
			required: true,
		}),
		...contactOfItem,
		options([
			defaultCountry,
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: true,
				description: 'Whether to only list what would be done, and change nothing',
				send: setting('dryRun', 'boolean'),
			},
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
