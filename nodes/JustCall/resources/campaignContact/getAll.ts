import {
	filters,
	ignoreEmptyFilters,
	options,
	order,
	query,
	returnAllAndLimit,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { campaignLocator } from '../locators';

/**
 * List the contacts of a campaign. Its largest page size is not documented; other clients send 100 (FACTS.md
 * section 2).
 */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many campaign contacts',
	description: 'List the contacts of a Sales Dialer campaign',
	method: 'GET',
	path: '/v2.1/sales_dialer/campaigns/contacts',
	subject: 'The campaign',
	answer: { kind: 'list', paging: { maxPageSize: 100, idField: 'id' } },
	simplify: [
		'id',
		'name',
		'phone_number',
		'email',
		'status',
		'progress_status',
		'added_to_campaign_at',
		'last_updated',
		'custom_fields',
	],
	fields: [
		campaignLocator({
			description: 'The campaign whose contacts to list',
			send: query('campaign_id', 'integer'),
			required: true,
		}),
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Contact Status',
				name: 'contactStatus',
				type: 'options',
				options: [
					{ name: 'Active', value: 'Active' },
					{ name: 'Do Not Call Again', value: 'DNCA' },
					{ name: 'Invalid', value: 'Invalid' },
				],
				default: 'Active',
				description: 'Only contacts whose number is in this state',
				send: query('contact_status', 'text'),
			},
			{
				displayName: 'Progress Status',
				name: 'progressStatus',
				type: 'options',
				options: [
					{ name: 'Dialed', value: 'Dialed' },
					{ name: 'Skipped', value: 'Skipped' },
					{ name: 'Undialed', value: 'Undialed' },
				],
				default: 'Undialed',
				description: 'Only contacts that are this far in the campaign',
				send: query('progress_status', 'text'),
			},
		]),
		options([ignoreEmptyFilters, order('age', 'contacts')]),
	],
};
