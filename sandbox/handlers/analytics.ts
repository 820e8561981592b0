import { DateTime } from 'luxon';

import { clock } from '../callView';
import type { CallRow } from '../seed/calls';
import type { DialerCallRow } from '../seed/salesDialer';
import type { State } from '../state';
import { spanOf, type Span } from './dates';
import type { Handler, Handlers, HandlerResult } from './handler';

/** Handlers of the figures, which are computed from the account's calls. */
export const analytics: Handlers = {
	getAccountCallAnalytics: figures((state, rows) => ({ summary: accountSummary(state, rows) })),

	getAgentCallAnalytics: figures((state, rows, { agent_id }) => ({
		records: state.users.flatMap((user, place) =>
			agent_id === undefined || user.id === agent_id
				? [
						{
							agent_id: user.id,
							agent_name: user.name,
							agent_email: user.email,
							summary: summary(
								state,
								rows.filter(({ agent }) => agent === place),
							),
						},
					]
				: [],
		),
	})),

	getNumberCallAnalytics: figures((state, rows, { justcall_number }) => ({
		records: state.numbers.flatMap((number, place) =>
			justcall_number === undefined || number.justcall_number === String(justcall_number).replace(/\D/g, '')
				? [
						{
							justcall_number: number.justcall_number,
							summary: accountSummary(
								state,
								rows.filter((row) => row.number === place),
							),
						},
					]
				: [],
		),
	})),

	getSalesDialerAnalytics({ state }, { query }) {
		const span = daysOf(query, state.timeZone);
		if ('kind' in span) return span;
		const rows = state.salesDialer.calls.filter(
			({ at, campaignId }) =>
				at >= span.from &&
				at <= span.to &&
				(query.campaign_id === undefined || campaignId === query.campaign_id),
		);
		const agents = state.users.flatMap((user, place) => {
			const own = rows.filter(({ agent }) => agent === place);
			const wanted = query.agent_id === undefined ? own.length > 0 : user.id === query.agent_id;
			return wanted
				? [{ agent_id: user.id, agent_name: user.name, agent_email: user.email, ...dialerFigures(own) }]
				: [];
		});
		return { kind: 'list', rows: agents };
	},
};

/** The days from from_date to to_date in the zone of the account's user. */
function daysOf({ from_date, to_date }: Record<string, unknown>, zone: string): Span | HandlerResult {
	return spanOf({ from_datetime: from_date, to_datetime: to_date }, zone);
}

/** Makes a handler that computes figures from the calls of the wanted days. */
function figures(
	compute: (state: State, rows: CallRow[], query: Record<string, unknown>) => object,
): Handler {
	return ({ state }, { query }) => {
		const span = daysOf(query, state.timeZone);
		if ('kind' in span) return span;
		const rows = state.calls.filter(({ at, running }) => !running && at >= span.from && at <= span.to);
		const metadata = { from_date: query.from_date, to_date: query.to_date };
		return { kind: 'one', data: { metadata, ...compute(state, rows, query) } };
	};
}

function summary(state: State, rows: CallRow[]): Record<string, number> {
	const outgoing = rows.filter(({ direction }) => direction === 'Outgoing');
	const incoming = rows.filter(({ direction }) => direction === 'Incoming');
	const answered = ({ outcome }: CallRow) => outcome === 'ANSWERED';
	const connected = outgoing.filter(answered);
	const taken = incoming.filter(answered);
	const missed = incoming.filter((row) => !answered(row));
	const talked = [...connected, ...taken];
	const ratings = rows.flatMap(({ rating }) => (rating === '' ? [] : [Number(rating)]));
	return {
		total_calls: rows.length,
		outgoing_calls: outgoing.length,
		outgoing_connected_calls: connected.length,
		outgoing_not_connected_calls: outgoing.length - connected.length,
		outgoing_connect_rate: percent(connected.length, outgoing.length),
		incoming_calls: incoming.length,
		incoming_answered_calls: taken.length,
		incoming_answer_rate: percent(taken.length, incoming.length),
		sla_rate_30sec: percent(
			taken.filter(({ ring, queueWait }) => ring + queueWait <= 30).length,
			incoming.length,
		),
		incoming_missed_calls: missed.length,
		missed_during_agent_hours: missed.filter(({ at }) => isOfficeHour(at, state.timeZone)).length,
		avg_ring_time: mean(rows.map(({ ring }) => ring)),
		avg_talk_time: mean(talked.map(({ talk }) => talk)),
		avg_hold_time: mean(talked.map(({ hold }) => hold)),
		avg_wrap_up_time: mean(talked.map(({ wrapUp }) => wrapUp)),
		avg_handle_time: mean(talked.map(({ talk, hold, wrapUp }) => talk + hold + wrapUp)),
		avg_queue_time: mean(incoming.map(({ queueWait }) => queueWait)),
		avg_call_duration: mean(rows.map(({ ring, talk, queueWait }) => ring + talk + queueWait)),
		avg_post_call_survey_rating: mean(ratings),
		unique_outgoing_calls: new Set(outgoing.map(({ contact }) => contact)).size,
		unique_incoming_calls: new Set(incoming.map(({ contact }) => contact)).size,
	};
}

function accountSummary(state: State, rows: CallRow[]): Record<string, number> {
	const incoming = rows.filter(({ direction }) => direction === 'Incoming');
	const missed = incoming.filter(({ outcome }) => outcome !== 'ANSWERED');
	return {
		...summary(state, rows),
		missed_after_office_hours: missed.filter(({ at }) => !isOfficeHour(at, state.timeZone)).length,
		missed_abandoned_before_ringing: incoming.filter(({ outcome }) => outcome === 'ABANDONED').length,
		voicemails_received: incoming.filter(({ outcome }) => outcome === 'VOICEMAIL').length,
	};
}

function dialerFigures(rows: DialerCallRow[]): object {
	const answered = rows.filter(({ duration }) => duration > 0);
	const machines = rows.filter(({ outcome }) => outcome.includes('MACHINE')).length;
	const seconds = answered.reduce((sum, { duration }) => sum + duration, 0);
	const rate = percent(answered.length, rows.length);
	return {
		dialed_calls: rows.length,
		answered_calls: answered.length,
		abandoned_calls: 0,
		connection_rate: rate,
		total_call_duration: clock(seconds),
		average_call_duration: clock(answered.length === 0 ? 0 : Math.round(seconds / answered.length)),
		max_call_duration: clock(Math.max(0, ...answered.map(({ duration }) => duration))),
		agent_success_rate: rate,
		total_unanswered_calls: rows.length - answered.length,
		total_voicemails_drops: machines,
		total_cost_incurred: Math.round(answered.length * 0.7) / 100,
		campaigns_run: new Set(rows.map(({ campaignId }) => campaignId)).size,
		total_after_call_work: clock(answered.length * 15),
		pause_time: '00:10:45',
		available_time_in_campaign: clock(rows.length * 60),
	};
}

function isOfficeHour(at: number, zone: string): boolean {
	const { weekday, hour } = DateTime.fromSeconds(at, { zone });
	return weekday <= 5 && hour >= 9 && hour < 17;
}

function percent(part: number, whole: number): number {
	return whole === 0 ? 0 : Math.round((part / whole) * 100);
}

/** The mean, rounded to a tenth; 0 when there are no values. */
function mean(values: number[]): number {
	if (values.length === 0) return 0;
	return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10) / 10;
}
