import { additionalFields, body } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator } from '../locators';

/** Make a user available or unavailable. */
export const updateAvailability: Operation = {
	name: 'Update Availability',
	value: 'updateAvailability',
	action: 'Update agent availability',
	description: 'Make an agent available for calls or not. To undo it, set it back.',
	method: 'PUT',
	path: '/v2.1/users/availability',
	subject: 'The agent',
	answer: { kind: 'done', result: { updated: true } },
	fields: [
		agentLocator({
			displayName: 'Agent',
			name: 'userId',
			description: 'The agent to change',
			send: body('agent_id', 'integer'),
			required: true,
		}),
		{
			displayName: 'Available',
			name: 'isAvailable',
			type: 'boolean',
			default: true,
			description: 'Whether the agent is available for calls',
			send: body('is_available', 'boolean'),
		},
		additionalFields([
			{
				displayName: 'Unavailability Reason',
				name: 'unavailabilityReason',
				type: 'string',
				default: '',
				placeholder: 'e.g. Lunch Break',
				description: 'Why the agent is not available: one of the reasons set up in the account',
				send: body('unavailability_reason', 'text'),
			},
		]),
	],
};
