import { textOf } from './entries';
import { searching } from './searchPages';

/** Sales Dialer campaigns by name and ID; the value is the campaign's id. JustCall cannot search them by name. */
export const searchCampaigns = searching({
	path: '/v2.1/sales_dialer/campaigns',
	one: '/v2.1/sales_dialer/campaigns/{id}',
	subject: 'The list of campaigns',
	plural: 'campaigns',
	pageSize: 50,
	byName: true,
	show: ({ id, name }) => ({ value: id, name: [textOf(name)] }),
});
