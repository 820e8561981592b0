import { body, UPDATE_FIELDS, updateFields } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { callLocator } from './fields';

/** Change notes, disposition or rating of a call. */
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update call',
	description:
		'Change the notes, the disposition or the rating of a call. To undo it, write the old values again.',
	method: 'PUT',
	path: '/v2.1/calls/{id}',
	subject: 'The call',
	answer: { kind: 'one' },
	needsOneOf: UPDATE_FIELDS,
	fields: [
		callLocator,
		updateFields([
			{
				displayName: 'Disposition Code',
				name: 'dispositionCode',
				type: 'string',
				default: '',
				placeholder: 'e.g. Sales: Follow Up',
				description: 'A disposition that exists in the account, written as "List title: Code"',
				send: body('disposition_code', 'text'),
			},
			{
				displayName: 'Notes',
				name: 'notes',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				description: 'New notes. They replace the old ones; leave empty to clear them.',
				send: body('notes', 'text', { mayBeEmpty: true }),
			},
			{
				displayName: 'Rating',
				name: 'rating',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 5, numberPrecision: 1 },
				default: 5,
				description: 'Rating from 0 to 5 in steps of 0.5',
				send: body('rating', 'number', { range: { min: 0, max: 5, step: 0.5 } }),
			},
		]),
	],
};
