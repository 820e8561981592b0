import { randomBytes } from 'node:crypto';

import { CUSTOM_FIELDS, type DialerContact } from '../seed/salesDialer';
import type { Settings } from '../settings';
import type { ImportBatch, State } from '../state';
import { completed, digitsOf } from '../numbers';
import { comparisonOf } from './comparison';
import { fillContact, findDialerContact, join, newDialerContact } from './dialerState';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';

/** How long a bulk import takes, in milliseconds. */
export const IMPORT_MS = 250;

/** Handlers of the contacts of the Sales Dialer, their custom fields, imports and the do-not-call-again list. */
export const dialerContacts: Handlers = {
	listSalesDialerContacts({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const rows = filtered<DialerContact>(state.salesDialer.contacts, query, {
			phone_number: ({ phone_number }, value: string) => same.number(phone_number, value),
			email: ({ email }, value: string) => same.text(email, value),
			status: ({ status }, value: string) => status === value,
			last_contact_id_fetched: ({ id }, value: number) => (query.order === 'ASC' ? id > value : id < value),
		});
		return { kind: 'list', rows: ordered(rows, query.order, 'desc') };
	},

	getSalesDialerContact({ state }, { params }) {
		const contact = findDialerContact(state, params.id);
		return contact ? { kind: 'one', data: contact } : NOT_FOUND;
	},

	createSalesDialerContact({ state, settings }, { body }) {
		const contact = newDialerContact(state, String(body.phone_number).replace(/\D/g, ''));
		fillContact(contact, body, settings());
		return { kind: 'one', data: contact };
	},

	updateSalesDialerContact({ state, settings }, { params, body }) {
		const contact = findDialerContact(state, params.id);
		if (!contact) return NOT_FOUND;
		if (body.custom_fields !== undefined && settings().customFields === 'replaced')
			contact.custom_fields = [];
		fillContact(contact, body, settings());
		return { kind: 'one', data: contact };
	},

	deleteSalesDialerContact({ state }, { params }) {
		const { salesDialer } = state;
		const contact = findDialerContact(state, params.id);
		if (!contact) return NOT_FOUND;
		salesDialer.contacts = salesDialer.contacts.filter(({ id }) => id !== contact.id);
		for (const campaign of salesDialer.campaigns) {
			campaign.members = campaign.members.filter(({ contactId }) => contactId !== contact.id);
		}
		return { kind: 'done' };
	},

	listSalesDialerCustomFields(_account, { query }) {
		const rows = filtered<(typeof CUSTOM_FIELDS)[number]>(CUSTOM_FIELDS, query, {
			id: ({ key }, value: number) => key === value,
			label: ({ label }, value: string) => label === value,
		});
		return { kind: 'list', rows };
	},

	bulkAddToDnca({ state }, { body }) {
		const numbers = ((body.contact_numbers as string[] | undefined) ?? []).map((number) =>
			number.replace(/\D/g, ''),
		);
		const ids = (body.contact_ids as number[] | undefined) ?? [];
		if (numbers.length > 0 === ids.length > 0) {
			return { kind: 'refused', status: 400, message: 'Give either contact_numbers or contact_ids' };
		}
		const { contacts } = state.salesDialer;
		const found = contacts.filter(
			({ id, phone_number }) => ids.includes(id) || numbers.includes(phone_number),
		);
		for (const contact of found) contact.status = 'DNCA';
		const known = new Set(found.map(({ phone_number }) => phone_number));
		const knownIds = new Set(found.map(({ id }) => id));
		return {
			kind: 'one',
			data: {
				dnca: [...known],
				skipped: numbers.filter((number) => !known.has(number)),
				dnca_ids: [...knownIds],
				skipped_ids: ids.filter((id) => !knownIds.has(id)),
			},
		};
	},

	bulkImportSalesDialerContacts({ state, settings }, { body }) {
		const rows = body.contacts as Array<Record<string, unknown>>;
		const campaign = state.salesDialer.campaigns.find(({ id }) => id === body.campaign_id);
		if (body.campaign_id !== undefined && !campaign) return NOT_FOUND;
		const { checks, outcome, reasons } = settings().imports;
		const taken: ImportBatch['taken'] = new Map();
		const batch: ImportBatch = {
			isDone: false,
			fails: outcome === 'failed',
			checks: checks ?? Infinity,
			received: rows.length,
			added: 0,
			taken,
			campaignId: campaign?.id,
			rejected: [],
			duplicates: [],
		};
		rows.forEach((row, index) => {
			const number = campaign
				? completed(row.phone_number, campaign.country_code)
				: digitsOf(row.phone_number);
			const known = state.salesDialer.contacts.find(({ phone_number }) => phone_number === number);
			if (!/^[1-9]\d{7,14}$/.test(number)) {
				batch.rejected.push({ index, reason: 'Phone number is not valid.' });
				return;
			}
			const isJoined = campaign && settings().knownContacts === 'joined';
			if (taken.has(number) || (known && !isJoined)) {
				batch.duplicates.push(index);
				return;
			}
			taken.set(number, row);
			batch.added++;
		});
		// The import runs in the background; its contacts are visible only afterwards.
		if (checks === undefined) setTimeout(() => end(state, batch, settings()), IMPORT_MS).unref();
		const id = `01${randomBytes(9).toString('hex').toUpperCase()}`;
		state.imports.set(id, batch);
		return { kind: 'one', data: showImport(id, batch, reasons) };
	},

	getBulkImportStatus({ state, settings }, { params }) {
		const id = String(params.batch_id);
		const batch = state.imports.get(id);
		if (!batch) return NOT_FOUND;
		if (batch.checks <= 0) end(state, batch, settings());
		batch.checks--;
		return { kind: 'one', data: showImport(id, batch, settings().imports.reasons) };
	},
};

/** Ends an import: its contacts are there, unless it fails. */
function end(state: State, batch: ImportBatch, settings: Settings): void {
	if (batch.isDone) return;
	batch.isDone = true;
	if (batch.fails) return;
	const campaign = state.salesDialer.campaigns.find(({ id }) => id === batch.campaignId);
	for (const [number, row] of batch.taken) {
		const known = state.salesDialer.contacts.find(({ phone_number }) => phone_number === number);
		const contact = known ?? newDialerContact(state, number);
		fillContact(contact, row, settings);
		if (campaign) join(campaign, contact.id);
	}
}

function showImport(
	id: string,
	{ isDone, fails, received, added, rejected, duplicates }: ImportBatch,
	reasons: Settings['imports']['reasons'],
): object {
	return {
		batch_id: id,
		import_status: !isDone ? 'Pending' : fails ? 'Failed' : 'Completed',
		import_summary: {
			received,
			added: isDone && !fails ? added : 0,
			queued: isDone ? 0 : added,
			rejected: rejected.length,
			rejected_list: rejected.map(({ index }) => index),
			duplicate: duplicates.length,
			duplicate_list: duplicates,
		},
		import_details: {
			rejected_contacts: rejected.map(({ index, reason }) => ({
				index,
				reasons: reasons === 'text' ? reason : [reason],
			})),
		},
	};
}
