import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { asError } from '../asError';
import type { JustCallEvent } from '../delivery';
import { isWanted, type EventFilters } from '../filters';
import { itemWithoutContent } from '../items';
import { canLookUp, lookUp } from '../lookup';
import type { Settings } from '../settings';
import { ignored, passed, rejected, started, type StepResult } from './outcome';

/** Facts about the delivery of an event. */
export interface DeliveryFacts {
	settings: Settings;
	filters: EventFilters;
	/** JustCall may not send the event again. */
	isLastAttempt: boolean;
}

/**
 * Replaces the content of an event, which JustCall does not sign, by the object that JustCall has. Filters the object
 * again: the body may have claimed a field that the object does not have.
 *
 * An object that JustCall does not show yet is asked for again with each retry. On the last attempt a signed event
 * starts the workflow with its type and IDs only; an unsigned event never does.
 *
 * @param notices gives the notices of an item that starts the workflow
 */
export async function verifyByFetching(
	context: IWebhookFunctions,
	event: JustCallEvent,
	{ settings, filters, isLastAttempt }: DeliveryFacts,
	notices: () => IDataObject,
): Promise<StepResult<JustCallEvent>> {
	const found = await lookUp(context, event.type, event.data).catch(asError);
	if (!(found instanceof Error))
		return isWanted(found, filters) ? passed({ ...event, data: found }) : ignored();
	const isSigned = settings.verifySignature;
	const hasNoId = !canLookUp(event.type, event.data);
	if (!isSigned && hasNoId) return rejected(401, 'JustCall knows of no such object');
	if (!isSigned || (!hasNoId && !isLastAttempt))
		return rejected(503, 'The object cannot be read back yet; try again');
	return started(await itemWithoutContent(context, event, found, notices()));
}
