import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { checkZone } from '../../shared/dates';
import { ExplainedError } from '../../shared/errors';
import { ParameterError } from '../../shared/parameterError';
import { toDigits } from '../../shared/phoneNumber';
import { accountOf, type Account } from './account';
import { ownAddress } from './address';
import { deliveryOf, type JustCallEvent } from './delivery';
import { isWanted, type EventFilters } from './filters';
import { itemOf, withExtras } from './items';
import { lookUp } from './lookup';
import { forget, isRepeat } from './repeats';
import { isSigned } from './signature';

/** What an answer says to JustCall. It tries again on 429, 500, 502, 503 and 504 only (FACTS.md section 9). */
const OK: IWebhookResponseData = { webhookResponse: 'OK' };

/** Seconds that a signature's time may be away, unless told. */
const TOLERANCE = 300;

/**
 * Answers a request to the webhook, and starts the workflow when it is an event that JustCall has signed, that is wanted,
 * and that has not started it before.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const headers = context.getHeaderData();
	const request = context.getRequestObject();
	const delivery = deliveryOf(request.method, context.getBodyData(), headers['content-length']);
	if (delivery.kind === 'probe') return OK;
	if (delivery.kind === 'malformed') return refuse(context, 400, 'This is no event of JustCall');
	const { event } = delivery;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	if (options.verifySignature !== false) {
		const tolerance = Number(options.tolerance ?? TOLERANCE);
		// A secret that was changed a moment ago is read anew before anything is refused.
		const signed =
			isSignedBy(context, event, await accountOf(context), tolerance) ||
			isSignedBy(context, event, await accountOf(context, true), tolerance);
		if (!signed) return refuse(context, 401, 'The signature is missing, wrong or too old');
	}
	const filters = filtersOf(context);
	const isMine = (context.getNodeParameter('events', []) as string[]).includes(event.type);
	if (!isMine || !isWanted(event.data, filters)) return OK;

	const node = `${String(context.getWorkflow().id)} ${context.getNode().id} ${context.getMode()}`;
	if (isRepeat(node, event.requestId)) return OK;
	// When n8n itself fails to start the workflow it answers so, and JustCall will try again.
	const response = context.getResponseObject();
	response.once('finish', () => {
		if (response.statusCode >= 400) forget(node, event.requestId);
	});
	let sure: JustCallEvent = event;
	if (options.verifyByFetching === true) {
		const found = await lookUp(context, event.type, event.data).catch((error: unknown) => error);
		if (found instanceof Error)
			return isForged(found)
				? refuse(context, 401, 'JustCall knows of no such object')
				: refuse(context, 503, 'The object could not be read back from JustCall; try again');
		sure = { ...event, data: found as IDataObject };
		if (!isWanted(sure.data, filters)) return OK;
	}
	const { timezone } = await accountOf(context);
	const zone = checkZone(timezone, context.getTimezone());
	const extras = {
		details: options.details === true && options.verifyByFetching !== true,
		recording: options.recording === true,
		recordingWait: Number(options.recordingWait ?? 60),
		field: String(options.binaryPropertyName ?? '').trim() || 'data',
	};
	if (!extras.details && !extras.recording) return { ...OK, workflowData: [[itemOf(sure, zone)]] };
	// JustCall is not kept waiting for what may take a minute.
	answer(context, 200, 'OK');
	return { noWebhookResponse: true, workflowData: [[await withExtras(context, sure, zone, extras)]] };
}

function isSignedBy(
	context: IWebhookFunctions,
	{ type }: JustCallEvent,
	{ apiSecret }: Account,
	tolerance: number,
): boolean {
	const headers = context.getHeaderData();
	return isSigned(
		{
			signature: headers['x-justcall-signature'],
			version: headers['x-justcall-signature-version'],
			timestamp: headers['x-justcall-request-timestamp'],
			type,
		},
		{ secret: apiSecret, webhookUrl: ownAddress(context), now: Date.now(), tolerance },
	);
}

function filtersOf(context: IWebhookFunctions): EventFilters {
	const given = context.getNodeParameter('filters', {}) as IDataObject;
	const valueOf = (parameter: unknown) =>
		typeof parameter === 'object' && parameter !== null && 'value' in parameter ? parameter.value : parameter;
	const text = (parameter: unknown) =>
		isEmpty(valueOf(parameter)) ? undefined : String(valueOf(parameter)).trim();
	return {
		direction: text(given.direction),
		agentId: text(given.agentId),
		campaignId: text(given.campaignId),
		callTypes: given.callTypes as string[] | undefined,
		number: isEmpty(given.number) ? undefined : toDigits(given.number, 'Phone Number'),
	};
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** Whether the object is not there, rather than JustCall. */
function isForged(error: Error): boolean {
	return (
		error instanceof ParameterError ||
		(error instanceof ExplainedError && error.explanation.httpCode === '404')
	);
}

function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	answer(context, status, message);
	return { noWebhookResponse: true };
}

function answer(context: IWebhookFunctions, status: number, message: string): void {
	context.getResponseObject().status(status).type('text/plain').send(message);
}
