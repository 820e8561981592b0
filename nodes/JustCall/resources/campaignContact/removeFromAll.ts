import { body, defaultCountry, options } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Remove a number from every campaign at once. Only v1 has an endpoint for this (FACTS.md section 11). */
export const removeFromAll: Operation = {
	name: 'Remove From All Campaigns',
	value: 'removeFromAll',
	action: 'Remove contact from all campaigns',
	description:
		'Remove a number from every Sales Dialer campaign at once. To undo it, use Add for each campaign.',
	method: 'POST',
	effect: 'idempotent',
	path: '/v1/autodialer/contacts/remove',
	subject: 'The contact',
	answer: { kind: 'done', result: { removed: true } },
	fields: [
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description:
				'Number to remove, with country code or of the default country; spaces and dashes do not matter',
			send: body('phone', 'digits'),
		},
		options([defaultCountry]),
	],
};
