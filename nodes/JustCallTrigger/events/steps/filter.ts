import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { accountOf } from '../account';
import type { JustCallEvent } from '../delivery';
import { isWanted, type EventFilters } from '../filters';
import { filtersOf } from '../filterValues';
import { eventsOf } from '../settings';
import { ignored, passed, type StepResult } from './outcome';

/**
 * Step 2: lets an event pass when the panel lists its type and its object fits the panel's filters.
 *
 * @returns the filters: an object read from JustCall goes through them again
 * @throws ParameterError when a parameter cannot be read. n8n then shows a failed execution and answers 500, so that
 *   JustCall tries again.
 */
export async function filter(
	context: IWebhookFunctions,
	{ type, data }: JustCallEvent,
): Promise<StepResult<EventFilters>> {
	if (!eventsOf(context).includes(type)) return ignored();
	const filters = await panelFilters(context);
	return isWanted(data, filters) ? passed(filters) : ignored();
}

/** Reads the panel's filters. Reads the credential again before it refuses a number: its country may be new. */
async function panelFilters(context: IWebhookFunctions): Promise<EventFilters> {
	const given = context.getNodeParameter('filters', {}) as IDataObject;
	try {
		return filtersOf(given, (await accountOf(context)).country);
	} catch {
		return filtersOf(given, (await accountOf(context, true)).country);
	}
}
