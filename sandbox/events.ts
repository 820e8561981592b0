import { showCall } from './callView';
import { addText, addWhatsApp } from './handlers/messageState';
import { showText, showWhatsApp } from './messageView';
import type { Contract } from '../contract/load';
import type { CallRow } from './seed/calls';
import type { TextRow } from './seed/messages';
import { addCall, findCall, type State } from './state';
import type { EmitOptions, Webhooks } from './webhooks/subscriptions';

/** An event to play. */
export interface Emission extends EmitOptions {
	/** One of JustCall's event types. */
	type: string;
	/** For call events: the call; by default a new one. */
	callId?: number;
	/** Fields that replace those of the event's object. */
	data?: Record<string, unknown>;
}

/** Facts of the new call for each call event. */
const CALLS: Record<string, Partial<CallRow>> = {
	'call.initiated': { direction: 'Outgoing', running: true, recorded: false, talk: 0 },
	'call.incoming': { direction: 'Incoming', running: true, recorded: false, talk: 0 },
	'call.answered': { outcome: 'ANSWERED', running: true },
	'call.enters_queue': { direction: 'Incoming', running: true, queueWait: 5 },
	'call.exits_queue': { direction: 'Incoming', running: true, queueWait: 15 },
	'call.missed': { direction: 'Incoming', outcome: 'MISSED', talk: 0, recorded: false },
	'call.voicemail': { direction: 'Incoming', outcome: 'VOICEMAIL', talk: 20, recorded: true },
	'call.completed': { outcome: 'ANSWERED', talk: 95, recorded: true },
	'call.updated': {},
};

/** Call type in the events of a call in progress. Lists show "In Progress" at that time. */
const TYPES: Record<string, string> = {
	'call.initiated': '',
	'call.incoming': '',
	'call.answered': 'Answered',
	'call.enters_queue': '',
	'call.exits_queue': '',
};

function withType(call: Record<string, unknown>, type: string | undefined): Record<string, unknown> {
	return type === undefined ? call : { ...call, call_info: { ...(call.call_info as object), type } };
}

/**
 * Makes the body of each message event: a message that is sent or received now, with the first contact who has
 * written.
 */
const MESSAGES: Record<string, (state: State) => Record<string, unknown>> = {
	'sms.received': (state) => showText(state, addText(state, {})),
	'sms.sent': (state) => showText(state, addText(state, SENT_TEXT)),
	'sms.sent_received': (state) => showText(state, addText(state, {})),
	'whatsapp.message_received': (state) => showWhatsApp(state, addWhatsApp(state, {}), true),
	'whatsapp.message_sent': (state) =>
		showWhatsApp(state, addWhatsApp(state, { direction: 'Outgoing', status: 'sent' }), true),
};

const SENT_TEXT: Partial<TextRow> = {
	direction: 'Outgoing',
	status: 'Delivered',
	medium: 'One-To-One via Web',
	body: 'We missed your call. When may we call back?',
};

/**
 * Plays an event. A call event creates a call or changes one, a message event creates a message, and any other
 * event uses the contract's example with a new id.
 *
 * @returns the event's object and the request ids of its deliveries
 * @throws Error naming the type when there is no such event
 */
export function playEvent(
	contract: Contract,
	state: State,
	webhooks: Webhooks,
	{ type, callId, data, ...options }: Emission,
): { data: Record<string, unknown>; requestIds: string[] } {
	const example = contract.events.get(type);
	if (!example)
		throw new Error(`There is no event '${type}'. Types: ${[...contract.events.keys()].join(', ')}.`);
	const facts = CALLS[type];
	const message = MESSAGES[type];
	let object: Record<string, unknown>;
	if (message) {
		object = message(state);
	} else if (facts) {
		const known = callId === undefined ? undefined : findCall(state, callId);
		if (callId !== undefined && !known) throw new Error(`There is no call ${callId}.`);
		const row = known
			? Object.assign(known, facts.running === undefined ? { running: false } : {}, facts)
			: addCall(state, facts);
		const shown = withType(showCall(state, row, { queue: true, ai: true }), TYPES[type]);
		object = { ...shown, justcall_ai: { ...(shown.justcall_ai as object), call_transcription: [] } };
	} else {
		object = { ...example.data, ...('id' in example.data && { id: freshId(state, example.data.id) }) };
	}
	const merged = { ...object, ...data };
	return { data: merged, requestIds: webhooks.emit(type, merged, options) };
}

function freshId(state: State, id: unknown): unknown {
	return typeof id === 'number' ? id + state.faker.number.int({ min: 1, max: 1_000_000 }) : id;
}
