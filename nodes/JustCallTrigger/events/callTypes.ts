import type { INodePropertyOptions } from 'n8n-workflow';

/** Options of the filter Call Type. A value consists of words of JustCall's `call_info.type`, see filters.ts. */
export const CALL_TYPES: INodePropertyOptions[] = [
	{ name: 'Abandoned', value: 'abandoned' },
	{
		name: 'Answered',
		value: 'answered',
		description: 'Somebody answered; in the Sales Dialer, a person or a machine',
	},
	{ name: 'Blocked', value: 'blocked' },
	{ name: 'Busy', value: 'busy' },
	{ name: 'Cancelled', value: 'cancelled' },
	{ name: 'Failed', value: 'failed' },
	{
		name: 'Human Answered',
		value: 'human answered',
		description: 'A person answered a call of the Sales Dialer',
	},
	{ name: 'In Progress', value: 'in progress', description: 'The call goes on' },
	{
		name: 'Machine Answered',
		value: 'machine answered',
		description: 'A machine answered a call of the Sales Dialer',
	},
	{ name: 'Missed', value: 'missed' },
	{ name: 'Restricted', value: 'restricted' },
	{ name: 'Unanswered', value: 'unanswered' },
	{ name: 'Voicemail', value: 'voicemail' },
];
