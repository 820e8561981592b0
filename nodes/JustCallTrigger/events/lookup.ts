import type { IDataObject } from 'n8n-workflow';

import { momentOf } from '../../shared/values/dates';
import { ExplainedError } from '../../shared/http/errors';
import { quote } from '../../shared/values/parameterError';
import { checkId, isId } from '../../shared/values/path';
import { digitsOf } from '../../shared/values/phoneNumber';
import { ask, type RequestContext } from '../../shared/http/transport';
import { MalformedAnswer, unwrapList, unwrapOne } from '../../shared/answers/envelope';

const SUBJECT = 'The object of the event';
/** The fewest digits of a telephone number; short codes have fewer. */
const MIN_NUMBER_DIGITS = 7;

/** The endpoint that shows the object of an event, and the field with its ID. */
interface Endpoint {
	path: string;
	field: string;
	/** Path after the ID. */
	suffix?: string;
	/** Query for all data that JustCall gives in the same request. */
	query?: IDataObject;
	/** Way to find the object of an event without an ID: in the list at the same path. */
	fallback?: Fallback;
}

/** A field that identifies an object in a list. */
interface Fallback {
	field: string;
	/** Brings the value into a form that can be compared; `undefined` when it identifies nothing. */
	normalize: (value: unknown) => string | undefined;
	/** Makes the query that narrows the list to a few pages. */
	narrow: (data: IDataObject) => IDataObject;
}

/** JustCall's own key of a call. No list filters by it, but every record has it. */
const BY_SID: Fallback = {
	field: 'call_sid',
	normalize: (value) => (isId(value) ? String(value).trim() : undefined),
	narrow: around,
};
const CALL: Endpoint = {
	path: '/v2.1/calls',
	field: 'id',
	query: { fetch_queue_data: true, fetch_ai_data: true },
	fallback: BY_SID,
};
const DIALER_CALL: Endpoint = {
	path: '/v2.1/sales_dialer/calls',
	field: 'call_id',
	query: { fetch_ai_data: true },
	fallback: BY_SID,
};
const CONTACT: Endpoint = {
	path: '/v2.1/contacts',
	field: 'id',
	fallback: {
		field: 'contact_number',
		normalize: numberIn,
		narrow: ({ contact_number }) => ({
			contact_number: numberIn(contact_number),
			across_team: true,
		}),
	},
};

/** Endpoints by the start of the event's type; the first that fits counts. */
const ENDPOINTS: ReadonlyArray<readonly [string, Endpoint]> = [
	['call.ai_voice_agent', { path: CALL.path, field: 'id', suffix: '/voice-agent', fallback: BY_SID }],
	['call.', CALL],
	['jc.call_ai_generated', CALL],
	['sd.', DIALER_CALL],
	['sms.', { path: '/v2.1/texts', field: 'id' }],
	['whatsapp.', { path: '/v2.1/whatsapp/messages', field: 'id' }],
	['jc.contact_status_updated', CONTACT],
	['appointment.', { path: '/v2.1/appointments', field: 'id' }],
];

/** Records of a page, and the most pages that a search without an ID reads. */
const PAGE_SIZE = 100;
const MAX_PAGES = 5;
/** The search covers this many hours before and after the event's time: more than any two time zones differ. */
const HOURS_AROUND = 27;

/**
 * Reads the object of an event from the API: by its ID, or by its call_sid or number when the event has no ID (FACTS.md
 * section 10).
 *
 * @param type type of the event
 * @param data content of the event; only the fields that identify the object are used
 * @throws ExplainedError when JustCall does not show the object, or when the event has no field that identifies it;
 *   ParameterError when its ID is invalid; MalformedAnswer when JustCall answers with another object
 */
export async function lookUp(context: RequestContext, type: string, data: IDataObject): Promise<IDataObject> {
	const endpoint = endpointOf(type);
	if (!endpoint || !canLookUp(type, data)) {
		if (endpoint && !isEmpty(data[endpoint.field])) checkId(data[endpoint.field], endpoint.field);
		throw new ExplainedError({
			message: 'The event came without an ID, and JustCall has no other way to find its object',
			description: `Nothing is wrong with the node. JustCall sends some events without an ID${endpoint?.fallback ? `, and this one has no ${endpoint.fallback.field} either` : ''}.`,
			kind: 'missing',
		});
	}
	const { path, field, suffix = '', query } = endpoint;
	if (isEmpty(data[field])) {
		const found = await findInList(context, endpoint, data);
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
	{ path, query, fallback }: Endpoint,
	data: IDataObject,
): Promise<IDataObject> {
	const wanted = fallback?.normalize(data[fallback.field]);
	for (let page = 0; fallback && wanted !== undefined && page < MAX_PAGES; page++) {
		const request = {
			method: 'GET' as const,
			path,
			query: { ...query, ...fallback.narrow(data), order: 'desc', per_page: PAGE_SIZE, page },
			lane: 'interactive' as const,
		};
		const { rows, hasNext } = await ask(context, request, SUBJECT, unwrapList);
		const found = rows.filter((row) => fallback.normalize(row[fallback.field]) === wanted);
		if (found.length === 1 && found[0]) return found[0];
		if (found.length > 1 || hasNext === false || rows.length === 0) break;
	}
	throw new ExplainedError({
		message: `${SUBJECT} was not found`,
		description: `The event came without an ID, and no record that JustCall lists has its ${fallback?.field} ${quote(wanted)}.`,
		kind: 'missing',
	});
}

/** The event's time and number only narrow the list. The call_sid identifies the object. */
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

/** The digits of a telephone number that JustCall has written; `undefined` for a short code. */
function numberIn(value: unknown): string | undefined {
	const digits = digitsOf(value);
	return digits.length >= MIN_NUMBER_DIGITS ? digits : undefined;
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** Whether an event has a field that identifies its object, so that {@link lookUp} can find it. */
export function canLookUp(type: string, data: IDataObject): boolean {
	const endpoint = endpointOf(type);
	if (!endpoint) return false;
	if (!isEmpty(data[endpoint.field])) return isId(data[endpoint.field]);
	return endpoint.fallback?.normalize(data[endpoint.fallback.field]) !== undefined;
}

function endpointOf(type: string): Endpoint | undefined {
	return ENDPOINTS.find(([start]) => type.startsWith(start))?.[1];
}

/** Fields of an event that hold an ID. */
const ID_FIELDS = ['id', 'call_id', 'call_sid'];

/**
 * The IDs in an event's content, and nothing else of it: JustCall does not sign the content (FACTS.md section 9). Leaves out
 * values that are not IDs.
 */
export function idsOf(data: IDataObject): IDataObject {
	const ids = ID_FIELDS.filter((name) => isId(data[name])).map((name) => [name, data[name]]);
	return Object.fromEntries(ids) as IDataObject;
}
