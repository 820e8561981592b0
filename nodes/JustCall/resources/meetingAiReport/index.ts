import type { Resource } from '../../../shared/description/operation';
import { get } from './get';
import { getAll } from './getAll';

/** What JustCall AI makes of meetings. */
export const meetingAiReport: Resource = {
	name: 'Meeting AI Report',
	value: 'meetingAiReport',
	operations: [get, getAll],
};
