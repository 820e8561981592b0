import { additionalFields, body, defaultCountry, writtenNumberOf } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { agentLocator } from '../locators';
import { severalAgents } from '../several';
import { acrossTeam, details } from './fields';

/** Create a contact. JustCall does not document what happens with a number that already has a contact. */
export const create: Operation = {
	name: 'Create',
	value: 'create',
	action: 'Create contact',
	description: 'Create a contact. To undo it, use Delete.',
	method: 'POST',
	path: '/v2.1/contacts',
	subject: 'The contact',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'First Name',
			name: 'firstName',
			type: 'string',
			placeholder: 'e.g. Mara',
			required: true,
			default: '',
			description: 'First name of the contact',
			send: body('first_name', 'text'),
		},
		{
			displayName: 'Contact Number',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description: writtenNumberOf('contact'),
			send: body('contact_number', 'digits'),
		},
		additionalFields([
			acrossTeam('Whether to create the contact for all agents', body('across_team', 'boolean')),
			...details,
			agentLocator({
				description: 'Create the contact for this agent only',
				send: body('agent_id', 'integer'),
			}),
			...severalAgents({
				name: 'agentIds',
				description: 'Create the contact for these agents',
				typed: ', separated by commas',
				send: body('agent_ids', 'list'),
			}),
			defaultCountry,
			{
				displayName: 'Notes',
				name: 'notes',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				description: 'A note on the contact',
				send: body('notes', 'text'),
			},
		]),
	],
};
