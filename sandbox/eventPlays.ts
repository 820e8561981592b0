import { isAnalysed, transcriptOf } from './aiView';
import { showCall, showVoiceAgentData } from './callView';
import { showContactEvent } from './contactView';
import { bookNext, showAppointment } from './handlers/appointments';
import { addDialerCall, showDialerCall } from './handlers/dialerCalls';
import { addText, addWhatsApp } from './handlers/messageState';
import { showText, showWhatsApp } from './messageView';
import type { CallRow } from './seed/calls';
import { emptyContact } from './seed/contacts';
import type { TextRow, WhatsAppRow } from './seed/messages';
import type { DialerCallRow } from './seed/salesDialer';
import { addCall, findById, findCall, type State } from './state';

/** The options of an emission that name an existing record. */
export const ID_NAMES = ['callId', 'messageId', 'contactId', 'appointmentId'] as const;

/** One of the options that name an existing record. */
export type IdName = (typeof ID_NAMES)[number];

/** The records that an event is about, beside its type. */
export interface Wanted {
	/** Id of the record that the event tells of; without it the event takes or makes one. */
	id: number | undefined;
	/** For a message that comes in: id of the message that it answers. */
	replyTo: number | undefined;
}

/** How an event is played. */
export interface Play {
	/** The event's name for people, as the trigger has it. */
	name: string;
	/** The option that names its record. */
	idName: IdName;
	/**
	 * Makes the event's record or brings it into the state that the event tells of, and shows it as the event does.
	 *
	 * @throws Error naming the id when there is no such record, or the event cannot be about it
	 */
	play: (state: State, wanted: Wanted) => Record<string, unknown>;
}

/** A call that nobody talked in. */
const UNHEARD = {
	talk: 0,
	hold: 0,
	wrapUp: 0,
	recorded: false,
	disposition: '',
	notes: '',
	rating: '',
	play: undefined,
};

const HEARD = {
	outcome: 'ANSWERED',
	talk: 95,
	hold: 0,
	recorded: true,
	running: false,
	play: undefined,
} as const;

const CALL_EVENTS: Record<string, { name: string; facts: Partial<CallRow>; type?: string; exit?: string }> = {
	'call.initiated': {
		name: 'Call Initiated',
		facts: { ...UNHEARD, direction: 'Outgoing', running: true },
		type: '',
	},
	'call.incoming': {
		name: 'Call Incoming',
		facts: { ...UNHEARD, direction: 'Incoming', running: true },
		type: '',
	},
	'call.answered': { name: 'Call Answered', facts: { outcome: 'ANSWERED', running: true }, type: 'Answered' },
	'call.enters_queue': {
		name: 'Call Enters Queue',
		facts: { direction: 'Incoming', running: true, queueWait: 5 },
		type: '',
	},
	'call.exits_queue': {
		name: 'Call Exits Queue',
		facts: { direction: 'Incoming', running: true, queueWait: 15 },
		type: '',
		exit: 'Caller got connected to a JustCall agent',
	},
	'call.missed': {
		name: 'Call Missed',
		facts: { ...UNHEARD, direction: 'Incoming', outcome: 'MISSED', running: false, voiceAgent: -1 },
	},
	'call.voicemail': {
		name: 'Call Voicemail',
		facts: {
			...UNHEARD,
			direction: 'Incoming',
			outcome: 'VOICEMAIL',
			talk: 20,
			recorded: true,
			running: false,
			voiceAgent: -1,
		},
	},
	'call.completed': { name: 'Call Completed', facts: HEARD },
};

const SAID = 'We missed your call. When may we call back?';

