import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../JustCall/resources';
import { getOperation, registryOf } from '../../shared/description/operation';
import { simplifier } from '../../shared/answers/simplify';

/** The operation that shows the object of an event: by the start of the event's type, the first that fits. */
const SHOWN_BY: ReadonlyArray<readonly [start: string, resource: string, operation: string]> = [
	['call.ai_voice_agent', 'call', 'getVoiceAgentData'],
	['call.', 'call', 'get'],
	['jc.call_ai_generated', 'call', 'get'],
	['sd.', 'campaignCall', 'get'],
	['sms.', 'sms', 'get'],
	['whatsapp.', 'whatsApp', 'get'],
	['jc.contact_status_updated', 'contact', 'get'],
];

/** Fields that an event is about and its operation leaves out: an update's own fields, and the name of a contact in one. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
	'call.updated': ['call_info.disposition', 'call_info.notes', 'call_info.rating'],
	'sd.call_updated': ['call_info.notes', 'call_info.rating'],
	'jc.contact_status_updated': ['name', 'status_updated_at'],
};

const registry = registryOf(resources);

/**
 * How the object of an event is shown simplified: with the names and shapes of the node's own Get and Get Many. Events
 * that they do not simplify stay whole.
 */
export function simplified(type: string, data: IDataObject): IDataObject {
	const [, resource, operation] = SHOWN_BY.find(([start]) => type.startsWith(start)) ?? [];
	if (resource === undefined || operation === undefined) return data;
	const { simplify, onRequest = [] } = getOperation(registry, resource, operation);
	if (!simplify) return data;
	return simplifier([...simplify, ...onRequest, ...(ALSO[type] ?? [])])(data);
}
