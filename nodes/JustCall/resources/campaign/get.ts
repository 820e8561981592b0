import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { campaignLocator } from '../locators';
import { SIMPLE_CAMPAIGN } from './fields';

/** Get one campaign. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get campaign',
	description: 'Get one Sales Dialer campaign by its ID',
	method: 'GET',
	path: '/v2.1/sales_dialer/campaigns/{id}',
	subject: 'The campaign',
	answer: { kind: 'one' },
	simplify: SIMPLE_CAMPAIGN,
	fields: [campaignLocator({ description: 'The campaign to get', send: path('id'), required: true })],
};