/** How each event is played, by its type. Every event tells of a record that the API gives too. */
export const PLAYS: Readonly<Record<string, Play>> = {
	...Object.fromEntries(
		Object.entries(CALL_EVENTS).map(([eventType, { name, facts, type, exit }]): [string, Play] => [
			eventType,
			{
				name,
				idName: 'callId',
				play(state, { id }) {
					const row = id === undefined ? addCall(state, facts) : Object.assign(callOf(state, id), facts);
					const call = withType(showCallEvent(state, coherent(row)), type);
					return exit ? { ...call, queue: { ...(call.queue as object), exit_reason: exit } } : call;
				},
			},
		]),
	),
	'call.updated': {
		name: 'Call Updated',
		idName: 'callId',
		play(state, { id }) {
			if (id !== undefined) return showCallEvent(state, Object.assign(callOf(state, id), { running: false }));
			const row = state.calls.findLast(hasReport) ?? addCall(state, HEARD);
			const change = { disposition: 'Sales: Follow Up', notes: 'Send the invoice again', rating: '4.5' };
			return showCallEvent(state, coherent(Object.assign(row, change)));
		},
	},
	'jc.call_ai_generated': {
		name: 'Call AI Report Generated',
		idName: 'callId',
		play(state, { id }) {
			const row = id === undefined ? state.calls.findLast(hasReport) : callOf(state, id);
			const heard = row ?? addCall(state, HEARD);
			if (!hasReport(heard)) Object.assign(heard, HEARD);
			heard.play = undefined;
			const call = showCallEvent(state, coherent(heard));
			const sides = [String(call.agent_name), String(call.contact_name)] as const;
			return withTranscript(call, transcriptOf(heard.talk, sides));
		},
	},
	'call.ai_voice_agent': {
		name: 'Call Voice Agent Data',
		idName: 'callId',
		play(state, { id }) {
			const facts = { ...HEARD, voiceAgent: 0, traits: ['VOICE_AGENT'] };
			const row =
				id === undefined
					? state.calls.findLast((call) => !call.running && call.voiceAgent >= 0)
					: callOf(state, id);
			const spoken = row ?? addCall(state, facts);
			if (spoken.running || spoken.voiceAgent < 0) Object.assign(spoken, facts);
			spoken.play = undefined;
			return showVoiceAgentData(state, coherent(spoken));
		},
	},
	'sd.call_completed': {
		name: 'Sales Dialer Call Completed',
		idName: 'callId',
		play(state, { id }) {
			const row = id === undefined ? addDialerCall(state) : dialerCallOf(state, id);
			return withTranscript(showDialerCall(state, row, true), []);
		},
	},
	'sd.call_updated': {
		name: 'Sales Dialer Call Updated',
		idName: 'callId',
		play(state, { id }) {
			if (id !== undefined) return showDialerCall(state, dialerCallOf(state, id), false);
			const row = newestDialed(state) ?? addDialerCall(state);
			return showDialerCall(state, Object.assign(row, { disposition: 'Sales: Lead', rating: 5 }), false);
		},
	},
	'sd.call_ai_generated': {
		name: 'Sales Dialer AI Report Generated',
		idName: 'callId',
		play(state, { id }) {
			const row = id === undefined ? newestDialed(state) : dialerCallOf(state, id);
			const heard = row ?? addDialerCall(state);
			if (!isAnalysed(heard.duration))
				Object.assign(heard, { outcome: 'OUTGOING_HUMAN_ANSWERED', duration: 95 });
			const call = showDialerCall(state, heard, true);
			const sides = [String(call.agent_name), String(call.contact_name)] as const;
			return withTranscript(call, transcriptOf(heard.duration, sides));
		},
	},
	'sms.received': text('SMS Received', 'Incoming'),
	'sms.sent': text('SMS Sent', 'Outgoing'),
	'sms.sent_received': text('SMS Sent or Received', undefined),
	'sms.status_updated': {
		name: 'SMS Status Updated',
		idName: 'messageId',
		play(state, { id }) {
			const row =
				id === undefined
					? state.messages.texts.findLast(
							({ direction, status }) => direction === 'Outgoing' && status !== 'Scheduled',
						)
					: textOf(state, id, 'Outgoing');
			const sent = row ?? addText(state, sentText());
			if (sent.status === 'Scheduled') sent.status = 'Delivered';
			return showText(state, sent);
		},
	},
	'whatsapp.message_received': whatsApp('WhatsApp Message Received', 'Incoming'),
	'whatsapp.message_sent': whatsApp('WhatsApp Message Sent', 'Outgoing'),
	'whatsapp.message_status_updated': {
		name: 'WhatsApp Message Status Updated',
		idName: 'messageId',
		play(state, { id }) {
			const row =
				id === undefined
					? state.messages.whatsApp.findLast(
							({ direction, status }) => direction === 'Outgoing' && status !== 'failed',
						)
					: whatsAppOf(state, id, 'Outgoing');
			const sent = row ?? addWhatsApp(state, sentWhatsApp());
			if (sent.status !== 'failed') sent.status = sent.status === 'sent' ? 'delivered' : 'read';
			return showWhatsApp(state, sent, true);
		},
	},
	'jc.contact_status_updated': {
		name: 'Contact Status Updated',
		idName: 'contactId',
		play(state, { id }) {
			const owner = state.users[0]?.id ?? 0;
			const contact =
				id === undefined
					? (state.contactRecords.findLast(({ agent_id }) => agent_id === owner) ?? newContact(state, owner))
					: found(findById(state.contactRecords, id), `There is no contact ${id}.`);
			contact.status.blacklist = !contact.status.blacklist;
			contact.status_updated_at = today();
			return showContactEvent(contact);
		},
	},
	'appointment.scheduled': {
		name: 'Appointment Scheduled',
		idName: 'appointmentId',
		play(state, { id }) {
			const appointment =
				id === undefined
					? bookNext(state)
					: found(findById(state.appointments, id), `There is no appointment ${id}.`);
			return showAppointment(state, appointment);
		},
	},
};

function text(name: string, direction: TextRow['direction'] | undefined): Play {
	return {
		name,
		idName: 'messageId',
		play(state, { id, replyTo }) {
			if (id !== undefined) return showText(state, textOf(state, id, direction));
			if (direction === 'Outgoing') return showText(state, addText(state, sentText()));
			const asked = replyTo === undefined ? undefined : textOf(state, replyTo, 'Outgoing');
			return showText(state, addText(state, answerTo(asked)));
		},
	};
}

