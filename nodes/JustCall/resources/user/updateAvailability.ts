import { additionalFields, body } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator } from '../locators';

/** Make a user available or unavailable. */
export const updateAvailability: Operation = {
	name: 'Update Availability',
	value: 'updateAvailability',
	action: 'Update user availability',
	description: 'Make a user available for calls or not',
	method: 'PUT',
	path: '/v2.1/users/availability',
	subject: 'The user',
	answer: { kind: 'done', result: { updated: true } },
	fields: [
		agentLocator({
			displayName: 'User',
			name: 'userId',
			description: 'The user to change',
			send: body('agent_id', 'integer'),
			required: true,
		}),
		{
			displayName: 'Available',
			name: 'isAvailable',
			type: 'boolean',
			default: true,
			description: 'Whether the user is available for calls',
			send: body('is_available', 'boolean'),
		},
		additionalFields([
			{
				displayName: 'Unavailability Reason',
				name: 'unavailabilityReason',
				type: 'string',
				default: '',
				placeholder: 'e.g. Lunch Break',
				description: 'Why the user is not available: one of the reasons set up in the account',
				send: body('unavailability_reason', 'text'),
			},
		]),
	],
};
