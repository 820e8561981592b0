import type { IDataObject } from 'n8n-workflow';

import { ask, type RequestContext } from '../../shared/transport';
import { ParameterError, quote } from '../../shared/parameterError';
import { checkId, isId } from '../../shared/path';
import { MalformedAnswer, unwrapOne } from '../../shared/unwrap';

/** Where the object of an event can be read, and by which of its fields. */
interface Place {
	path: string;
	field: string;
	/** What follows the id. */
	suffix?: string;
	/** Read with everything that costs nothing more. */
	query?: IDataObject;
}

const CALL: Place = {
	path: '/v2.1/calls',
	field: 'id',
	query: { fetch_queue_data: true, fetch_ai_data: true },
};
const DIALER_CALL: Place = {
	path: '/v2.1/sales_dialer/calls',
	field: 'call_id',
	query: { fetch_ai_data: true },
};

/** By the start of the event's type; the first that fits. */
const PLACES: ReadonlyArray<readonly [string, Place]> = [
	['call.ai_voice_agent', { path: '/v2.1/calls', field: 'id', suffix: '/voice-agent' }],
	['call.', CALL],
	['jc.call_ai_generated', CALL],
	['sd.', DIALER_CALL],
	['sms.', { path: '/v2.1/texts', field: 'id' }],
	['whatsapp.', { path: '/v2.1/whatsapp/messages', field: 'id' }],
	['jc.contact_status_updated', { path: '/v2.1/contacts', field: 'id' }],
	['appointment.', { path: '/v2.1/appointments', field: 'id' }],
];

/**
 * Reads the object of an event from the API.
 *
 * @param type of the event
 * @param data as it came: only its id is used
 * @throws ExplainedError when there is no such object, or it cannot be read; ParameterError when the event has no id by
 * which it could be: some have the call_sid only (FACTS.md section 9), and no list of the contract finds by that
 */
export async function lookUp(context: RequestContext, type: string, data: IDataObject): Promise<IDataObject> {
	const place = placeOf(type);
	if (!place) {
		throw new ParameterError(
			`An event of the type ${quote(type)} cannot be looked up`,
			'Switch off "Verify by Fetching" for events of this type.',
		);
	}
	const id = checkId(data[place.field], place.field);
	const path = `${place.path}/${id}${place.suffix ?? ''}`;
	const request = { method: 'GET' as const, path, query: place.query, hurry: true };
	const found = await ask(context, request, 'The object of the event', unwrapOne);
	if (String(found[place.field]) === id) return found;
	throw new MalformedAnswer(`it is about ${quote(found[place.field])} and not about ${quote(id)}`);
}

/** Whether an event has what {@link lookUp} needs. */
export function canLookUp(type: string, data: IDataObject): boolean {
	const place = placeOf(type);
	return place !== undefined && isId(data[place.field]);
}

function placeOf(type: string): Place | undefined {
	return PLACES.find(([start]) => type.startsWith(start))?.[1];
}

/** What tells the object of an event from others. */
const IDS = ['id', 'call_id', 'call_sid'];

/**
 * The ids of an event's object and nothing else, for one that could not be read back: the body is not signed (FACTS.md
 * section 9). What is no id is left out.
 */
export function idsOf(data: IDataObject): IDataObject {
	const ids = IDS.filter((name) => isId(data[name])).map((name) => [name, data[name]]);
	return Object.fromEntries(ids) as IDataObject;
}
