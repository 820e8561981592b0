import { showContactEvent } from '../contactView';
import { emptyContact, type ContactRecord, type StatusList } from '../seed/contacts';
import type { Settings } from '../settings';
import type { State } from '../state';
import { digitsOf, matches } from '../numbers';
import { comparisonOf } from './comparison';
import { filtered, NOT_FOUND, ordered, type Handlers, type HandlerResult } from './handler';

const LISTS: StatusList[] = ['blacklist', 'dnd', 'dnm'];

/** Handlers of the contacts. */
export const contacts: Handlers = {
	listContacts({ state, settings }, { query }) {
		return { kind: 'list', rows: ordered(matching(state, query, settings()), query.order, 'desc') };
	},

	listBlacklistedContacts({ state, settings }, { query }) {
		const blocked = matching(state, query, settings()).filter(({ status }) =>
			LISTS.some((list) => status[list]),
		);
		return {
			kind: 'list',
			rows: ordered(blocked, query.order, 'desc'),
			show: ({ id, ...contact }: ContactRecord) => ({ ref_id: `b${id.toString(16)}`, ...contact }),
		};
	},

	getContact({ state }, { params }) {
		const contact = state.contactRecords.find(({ id }) => id === Number(params.id));
		return contact ? { kind: 'one', data: contact } : NOT_FOUND;
	},

	createContact({ state, settings }, { body }) {
		const id = (state.contactRecords.at(-1)?.id ?? 18_400_000) + 11;
		const contact = emptyContact(id, Number(body.agent_id ?? state.users[0]?.id ?? 0), today());
		state.contactRecords.push(contact);
		const notes = body.notes === undefined ? undefined : [{ note: body.notes }];
		apply(state, contact, { ...body, notes }, settings());
		return { kind: 'one', data: contact };
	},

	updateContact({ state, settings }, { body }) {
		const found = find(state, body);
		if (found.length === 0) return NOT_FOUND;
		// With an id, the number is the new one. Without an id, the contact is found by the number (FACTS.md section 10).
		const changes = body.id === undefined ? { ...body, contact_number: undefined } : body;
		for (const contact of found) apply(state, contact, changes, settings());
		return answerOf(state, found[0] as ContactRecord, settings());
	},

	deleteContact({ state }, { query }) {
		const found = new Set(find(state, query));
		if (found.size === 0) return NOT_FOUND;
		state.contactRecords = state.contactRecords.filter((contact) => !found.has(contact));
		return { kind: 'done' };
	},

	updateContactStatus({ state, settings, webhooks }, { body }) {
		const found = find(state, body);
		if (found.length === 0) return NOT_FOUND;
		for (const contact of found) {
			for (const list of (body.add_to as StatusList[] | undefined) ?? []) contact.status[list] = true;
			for (const list of (body.remove_from as StatusList[] | undefined) ?? []) contact.status[list] = false;
			contact.status_updated_at = today();
			webhooks.emit('jc.contact_status_updated', showContactEvent(contact));
		}
		return answerOf(state, found[0] as ContactRecord, settings());
	},

	bulkAddContactsToBlacklist({ state }, { body }): HandlerResult {
		const seen = new Set<string>();
		const agent = state.users[0]?.id ?? 0;
		const none = () => ({ numbers: [] as string[], agent_ids: [] as number[] });
		const result = { updated: none(), added: none(), failed: none(), skipped: none() };
		for (const text of body.contact_numbers as string[]) {
			const number = text.replace(/\D/g, '');
			if (!/^[1-9]\d{6,14}$/.test(number) || seen.has(number)) {
				result.skipped.numbers.push(text);
				continue;
			}
			seen.add(number);
			const known = find(state, { contact_number: number, across_team: body.across_team });
			const listed = known.some(({ status }) => LISTS.some((list) => status[list]));
			const outcome = listed ? result.updated : result.added;
			const targets = known.length > 0 ? known : [create(state, number, agent)];
			for (const contact of targets)
				for (const list of body.add_to as StatusList[]) contact.status[list] = true;
			outcome.numbers.push(number);
			outcome.agent_ids = [...new Set([...outcome.agent_ids, ...targets.map(({ agent_id }) => agent_id)])];
		}
		return { kind: 'one', data: result };
	},

	// v1: POST with everything in the body, pages from 1, other field names (FACTS.md section 11).
	v1QueryContacts({ state }, { body }) {
		const contains = (name: keyof ContactRecord) => (row: ContactRecord, value: string) =>
			String(row[name]).toLowerCase().includes(value.toLowerCase());
		const rows = filtered<ContactRecord>(state.contactRecords, body, {
			id: (row, value: number) => row.id === Number(value),
			firstname: contains('first_name'),
			lastname: contains('last_name'),
			phone: (row, value: string) => matches(row.contact_number, value),
			email: contains('email'),
			company: contains('company'),
			notes: (row, value: string) => row.notes.some(({ description }) => description.includes(value)),
		});
		const size = Math.min(100, Number(body.per_page ?? 100));
		const page = rows.slice((Number(body.page ?? 1) - 1) * size, Number(body.page ?? 1) * size);
		return { kind: 'raw', body: { status: 'success', count: page.length, data: page.map(showV1) } };
	},
};

