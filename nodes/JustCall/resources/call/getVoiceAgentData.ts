import type { Operation } from '../../../shared/description/operation';
import { endedCallLocator } from './fields';

/** Data of an AI voice agent about a call. It exists after the call has ended (FACTS.md section 10). */
export const getVoiceAgentData: Operation = {
	name: 'Get Voice Agent Data',
	value: 'getVoiceAgentData',
	action: 'Get call voice agent data',
	description: 'Get what an AI voice agent learned and did in a call. Available after the call has ended.',
	method: 'GET',
	path: '/v2.1/calls/{id}/voice-agent',
	subject: 'The voice agent data of the call',
	answer: { kind: 'one' },
	simplify: [
		'id',
		'call_direction',
		'call_answered_by',
		'voicemail_dropped',
		'ai_agent_id',
		'ai_agent_name',
		'dynamic_variables',
		'dtmf_input',
		'action_count',
		'actions',
	],
	fields: [endedCallLocator('There is data after the call has ended, if a voice agent took part')],
};
