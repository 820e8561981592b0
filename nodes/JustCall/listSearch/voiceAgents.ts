import { textOf } from './entries';
import { searching, type SearchableList } from './searchPages';

/** AI voice agents; the value is the agent's id. */
export const voiceAgents: SearchableList = {
	path: '/v2.1/voice-agents/list',
	subject: 'The list of voice agents',
	plural: 'voice agents',
	byName: true,
	show: ({ id, name }) => ({ value: id, name: [textOf(name)] }),
};

/** AI voice agents by name and ID. */
export const searchVoiceAgents = searching(voiceAgents);
