import {
	aiOf,
	chaptersOf,
	isAnalysed,
	partsOf,
	sentencesOf,
	statsOf,
	transcriptOf,
	type AiParts,
} from '../aiView';
import { dateAndTimes, sidOf } from '../callView';
import type { CallRow } from '../seed/calls';
import type { MeetingRow } from '../seed/meetings';
import type { DialerCallRow } from '../seed/salesDialer';
import { findCall, type State } from '../state';
import { isThere } from '../voiceAgentPlay';
import { spanOf } from './dates';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';

/** The facts of a call, of either kind, that its AI report needs. */
interface Heard {
	platform: 'justcall' | 'sales_dialer';
	id: number;
	/** UTC epoch seconds. */
	at: number;
	/** Seconds of conversation. */
	seconds: number;
	/** Indexes in the lists; -1 for none. */
	agent: number;
	voiceAgent: number;
	contactName: string;
	/** Digits. */
	number: string;
	contactNumber: string;
}

/** Handlers of the AI reports on calls and meetings. */
export const aiReports: Handlers = {
	listCallsAi({ state }, { query }) {
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const rows = filtered<Heard>(heardCalls(state), query, {
			platform: ({ platform }, value: string) => platform === value,
			phone_number: ({ number }, value: number) => number === String(value),
			agent_id: ({ agent }, value: number) => state.users[agent]?.id === value,
			ai_agent_ids: ({ voiceAgent }, value: string[]) =>
				value.includes(state.voiceAgents[voiceAgent]?.id ?? ''),
			from_datetime: ({ at }) => at >= span.from,
			to_datetime: ({ at }) => at <= span.to,
		}).sort((a, b) => a.at - b.at);
		const parts = partsOf(query);
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: Heard) => showCallAi(state, row, parts),
		};
	},

	getCallAi({ state }, { params, query }) {
		const row = heard(state, params.id, query.platform);
		return row && isAnalysed(row.seconds)
			? { kind: 'one', data: showCallAi(state, row, partsOf(query)) }
			: NOT_FOUND;
	},

	listMeetingsAi({ state }, { query }) {
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const rows = filtered<MeetingRow>(state.meetings, query, {
			platform: ({ platform }, value: string) => platform.toLowerCase().replace(' ', '_') === value,
			meeting_id: ({ meetingId }, value: string) => meetingId === value,
			agent_id: ({ agent }, value: number) => state.users[agent]?.id === value,
			from_datetime: ({ at }) => at >= span.from,
			to_datetime: ({ at }) => at <= span.to,
		});
		const parts = partsOf(query);
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: MeetingRow) => showMeetingAi(state, row, parts),
		};
	},

	getMeetingAi({ state }, { params, query }) {
		const row = state.meetings.find(({ sid }) => sid === params.instance_sid);
		return row ? { kind: 'one', data: showMeetingAi(state, row, partsOf(query)) } : NOT_FOUND;
	},

	// Body of v1; `platform` 2 is the Sales Dialer.
	v1GetTranscription({ state }, { body }) {
		const row = heard(state, body.id ?? body.call_id, body.platform === 2 ? 'sales_dialer' : 'justcall');
		if (!row || !isAnalysed(row.seconds))
			return { kind: 'raw', body: { status: 'failed', message: 'No transcription found' } };
		return {
			kind: 'one',
			data: {
				id: row.id,
				call_duration: row.seconds,
				caller_number: row.number,
				client_number: row.contactNumber,
				call_summary: aiOf(row.id, row.seconds).call_summary,
				speakers: [
					{ name: state.users[row.agent]?.name ?? '', speakerid: 0 },
					{ name: row.contactName, speakerid: 1 },
				],
				transcription: sentencesOf(row.seconds).map(({ side, sentence, start, end }) => ({
					speakerid: side,
					sentence,
					timestamp: { starttime: String(start), endtime: String(end) },
				})),
			},
		};
	},
};

function heardCalls(state: State): Heard[] {
	return [
		...state.calls.filter(hasReport).map((row) => heardCall(state, row)),
		...state.salesDialer.calls.map((row) => heardDialerCall(state, row)),
	].filter(({ seconds }) => isAnalysed(seconds));
}

