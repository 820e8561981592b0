import { filters, options, query, returnAllAndLimit } from '../../shared/fields';
import type { Operation } from '../../shared/operation';
import { SIMPLE_CAMPAIGN } from './fields';

/** List campaigns. The filter says PowerDial where everything else says Autodial (FACTS.md section 10). */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many campaigns',
	description: 'List Sales Dialer campaigns',
	method: 'GET',
	path: '/v2.1/sales_dialer/campaigns',
	subject: 'The list of campaigns',
	answer: { kind: 'list', paging: { maxPageSize: 50, idField: 'id' } },
	simplify: SIMPLE_CAMPAIGN,
	fields: [
		...returnAllAndLimit(),
		filters([
			{
				displayName: 'Contact Number',
				name: 'contactNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only campaigns with this contact, with country code',
				send: query('contact_number', 'digits'),
			},
			{
				displayName: 'From',
				name: 'fromDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only campaigns created from this moment on. Converted to the account's time zone; a bare day means its first second.",
				send: query('from_datetime', 'from'),
			},
			{
				displayName: 'Sales Dialer Number',
				name: 'salesDialerNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only campaigns that dial from this number, with country code',
				send: query('sales_dialer_number', 'digits'),
			},
			{
				displayName: 'To',
				name: 'toDatetime',
				type: 'dateTime',
				default: '',
				description:
					"Only campaigns created up to this moment. Converted to the account's time zone; a bare day means its last second.",
				send: query('to_datetime', 'to'),
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Autodial', value: 'PowerDial' },
					{ name: 'Dynamic', value: 'Dynamic' },
					{ name: 'Predictive', value: 'Predictive' },
				],
				default: 'PowerDial',
				description: 'Only campaigns of this kind',
				send: query('type', 'text'),
			},
		]),
		options([
			{
				displayName: 'Only Campaigns After Campaign ID',
				name: 'lastCampaignIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 328951212',
				description: 'ID of the last campaign fetched before; JustCall goes on from there',
				send: query('last_campaign_id_fetched', 'integer'),
			},
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'Newest First', value: 'desc' },
					{ name: 'Oldest First', value: 'asc' },
				],
				default: 'desc',
				description: 'Which campaigns come first',
				send: query('order', 'text'),
			},
		]),
	],
};
