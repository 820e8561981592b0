import { createHash } from 'node:crypto';

import { DateTime, IANAZone } from 'luxon';

import { aiOf, dice } from './aiView';
import type { CallRow, CallOutcome } from './seed/calls';
import type { State } from './state';
import { isThere } from './voiceAgentPlay';

const TYPE_WORD: Record<CallOutcome, string> = {
	ANSWERED: 'Answered',
	UNANSWERED: 'Unanswered',
	BUSY: 'Busy',
	FAILED: 'Failed',
	RESTRICTED: 'Restricted',
	BLOCKED: 'Blocked',
	CANCELLED: 'Cancelled',
	MISSED: 'Missed',
	ABANDONED: 'Abandoned',
	VOICEMAIL: 'Voicemail',
};

const MISSED_REASON: Partial<Record<CallOutcome, string>> = {
	MISSED: 'Call was not picked by any agent',
	VOICEMAIL: 'Call was not picked by any agent',
	ABANDONED: 'Caller hung up in the queue',
};

/** The call's sid: "CA" and 32 hex digits, always the same for a call. */
export function sidOf(id: number): string {
	return `CA${createHash('md5').update(String(id)).digest('hex')}`;
}

/** Value of the filter `call_type`. */
export function callTypeOf(row: CallRow): string {
	return `${row.direction.toUpperCase()}_${row.outcome}`;
}

/**
 * The call as the API shows it.
 *
 * @param extra the optional data to add
 */
export function showCall(
	state: State,
	row: CallRow,
	extra: { queue?: boolean; ai?: boolean } = {},
): Record<string, unknown> {
	const word = isThere(row, 'pickedUp') ? 'In Progress' : '';
	return row.running ? running(show(state, row, extra), word) : show(state, row, extra);
}

/**
 * A call in progress. It has no outcome yet, and none of the fields that are set at its end (FACTS.md section
 * 10).
 *
 * @param type its word; empty while it rings
 */
function running(call: Record<string, unknown>, type: string): Record<string, unknown> {
	const info = call.call_info as Record<string, unknown>;
	const duration = call.call_duration as Record<string, unknown>;
	const none = Object.keys(duration).map((name) => [name, name === 'friendly_duration' ? clock(0) : 0]);
	return {
		...call,
		cost_incurred: 0,
		call_info: {
			...info,
			type,
			missed_call_reason: '',
			disposition: '',
			notes: '',
			rating: '',
			recording: '',
			voicemail_transcription: '',
		},
		call_duration: Object.fromEntries(none) as Record<string, unknown>,
	};
}

function show(state: State, row: CallRow, extra: { queue?: boolean; ai?: boolean }): Record<string, unknown> {
	const contact = state.contacts[row.contact];
	const number = state.numbers[row.number];
	const agent = state.users[row.agent];
	const sid = sidOf(row.id);
	const total = row.ring + row.talk + row.queueWait;
	return {
		id: row.id,
		call_sid: sid,
		contact_number: contact?.number ?? '',
		contact_name: contact?.name ?? '',
		contact_email: contact?.email ?? '',
		justcall_number: number?.justcall_number ?? '',
		justcall_line_name: number?.justcall_line_name ?? '',
		agent_id: agent?.id ?? 0,
		agent_name: agent?.name ?? '',
		agent_email: agent?.email ?? '',
		agent_active: 'Active',
		...dateAndTimes(row.at, state.timeZone),
		cost_incurred: Math.round(Math.ceil(row.talk / 60) * 9) / 1000,
		call_info: {
			direction: row.direction,
			type: TYPE_WORD[row.outcome],
			missed_call_reason: MISSED_REASON[row.outcome] ?? '',
			status: 'Unarchived',
			disposition: row.disposition,
			notes: row.notes,
			rating: row.rating,
			recording: row.recorded ? `https://justcall.io/rec-redirect/${sid}` : '',
			recording_child: '',
			voicemail_transcription:
				row.outcome === 'VOICEMAIL' ? 'Hello, please call me back when you have a moment.' : '',
			call_traits: row.traits.map(traitWord),
		},
		call_duration: {
			ring_time: row.ring,
			friendly_duration: clock(total),
			total_duration: total,
			queue_wait_time: row.queueWait,
			hold_time: row.hold,
			conversation_time: row.talk,
			wrap_up_time: row.wrapUp,
			handle_time: row.talk + row.hold + row.wrapUp,
		},
		ivr_info: { digit_pressed: row.digit, content: row.digit ? `Menu entry ${row.digit}` : '' },
		...(extra.queue && { queue: queueOf(row), queue_callback: callbackOf(row) }),
		// Only of a conversation that is over.
		...(extra.ai && {
			justcall_ai: aiOf(
				row.id,
				row.running || row.outcome !== 'ANSWERED' || !isThere(row, 'report') ? 0 : row.talk,
			),
		}),
	};
}

