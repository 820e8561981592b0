import { DateTime } from 'luxon';

import { emptyCampaign, type CampaignRow, type Membership } from '../seed/salesDialer';
import type { State } from '../state';
import { comparisonOf } from './comparison';
import { spanOf } from './dates';
import { fillContact, findDialerContact, join, newDialerContact, spaced } from './dialerState';
import { completed, national } from '../numbers';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';

/** The filter's word for Autodial (FACTS.md section 10). */
const FILTER_TYPE: Record<CampaignRow['type'], string> = {
	Autodial: 'PowerDial',
	Predictive: 'Predictive',
	Dynamic: 'Dynamic',
};

/** Handlers of the campaigns and their members. */
export const campaigns: Handlers = {
	listCampaigns({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const { contacts } = state.salesDialer;
		const rows = filtered<CampaignRow>(state.salesDialer.campaigns, query, {
			from_datetime: ({ createdAt }) => createdAt >= span.from,
			to_datetime: ({ createdAt }) => createdAt <= span.to,
			type: ({ type }, value: string) => FILTER_TYPE[type] === value,
			contact_number: ({ members }, value: number) =>
				members.some(({ contactId }) =>
					contacts.some(({ id, phone_number }) => id === contactId && same.number(phone_number, value)),
				),
			sales_dialer_number: ({ default_number }, value: number) => default_number === String(value),
			last_campaign_id_fetched: ({ id }, value: number) => (query.order === 'asc' ? id > value : id < value),
		});
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: CampaignRow) => show(state, row),
		};
	},

	getCampaign({ state }, { params }) {
		const row = find(state, params.id);
		return row ? { kind: 'one', data: show(state, row) } : NOT_FOUND;
	},

	createCampaign({ state }, { body }) {
		const { campaigns: rows } = state.salesDialer;
		const row = emptyCampaign((rows.at(-1)?.id ?? 2_170_000) + 7, Math.floor(Date.now() / 1000));
		if (body.type !== undefined) row.type = body.type as CampaignRow['type'];
		// JustCall picks one at random when it is missing (contract).
		row.default_number = state.faker.helpers.arrayElement(state.numbers).justcall_number;
		rows.push(row);
		apply(row, body);
		return { kind: 'one', data: show(state, row) };
	},

	updateCampaign({ state }, { params, body }) {
		const row = find(state, params.id);
		if (!row) return NOT_FOUND;
		apply(row, body);
		return { kind: 'one', data: show(state, row) };
	},

	listCampaignContacts({ state, settings }, { query }) {
		const row = find(state, query.campaign_id);
		if (!row) return NOT_FOUND;
		const members = filtered<Membership>(row.members, query, {
			progress_status: ({ progress }, value: string) => progress === value,
			contact_status: ({ contactId }, value: string) => findDialerContact(state, contactId)?.status === value,
		});
		return {
			kind: 'list',
			rows: ordered(members, query.order, 'desc'),
			show: (member: Membership) => {
				const shown = showMember(state, member);
				const { phone_number: number } = shown;
				if (number === undefined || settings().campaignNumbers === 'completed') return shown;
				return { ...shown, phone_number: national(number, row.country_code) };
			},
		};
	},

	addContactToCampaign({ state, settings }, { body }) {
		const row = find(state, body.campaign_id);
		if (!row) return NOT_FOUND;
		if ((body.contact_id === undefined) === (body.phone_number === undefined)) {
			return { kind: 'refused', status: 400, message: 'Give either contact_id or phone_number' };
		}
		const number = completed(body.phone_number, row.country_code);
		const known =
			findDialerContact(state, body.contact_id) ??
			state.salesDialer.contacts.find(({ phone_number }) => phone_number === number);
		if (!known && body.contact_id !== undefined) return NOT_FOUND;
		const contact = known ?? newDialerContact(state, number);
		fillContact(contact, body, settings());
		join(row, contact.id);
		return { kind: 'one', data: contact };
	},

	removeContactFromCampaign({ state }, { query }) {
		const row = find(state, query.campaign_id);
		if (!row) return NOT_FOUND;
		if (query.remove_all === true) {
			row.members = [];
			return { kind: 'done' };
		}
		const number = completed(query.phone_number, row.country_code);
		const id =
			query.contact_id ?? state.salesDialer.contacts.find(({ phone_number }) => phone_number === number)?.id;
		const left = row.members.filter(({ contactId }) => contactId !== Number(id));
		if (left.length === row.members.length) return NOT_FOUND;
		row.members = left;
		return { kind: 'done' };
	},

	// v1 reports a failure with HTTP status 200 (FACTS.md section 7).
	v1RemoveCampaignContact({ state }, { body }) {
		const number = String(body.phone ?? '').replace(/\D/g, '');
		const contact = state.salesDialer.contacts.find(({ phone_number }) => phone_number === number);
		const rows = state.salesDialer.campaigns.filter(
			({ id }) => body.campaign_id === undefined || id === Number(body.campaign_id),
		);
		const everybody = body.all === true && body.campaign_id !== undefined;
		let removed = 0;
		for (const row of rows) {
			const left = everybody ? [] : row.members.filter(({ contactId }) => contactId !== contact?.id);
			removed += row.members.length - left.length;
			row.members = left;
		}
		return removed > 0
			? { kind: 'raw', body: { status: 'success', message: 'The contact has been removed successfully.' } }
			: { kind: 'raw', body: { status: 'failed', message: 'Contact not found in any campaign' } };
	},
};

