import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { deliveryOf } from './delivery';
import { authenticate } from './steps/authenticate';
import { deduplicate } from './steps/deduplicate';
import { enrich } from './steps/enrich';
import { filter } from './steps/filter';
import { ignored, rejected, respond, type Outcome } from './steps/outcome';

/**
 * Answers a request to the webhook. Starts the workflow when JustCall has signed the event, the panel asks for it, and it
 * has not started the workflow before.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return respond(context, await outcomeOf(context));
}

/** Takes a request through the four steps. Each step gives the next one a value, or ends the delivery. */
async function outcomeOf(context: IWebhookFunctions): Promise<Outcome> {
	const { method } = context.getRequestObject();
	const delivery = deliveryOf(method, context.getBodyData(), context.getHeaderData()['content-length']);
	if (delivery.kind === 'probe') return ignored();
	if (delivery.kind === 'malformed') return rejected(400, 'This is no event of JustCall');
	const { event } = delivery;

	const authenticated = await authenticate(context, event);
	if (authenticated.kind !== 'passed') return authenticated;

	const filtered = await filter(context, event);
	if (filtered.kind !== 'passed') return filtered;

	const deduplicated = deduplicate(context, event, authenticated.value.settings);
	if (deduplicated.kind !== 'passed') return deduplicated;

	const { complete, ...claimed } = deduplicated.value;
	const results = { ...authenticated.value, ...claimed, filters: filtered.value };
	return await complete(async () => await enrich(context, event, results));
}
