import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { givesSimple } from '../../shared/description/triggerVersion';
import { accountOf, type Account } from './account';
import { ownAddresses } from './address';
import { noteSeen, publishedNode } from './catchUp';
import { deliveryOf, type JustCallEvent } from './delivery';
import { isWanted, type EventFilters } from './filters';
import { filtersOf } from './filterValues';
import { bareItemOf, itemOf, withExtras } from './items';
import { canLookUp, lookUp } from './lookup';
import { noticeOf, untell } from './notice';
import { begin, end, keep, keyOf } from './deduplication';
import { DEFAULT_SETTINGS, eventsOf, settingsOf, type Settings } from './settings';
import { isSigned } from './signature';
import { storedIn, type Stored } from './stored';
import { toldKeyOf } from './told';

/** The answer that accepts a delivery. JustCall tries again on 429, 500, 502, 503 and 504 only (FACTS.md section 9). */
const OK: IWebhookResponseData = { webhookResponse: 'OK' };

/**
 * Attempt on which an event that cannot be read back starts the workflow all the same, without its content. JustCall makes
 * five, 30 to 90 seconds apart (FACTS.md section 9); where a retry carries the first time, the fifth may be too old.
 */
const LAST_ATTEMPT = 4;

/**
 * Milliseconds after the first attempt from which on the same holds: where several processes take attempts in, a count that
 * one has stored may be overwritten by another.
 */
const MAX_PATIENCE_MS = 120_000;

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
	// Settings that a person has to fix are reported once the request is known to be JustCall's; until then the defaults hold.
	const settings = await settingsOf(context).catch(asError);
	const { verifySignature, tolerance } = settings instanceof Error ? DEFAULT_SETTINGS : settings;
	let address: string | undefined;
	if (verifySignature) {
		// A secret that was changed a moment ago is read anew before anything is refused.
		address =
			signedFor(context, event, await accountOf(context), tolerance) ??
			signedFor(context, event, await accountOf(context, true), tolerance);
		if (address === undefined) return refuse(context, 401, 'The signature is missing, wrong or too old');
	}
	// Settings that cannot be read throw: n8n shows a failed execution and answers 500, so JustCall tries again.
	if (settings instanceof Error) throw settings;
	if (!eventsOf(context).includes(event.type)) return OK;
	const filters = await wantedBy(context);
	if (!isWanted(event.data, filters)) return OK;

	const isTest = context.getMode() === 'manual';
	const published = publishedNode(context.getWorkflow(), context.getNode());
	const node = isTest ? `${published} test` : published;
	// Notes of a test end with it, and do not belong to the published workflow.
	const stored: Stored = isTest ? {} : storedIn(context);
	const told = settings.catchUp ? toldKeyOf(event.type, event.data) : undefined;
	const keys = [...(event.requestId === '' ? [] : [keyOf(event.requestId)]), ...(told ? [told] : [])];
	// While registrations move to a new address, JustCall tells both of the same event.
	if (isMoving(context, stored)) keys.push(keyOf(`${event.type} ${JSON.stringify(event.data)}`));
	const turn = begin(node, keys, stored);
	if (turn.kind === 'done') return OK;
	// The first delivery may still fail: JustCall is to ask again.
	if (turn.kind === 'pending') return refuse(context, 503, 'This event is under way; try again');
	const isLast = turn.attempt >= LAST_ATTEMPT || Date.now() - turn.since >= MAX_PATIENCE_MS;
	const handedOver = follow(context, (stage) => {
		end(node, keys, stage);
		if (stage === 'refused') untell(node);
	});
	let outcome: DeliveryOutcome | undefined;
	try {
		outcome = await outcomeOf(context, event, { node, filters, settings, isLast, address });
	} finally {
		const stage = outcome?.kind === 'accepted' ? 'started' : 'refused';
		keep(node, keys, stage, stored);
		if (settings.catchUp && stage === 'started') noteSeen(node, stored);
		handedOver(stage);
	}
	return outcome.kind === 'accepted' ? outcome.response : refuse(context, outcome.status, outcome.message);
}

/** The filters of the panel. A default country that was set a moment ago is read anew before a number is refused. */
async function wantedBy(context: IWebhookFunctions): Promise<EventFilters> {
	const given = context.getNodeParameter('filters', {}) as IDataObject;
	try {
		return filtersOf(given, (await accountOf(context)).country);
	} catch {
		return filtersOf(given, (await accountOf(context, true)).country);
	}
}