function find({ salesDialer }: State, id: unknown): CampaignRow | undefined {
	return salesDialer.campaigns.find((row) => row.id === Number(id));
}

function apply(row: CampaignRow, changes: Record<string, unknown>): void {
	if (changes.name !== undefined) row.name = String(changes.name);
	if (changes.country_code !== undefined) row.country_code = String(changes.country_code);
	if (changes.default_number !== undefined)
		row.default_number = String(changes.default_number).replace(/\D/g, '');
	if (changes.call_forwarding_number !== undefined)
		row.call_forwarding_number = String(changes.call_forwarding_number);
	if (changes.maximum_calls_per_agent !== undefined)
		row.maximum_calls_per_agent = Number(changes.maximum_calls_per_agent);
	if (changes.voicemail_message_id !== undefined)
		row.voicemail_message_id = Number(changes.voicemail_message_id);
	if (changes.abandoning_message_id !== undefined)
		row.abandoning_message_id = Number(changes.abandoning_message_id);
	if (changes.contact_dialing_order !== undefined) {
		row.contact_dialing_order =
			changes.contact_dialing_order === 'last_in_first_out' ? 'Last in first out' : 'First in first out';
	}
	const list = (value: unknown) =>
		String(value)
			.split(',')
			.map((part) => part.trim());
	if (changes.assign_agents !== undefined) row.agents = list(changes.assign_agents).map(Number);
	if (changes.disposition_groups !== undefined) row.disposition_groups = list(changes.disposition_groups);
	if (changes.call_scripts !== undefined) row.call_scripts = list(changes.call_scripts);
}

function show(state: State, row: CampaignRow): object {
	const creator = state.users[0];
	const { agents, createdAt, members, disposition_groups, call_scripts, ...plain } = row;
	const created = DateTime.fromSeconds(createdAt, { zone: 'utc' });
	const named = (texts: string[]) => texts.map((text) => ({ id: Number(text) || 1, name: text }));
	return {
		...plain,
		created_date: created.toFormat('yyyy-MM-dd'),
		created_time: created.toFormat('HH:mm:ss'),
		created_by_id: creator?.id ?? 0,
		created_by_name: creator?.name ?? '',
		created_by_email: creator?.email ?? '',
		assigned_to_id: {
			team_members: state.users
				.filter(({ id }) => agents.includes(id))
				.map(({ id, name, email }) => ({ id, name, email })),
		},
		contacts_count: {
			uploaded: members.length,
			imported: 0,
			duplicate_contacts: 0,
			without_phone_number: 0,
			deleted: 0,
		},
		status: members.some(({ progress }) => progress === 'Undialed') ? 'Remaining' : 'Completed',
		disposition_groups: named(disposition_groups),
		call_scripts: named(call_scripts),
	};
}

function showMember(
	state: State,
	{ contactId, progress, addedAt }: Membership,
): { id: number; phone_number?: string; [name: string]: unknown } {
	const contact = findDialerContact(state, contactId);
	if (!contact) return { id: contactId };
	return {
		...contact,
		progress_status: progress,
		status_updated_at: spaced(contact.status_updated_at),
		created_at: spaced(contact.created_at),
		added_to_campaign_at: spaced(new Date(addedAt * 1000).toISOString()),
		last_updated: new Date(addedAt * 1000).toISOString().slice(0, 10),
	};
}
