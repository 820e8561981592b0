import { body, defaultCountry, options, SEVERAL_NUMBERS } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Put numbers or contacts on the do-not-call-again list. */
export const addToDnca: Operation = {
	name: 'Add to Do Not Call Again List',
	value: 'addToDnca',
	action: 'Add Sales Dialer contacts to do not call again list',
	description:
		'Keep the Sales Dialer from calling numbers again. Invalid ones are skipped and named in the output. To undo it, take them off in JustCall.',
	method: 'POST',
	path: '/v2.1/sales_dialer/contacts/bulk-add-dnca',
	subject: 'The contacts',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Add By',
			name: 'addBy',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Contact IDs', value: 'ids' },
				{ name: 'Phone Numbers', value: 'numbers' },
			],
			default: 'numbers',
			description: 'What the contacts are named by',
		},
		{
			displayName: 'Phone Numbers',
			name: 'contactNumbers',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119, +1 303 555 0127',
			displayOptions: { show: { addBy: ['numbers'] } },
			description: SEVERAL_NUMBERS,
			send: body('contact_numbers', 'numbers'),
		},
		{
			displayName: 'Contact IDs',
			name: 'contactIds',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 26341595, 26341600',
			displayOptions: { show: { addBy: ['ids'] } },
			description: 'IDs of Sales Dialer contacts, separated by commas, or a list from an expression',
			send: body('contact_ids', 'integers'),
		},
		{ ...options([defaultCountry]), displayOptions: { show: { addBy: ['numbers'] } } },
	],
};
