import { CUSTOM_FIELDS, type DialerContact } from '../seed/salesDialer';
import { campaigns } from './campaigns';
import { dialerCalls } from './dialerCalls';
import { findDialerContact } from './dialerState';
import type { Handlers } from './handler';
import { failed, objectOf, pageOf, translated } from './v1Answers';

const addContact = translated(
	campaigns,
	'addContactToCampaign',
	(body) => ({
		body: {
			campaign_id: Number(body.campaign_id),
			phone_number: body.phone,
			name: [body.first_name, body.last_name].filter(Boolean).join(' ') || undefined,
			custom_fields: Object.entries((body.custom_props as Record<string, unknown> | undefined) ?? {}).map(
				([id, value]) => ({ id: Number(id), value: String(value) }),
			),
		},
	}),
	(outcome, { settings }) => {
		const { id, name, phone_number } = objectOf(outcome);
		// Both shapes are documented. The one with an envelope is a list of one (contract/openapi.yaml).
		const flat = settings().frames === 'bare';
		return { kind: 'one', data: flat ? { id, name, phone: phone_number } : { contact_id: id } };
	},
);

/** Handlers of the Sales Dialer in v1: POST with everything in the body (FACTS.md section 11). */
export const v1Dialer: Handlers = {
	v1ListCampaigns({ state }, { body }) {
		const rows = pageOf(state.salesDialer.campaigns, body, 50);
		const data = rows.map(({ id, name }) => ({ id, name }));
		return { kind: 'raw', body: { status: 'success', count: String(data.length), data } };
	},

	v1CreateCampaign: translated(
		campaigns,
		'createCampaign',
		({ name, type, default_number, country_code }) => ({
			body: { name, type: capitalised(String(type)), default_number, country_code },
		}),
		(outcome) => ({
			kind: 'raw',
			body: { status: 'success', campaign_id: String(objectOf(outcome).id) },
		}),
	),

	v1ListCampaignContacts({ state }, { body }) {
		const campaign = state.salesDialer.campaigns.find(({ id }) => id === Number(body.campaign_id));
		if (!campaign) return failed('Campaign not found');
		const rows = campaign.members
			.map(({ contactId }) => findDialerContact(state, contactId))
			.filter((contact) => contact !== undefined);
		return { kind: 'list', rows, show: showMember };
	},

	v1AddCampaignContact: addContact,
	v1AddDialerContact: addContact,

	v1ListCustomFields() {
		return { kind: 'list', rows: CUSTOM_FIELDS };
	},

	v1ListCampaignCalls: translated(
		dialerCalls,
		'listSalesDialerCalls',
		(body) => ({
			query: {
				campaign_id: body.campaign_id === undefined ? undefined : Number(body.campaign_id),
				from_datetime: body.start_date,
				to_datetime: body.end_date,
				order: body.order === '1' ? 'desc' : 'asc',
			},
		}),
		(outcome, _account, body) => {
			if (outcome.kind !== 'list') return outcome;
			const { rows, show } = outcome;
			const data = pageOf(rows, body, 100).map((row) => showCall(show?.(row as never) as ShownCall));
			return { kind: 'raw', body: { status: 'success', count: data.length, total: rows.length, data } };
		},
	),
};

/** The fields of a v2.1 call that a v1 call also has. */
interface ShownCall {
	call_id: number;
	campaign: { id: number; name: string };
	contact_id: number;
	contact_number: string;
	sales_dialer_number: string;
	agent_name: string;
	call_user_date: string;
	call_user_time: string;
	call_info: { direction: string; duration: number; disposition: string; notes: string };
}

function showCall(call: ShownCall): object {
	const { direction, duration, disposition, notes } = call.call_info;
	return {
		call_id: call.call_id,
		user: call.agent_name,
		campaign: { id: call.campaign.id, name: call.campaign.name },
		contact_id: call.contact_id,
		from: call.sales_dialer_number,
		to: call.contact_number,
		duration: `${duration}s`,
		time: `${call.call_user_date} ${call.call_user_time}`,
		direction,
		disposition,
		notes,
	};
}

/** Numbers are masked, and custom fields are properties named by their id (FACTS.md section 11). */
function showMember({ id, name, email, address, phone_number, custom_fields }: DialerContact): object {
	const value = (wanted: number) => custom_fields.find(({ key }) => key === wanted)?.value ?? null;
	return {
		id,
		name,
		email,
		address,
		phone: `xxx-xxx-${phone_number.slice(-4)}`,
		...Object.fromEntries(CUSTOM_FIELDS.map(({ key }) => [String(key), value(key)])),
	};
}

function capitalised(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}
