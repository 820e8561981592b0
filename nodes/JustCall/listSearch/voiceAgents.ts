import { searching } from './searchPages';

/** AI voice agents by name; the value is the agent's id. */
export const searchVoiceAgents = searching({
	path: '/v2.1/voice-agents/list',
	subject: 'The list of voice agents',
	byName: true,
	show: ({ id, name }) => ({ name: String(name), value: String(id) }),
});
