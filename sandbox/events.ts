import type { Contract } from '../contract/load';
import { ID_NAMES, PLAYS, type IdName } from './eventPlays';
import type { State } from './state';
import type { EmitOptions, Webhooks } from './webhooks/subscriptions';

/** An event to play. The ids name an existing record; without them the event takes the newest one that fits, or makes one. */
export interface Emission extends EmitOptions, Partial<Record<IdName, number>> {
	/** One of JustCall's event types. */
	type: string;
	/** For events of calls, AI reports and voice agents: the call. For those of the Sales Dialer: its call. */
	callId?: number;
	/** For events of SMS and WhatsApp: the message. */
	messageId?: number;
	/** For events of contacts. */
	contactId?: number;
	/** For events of appointments. */
	appointmentId?: number;
	/** For a message that comes in: the message that it answers. Person and number are those of that message. */
	replyTo?: number;
	/** Fields that replace those of the event's object. */
	data?: Record<string, unknown>;
}

/** An event type, for people. */
export interface EventType {
	type: string;
	name: string;
	/** The option that names an existing record. */
	idName: IdName;
}

/** The events of the contract, in its order. */
export function eventTypesOf(contract: Contract): EventType[] {
	return [...contract.events.keys()].flatMap((type) => {
		const play = PLAYS[type];
		return play ? [{ type, name: play.name, idName: play.idName }] : [];
	});
}

const ANSWERS = ['sms.received', 'sms.sent_received', 'whatsapp.message_received'];

/**
 * Plays an event. It tells of a record of the account: one that it makes, moves on or finds, so that the API gives it too.
 *
 * @returns the event's object and the request ids of its deliveries
 * @throws Error naming the type when there is no such event, and the id when there is no such record
 */
export function playEvent(
	contract: Contract,
	state: State,
	webhooks: Webhooks,
	{ type, data, replyTo, ...rest }: Emission,
): { data: Record<string, unknown>; requestIds: string[] } {
	const play = PLAYS[type];
	if (!contract.events.has(type) || !play)
		throw new Error(`There is no event '${type}'. Types: ${[...contract.events.keys()].join(', ')}.`);
	const wrong = ID_NAMES.find((name) => rest[name] !== undefined && name !== play.idName);
	if (wrong) throw new Error(`The event '${type}' takes ${play.idName}, not ${wrong}.`);
	if (replyTo !== undefined && !ANSWERS.includes(type))
		throw new Error(`The event '${type}' takes no replyTo; these do: ${ANSWERS.join(', ')}.`);
	const object = play.play(state, { id: rest[play.idName], replyTo });
	const merged = { ...object, ...data };
	const { repeat, delaySeconds } = rest;
	return { data: merged, requestIds: webhooks.emit(type, merged, { repeat, delaySeconds }) };
}
