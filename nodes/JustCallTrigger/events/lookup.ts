import type { IDataObject } from 'n8n-workflow';

import { momentOf } from '../../shared/values/dates';
import { ExplainedError } from '../../shared/http/errors';
import { quote } from '../../shared/values/parameterError';
import { checkId, isId } from '../../shared/values/path';
import { digitsOf } from '../../shared/values/phoneNumber';
import { ask, type RequestContext } from '../../shared/http/transport';
import { MalformedAnswer, unwrapList, unwrapOne } from '../../shared/answers/envelope';

const SUBJECT = 'The object of the event';
/** Digits of a number that is somebody's. */
const MIN_NUMBER_DIGITS = 7;

/** Where the object of an event can be read, and by which of its fields. */
interface Place {
	path: string;
	field: string;
	/** Path after the id. */
	suffix?: string;
	/** Read with everything that costs nothing more. */
	query?: IDataObject;
	/** How it is found where the event came without that field: in the list at the same path. */
	otherwise?: Otherwise;
}

/** A field that an object can be found by in a list. */
interface Otherwise {
	field: string;
	/** The value in the one form in which it can be compared; `undefined` when it is none. */
	form: (value: unknown) => string | undefined;
	/** Query that narrows the list to a few pages. */
	narrow: (data: IDataObject) => IDataObject;
}

/** JustCall's own key of a call: no list can be asked for it, but every record has it. */
const BY_SID: Otherwise = {
	field: 'call_sid',
	form: (value) => (isId(value) ? String(value).trim() : undefined),
	narrow: around,
};
const CALL: Place = {
	path: '/v2.1/calls',
	field: 'id',
	query: { fetch_queue_data: true, fetch_ai_data: true },
	otherwise: BY_SID,
};
const DIALER_CALL: Place = {
	path: '/v2.1/sales_dialer/calls',
	field: 'call_id',
	query: { fetch_ai_data: true },
	otherwise: BY_SID,
};
const CONTACT: Place = {
	path: '/v2.1/contacts',
	field: 'id',
	otherwise: {
		field: 'contact_number',
		form: numberIn,
		narrow: ({ contact_number }) => ({
			contact_number: numberIn(contact_number),
			across_team: true,
		}),
	},
};

/** By the start of the event's type; the first that fits. */
const PLACES: ReadonlyArray<readonly [string, Place]> = [
	['call.ai_voice_agent', { path: CALL.path, field: 'id', suffix: '/voice-agent', otherwise: BY_SID }],
	['call.', CALL],
	['jc.call_ai_generated', CALL],
	['sd.', DIALER_CALL],
	['sms.', { path: '/v2.1/texts', field: 'id' }],
	['whatsapp.', { path: '/v2.1/whatsapp/messages', field: 'id' }],
	['jc.contact_status_updated', CONTACT],
	['appointment.', { path: '/v2.1/appointments', field: 'id' }],
];

/** Records of a page, and pages that are read to find one by another field than its id. */
const PAGE_SIZE = 100;
const MAX_PAGES = 5;
/** Hours around its time in which a call is looked for: wider than any two zones are apart. */
const HOURS_AROUND = 27;

/**
 * Reads the object of an event from the API: by its id, or where the event came without (FACTS.md section 10), by its
 * call_sid or its number.
 *
 * @param type of the event
 * @param data as it came: only the fields that find the object are used
 * @throws ExplainedError when there is no such object, when it cannot be read, or when the event has nothing by which
 *   JustCall could find it; ParameterError when its id is none; MalformedAnswer when another object came
 */
export async function lookUp(context: RequestContext, type: string, data: IDataObject): Promise<IDataObject> {
	const place = placeOf(type);
	if (!place || !canLookUp(type, data)) {
		if (place && !isEmpty(data[place.field])) checkId(data[place.field], place.field);
		throw new ExplainedError({
			message: 'The event came without an ID, and JustCall has no other way to find its object',
			description: `Nothing is wrong with the node. JustCall sends some events without an ID${place?.otherwise ? `, and this one has no ${place.otherwise.field} either` : ''}.`,
			kind: 'missing',
		});
	}
	const { path, field, suffix = '', query } = place;
	if (isEmpty(data[field])) {
		const found = await findInList(context, place, data);
		return suffix === '' ? found : await lookUp(context, type, found);
	}
	const id = checkId(data[field], field);
	const request = {
		method: 'GET' as const,
		path: `${path}/${id}${suffix}`,
		query,
		lane: 'interactive' as const,
	};
	const found = await ask(context, request, SUBJECT, unwrapOne);
	if (String(found[field]) === id) return found;
	throw new MalformedAnswer(`it is about ${quote(found[field])} and not about ${quote(id)}`);
}

async function findInList(
	context: RequestContext,
	{ path, query, otherwise }: Place,
	data: IDataObject,
): Promise<IDataObject> {
	const wanted = otherwise?.form(data[otherwise.field]);
	for (let page = 0; otherwise && wanted !== undefined && page < MAX_PAGES; page++) {
		const request = {
			method: 'GET' as const,
			path,
			query: { ...query, ...otherwise.narrow(data), order: 'desc', per_page: PAGE_SIZE, page },
			lane: 'interactive' as const,
		};
		const { rows, hasNext } = await ask(context, request, SUBJECT, unwrapList);
		const found = rows.filter((row) => otherwise.form(row[otherwise.field]) === wanted);
		if (found.length === 1 && found[0]) return found[0];
		if (found.length > 1 || hasNext === false || rows.length === 0) break;
	}
	throw new ExplainedError({
		message: `${SUBJECT} was not found`,
		description: `The event came without an ID, and no record that JustCall lists has its ${otherwise?.field} ${quote(wanted)}.`,
		kind: 'missing',
	});
}

/** The event's time and number only narrow the list: the object is identified by its own field. */
function around({ contact_number, ...data }: IDataObject): IDataObject {
	const number = numberIn(contact_number);
	const moment = momentOf(data);
	const at = (hours: number) =>
		new Date((moment ?? 0) + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
	return {
		...(number !== undefined && { contact_number: number }),
		...(moment !== undefined && { from_datetime: at(-HOURS_AROUND), to_datetime: at(HOURS_AROUND) }),
	};
}

/** Digits of a number that JustCall itself has written, in events and lists alike; of short codes none. */
function numberIn(value: unknown): string | undefined {
	const digits = digitsOf(value);
	return digits.length >= MIN_NUMBER_DIGITS ? digits : undefined;
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** Whether an event has the fields that {@link lookUp} needs. */
export function canLookUp(type: string, data: IDataObject): boolean {
	const place = placeOf(type);
	if (!place) return false;
	if (!isEmpty(data[place.field])) return isId(data[place.field]);
	return place.otherwise?.form(data[place.otherwise.field]) !== undefined;
}

function placeOf(type: string): Place | undefined {
	return PLACES.find(([start]) => type.startsWith(start))?.[1];
}

/** Fields that identify the object of an event. */
const IDS = ['id', 'call_id', 'call_sid'];

/**
 * The ids of an event's object and nothing else, for one that could not be read back: the body is not signed (FACTS.md
 * section 9). Values that are not ids are left out.
 */
export function idsOf(data: IDataObject): IDataObject {
	const ids = IDS.filter((name) => isId(data[name])).map((name) => [name, data[name]]);
	return Object.fromEntries(ids) as IDataObject;
}
