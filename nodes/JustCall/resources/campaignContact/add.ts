import {
	additionalFields,
	body,
	defaultCountry,
	options,
	writtenNumberOf,
} from '../../../shared/description/fields';
import { before, since } from '../../../shared/description/nodeVersion';
import type { Operation } from '../../../shared/description/operation';
import { campaignLocator, salesDialerContactLocator } from '../locators';
import { contactColumns, contactDetails, contactMapper, contactName } from '../salesDialerContact/fields';

/** Add a contact to a campaign: an existing contact, or a number. JustCall creates a contact for a new number. */
export const add: Operation = {
	name: 'Add',
	value: 'add',
	action: 'Add contact to campaign',
	description:
		'Add a contact to a Sales Dialer campaign. A new number creates the contact, a known one is reused. To undo it, use Remove.',
	method: 'POST',
	path: '/v2.1/sales_dialer/campaigns/contact',
	subject: 'The campaign or the contact',
	answer: { kind: 'one' },
	countryOfCampaign: true,
	fields: [
		campaignLocator({
			description: 'The campaign to add to',
			send: body('campaign_id', 'integer'),
			required: true,
		}),
		{
			displayName: 'Add By',
			name: 'addBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Phone Number', value: 'number' },
				{ name: 'Sales Dialer Contact', value: 'id' },
			],
			default: 'number',
			description: 'Which contact to add',
		},
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			displayOptions: { show: { addBy: ['number'], ...before(2).show } },
			description: writtenNumberOf('contact'),
			send: body('phone_number', 'digits'),
		},
		{
			...salesDialerContactLocator({
				description: 'The contact to add',
				send: body('contact_id', 'integer'),
				required: true,
			}),
			displayOptions: { show: { addBy: ['id'] } },
		},
		{
			...additionalFields([...contactDetails, contactName, defaultCountry]),
			displayOptions: { show: { addBy: ['number'], ...before(2).show } },
		},
		contactMapper({
			columns: contactColumns.numbered,
			method: 'getContactColumns',
			mode: 'add',
			displayOptions: { show: { addBy: ['number'] } },
		}),
		{ ...options([defaultCountry]), displayOptions: { show: { addBy: ['number'], ...since(2).show } } },
	],
};
