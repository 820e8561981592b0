import { body, defaultCountry, options } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Get the line type of a number. JustCall enables this on request, and may charge for it (FACTS.md section 10). */
export const detectType: Operation = {
	name: 'Detect Type',
	value: 'detectType',
	action: 'Detect phone number type',
	description:
		'Find out whether a number is a mobile, landline or VoIP line. JustCall has to enable this for the account, and may charge for it. Changes nothing.',
	method: 'POST',
	path: '/v2.1/phone-numbers/detect',
	subject: 'The phone number',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Phone Number',
			name: 'phoneNumber',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. +1 415 555 0119',
			description:
				'The number to look up, with country code or of the default country; spaces and dashes do not matter',
			send: body('phone_number', 'digits'),
		},
		options([defaultCountry]),
	],
};
