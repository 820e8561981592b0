import { textOf } from './entries';
import { searching } from './searchPages';

/** AI voice agents by name and ID; the value is the agent's id. */
export const searchVoiceAgents = searching({
	path: '/v2.1/voice-agents/list',
	subject: 'The list of voice agents',
	plural: 'voice agents',
	byName: true,
	show: ({ id, name }) => ({ value: id, name: [textOf(name)] }),
});
