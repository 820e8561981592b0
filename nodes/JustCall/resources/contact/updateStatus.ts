import {
	body,
	defaultCountry,
	options,
	UPDATE_FIELDS,
	updateFields,
} from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { acrossTeam, findContact, SIMPLE_CONTACT, STATUS_LISTS } from './fields';

/** Put a contact on the blacklist, do-not-disturb or do-not-message list, or take it off. */
export const updateStatus: Operation = {
	name: 'Update Status',
	value: 'updateStatus',
	action: 'Block or unblock contact number',
	description:
		'Block or unblock a contact: add it to the blacklist, do not disturb or do not message, or remove it. To undo it, use it the other way round.',
	method: 'PUT',
	path: '/v2.1/contacts/status',
	subject: 'The contact',
	answer: { kind: 'one' },
	simplify: [...SIMPLE_CONTACT],
	needsOneOf: UPDATE_FIELDS,
	fields: [
		...findContact('body'),
		updateFields([
			{
				displayName: 'Add To',
				name: 'addTo',
				type: 'multiOptions',
				options: STATUS_LISTS,
				default: [],
				description: 'Lists to put the contact on',
				send: body('add_to', 'list'),
			},
			{
				displayName: 'Remove From',
				name: 'removeFrom',
				type: 'multiOptions',
				options: STATUS_LISTS,
				default: [],
				description: 'Lists to take the contact off',
				send: body('remove_from', 'list'),
			},
		]),
		options([
			acrossTeam('Whether to do it for all agents', body('across_team', 'boolean')),
			{ ...defaultCountry, displayOptions: { show: { '/findBy': ['number'] } } },
		]),
	],
};
