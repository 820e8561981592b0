import { CUSTOM_FIELDS, type CampaignRow, type DialerContact } from '../seed/salesDialer';
import type { Settings } from '../settings';
import type { State } from '../state';

/** A contact of the Sales Dialer by its id. */
export function findDialerContact({ salesDialer }: State, id: unknown): DialerContact | undefined {
	const wanted = Number(id);
	return salesDialer.contacts.find((contact) => contact.id === wanted);
}

/** Adds a contact that has only a number. */
export function newDialerContact({ salesDialer }: State, number: string): DialerContact {
	const now = new Date().toISOString();
	const contact: DialerContact = {
		id: (salesDialer.contacts.at(-1)?.id ?? 26_341_000) + 5,
		name: '',
		phone_number: number,
		email: '',
		birthday: '',
		occupation: '',
		address: '',
		status: 'Active',
		status_updated_at: now,
		created_at: now,
		custom_fields: [],
	};
	salesDialer.contacts.push(contact);
	return contact;
}

/** Writes the fields of a request into a contact; custom fields that it does not name stay. */
export function fillContact(
	contact: DialerContact,
	changes: Record<string, unknown>,
	{ emails }: Pick<Settings, 'emails'>,
): void {
	for (const name of ['name', 'email', 'birthday', 'occupation', 'address'] as const) {
		if (changes[name] !== undefined) contact[name] = String(changes[name]);
	}
	if (emails === 'lowerCase') contact.email = contact.email.toLowerCase();
	for (const { id, value } of (changes.custom_fields as Array<{ id: number; value: string }> | undefined) ??
		[]) {
		const field = CUSTOM_FIELDS.find(({ key }) => key === id);
		if (!field) continue;
		contact.custom_fields = [...contact.custom_fields.filter(({ key }) => key !== id), { ...field, value }];
	}
}

/** ISO text in JustCall's spaced form. */
export function spaced(iso: string): string {
	return iso.slice(0, 19).replace('T', ' ');
}

/** Adds a contact to a campaign, once. */
export function join(row: CampaignRow, contactId: number): void {
	if (row.members.some((member) => member.contactId === contactId)) return;
	row.members.push({ contactId, progress: 'Undialed', addedAt: Math.floor(Date.now() / 1000) });
}
