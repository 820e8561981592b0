import { searching } from './searchPages';

/** Sales Dialer campaigns by name; the value is the campaign's id. */
export const searchCampaigns = searching({
	path: '/v2.1/sales_dialer/campaigns',
	subject: 'The list of campaigns',
	pageSize: 50,
	byName: true,
	show: ({ id, name }) => ({ name: String(name), value: String(id) }),
});