function heard(state: State, id: unknown, platform: unknown): Heard | undefined {
	const call = platform === 'sales_dialer' ? undefined : findCall(state, id);
	if (call) return hasReport(call) ? heardCall(state, call) : undefined;
	if (platform === 'justcall') return undefined;
	const dialed = state.salesDialer.calls.find(({ callId }) => callId === Number(id));
	return dialed && heardDialerCall(state, dialed);
}

/** Only a finished conversation has a report. */
function hasReport(row: CallRow): boolean {
	return !row.running && row.outcome === 'ANSWERED' && isThere(row, 'report');
}

function heardCall(state: State, row: CallRow): Heard {
	const contact = state.contacts[row.contact];
	return {
		platform: 'justcall',
		id: row.id,
		at: row.at,
		seconds: row.talk,
		agent: row.agent,
		voiceAgent: row.voiceAgent,
		contactName: contact?.name ?? '',
		contactNumber: contact?.number ?? '',
		number: state.numbers[row.number]?.justcall_number ?? '',
	};
}

function heardDialerCall({ salesDialer }: State, row: DialerCallRow): Heard {
	const contact = salesDialer.contacts.find(({ id }) => id === row.contactId);
	return {
		platform: 'sales_dialer',
		id: row.callId,
		at: row.at,
		seconds: row.duration,
		agent: row.agent,
		voiceAgent: -1,
		contactName: contact?.name ?? '',
		contactNumber: contact?.phone_number ?? '',
		number: salesDialer.campaigns.find(({ id }) => id === row.campaignId)?.default_number ?? '',
	};
}

function showCallAi(state: State, row: Heard, parts: AiParts): object {
	const { call_summary, ...insights } = aiOf(row.id, row.seconds);
	const speakers = [state.users[row.agent]?.name ?? '', row.contactName] as const;
	return {
		id: row.id,
		call_sid: sidOf(row.id),
		platform: row.platform,
		...(parts.insights && { ...insights, interaction_stats: statsOf(row.id, row.seconds) }),
		...(parts.summary && { call_summary }),
		...(parts.transcription && {
			call_transcription: transcriptOf(row.seconds, speakers),
		}),
		...(parts.actionItems && { action_items: 'Send the details of the renewal by e-mail.' }),
		...(parts.chapters && { smart_chapters: chaptersOf() }),
	};
}

function showMeetingAi(state: State, row: MeetingRow, parts: AiParts): object {
	const { call_date, call_time, call_user_date, call_user_time } = dateAndTimes(row.at, state.timeZone);
	const agent = state.users[row.agent];
	const seed = row.at % 1_000_000;
	const { call_moments, customer_sentiment, tags } = aiOf(seed, row.duration);
	return {
		instance_sid: row.sid,
		meeting_id: row.meetingId,
		meeting_title: row.title,
		platform: row.platform,
		instance_date: call_date,
		instance_time: call_time,
		instance_user_date: call_user_date,
		instance_user_time: call_user_time,
		// Live answers have text, the documents a number (FACTS.md section 3).
		instance_duration: String(row.duration),
		instance_friendly_duration: new Date(row.duration * 1000).toISOString().slice(11, 19),
		invitee_emails: [row.invitee, agent?.email ?? ''],
		speakers: [
			{ id: `speaker-${row.agent}`, name: agent?.name ?? '' },
			{ id: 'speaker-guest', name: row.invitee.split('@')[0] },
		],
		...(parts.insights && {
			instance_moments: call_moments,
			sentiment: customer_sentiment,
			tags,
			manual_instance_score: 4,
			interaction_stats: statsOf(seed, row.duration),
		}),
		...(parts.transcription && {
			instance_transcription: sentencesOf(row.duration).map(({ side, sentence, start, end }) => ({
				speaker_id: side === 0 ? `speaker-${row.agent}` : 'speaker-guest',
				sentence,
				timestamp: { starttime: start, endtime: end },
			})),
		}),
		...(parts.summary && { instance_summary: 'Open questions answered, next meeting in a month.' }),
		...(parts.chapters && { smart_chapters: chaptersOf() }),
	};
}
