import {
	filters,
	ignoreEmptyFilters,
	fromMoment,
	lastFetched,
	options,
	order,
	period,
	query,
	returnAllAndLimit,
	toMoment,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { SIMPLE_CAMPAIGN } from './fields';

/**
 * List campaigns. The filter uses the name PowerDial for what is called Autodial everywhere else (FACTS.md
 * section 10).
 */
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
				description: 'Only campaigns with this contact, with country code or of the default country',
				send: query('contact_number', 'digits'),
			},
			fromMoment('campaigns created'),
			period('campaigns created'),
			{
				displayName: 'Sales Dialer Number',
				name: 'salesDialerNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				description: 'Only campaigns that dial from this number, with country code',
				send: query('sales_dialer_number', 'digits', { isOwn: true }),
			},
			toMoment('campaigns created'),
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
			ignoreEmptyFilters,
			{
				displayName: 'Only Campaigns After Campaign ID',
				name: 'lastCampaignIdFetched',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2170173',
				description: lastFetched('campaign'),
				send: query('last_campaign_id_fetched', 'integer'),
			},
			order('age', 'campaigns'),
		]),
	],
};
