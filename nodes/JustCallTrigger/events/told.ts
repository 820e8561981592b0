import type { IDataObject } from 'n8n-workflow';

import { momentOf } from '../../shared/values/dates';
import { isObject } from '../../shared/values/isObject';
import { keyOf } from './deduplication';

/** A list that tells afterwards of events. */
export interface ToldList {
	path: string;
	idField: string;
	/** End of the call or message that a record is about, epoch milliseconds: its event came then. */
	endOf: (record: IDataObject) => number | undefined;
}

const CALLS: ToldList = {
	path: '/v2.1/calls',
	idField: 'id',
	endOf: (record) => endAfter(record, objectIn(record, 'call_duration').total_duration),
};
const DIALER_CALLS: ToldList = {
	path: '/v2.1/sales_dialer/calls',
	idField: 'call_id',
	endOf: (record) => endAfter(record, objectIn(record, 'call_info').duration),
};
const TEXTS: ToldList = { path: '/v2.1/texts', idField: 'id', endOf: (record) => momentOf(record) };
const WHATSAPP: ToldList = {
	path: '/v2.1/whatsapp/messages',
	idField: 'id',
	endOf: (record) => momentOf(record),
};

/**
 * The events that a list shows afterwards, once for each object, and the fields of a record that show them.
 *
 * The others cannot: who rang, waited or picked up is over; a list does not say when something was changed, delivered or
 * reported; a contact shows the day of its status and no time; there is no list of appointments.
 */
export const TOLD: Readonly<Record<string, { list: ToldList; is: (record: IDataObject) => boolean }>> = {
	// One that was missed has events of its own, with or without a voicemail.
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
 * Key of an event that lists show, whether it came as an event or was found in its list; `undefined` for
 * others, and for one without the id of its object.
 */
export function toldKeyOf(type: string, data: IDataObject): string | undefined {
	const id = data[TOLD[type]?.list.idField ?? ''];
	return typeof id === 'string' || typeof id === 'number'
		? id !== ''
			? keyOf(`${type} ${id}`)
			: undefined
		: undefined;
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
