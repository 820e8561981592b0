import { options, query } from '../../../shared/fields';
import type { Operation } from '../../../shared/operation';
import { acrossTeam, findContact } from './fields';

/** Delete a contact: one record, or every record with a number. */
export const deleteContact: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete contact',
	description: 'Delete a contact. By number, every contact with that number goes.',
	method: 'DELETE',
	path: '/v2.1/contacts',
	subject: 'The contact',
	answer: { kind: 'done', result: { deleted: true } },
	fields: [
		...findContact('query'),
		{
			...options([
				acrossTeam(
					'Whether to delete the contacts of all agents with this number',
					query('across_team', 'boolean'),
				),
			]),
			displayOptions: { show: { findBy: ['number'] } },
		},
	],
};
