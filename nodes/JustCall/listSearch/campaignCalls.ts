import { searching } from './searchPages';

/** The newest calls of the Sales Dialer by time and partner; the value is the call id. */
export const searchCampaignCalls = searching({
	path: '/v2.1/sales_dialer/calls',
	subject: 'The list of campaign calls',
	show: ({ call_id, call_user_date, call_user_time, contact_name, contact_number }) => ({
		name: `${String(call_user_date)} ${String(call_user_time)} · ${String(contact_name || '')} +${String(contact_number)} · ID ${String(call_id)}`,
		value: String(call_id),
	}),
});
