/** A calendar for appointments, with slots of a quarter of an hour at each full hour of a working day. */
export interface Calendar {
	id: number;
	name: string;
	link: string;
	/** IANA zone of its opening hours. */
	timeZone: string;
	opens: number;
	closes: number;
	/** Minutes. */
	duration: number;
}

/** A booked appointment. */
export interface Appointment {
	id: number;
	calendarId: number;
	/** UTC epoch seconds. */
	at: number;
	createdAt: number;
	firstName: string;
	lastName: string;
	email: string;
	/** Digits. */
	number: string;
	/** IANA zone of the customer. */
	timeZone: string;
	notes: string;
}

/** The calendars of the account. */
export function inventCalendars(timeZone: string): Calendar[] {
	const hours = { timeZone, opens: 9, closes: 17, duration: 15 };
	return [
		{ ...hours, id: 7736, name: 'Onboarding Call', link: 'https://app.justcall.io/calendar/142600_1' },
		{
			...hours,
			id: 7741,
			name: 'Product Demo',
			link: 'https://app.justcall.io/calendar/142600_2',
			duration: 30,
		},
	];
}
