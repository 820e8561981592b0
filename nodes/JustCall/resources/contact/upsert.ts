import { additionalFields, body, defaultCountry, optional } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { create } from './create';
import { acrossTeam, ADDED_BY_CHANGE, details } from './fields';
import { update } from './update';

/**
 * Create a contact, or update the contact that has the number. It needs several requests for one item; see
 * custom/.
 */
export const upsert: Operation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update contact',
	description:
		'Create a new record, or update the current one if it already exists (upsert)',
	method: 'POST',
	onceWith: ADDED_BY_CHANGE,
	path: '/v2.1/contacts',
	subject: 'The contact',
	answer: { kind: 'one' },
	custom: true,
	output: {
		fields: { created: { type: 'boolean', example: true } },
		records: [
			{ method: create.method, path: create.path },
			{ method: update.method, path: update.path },
		],
	},
	fields: [
		{
			displayName: 'Contact Number',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description:
				'Number that decides which contact it is, with country code or of the default country; spaces and dashes do not matter',
			send: body('contact_number', 'digits'),
		},
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
		additionalFields([
			acrossTeam(
				'Whether to look for the contact among those of all agents, and create it for all',
				body('across_team', 'boolean'),
			),
			...details.map(optional),
			{
				displayName: 'Contact ID',
				name: 'contactId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 11942871',
				description:
					"JustCall's ID of the contact, where you have it: that contact is changed, and gets the number. If there is none with it, the number decides.",
			},
			defaultCountry,
			{
				displayName: 'Notes',
				name: 'notes',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				description: 'A note on the contact; one that it has already is not added again',
				send: body('notes', 'text', { isOptional: true }),
			},
		]),
	],
};
