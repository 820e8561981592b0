import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../shared/values/isObject';
import { isId } from '../../shared/values/path';

/** An event that JustCall sends. */
export interface JustCallEvent {
	/** One of JustCall's event types. */
	type: string;
	/** Has the form of an ID, or is empty when there is none. JustCall does not sign it. */
	requestId: string;
	/** The object of the event, in the form that the API has for it. JustCall does not sign it. */
	data: IDataObject;
}

/** Kind of a request to the webhook. */
export type Delivery =
	/** The call that JustCall makes when an address is added: it carries no data (FACTS.md section 9). */
	{ kind: 'probe' } | { kind: 'malformed' } | { kind: 'event'; event: JustCallEvent };

/** The largest body that JustCall sends, in bytes. */
const MAX_BODY_BYTES = 2 * 2 ** 20;

/**
 * Returns the kind of a request to the webhook. Never throws, whatever comes in.
 *
 * @param length the Content-Length header, when there is one
 */
export function deliveryOf(method: string, body: unknown, length: unknown): Delivery {
	if (method !== 'POST') return { kind: 'probe' };
	if (Number(length) > MAX_BODY_BYTES) return { kind: 'malformed' };
	if (body === undefined || body === null || body === '') return { kind: 'probe' };
	if (!isObject(body)) return { kind: 'malformed' };
	const { type, request_id, data } = body;
	if (data === undefined || data === null) return { kind: 'probe' };
	if (!isObject(data) || typeof type !== 'string' || type === '') return { kind: 'malformed' };
	if (Object.keys(data).length === 0) return { kind: 'probe' };
	const requestId = isId(request_id) ? String(request_id).trim() : '';
	return { kind: 'event', event: { type, requestId, data: data as IDataObject } };
}
