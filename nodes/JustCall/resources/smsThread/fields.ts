import type { body, query } from '../../../shared/description/fields';
import type { Field } from '../../../shared/description/operation';
import { justCallNumberLocator, phoneNumberIdLocator, threadLocator } from '../locators';

/** The threads that a tag is added to or removed from: one thread, or all threads of a number. */
export function findThread(send: typeof body | typeof query): Field[] {
	return [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Contact Number',
					value: 'contact',
					description: 'Every conversation with an outside number',
				},
				{
					name: 'JustCall Number',
					value: 'number',
					description: 'Every conversation of a number of the account',
				},
				{
					name: 'Phone Number ID',
					value: 'phone',
					description: 'Every conversation of a number, by its record',
				},
				{ name: 'Thread', value: 'thread', description: 'One conversation' },
			],
			default: 'thread',
			description: 'How to find the conversation',
		},
		{
			...threadLocator({
				description:
					"The conversation. The list goes through the account's numbers one by one: search by contact, number or line.",
				send: send('thread_id', 'id'),
				required: true,
			}),
			displayOptions: { show: { findBy: ['thread'] } },
		},
		{
			...phoneNumberIdLocator({
				description: 'The number',
				send: send('phone_id', 'integer'),
				required: true,
			}),
			displayOptions: { show: { findBy: ['phone'] } },
		},
		{
			...justCallNumberLocator({
				description: 'The number of the account',
				send: send('justcall_number', 'e164', { isOwn: true }),
				required: true,
			}),
			displayOptions: { show: { findBy: ['number'] } },
		},
		{
			displayName: 'Contact Number',
			name: 'contactNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			displayOptions: { show: { findBy: ['contact'] } },
			description: 'The outside number, with country code or of the default country',
			send: send('contact_number', 'e164'),
		},
	];
}
