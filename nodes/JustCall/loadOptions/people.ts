import { agents } from '../listSearch/agents';
import { voiceAgents } from '../listSearch/voiceAgents';
import { loading } from './loading';

/** All agents; the value is the agent's id. */
export const getAgents = loading(agents);

/** All AI voice agents; the value is the agent's id. */
export const getVoiceAgents = loading(voiceAgents);
