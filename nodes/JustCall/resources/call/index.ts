import type { Resource } from '../../../shared/description/operation';
import { downloadRecording } from './downloadRecording';
import { get } from './get';
import { getAll } from './getAll';
import { getJourney } from './getJourney';
import { getVoiceAgentData } from './getVoiceAgentData';
import { summarize } from './summarize';
import { update } from './update';

/** Phone calls. */
export const call: Resource = {
	name: 'Call',
	value: 'call',
	operations: [downloadRecording, get, getJourney, getAll, getVoiceAgentData, summarize, update],
};
