import { query } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** List the free slots of a day; the endpoint has no pages. */
export const getAvailableSlots: Operation = {
	name: 'Get Available Slots',
	value: 'getAvailableSlots',
	action: 'Get available appointment slots',
	description: 'Get the free times of a calendar on a day',
	method: 'GET',
	path: '/v2.1/appointments/available-slots',
	subject: 'The calendar',
	answer: { kind: 'one' },
	fields: [
		{
			displayName: 'Calendar Link',
			name: 'calendarLink',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://app.justcall.io/calendar/142600_1',
			description: 'Link of the calendar in JustCall',
			send: query('calendar_link', 'text'),
		},
		{
			displayName: 'Date',
			name: 'date',
			type: 'dateTime',
			required: true,
			default: '',
			typeOptions: { dateOnly: true },
			description: 'Day to look at',
			send: query('date', 'day'),
		},
		{
			displayName: 'Time Zone',
			name: 'timezone',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. America/New_York',
			description: 'Zone that the times are given in',
			send: query('timezone', 'zone'),
		},
	],
};
