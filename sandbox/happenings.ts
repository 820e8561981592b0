import { showCall } from './callView';
import { showAppointment } from './handlers/appointments';
import { showDialerCall } from './handlers/dialerCalls';
import { showText, showWhatsApp } from './messageView';
import type { State } from './state';

/** A message, a call or a booking that came about since the start, for people. */
export interface Happening {
	/** Different for each. */
	key: string;
	kind: 'sms' | 'whatsapp' | 'call' | 'dialerCall' | 'appointment';
	/** Id by which the API gives the record. */
	id: number;
	direction: 'in' | 'out';
	/** UTC epoch seconds. */
	at: number;
	/** The person outside. */
	name: string;
	/** Digits with country code. */
	number: string;
	/** The account's line or campaign, and its number. */
	line: string;
	lineNumber: string;
	agent: string;
	/** What was written or said. */
	text: string;
	/** Addresses of files. */
	media: string[];
	/** Delivery status, or how the call ended. */
	status: string;
}

/** Sizes of the account's lists at a moment. */
export interface Sizes {
	texts: number;
	whatsApp: number;
	calls: number;
	dialerCalls: number;
	appointments: number;
}

/** How many records the account has, to see later what was added. */
export function sizesOf({ messages, calls, salesDialer, appointments }: State): Sizes {
	return {
		texts: messages.texts.length,
		whatsApp: messages.whatsApp.length,
		calls: calls.length,
		dialerCalls: salesDialer.calls.length,
		appointments: appointments.length,
	};
}

/**
 * The newest of the messages, calls and bookings that were added, newest first.
 *
 * @param since the sizes before them
 * @param last how many at most
 */
export function happeningsSince(state: State, since: Sizes, last: number): Happening[] {
	const added = <Row>(rows: readonly Row[], before: number) =>
		rows.slice(Math.max(before, rows.length - last));
	const { messages, salesDialer } = state;
	return [
		...added(state.calls, since.calls).map((row) => {
			const call = showCall(state, row) as unknown as ShownCall;
			const { type, voicemail_transcription, notes } = call.call_info;
			const spoken = row.running || row.talk === 0 ? '' : `, ${call.call_duration.friendly_duration}`;
			const byAgent = row.voiceAgent < 0 ? '' : state.voiceAgents[row.voiceAgent]?.name;
			return {
				...personOf(call),
				key: `call-${row.id}`,
				kind: 'call' as const,
				id: row.id,
				direction: directionOf(row),
				at: row.at,
				agent: byAgent ? `Voice agent ${byAgent}` : call.agent_name,
				text: voicemail_transcription || notes,
				media: [],
				status: `${type}${spoken}`,
			};
		}),
		...added(salesDialer.calls, since.dialerCalls).map((row) => {
			const call = showDialerCall(state, row, false) as unknown as ShownDialerCall;
			return {
				...personOf(call),
				line: call.campaign.name,
				lineNumber: call.sales_dialer_number,
				key: `dialer-${row.callId}`,
				kind: 'dialerCall' as const,
				id: row.callId,
				direction: 'out' as const,
				at: row.at,
				text: call.call_info.disposition,
				media: [],
				status: call.call_info.type,
			};
		}),
		...added(messages.texts, since.texts).map((row) => ({
			...personOf(showText(state, row) as unknown as Person),
			key: `sms-${row.id}`,
			kind: 'sms' as const,
			id: row.id,
			direction: directionOf(row),
			at: row.at,
			text: row.body,
			media: row.media.map(({ media_url }) => media_url),
			status: row.status,
		})),
		...added(messages.whatsApp, since.whatsApp).map((row) => ({
			...personOf(showWhatsApp(state, row, false) as unknown as Person),
			key: `whatsapp-${row.id}`,
			kind: 'whatsapp' as const,
			id: row.id,
			direction: directionOf(row),
			at: row.at,
			text: row.body,
			media: row.media.map(({ media_url }) => media_url),
			status: row.status,
		})),
		...added(state.appointments, since.appointments).map((row) => {
			const shown = showAppointment(state, row) as Record<string, string>;
			return {
				key: `appointment-${row.id}`,
				kind: 'appointment' as const,
				id: row.id,
				direction: 'in' as const,
				at: row.createdAt,
				name: `${row.firstName} ${row.lastName}`.trim(),
				number: row.number,
				line: shown.calendar_name ?? '',
				lineNumber: '',
				agent: '',
				text: row.notes,
				media: [],
				status: `${shown.customer_slot} (${row.timeZone})`,
			};
		}),
	]
		.sort((a, b) => a.at - b.at)
		.slice(-last)
		.reverse();
}

interface Person {
	contact_name: string;
	contact_number: string;
	justcall_line_name: string;
	justcall_number: string;
	agent_name: string;
}

interface ShownCall extends Person {
	call_info: { type: string; voicemail_transcription: string; notes: string };
	call_duration: { friendly_duration: string };
}

interface ShownDialerCall extends Person {
	campaign: { name: string };
	sales_dialer_number: string;
	call_info: { type: string; disposition: string };
}

function personOf(shown: Person): Pick<Happening, 'name' | 'number' | 'line' | 'lineNumber' | 'agent'> {
	return {
		name: shown.contact_name,
		number: shown.contact_number,
		line: shown.justcall_line_name,
		lineNumber: shown.justcall_number,
		agent: shown.agent_name,
	};
}

function directionOf({ direction }: { direction: 'Incoming' | 'Outgoing' }): Happening['direction'] {
	return direction === 'Incoming' ? 'in' : 'out';
}