/** The stages that a call went through. */
export function showJourney(row: CallRow): Record<string, unknown> {
	const stages: Array<{ stage: string; payload: Record<string, string> }> = [
		{
			stage: 'predial_settings',
			payload: {
				record_call: row.recorded ? 'ON' : 'OFF',
				ring_time: '30',
				ring_tone: 'US',
				geo_location_restricted: 'no',
			},
		},
		...(row.digit ? [{ stage: 'ivr', payload: { digit_pressed: row.digit } }] : []),
		...(row.queueWait > 0 ? [{ stage: 'queue', payload: { wait: String(row.queueWait) } }] : []),
		{
			stage: `${row.direction.toLowerCase()}_call_type`,
			payload: { action: `Call ${TYPE_WORD[row.outcome].toLowerCase()}` },
		},
	];
	return {
		id: row.id,
		call_sid: sidOf(row.id),
		journeys: stages.map((stage, index) => ({ sequence: index + 1, ...stage })),
	};
}

/** The data that a call's voice agent collected, and its actions. */
export function showVoiceAgentData(state: State, row: CallRow): Record<string, unknown> {
	const faker = dice(row.id);
	const agent = state.voiceAgents[row.voiceAgent];
	const firstName = faker.person.firstName();
	// An action that sent a text names one that the account has.
	const text = state.messages.texts.find(
		({ contact, direction }) => contact === row.contact && direction === 'Outgoing',
	);
	const at = (seconds: number) =>
		DateTime.fromSeconds(row.at + seconds, { zone: 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss');
	return {
		id: row.id,
		call_sid: sidOf(row.id),
		call_direction: row.direction,
		call_answered_by: 'Human',
		voicemail_dropped: false,
		ai_agent_name: agent?.name ?? '',
		ai_agent_id: agent?.id ?? '',
		action_count: 1,
		dynamic_variables: {
			before_call: [
				{
					name: 'CallerName',
					value: state.contacts[row.contact]?.name.split(' ')[0] || firstName,
					type: 'string',
				},
			],
			during_call: [{ name: 'PreferredDay', value: faker.date.weekday(), type: 'string' }],
		},
		dtmf_input: [{ user_input: '1', executed_at: at(Math.min(20, row.talk)) }],
		actions: [
			{
				state: 'during_call',
				action_id: `action_${faker.string.uuid()}`,
				...(text
					? { name: 'Send SMS', type: 'send_sms' }
					: { name: 'Transfer to support', type: 'call_transfer' }),
				status: 'success',
				executed_at: at(Math.min(40, row.talk)),
				output: text ? { sms_id: text.id } : {},
			},
		],
	};
}

/** A moment (UTC epoch seconds) in the form of calls: in UTC and in the user's zone (FACTS.md section 4). */
export function dateAndTimes(at: number, zone: string): Record<string, string> {
	const [call_date, call_time] = dateAndTime(at);
	const [call_user_date, call_user_time] = dateAndTime(at + offsetSeconds(at, zone));
	return { call_date, call_user_date, call_time, call_user_time };
}

/** "YYYY-MM-DD" and "HH:MM:SS" of epoch seconds, read as UTC. */
function dateAndTime(seconds: number): [string, string] {
	const iso = new Date(seconds * 1000).toISOString();
	return [iso.slice(0, 10), iso.slice(11, 19)];
}

const offsets = new Map<string, number>();

/**
 * Seconds that a zone is ahead of UTC. It is computed once for each quarter of an hour, because clocks change
 * only then.
 */
function offsetSeconds(at: number, zone: string): number {
	const key = `${zone} ${Math.floor(at / 900)}`;
	const offset = offsets.get(key) ?? IANAZone.create(zone).offset(at * 1000) * 60;
	offsets.set(key, offset);
	return offset;
}

function queueOf(row: CallRow) {
	if (row.queueWait === 0) return { entered_at_position: '', exit_reason: '' };
	const ended = row.outcome === 'ANSWERED' ? 'Caller got connected to a JustCall agent' : 'Caller hung up';
	const reason = row.running ? '' : ended;
	return { entered_at_position: String(1 + (row.id % 4)), exit_reason: reason };
}

function callbackOf(row: CallRow) {
	const requested = row.traits.includes('CALLBACK');
	const at = (seconds: number) =>
		requested ? DateTime.fromSeconds(row.at + seconds, { zone: 'utc' }).toFormat('yyyy-MM-dd HH:mm:ss') : '';
	const word = requested ? 'Yes' : 'No';
	return {
		callback_requested: word,
		callback_requested_time: at(14),
		callback_attempted: word,
		callback_attempted_time: at(64),
		callback_reached: word,
		callback_status: word,
		callback_wait_duration: requested ? '0:00:50' : '',
		callback_reached_time: at(69),
		callback_reached_duration: requested ? '0:00:55' : '',
	};
}

function traitWord(trait: string): string {
	return trait === 'IVR'
		? 'IVR'
		: trait
				.split('_')
				.map((word) => word.charAt(0) + word.slice(1).toLowerCase())
				.join(' ');
}

/** Seconds as "HH:MM:SS". */
export function clock(seconds: number): string {
	return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
		.map((part) => String(part).padStart(2, '0'))
		.join(':');
}
