import { defaultCountry, options, query, writtenNumberOf } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { campaignLocator, salesDialerContactLocator } from '../locators';

/** Remove a contact from a campaign, or all contacts when a switch is on. */
export const remove: Operation = {
	name: 'Remove',
	value: 'remove',
	action: 'Remove contact from campaign',
	description:
		'Remove a contact from a Sales Dialer campaign, or empty the campaign. To undo it, use Add. Emptying a campaign cannot be undone.',
	method: 'DELETE',
	path: '/v2.1/sales_dialer/campaigns/contact',
	subject: 'The campaign or the contact',
	answer: { kind: 'done', result: { removed: true } },
	countryOfCampaign: true,
	fields: [
		campaignLocator({
			description: 'The campaign to remove from',
			send: query('campaign_id', 'integer'),
			required: true,
		}),
		{
			displayName: 'Remove',
			name: 'removeBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'All Contacts', value: 'all', description: 'Empties the campaign' },
				{ name: 'One Contact, by Phone Number', value: 'number' },
				{ name: 'One Contact, From List', value: 'id' },
			],
			default: 'number',
			description: 'Who is removed',
		},
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			displayOptions: { show: { removeBy: ['number'] } },
			description: writtenNumberOf('contact'),
			send: query('phone_number', 'digits'),
		},
		{
			...salesDialerContactLocator({
				description: 'The contact to remove',
				send: query('contact_id', 'integer'),
				required: true,
			}),
			displayOptions: { show: { removeBy: ['id'] } },
		},
		{
			...options([defaultCountry]),
			displayOptions: { show: { removeBy: ['number'] } },
		},
		{
			displayName: 'Empty the Campaign',
			name: 'removeAll',
			type: 'boolean',
			default: false,
			displayOptions: { show: { removeBy: ['all'] } },
			description: 'Whether to really remove every contact from the campaign. This cannot be undone.',
			send: query('remove_all', 'boolean', {
				mustBeTrue: "Switch on 'Empty the Campaign' to remove all of its contacts, or choose one contact.",
			}),
		},
	],
};
