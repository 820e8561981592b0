import { callTypeOf, showCall, showJourney, showVoiceAgentData } from '../callView';
import type { CallRow } from '../seed/calls';
import { findCall } from '../state';
import { isThere } from '../voiceAgentPlay';
import { comparisonOf } from './comparison';
import { spanOf } from './dates';
import { filtered, NOT_FOUND, ordered, type Handlers } from './handler';

/** Handlers of the calls. */
export const calls: Handlers = {
	listCalls({ state, settings }, { query }) {
		const same = comparisonOf(settings());
		const span = spanOf(query, state.timeZone);
		if ('kind' in span) return span;
		const { from, to } = span;
		// A menu digit disables the filters on direction and type (FACTS.md section 10).
		const { call_direction, call_type, ...rest } = query;
		const active = query.ivr_digit === undefined ? { ...rest, call_direction, call_type } : rest;
		const rows = filtered<CallRow>(listed(state.calls), active, {
			from_datetime: (row) => row.at >= from,
			to_datetime: (row) => row.at <= to,
			contact_number: (row, value: number) => same.number(state.contacts[row.contact]?.number, value),
			justcall_number: (row, value: number) => same.number(state.numbers[row.number]?.justcall_number, value),
			agent_id: (row, value: number) => state.users[row.agent]?.id === value,
			ai_agent_ids: (row, value: string[]) => value.includes(state.voiceAgents[row.voiceAgent]?.id ?? ''),
			ivr_digit: (row, value: number) => row.digit === String(value),
			call_direction: (row, value: string) => row.direction === value,
			call_type: (row, value: string) => callTypeOf(row) === value,
			call_traits: (row, value: string[]) => value.every((trait) => row.traits.includes(trait)),
			disposition_codes: (row, value: string[]) => value.includes(row.disposition),
			last_call_id_fetched: (row, value: number) => (query.order === 'asc' ? row.id > value : row.id < value),
		});
		const extra = { queue: query.fetch_queue_data === true, ai: query.fetch_ai_data === true };
		return {
			kind: 'list',
			rows: ordered(rows, query.order, 'desc'),
			show: (row: CallRow) => showCall(state, row, extra),
		};
	},

	getCall({ state }, { params, query }) {
		const row = findCall(state, params.id);
		const extra = { queue: query.fetch_queue_data === true, ai: query.fetch_ai_data === true };
		return row ? { kind: 'one', data: showCall(state, row, extra) } : NOT_FOUND;
	},

	updateCall({ state, webhooks }, { params, body }) {
		const row = findCall(state, params.id);
		if (!row) return NOT_FOUND;
		if (Object.keys(body).length === 0) return { kind: 'refused', status: 400, message: 'Nothing to update' };
		if (body.notes !== undefined) row.notes = String(body.notes);
		if (body.disposition_code !== undefined) row.disposition = String(body.disposition_code);
		if (body.rating !== undefined) row.rating = String(body.rating);
		const data = showCall(state, row);
		webhooks.emit('call.updated', data);
		return { kind: 'one', data };
	},

	getCallJourney({ state }, { params }) {
		const row = findCall(state, params.id);
		return row && !row.running ? { kind: 'one', data: showJourney(row) } : NOT_FOUND;
	},

	getCallVoiceAgentData({ state }, { params }) {
		const row = findCall(state, params.id);
		return row && !row.running && row.voiceAgent >= 0 && isThere(row, 'agentData')
			? { kind: 'one', data: showVoiceAgentData(state, row) }
			: NOT_FOUND;
	},

	downloadCallRecording({ state }, { params }) {
		const row = findCall(state, params.id);
		if (!row?.recorded || row.running)
			return { kind: 'refused', status: 404, message: 'Recording not found' };
		const agent = state.users[row.agent]?.name ?? '';
		return { kind: 'recording', callId: row.id, title: `Call ${row.id} with ${agent}`, seconds: row.talk };
	},
};

/** The list itself when all of them are listed: a copy for each page takes longer than the page. */
function listed(calls: readonly CallRow[]): readonly CallRow[] {
	const isListed = (row: CallRow) => isThere(row, 'listed');
	return calls.every(isListed) ? calls : calls.filter(isListed);
}
