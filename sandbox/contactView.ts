import type { ContactRecord } from './seed/contacts';

/** The contact as `jc.contact_status_updated` shows it: smaller than the API does (FACTS.md section 9). */
export function showContactEvent(contact: ContactRecord): Record<string, unknown> {
	const { id, name, contact_number, other_numbers, email, extension, company, address, notes } = contact;
	const { status, status_updated_at, created_at, last_updated_at, agent_id } = contact;
	return {
		id,
		name,
		contact_number,
		other_numbers: other_numbers.map(({ label, number }) => ({ label, number })),
		email,
		extension,
		company,
		address,
		notes: notes.map(({ description, added_at }) => ({ description, added_at })),
		status: { ...status },
		status_updated_at,
		created_at,
		last_updated_at,
		agent_id,
	};
}
