import { options, path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { idLocator } from '../locators';
import { includeAiData, SIMPLE_CAMPAIGN_CALL, CAMPAIGN_CALL_EXTRAS } from './fields';

/** Get one call of the Sales Dialer. Its id is not the id of a phone call (FACTS.md section 10). */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get campaign call',
	description: 'Get one call of the Sales Dialer by its call ID',
	method: 'GET',
	path: '/v2.1/sales_dialer/calls/{id}',
	subject: 'The campaign call',
	answer: { kind: 'one' },
	simplify: SIMPLE_CAMPAIGN_CALL,
	onRequest: CAMPAIGN_CALL_EXTRAS,
	fields: [
		idLocator({
			displayName: 'Campaign Call',
			name: 'campaignCallId',
			description: 'The call to get. The list shows the newest ones.',
			searchListMethod: 'searchCampaignCalls',
			placeholder: 'e.g. 9120331',
			send: path('id'),
			required: true,
		}),
		options([includeAiData]),
	],
};
