import type { Resource } from '../../../shared/description/operation';
import { getAll } from './getAll';
import { startCall } from './startCall';

/** AI voice agents. */
export const voiceAgent: Resource = {
	name: 'Voice Agent',
	value: 'voiceAgent',
	operations: [getAll, startCall],
};
