import { dateAndTimes } from './callView';
import { threadIdOf, type Template, type TextRow, type WhatsAppRow } from './seed/messages';
import type { State } from './state';

/** The SMS as the API shows it. */
export function showText(state: State, row: TextRow): Record<string, unknown> {
	const { id, ...text } = showThreadText(state, row);
	return { id, ...peopleOf(state, row), ...text, is_deleted: false };
}

/** The SMS inside a thread, without its recipient. */
export function showThreadText(state: State, row: TextRow): Record<string, unknown> {
	const { agent_id, agent_name, agent_email } = peopleOf(state, row);
	return {
		id: row.id,
		agent_id,
		agent_name,
		agent_email,
		...datesOf('sms', row.at, state.timeZone),
		direction: row.direction,
		cost_incurred: 0.0075,
		sms_info: { body: row.body, is_mms: row.media.length > 0 ? 'Yes' : 'No', mms: row.media },
		delivery_status: row.status,
		medium: row.medium,
	};
}

/** The head of a thread, from any of its texts. */
export function showThreadHead(state: State, row: TextRow): Record<string, unknown> {
	const { contact_number, contact_name, contact_email, justcall_number, justcall_line_name } = peopleOf(
		state,
		row,
	);
	return {
		contact_id: contactIdOf(row),
		contact_number,
		contact_name,
		contact_email,
		justcall_number,
		justcall_line_name,
	};
}

/** The tags of a text's thread, as whole records. */
export function tagsOf({ messages }: State, row: TextRow): object[] {
	const ids = messages.threadTags.get(threadIdOf(row)) ?? [];
	return messages.tags.filter(({ id }) => ids.includes(id));
}

/** The WhatsApp message as the API shows it; the template only if requested. */
export function showWhatsApp(state: State, row: WhatsAppRow, withTemplate: boolean): Record<string, unknown> {
	const template = state.messages.templates.find(({ id }) => id === row.template);
	const delivered = row.status === 'delivered' || row.status === 'read';
	const { message_date, message_time } = datesOf('message', row.at + 2, state.timeZone);
	const read = datesOf('message', row.at + 130, state.timeZone);
	return {
		id: row.id,
		...peopleOf(state, row),
		...datesOf('message', row.at, state.timeZone),
		// In lower case here, unlike in texts and calls.
		direction: row.direction.toLowerCase(),
		reaction_outbound: '',
		reaction_outbound_time: '',
		reaction_inbound: '',
		reaction_inbound_time: '',
		delivery_status: row.status,
		delivery_date: delivered ? message_date : '',
		delivery_time: delivered ? message_time : '',
		read_date: row.status === 'read' ? read.message_date : '',
		read_time: row.status === 'read' ? read.message_time : '',
		failure_reason: row.status === 'failed' ? 'The number is not on WhatsApp' : '',
		message_origin: 'web',
		message_info: {
			body: row.body,
			is_mms: row.media.length > 0 ? 'Yes' : 'No',
			mms: row.media[0] ?? null,
			is_template: row.template === undefined ? 'No' : 'Yes',
			...(withTemplate && template && { template: shownTemplate(template) }),
		},
	};
}

/** A template inside a message, without the text and the state that the list of templates has. */
function shownTemplate(template: Template): object {
	return Object.fromEntries(
		Object.entries(template).filter(([name]) => name !== 'body' && name !== 'status'),
	);
}

/** Number of the contact in the address book of texts. */
function contactIdOf({ contact }: Pick<TextRow, 'contact'>): number {
	return 87_900_000 + contact * 11;
}

function peopleOf(state: State, row: Pick<TextRow, 'contact' | 'number' | 'agent'>) {
	const contact = state.contacts[row.contact];
	const number = state.numbers[row.number];
	const agent = state.users[row.agent];
	return {
		contact_number: contact?.number ?? '',
		contact_name: contact?.name ?? '',
		contact_email: contact?.email ?? '',
		justcall_number: number?.justcall_number ?? '',
		justcall_line_name: number?.justcall_line_name ?? '',
		agent_id: agent?.id ?? 0,
		agent_name: agent?.name ?? '',
		agent_email: agent?.email ?? '',
	};
}

/** A moment in UTC and in the user's zone, under the names that start with `prefix`. */
function datesOf(prefix: string, at: number, zone: string): Record<string, string> {
	return Object.fromEntries(
		Object.entries(dateAndTimes(at, zone)).map(([name, value]) => [name.replace('call', prefix), value]),
	);
}
