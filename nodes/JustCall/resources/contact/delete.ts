import { defaultCountry, options, query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';
import { acrossTeam, findContact } from './fields';

/** Delete a contact: one record, or all records with a number. */
export const deleteContact: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete contact',
	description:
		'Delete a contact. By number, all of your contacts with that number go; with Across Team, those of all agents. This cannot be undone.',
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
				defaultCountry,
			]),
			displayOptions: { show: { findBy: ['number'] } },
		},
	],
};
