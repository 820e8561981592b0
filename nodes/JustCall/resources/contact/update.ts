import {
	body,
	defaultCountry,
	options,
	UPDATE_FIELDS,
	updateFields,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { acrossTeam, ADDED_BY_CHANGE, details, findContact } from './fields';

/** Update a contact. Its id is sent in the body (FACTS.md section 10). */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update contact',
	description:
		'Change a contact, found by its record or by its number. To undo it, write the old values again.',
	method: 'PUT',
	onceWith: ADDED_BY_CHANGE,
	path: '/v2.1/contacts',
	subject: 'The contact',
	answer: { kind: 'one' },
	needsOneOf: UPDATE_FIELDS,
	fields: [
		...findContact('body'),
		updateFields([
			{
				...acrossTeam('Whether to change the contact for all agents', body('across_team', 'boolean')),
				displayOptions: { show: { '/findBy': ['number'] } },
			},
			...details,
			{
				displayName: 'Contact Number',
				name: 'contactNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. +1 415 555 0119',
				displayOptions: { show: { '/findBy': ['id'] } },
				description: 'New main number, with country code or of the default country',
				send: body('contact_number', 'digits'),
			},
			{
				displayName: 'First Name',
				name: 'firstName',
				type: 'string',
				placeholder: 'e.g. Mara',
				default: '',
				description: 'First name of the contact',
				send: body('first_name', 'text'),
			},
			{
				displayName: 'Notes',
				name: 'notes',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Note',
				default: {},
				description: 'Notes on the contact',
				options: [
					{
						displayName: 'Note',
						name: 'note',
						values: [
							{
								displayName: 'Note',
								name: 'note',
								type: 'string',
								default: '',
								description: 'Text of the note',
							},
						],
					},
				],
				send: body('notes', 'records', { each: { note: { label: 'Note', kind: 'text' } } }),
			},
		]),
		options([defaultCountry]),
	],
};
