import { DateTime } from 'luxon';

import type { Appointment, Calendar } from '../seed/calendars';
import { findById, type State } from '../state';
import { NOT_FOUND, type Handlers, type HandlerResult } from './handler';
import { digitsOf } from './messageState';

/** Handlers of the appointments and of the free slots of calendars. */
export const appointments: Handlers = {
	listAvailableSlots({ state }, { query }) {
		const calendar = calendarOf(state, query.calendar_link);
		if (!calendar) return NOT_FOUND;
		const zone = String(query.timezone);
		const day = DateTime.fromISO(String(query.date), { zone });
		if (!day.isValid) return refused('date and timezone must be a day and an IANA zone');
		const slots = slotsOf(state, calendar, day);
		return {
			kind: 'one',
			data: {
				calendar_id: calendar.id,
				calendar_name: calendar.name,
				calendar_link: calendar.link,
				timezone: zone,
				date: day.toFormat('yyyy-MM-dd'),
				available_slots: slots.map((start) => ({
					start_time: start.toFormat('HH:mm:ss'),
					end_time: start.plus({ minutes: calendar.duration }).toFormat('HH:mm:ss'),
				})),
			},
		};
	},

	createAppointment({ state, webhooks }, { body }) {
		const calendar = calendarOf(state, body.calendar_link);
		if (!calendar) return NOT_FOUND;
		const zone = String(body.customer_timezone);
		const text = `${String(body.appointment_customer_date)}T${String(body.appointment_customer_time)}`;
		const start = DateTime.fromISO(text, { zone });
		if (!start.isValid) return refused('The date, time or time zone of the customer is not valid');
		const free = slotsOf(state, calendar, start.startOf('day')).some((slot) => +slot === +start);
		if (!free) return refused('The slot is not available');
		const appointment = book(state, calendar, start, {
			firstName: String(body.customer_first_name),
			lastName: String(body.customer_last_name),
			email: String(body.customer_email),
			number: digitsOf(body.customer_number),
			timeZone: zone,
			notes: String(body.notes ?? ''),
		});
		const data = showAppointment(state, appointment);
		webhooks.emit('appointment.scheduled', data);
		return { kind: 'one', data };
	},

	getAppointment({ state }, { params }) {
		const appointment = findById(state.appointments, params.id);
		return appointment ? { kind: 'one', data: showAppointment(state, appointment) } : NOT_FOUND;
	},
};

/** Books the next free slot of the first calendar for the first person of the account who has a name and an e-mail. */
export function bookNext(state: State): Appointment {
	const calendar = state.calendars[0];
	if (!calendar) throw new Error('The account has no calendar.');
	const today = DateTime.now().setZone(calendar.timeZone);
	// Two full weeks have a free slot unless all are booked.
	const start = Array.from({ length: 14 }, (_, day) => slotsOf(state, calendar, today.plus({ days: day })))
		.flat()
		.find((slot) => slot > today);
	if (!start) throw new Error(`${calendar.name} has no free slot in the next two weeks.`);
	const person = state.contacts.find(({ name, email }) => name !== '' && email !== '') ?? state.contacts[0];
	const [firstName = '', ...last] = (person?.name ?? '').split(' ');
	return book(state, calendar, start, {
		firstName,
		lastName: last.join(' '),
		email: person?.email ?? '',
		number: person?.number ?? '',
		timeZone: calendar.timeZone,
		notes: '',
	});
}

function book(
	state: State,
	calendar: Calendar,
	start: DateTime,
	customer: Pick<Appointment, 'firstName' | 'lastName' | 'email' | 'number' | 'timeZone' | 'notes'>,
): Appointment {
	const appointment: Appointment = {
		id: (state.appointments.at(-1)?.id ?? 111_500) + 5,
		calendarId: calendar.id,
		at: start.toUnixInteger(),
		createdAt: Math.floor(Date.now() / 1000),
		...customer,
	};
	state.appointments.push(appointment);
	return appointment;
}

function refused(message: string): HandlerResult {
	return { kind: 'refused', status: 400, message };
}

function calendarOf({ calendars }: State, link: unknown): Calendar | undefined {
	return calendars.find((calendar) => calendar.link === link);
}

/** Free start times on a day of the customer's zone. The hours are in the calendar's zone. */
function slotsOf({ appointments: booked }: State, calendar: Calendar, day: DateTime): DateTime[] {
	const first = day.startOf('day');
	return Array.from({ length: 25 }, (_, hour) => first.plus({ hours: hour }))
		.filter((start) => start.hasSame(first, 'day'))
		.filter((start) => {
			const own = start.setZone(calendar.timeZone);
			return own.weekday <= 5 && own.hour >= calendar.opens && own.hour < calendar.closes && own.minute === 0;
		})
		.filter(
			(start) =>
				!booked.some(({ calendarId, at }) => calendarId === calendar.id && at === start.toUnixInteger()),
		);
}

/** The appointment as the API shows it. */
export function showAppointment(state: State, appointment: Appointment): Record<string, unknown> {
	const calendar = state.calendars.find(({ id }) => id === appointment.calendarId);
	const minutes = calendar?.duration ?? 0;
	const end = appointment.at + minutes * 60;
	const inZone = (at: number, zone: string) => DateTime.fromSeconds(at, { zone }).setLocale('en-US');
	const customer = inZone(appointment.at, appointment.timeZone);
	const user = inZone(appointment.at, state.timeZone);
	const utc = inZone(appointment.at, 'utc');
	const owner = state.users[0];
	const long = 'd LLL yy hh:mm a';
	return {
		id: appointment.id,
		booked_via: 'API',
		calendar_id: appointment.calendarId,
		calendar_name: calendar?.name ?? '',
		calendar_link: calendar?.link ?? '',
		calendar_language: 'en',
		customer_first_name: appointment.firstName,
		customer_last_name: appointment.lastName,
		customer_email: appointment.email,
		customer_number: appointment.number,
		customer_ip_address: '203.0.113.20',
		customer_timezone: appointment.timeZone,
		customer_slot: `${customer.toFormat(long)} - ${inZone(end, appointment.timeZone).toFormat(long)}`,
		user_timezone: state.timeZone,
		user_slot: `${user.toFormat('hh:mm a')} - ${inZone(end, state.timeZone).toFormat('hh:mm a')}`,
		slot_duration: String(minutes),
		type: 'Call',
		notes: appointment.notes,
		created_at: inZone(appointment.createdAt, 'utc').toFormat('yyyy-MM-dd HH:mm:ss'),
		appointment_date: utc.toFormat('yyyy-MM-dd'),
		appointment_user_date: user.toFormat('yyyy-MM-dd'),
		appointment_customer_date: customer.toFormat('yyyy-MM-dd'),
		appointment_time: utc.toFormat('HH:mm:ss'),
		appointment_user_time: user.toFormat('HH:mm:ss'),
		appointment_customer_time: customer.toFormat('HH:mm:ss'),
		// Text here, a number elsewhere (FACTS.md section 3).
		shared_with_agents: owner ? [{ id: String(owner.id), name: owner.name, email: owner.email }] : [],
		external_attendees: [],
	};
}
