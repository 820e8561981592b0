import { path } from '../../../shared/description/fields';
import type { Operation } from '../../../shared/description/operation';

/** Get one appointment. */
export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get appointment',
	description: 'Get one appointment by its ID',
	method: 'GET',
	path: '/v2.1/appointments/{id}',
	subject: 'The appointment',
	answer: { kind: 'one' },
	simplify: [
		'id',
		'calendar_name',
		'type',
		'customer_first_name',
		'customer_last_name',
		'customer_email',
		'customer_number',
		'customer_slot',
		'user_slot',
		'notes',
	],
	fields: [
		{
			displayName: 'Appointment ID',
			name: 'appointmentId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 111505',
			description: 'ID of the appointment, from the output of Create',
			send: path('id'),
		},
	],
};
