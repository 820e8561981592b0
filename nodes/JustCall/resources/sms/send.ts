import {
	additionalFields,
	body,
	defaultCountry,
	onceADay,
	receiver,
} from '../../../shared/description/fields';
import { courtesy } from '../../../shared/description/courtesyFields';
import type { Operation } from '../../../shared/description/operation';
import { textNumberLocator } from '../locators';
import { SIMPLE_SMS, SIMPLE_SMS_IN_VERSION_1 } from './fields';

/** Send a text. JustCall has no idempotency key, so the node never repeats the request (FACTS.md section 7). */
export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send SMS text message',
	description: 'Send a text message (SMS or MMS). Running it again sends it again. This cannot be undone.',
	method: 'POST',
	path: '/v2.1/texts/new',
	subject: 'The text',
	answer: { kind: 'one' },
	simplify: SIMPLE_SMS,
	simplifyInVersion1: SIMPLE_SMS_IN_VERSION_1,
	fields: [
		textNumberLocator({
			displayName: 'From',
			description: 'Number of the account that the text comes from',
			send: body('justcall_number', 'e164', { isOwn: true }),
			required: true,
		}),
		receiver,
		{
			displayName: 'Message',
			name: 'body',
			type: 'string',
			typeOptions: { rows: 4 },
			placeholder: 'e.g. We are on our way.',
			required: true,
			default: '',
			description: 'Text of the message, 1600 characters at most',
			send: body('body', 'text', { maxLength: 1600 }),
		},
		additionalFields([
			defaultCountry,
			{
				displayName: 'Media URLs',
				name: 'mediaUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/picture.png',
				description: 'Public addresses of files to send along, separated by commas: 10 at most, 5 MB in all',
				send: body('media_url', 'csv'),
			},
			...onceADay('text'),
			...courtesy('send', { canSchedule: true }),
			{
				displayName: 'Send At',
				name: 'scheduleAt',
				type: 'dateTime',
				default: '',
				description: "When to send it. Converted to the account's time zone; at once when missing.",
				send: body('schedule_at', 'moment'),
			},
		]),
	],
};
