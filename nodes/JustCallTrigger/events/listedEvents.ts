import type { IDataObject } from 'n8n-workflow';

import { momentOf } from '../../shared/values/dates';
import { isObject } from '../../shared/values/isObject';
import { keyOf } from './deduplication';

/** A list of JustCall that shows events after they have happened. */
export interface EventList {
	path: string;
	idField: string;
	/** End of the record's call or message, epoch milliseconds. JustCall sends the event then. */
	endOf: (record: IDataObject) => number | undefined;
}

const CALLS: EventList = {
	path: '/v2.1/calls',
	idField: 'id',
	endOf: (record) => endAfter(record, objectIn(record, 'call_duration').total_duration),
};
const DIALER_CALLS: EventList = {
	path: '/v2.1/sales_dialer/calls',
	idField: 'call_id',
	endOf: (record) => endAfter(record, objectIn(record, 'call_info').duration),
};
const TEXTS: EventList = { path: '/v2.1/texts', idField: 'id', endOf: (record) => momentOf(record) };
const WHATSAPP: EventList = {
	path: '/v2.1/whatsapp/messages',
	idField: 'id',
	endOf: (record) => momentOf(record),
};

/**
 * The events that a list shows, one for each record: their list, and whether a record stands for the event.
 *
 * Lists do not show the other events. They show neither who rang, waited or answered, nor when a call was changed, a message
 * delivered or a report made. A contact has the day of its status and no time. Appointments have no list.
 */
export const LISTED_EVENTS: Readonly<
	Record<string, { list: EventList; is: (record: IDataObject) => boolean }>
> = {
	// A missed call has events of its own, with or without a voicemail.
	'call.completed': {
		list: CALLS,
		is: (record) => !/^(missed|voicemail|abandoned|in progress)/.test(typeOf(record)),
	},
	'call.missed': { list: CALLS, is: (record) => typeOf(record).startsWith('missed') },
	'call.voicemail': { list: CALLS, is: (record) => typeOf(record).startsWith('voicemail') },
	'sms.received': { list: TEXTS, is: isIncoming },
	'sms.sent': { list: TEXTS, is: (record) => !isIncoming(record) },
	'sms.sent_received': { list: TEXTS, is: () => true },
	'whatsapp.message_received': { list: WHATSAPP, is: isIncoming },
	'whatsapp.message_sent': { list: WHATSAPP, is: (record) => !isIncoming(record) },
	'sd.call_completed': { list: DIALER_CALLS, is: (record) => typeOf(record) !== 'in progress' },
};

/**
 * Key of an event that a list shows. The event has the same key whether JustCall sent it or a list showed it. `undefined` for
 * other events, and for one whose object has no ID.
 */
export function listedKeyOf(type: string, data: IDataObject): string | undefined {
	const field = LISTED_EVENTS[type]?.list.idField;
	const id = field === undefined ? undefined : data[field];
	const isGiven = typeof id === 'number' || (typeof id === 'string' && id !== '');
	return isGiven ? keyOf(`${type} ${id}`) : undefined;
}

function endAfter(record: IDataObject, seconds: unknown): number | undefined {
	const start = momentOf(record);
	return start === undefined ? undefined : start + (Number(seconds) || 0) * 1000;
}

function isIncoming({ direction }: IDataObject): boolean {
	return /^in(coming|bound)$/i.test(String(direction).trim());
}

function typeOf(record: IDataObject): string {
	return String(objectIn(record, 'call_info').type ?? '')
		.trim()
		.toLowerCase()
		.replace(/[_-]/g, ' ');
}

function objectIn(record: IDataObject, name: string): IDataObject {
	const value = record[name];
	return isObject(value) ? (value as IDataObject) : {};
}
