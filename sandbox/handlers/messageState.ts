import type { Media, TextRow, WhatsAppRow } from '../seed/messages';
import type { State } from '../state';

/** Text of a number as digits only. */
export function digitsOf(number: unknown): string {
	return String(number).replace(/\D/g, '');
}

/** Index of one of the account's numbers; -1 when it is not one. */
export function numberPlace({ numbers }: State, number: unknown): number {
	const digits = digitsOf(number);
	return numbers.findIndex(({ justcall_number }) => justcall_number === digits);
}

/** Index of a person outside the account; an unknown person is added. */
export function contactPlace({ contacts }: State, number: unknown): number {
	const digits = digitsOf(number);
	const known = contacts.findIndex((contact) => contact.number === digits);
	return known >= 0 ? known : contacts.push({ number: digits, name: '', email: '' }) - 1;
}

/** Whether a message is sent to or from this number. */
export function isWith({ contacts }: State, row: { contact: number }, number: unknown): boolean {
	return contacts[row.contact]?.number === digitsOf(number);
}

/** Whether a message used one of the account's numbers. */
export function isOver({ numbers }: State, row: { number: number }, number: unknown): boolean {
	return numbers[row.number]?.justcall_number === digitsOf(number);
}

/** The files of a message from comma-separated addresses in a request. */
export function mediaOf(urls: unknown): Media[] {
	return String(urls ?? '')
		.split(',')
		.map((url) => url.trim())
		.filter(Boolean)
		.map((url) => ({ media_url: url, content_type: /\.pdf\b/i.test(url) ? 'application/pdf' : 'image/png' }));
}

/** Adds an SMS that is sent or received now. Missing facts are made up. */
export function addText(state: State, facts: Partial<TextRow>): TextRow {
	const { texts } = state.messages;
	const row: TextRow = {
		id: (texts.at(-1)?.id ?? 262_000_000) + 13,
		at: Math.floor(Date.now() / 1000),
		direction: 'Incoming',
		contact: 0,
		number: 0,
		agent: 0,
		body: 'Hello, is anybody there?',
		media: [],
		status: 'Received',
		medium: '',
		...facts,
	};
	texts.push(row);
	return row;
}

/** Adds a WhatsApp message that is sent or received now. */
export function addWhatsApp(state: State, facts: Partial<WhatsAppRow>): WhatsAppRow {
	const { whatsApp } = state.messages;
	const row: WhatsAppRow = {
		id: (whatsApp.at(-1)?.id ?? 551_000) + 13,
		at: Math.floor(Date.now() / 1000),
		direction: 'Incoming',
		contact: 0,
		number: 0,
		agent: 0,
		body: 'Great, see you then',
		media: [],
		status: 'received',
		template: undefined,
		...facts,
	};
	whatsApp.push(row);
	return row;
}
