import { plusNumber, textOf } from './entries';
import { searching } from './searchPages';

/** The newest calls of the Sales Dialer by time, other party and ID; the value is the call id. */
export const searchCampaignCalls = searching({
	path: '/v2.1/sales_dialer/calls',
	one: '/v2.1/sales_dialer/calls/{id}',
	subject: 'The list of campaign calls',
	plural: 'campaign calls',
	find: ({ e164 }) => (e164 ? [{ query: { contact_number: e164.slice(1) }, isWhole: true }] : []),
	show: ({ call_id, call_user_date, call_user_time, contact_name, contact_number }) => {
		const id = textOf(call_id);
		return {
			value: call_id,
			name: [
				[textOf(call_user_date), textOf(call_user_time)].filter(Boolean).join(' '),
				[textOf(contact_name), plusNumber(contact_number)].filter(Boolean).join(' '),
				id && `ID ${id}`,
			],
			between: ' · ',
			numbers: [contact_number],
		};
	},
});
