import { body, defaultCountry, options, SEVERAL_NUMBERS } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { acrossTeam, STATUS_LISTS } from './fields';

/** Put many numbers on lists at once. JustCall has no endpoint that takes many numbers off. */
export const bulkUpdateStatus: Operation = {
	name: 'Bulk Add to Lists',
	value: 'bulkUpdateStatus',
	action: 'Block many contact numbers',
	description:
		'Block many numbers at once: blacklist, do not disturb or do not message. Numbers that are invalid or repeated are skipped. To undo it, use Update Status.',
	method: 'POST',
	path: '/v2.1/contacts/bulk-add/blacklist',
	subject: 'The contacts',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Contact Numbers',
			name: 'contactNumbers',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119, +1 303 555 0127',
			description: SEVERAL_NUMBERS,
			send: body('contact_numbers', 'numbers'),
		},
		{
			displayName: 'Add To',
			name: 'addTo',
			type: 'multiOptions',
			required: true,
			options: STATUS_LISTS,
			default: ['blacklist'],
			description: 'Lists to put the numbers on',
			send: body('add_to', 'list'),
		},
		options([acrossTeam('Whether to do it for all agents', body('across_team', 'boolean')), defaultCountry]),
	],
};
