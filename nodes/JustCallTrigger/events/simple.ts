import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../JustCall/resources';
import { inVersion } from '../../shared/description/nodeVersion';
import { getOperation, registryOf } from '../../shared/description/operation';
import { simplifier } from '../../shared/answers/simplify';

/** The operation that shows the object of an event, by the start of the event's type; the first that fits counts. */
const OPERATIONS: ReadonlyArray<readonly [start: string, resource: string, operation: string]> = [
	['call.ai_voice_agent', 'call', 'getVoiceAgentData'],
	['call.', 'call', 'get'],
	['jc.call_ai_generated', 'call', 'get'],
	['sd.', 'campaignCall', 'get'],
	['sms.', 'sms', 'get'],
	['whatsapp.', 'whatsApp', 'get'],
	['jc.contact_status_updated', 'contact', 'get'],
];

/** Further fields to show: the event is about them, and its operation leaves them out. */
const EVENT_FIELDS: Readonly<Record<string, readonly string[]>> = {
	'call.updated': ['call_info.disposition', 'call_info.notes', 'call_info.rating'],
	'sd.call_updated': ['call_info.notes', 'call_info.rating'],
	'jc.contact_status_updated': ['name', 'status_updated_at'],
};

const registry = registryOf(resources);

/**
 * Simplifies the object of an event: the result has the field names of the JustCall node's Get and Get Many. An event that
 * they do not simplify stays whole.
 *
 * @param version of the node JustCall
 */
export function simplified(type: string, data: IDataObject, version: number): IDataObject {
	const [, resource, operation] = OPERATIONS.find(([start]) => type.startsWith(start)) ?? [];
	if (resource === undefined || operation === undefined) return data;
	const { simplify, onRequest = [] } = inVersion(getOperation(registry, resource, operation), version);
	if (!simplify) return data;
	return simplifier([...simplify, ...onRequest, ...(EVENT_FIELDS[type] ?? [])])(data);
}
