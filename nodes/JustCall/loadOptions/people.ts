import { agents } from '../listSearch/agents';
import { textOf } from '../listSearch/entries';
import { voiceAgents } from '../listSearch/voiceAgents';
import { loading } from './loading';

/** All agents by name, with their e-mail in a second line; the value is the agent's id. */
export const getAgents = loading({
	...agents,
	variant: 'with notes',
	show: ({ id, name, email }) => ({ value: id, name: [textOf(name)], note: textOf(email) }),
});

/** All AI voice agents; the value is the agent's id. */
export const getVoiceAgents = loading(voiceAgents);
