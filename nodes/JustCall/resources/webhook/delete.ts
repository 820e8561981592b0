import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Remove an address from an event. */
export const deleteUrl: Operation = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete webhook',
	description: 'Stop JustCall from calling an address for an event. To undo it, use Create.',
	method: 'DELETE',
	path: '/v2.1/webhooks/url/{url_id}',
	subject: 'The webhook address',
	answer: { kind: 'done', result: { deleted: true } },
	fields: [
		{
			displayName: 'URL ID',
			name: 'urlId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 65fc65d6d8b63be90aeee515',
			description:
				'ID of the address: "url_id" in the output of Get Many. Each event has an ID of its own for the same address.',
			send: path('url_id'),
		},
	],
};
