import { dateAndTimes, sidOf } from '../callView';
import type { VoiceAgent } from '../seed/voiceAgents';
import { addCall, type State } from '../state';
import { endAt, playedCall } from '../voiceAgentPlay';
import { NOT_FOUND, ordered, type Handlers } from './handler';
import { contactPlace } from './messageState';

/** Handlers of the voice agents. */
export const voiceAgents: Handlers = {
	listVoiceAgents({ state }, { query }) {
		return {
			kind: 'list',
			rows: ordered([...state.voiceAgents], query.order, 'desc'),
			show: (agent: VoiceAgent) => show(state, agent),
		};
	},

	startVoiceAgentCall({ state, settings }, { body }) {
		if (body.has_consent !== true)
			return { kind: 'refused', status: 400, message: 'has_consent must be true' };
		const place = state.voiceAgents.findIndex(({ id }) => id === body.ai_agent_id);
		const agent = state.voiceAgents[place];
		if (!agent) return NOT_FOUND;
		const contact = contactPlace(state, body.contact_number);
		const { facts, end } = playedCall(
			settings().voiceAgentCalls,
			state.contacts[contact]?.number ?? '',
			Date.now(),
		);
		const row = addCall(state, {
			...facts,
			direction: 'Outgoing',
			contact,
			number: agent.numbers[0] ?? 0,
			queueWait: 0,
			digit: '',
			voiceAgent: place,
			traits: ['VOICE_AGENT'],
		});
		endAt(row, end);
		return {
			kind: 'one',
			data: {
				// A sid, but no id of the call (FACTS.md section 10).
				call_sid: sidOf(row.id),
				contact_number: state.contacts[row.contact]?.number ?? '',
				justcall_number: state.numbers[row.number]?.justcall_number ?? '',
				ai_agent_name: agent.name,
				ai_agent_id: agent.id,
				...dateAndTimes(row.at, state.timeZone),
				call_info: { direction: 'Outgoing', status: 'Queued' },
				dynamic_variables: body.dynamic_variables ?? [],
			},
		};
	},
};

function show(state: State, { id, name, createdAt, numbers, active }: VoiceAgent): object {
	const { call_date, call_time } = dateAndTimes(createdAt, state.timeZone);
	return {
		id,
		name,
		created_date: call_date,
		created_time: call_time,
		assigned_numbers: numbers.flatMap((place) => {
			const number = state.numbers[place];
			return number
				? [
						{
							justcall_number_id: number.id,
							justcall_number: number.justcall_number,
							justcall_line_name: number.justcall_line_name,
						},
					]
				: [];
		}),
		is_active: active,
		actions_count: 1,
		actions: [
			{
				state: 'after_call',
				action_id: 'action_7b1e4d20-55aa-4c3e-9f10-2d3c4b5a6978',
				name: 'Transfer to support',
				type: 'call_transfer',
			},
		],
		dynamic_variables: [
			{ name: 'CallerName', description: 'Name of the caller', type: 'string', fallback_value: '' },
		],
	};
}