function whatsApp(name: string, direction: WhatsAppRow['direction']): Play {
	return {
		name,
		idName: 'messageId',
		play(state, { id, replyTo }) {
			if (id !== undefined) return showWhatsApp(state, whatsAppOf(state, id, direction), true);
			if (direction === 'Outgoing') return showWhatsApp(state, addWhatsApp(state, sentWhatsApp()), true);
			const asked = replyTo === undefined ? undefined : whatsAppOf(state, replyTo, 'Outgoing');
			return showWhatsApp(state, addWhatsApp(state, answerTo(asked)), true);
		},
	};
}

function sentText(): Partial<TextRow> {
	return { direction: 'Outgoing', status: 'Delivered', medium: 'One-To-One via Web', body: SAID };
}

function sentWhatsApp(): Partial<WhatsAppRow> {
	return { direction: 'Outgoing', status: 'sent', body: SAID };
}

/** An answer comes from the person who was written to, to the number that was written from. */
function answerTo(
	asked: Pick<TextRow, 'contact' | 'number' | 'agent'> | undefined,
): Pick<TextRow, 'contact' | 'number' | 'agent' | 'body'> | Record<string, never> {
	if (!asked) return {};
	const { contact, number, agent } = asked;
	return { contact, number, agent, body: 'Works for me, thank you!' };
}

function showCallEvent(state: State, row: CallRow): Record<string, unknown> {
	return withTranscript(showCall(state, row, { queue: true, ai: true }), []);
}

function withTranscript(call: Record<string, unknown>, sentences: object[]): Record<string, unknown> {
	return { ...call, justcall_ai: { ...(call.justcall_ai as object), call_transcription: sentences } };
}

/** Call type in the events of a call that goes on; lists say "In Progress" meanwhile. */
function withType(call: Record<string, unknown>, type: string | undefined): Record<string, unknown> {
	return type === undefined ? call : { ...call, call_info: { ...(call.call_info as object), type } };
}

/** Brings the facts of a call that was changed in line with each other. */
function coherent(row: CallRow): CallRow {
	if (row.direction === 'Outgoing') Object.assign(row, { queueWait: 0, digit: '' });
	const wrong = new Set([
		...(row.direction === 'Outgoing' ? ['QUEUE', 'IVR', 'CALLBACK', 'FORWARD'] : []),
		...(row.talk === 0 ? ['TRANSFER', 'MERGE'] : []),
		...(row.voiceAgent < 0 ? ['VOICE_AGENT'] : []),
	]);
	const traits = [
		...row.traits.filter((trait) => !wrong.has(trait)),
		...(row.queueWait > 0 ? ['QUEUE'] : []),
	];
	row.traits = [...new Set(traits)];
	return row;
}

/** Whether the API has an AI report on the call. */
function hasReport({ running, outcome, talk }: CallRow): boolean {
	return !running && outcome === 'ANSWERED' && isAnalysed(talk);
}

/** The newest call of a campaign with somebody who is still a contact. */
function newestDialed({ salesDialer }: State): DialerCallRow | undefined {
	const ids = new Set(salesDialer.contacts.map(({ id }) => id));
	return salesDialer.calls.findLast(({ contactId, duration }) => ids.has(contactId) && isAnalysed(duration));
}

function callOf(state: State, id: number): CallRow {
	return found(findCall(state, id), `There is no call ${id}.`);
}

function dialerCallOf({ salesDialer }: State, id: number): DialerCallRow {
	return found(
		salesDialer.calls.find(({ callId }) => callId === id),
		`There is no call ${id} of the Sales Dialer.`,
	);
}

function textOf({ messages }: State, id: number, direction: TextRow['direction'] | undefined): TextRow {
	return directed(
		found(findById(messages.texts, id), `There is no text ${id}.`),
		`The text ${id}`,
		direction,
	);
}

function whatsAppOf({ messages }: State, id: number, direction: TextRow['direction']): WhatsAppRow {
	const row = found(findById(messages.whatsApp, id), `There is no WhatsApp message ${id}.`);
	return directed(row, `The WhatsApp message ${id}`, direction);
}

function directed<Row extends { direction: string }>(row: Row, subject: string, wanted?: string): Row {
	if (wanted === undefined || row.direction === wanted) return row;
	throw new Error(
		row.direction === 'Incoming'
			? `${subject} came in; this event needs one that was sent.`
			: `${subject} was sent; this event needs one that came in.`,
	);
}

function found<Row>(row: Row | undefined, message: string): Row {
	if (!row) throw new Error(message);
	return row;
}

function newContact(state: State, owner: number) {
	const contact = emptyContact((state.contactRecords.at(-1)?.id ?? 18_400_000) + 11, owner, today());
	Object.assign(contact, {
		name: 'Mara Ellison',
		first_name: 'Mara',
		last_name: 'Ellison',
		contact_number: '12025550143',
	});
	state.contactRecords.push(contact);
	return contact;
}

function today(): string {
	return new Date().toISOString().slice(0, 10);
}
