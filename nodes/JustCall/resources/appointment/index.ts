import type { Resource } from '../../../shared/description/operation';
import { create } from './create';
import { get } from './get';
import { getAvailableSlots } from './getAvailableSlots';

/** Bookings in the calendars of JustCall. */
export const appointment: Resource = {
	name: 'Appointment',
	value: 'appointment',
	operations: [create, get, getAvailableSlots],
};