/** The answer to a change of a contact: it, or all that have its number. */
function answerOf(state: State, contact: ContactRecord, { updateAnswers }: Settings): HandlerResult {
	const number = digitsOf(contact.contact_number);
	const others = state.contactRecords.filter(
		(other) => other !== contact && digitsOf(other.contact_number) === number,
	);
	return { kind: 'one', data: contact, others: updateAnswers === 'all' ? others : [] };
}

function matching(state: State, query: Record<string, unknown>, settings: Settings): ContactRecord[] {
	const same = comparisonOf(settings);
	const own = state.users[0]?.id;
	const visible =
		query.across_team === true
			? state.contactRecords
			: state.contactRecords.filter(({ agent_id }) => agent_id === own);
	return filtered<ContactRecord>(visible, query, {
		agent_ids: ({ agent_id }, value: number[]) => value.includes(agent_id),
		contact_number: ({ contact_number }, value: string) =>
			matches(contact_number, value) || same.number(contact_number, value),
		first_name: ({ first_name }, value: string) => same.text(first_name, value),
		last_name: ({ last_name }, value: string) => same.text(last_name, value),
		status: ({ status }, value: StatusList[]) => value.some((list) => status[list]),
		last_contact_id_fetched: ({ id }, value: number) => (query.order === 'asc' ? id > value : id < value),
	});
}

/** By id, one entry; by number, the owner's entries, or those of all agents with across_team. */
function find({ contactRecords, users }: State, by: Record<string, unknown>): ContactRecord[] {
	if (by.id !== undefined) return contactRecords.filter(({ id }) => id === Number(by.id));
	const number = digitsOf(by.contact_number);
	const everybody = by.across_team === true;
	return contactRecords.filter(
		({ contact_number, agent_id }) =>
			digitsOf(contact_number) === number && (everybody || agent_id === users[0]?.id),
	);
}

function create(state: State, number: string, agentId: number): ContactRecord {
	const contact = emptyContact((state.contactRecords.at(-1)?.id ?? 18_400_000) + 11, agentId, today());
	contact.contact_number = number;
	state.contactRecords.push(contact);
	return contact;
}

function apply(
	state: State,
	contact: ContactRecord,
	changes: Record<string, unknown>,
	{ emails }: Pick<Settings, 'emails'>,
): void {
	const text = ['first_name', 'last_name', 'email', 'company', 'address'] as const;
	for (const name of text) if (changes[name] !== undefined) contact[name] = String(changes[name]);
	if (emails === 'lowerCase') contact.email = contact.email.toLowerCase();
	if (changes.extension !== undefined) contact.extension = Number(changes.extension);
	if (changes.contact_number !== undefined)
		contact.contact_number = String(changes.contact_number).replace(/\D/g, '');
	if (changes.other_numbers !== undefined) {
		contact.other_numbers = (changes.other_numbers as Array<{ label: string; number: string }>).map(
			(other) => ({
				contact_relation_id: state.faker.number.int({ min: 70_000, max: 99_999 }),
				...other,
			}),
		);
	}
	for (const { note } of (changes.notes as Array<{ note: string }> | undefined) ?? []) {
		const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
		contact.notes.push({
			id: 5000 + contact.notes.length,
			description: note,
			added_at: now,
			last_updated_at: now,
		});
	}
	contact.name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
	contact.last_updated_at = today();
}

function showV1(contact: ContactRecord): object {
	return {
		id: contact.id,
		firstname: contact.first_name,
		lastname: contact.last_name,
		phone: contact.contact_number,
		email: contact.email,
		company: contact.company,
		notes: contact.notes.map(({ description }) => description).join('\n'),
		other_phones: contact.other_numbers.map(({ label, number }) => ({ label, number })),
	};
}

function today(): string {
	return new Date().toISOString().slice(0, 10);
}
