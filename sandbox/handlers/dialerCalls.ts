import { aiOf } from '../aiView';
import { dateAndTimes, sidOf } from '../callView';
import type { DialerCallRow } from '../seed/salesDialer';
import type { State } from '../state';
import { comparisonOf } from './comparison';
import { spanOf } from './dates';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';

/** Handlers of the calls of the Sales Dialer; their ids are not those of calls (FACTS.md section 10). */
export const dialerCalls: Handlers = {
	listSalesDialerCalls({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const { contacts, campaigns, calls } = state.salesDialer;
		const rows = filtered<DialerCallRow>(calls, query, {
			from_datetime: ({ at }) => at >= span.from,
			to_datetime: ({ at }) => at <= span.to,
			campaign_id: ({ campaignId }, value: number) => campaignId === value,
			contact_number: ({ contactId }, value: number) =>
				same.number(contacts.find(({ id }) => id === contactId)?.phone_number, value),
			sales_dialer_number: ({ campaignId }, value: number) =>
				campaigns.find(({ id }) => id === campaignId)?.default_number === String(value),
			agent_id: ({ agent }, value: number) => state.users[agent]?.id === value,
			call_type: ({ outcome }, value: string) =>
				outcome === value || (value === 'OUTGOING_ANSWERED_CALL' && outcome.endsWith('_ANSWERED')),
			last_call_id_fetched: ({ callId }, value: number) =>
				query.order === 'asc' ? callId > value : callId < value,
		});
		const ai = query.fetch_ai_data === true;
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: DialerCallRow) => showDialerCall(state, row, ai),
		};
	},

	getSalesDialerCall({ state }, { params, query }) {
		const row = state.salesDialer.calls.find(({ callId }) => callId === Number(params.id));
		return row ? { kind: 'one', data: showDialerCall(state, row, query.fetch_ai_data === true) } : NOT_FOUND;
	},
};

/** Adds a call that a campaign makes now: to its first contact who was not called yet, answered. */
export function addDialerCall(state: State): DialerCallRow {
	const { contacts, campaigns, calls } = state.salesDialer;
	const callable = new Set(contacts.filter(({ status }) => status === 'Active').map(({ id }) => id));
	const members = campaigns.flatMap((campaign) =>
		campaign.members
			.filter(({ contactId }) => callable.has(contactId))
			.map((member) => ({ campaign, member })),
	);
	const next = members.find(({ member }) => member.progress === 'Undialed') ?? members[0];
	if (!next) throw new Error('No campaign has a contact who can be called. Add one first.');
	next.member.progress = 'Dialed';
	const row: DialerCallRow = {
		callId: (calls.at(-1)?.callId ?? 95_676_000) + 9,
		campaignId: next.campaign.id,
		contactId: next.member.contactId,
		agent: Math.max(
			0,
			state.users.findIndex(({ id }) => id === next.campaign.agents[0]),
		),
		at: Math.floor(Date.now() / 1000),
		outcome: 'OUTGOING_HUMAN_ANSWERED',
		duration: 95,
		disposition: '',
		rating: 0,
	};
	calls.push(row);
	return row;
}

/**
 * The call of the Sales Dialer as the API shows it.
 *
 * @param ai whether to add what the AI says
 */
export function showDialerCall(state: State, row: DialerCallRow, ai: boolean): Record<string, unknown> {
	const { contacts, campaigns } = state.salesDialer;
	const contact = contacts.find(({ id }) => id === row.contactId);
	const campaign = campaigns.find(({ id }) => id === row.campaignId);
	const agent = state.users[row.agent];
	const words = row.outcome
		.toLowerCase()
		.replace(/_call$/, '')
		.split('_')
		.join(' ');
	return {
		campaign: {
			id: row.campaignId,
			name: campaign?.name ?? '',
			type: campaign?.type === 'Autodial' ? 'PowerDial' : (campaign?.type ?? ''),
		},
		call_id: row.callId,
		call_sid: sidOf(row.callId),
		contact_id: row.contactId,
		contact_number: contact?.phone_number ?? '',
		contact_name: contact?.name ?? '',
		contact_email: contact?.email ?? '',
		sales_dialer_number: campaign?.default_number ?? '',
		agent_id: agent?.id ?? 0,
		agent_name: agent?.name ?? '',
		agent_email: agent?.email ?? '',
		...dateAndTimes(row.at, state.timeZone),
		call_info: {
			reattempt_number: 1,
			cost_incurred: Math.ceil(row.duration / 60) * 0.007,
			call_answered_by: row.outcome.includes('MACHINE')
				? 'machine'
				: row.outcome.includes('HUMAN')
					? 'human'
					: '',
			direction: 'Outgoing',
			type: words.charAt(0).toUpperCase() + words.slice(1),
			duration: row.duration,
			friendly_duration: new Date(row.duration * 1000).toISOString().slice(12, 19),
			disposition: row.disposition,
			notes: '',
			rating: row.rating,
			recording: row.duration > 0 ? `https://justcall.io/rec-redirect/${sidOf(row.callId)}` : '',
		},
		...(ai && { justcall_ai: aiOf(row.callId, row.duration) }),
	};
}
