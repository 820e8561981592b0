import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';

/** JustCall AI's reports on meetings. */
export const meetingAiReport: Resource = {
	name: 'Meeting AI Report',
	value: 'meetingAiReport',
	operations: [get, getAll],
};