/** Whether JustCall may have registrations of two addresses of this node. */
function isMoving(context: IWebhookFunctions, { address, former }: Stored): boolean {
	return former !== undefined || (address !== undefined && address !== context.getNodeWebhookUrl('default'));
}

/** Outcome of a delivery: the workflow starts (or need not), or the delivery is refused with a status. */
type DeliveryOutcome =
	{ kind: 'accepted'; response: IWebhookResponseData } | { kind: 'refused'; status: number; message: string };

/** Facts about an event's delivery. */
interface Circumstances {
	/** Key of the trigger. */
	node: string;
	filters: EventFilters;
	settings: Settings;
	/** JustCall may not come again. */
	isLast: boolean;
	/** The node's address that it is signed for, when that was checked. */
	address: string | undefined;
}

async function outcomeOf(
	context: IWebhookFunctions,
	event: JustCallEvent,
	{ node, filters, settings, isLast, address }: Circumstances,
): Promise<DeliveryOutcome> {
	const start = (item: INodeExecutionData): DeliveryOutcome => ({
		kind: 'accepted',
		response: { ...OK, workflowData: [[item]] },
	});
	const { timezone, notice: ofCredential, redact } = await accountOf(context);
	const notice = () => ({ ...noticeOf(context, node, address), ...ofCredential });
	let sure: JustCallEvent = { ...event, data: redact.within(event.data) };
	if (settings.verifyByFetching) {
		const found = await lookUp(context, event.type, event.data).catch(asError);
		if (found instanceof Error) {
			const isSure = settings.verifySignature;
			const hasNoId = !canLookUp(event.type, event.data);
			// Nobody vouches for an event that is neither signed nor to be found.
			if (!isSure && hasNoId)
				return { kind: 'refused', status: 401, message: 'JustCall knows of no such object' };
			if (!isSure || (!hasNoId && !isLast))
				return { kind: 'refused', status: 503, message: 'The object cannot be read back yet; try again' };
			return start(await bareItemOf(context, event, found, notice()));
		}
		sure = { ...event, data: found };
		if (!isWanted(sure.data, filters)) return { kind: 'accepted', response: OK };
	}
	const own = { ...(settings.verifyByFetching && { verified: true }), ...notice() };
	const view = { zone: timezone || context.getTimezone(), simplify: await givesSimple(context) };
	const extras = {
		details: settings.details && !settings.verifyByFetching,
		recording: settings.recording,
		recordingWait: settings.recordingWait,
		field: settings.binaryPropertyName,
	};
	if (!extras.details && !extras.recording) return start(itemOf(sure, view, own));
	// JustCall is not kept waiting for work that may take a minute.
	answer(context, 200, 'OK');
	const item = await withExtras(context, sure, view, extras, own);
	return { kind: 'accepted', response: { noWebhookResponse: true, workflowData: [[item]] } };
}

/**
 * Follows an event to its end: n8n's answer once it has started the workflow, or failed to.
 *
 * @param settle told once
 * @returns to be called when the node is done. A caller that has hung up gets no answer: then it is the node's word that
 * counts
 */
function follow(
	context: IWebhookFunctions,
	settle: (stage: 'refused' | 'started') => void,
): (stage: 'refused' | 'started') => void {
	const response = context.getResponseObject();
	let isSettled = false;
	let hasHungUp = false;
	let last: 'refused' | 'started' | undefined;
	const once = (stage: 'refused' | 'started') => {
		if (!isSettled) settle(stage);
		isSettled = true;
	};
	response.once('finish', () => once(response.statusCode >= 400 ? 'refused' : 'started'));
	response.once('close', () => {
		hasHungUp = true;
		if (last) once(last);
	});
	return (stage) => {
		last = stage;
		if (hasHungUp || stage === 'refused') once(stage);
	};
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

/** The address of this node that JustCall has signed for; none when it has not signed. */
function signedFor(
	context: IWebhookFunctions,
	{ type }: JustCallEvent,
	{ apiSecret }: Account,
	tolerance: number,
): string | undefined {
	const headers = context.getHeaderData();
	const claim = {
		signature: headers['x-justcall-signature'],
		version: headers['x-justcall-signature-version'],
		timestamp: headers['x-justcall-request-timestamp'],
		type,
	};
	return ownAddresses(context).find((webhookUrl) =>
		isSigned(claim, { secret: apiSecret, webhookUrl, now: Date.now(), tolerance }),
	);
}

function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	answer(context, status, message);
	return { noWebhookResponse: true };
}

function answer(context: IWebhookFunctions, status: number, message: string): void {
	context.getResponseObject().status(status).type('text/plain').send(message);
}
