import type { IWebhookFunctions } from 'n8n-workflow';

import { noteSeen, publishedNodeKey } from '../catchUp';
import { claimEvent, keyOf, settleEvent, storeResult, type Result } from '../deduplication';
import type { JustCallEvent } from '../delivery';
import { listedKeyOf } from '../listedEvents';
import { forgetNotice } from '../notice';
import type { Settings } from '../settings';
import { storedIn, type Stored } from '../stored';
import { ignored, passed, rejected, type Outcome, type StepResult } from './outcome';

/**
 * Attempt on which an event that cannot be read from JustCall starts the workflow all the same, without its content.
 * JustCall makes five, 30 to 90 seconds apart (FACTS.md section 9). A retry may carry the timestamp of the first
 * attempt, and the fifth may then be too old.
 */
const LAST_ATTEMPT = 4;

/**
 * Milliseconds after the first attempt from which on each attempt counts as the last. One process may overwrite the
 * number of attempts that another has stored; the time of the first attempt is the same in both.
 */
const MAX_RETRY_AGE_MS = 120_000;

/** A delivery of an event that has not started the workflow so far. No other delivery of it runs at the same time. */
export interface ClaimedDelivery {
	/** Key of the trigger node in this process. */
	node: string;
	/** JustCall may not send the event again. */
	isLastAttempt: boolean;
	/** Does the work, and notes its result whatever happens, so that a later delivery of the event is handled right. */
	complete: (work: () => Promise<Outcome>) => Promise<Outcome>;
}

/** Step 3: stops a delivery when its event has started the workflow already, or is in work. */
export function deduplicate(
	context: IWebhookFunctions,
	event: JustCallEvent,
	{ catchUp }: Settings,
): StepResult<ClaimedDelivery> {
	const isTest = context.getMode() === 'manual';
	const published = publishedNodeKey(context.getWorkflow(), context.getNode());
	const node = isTest ? `${published} test` : published;
	// A test leaves no notes in the data of the published workflow.
	const stored: Stored = isTest ? {} : storedIn(context);
	const keys = keysOf(event, { isListed: catchUp, isMoving: isMoving(context, stored) });
	const claim = claimEvent(node, keys, stored);
	if (claim.kind === 'done') return ignored();
	// The first delivery may still fail, so JustCall must send the event again.
	if (claim.kind === 'pending') return rejected(503, 'This event is under way; try again');
	return passed({
		node,
		isLastAttempt: claim.attempt >= LAST_ATTEMPT || Date.now() - claim.since >= MAX_RETRY_AGE_MS,
		complete: async (work) => {
			const finish = onAnswered(context, (result) => {
				settleEvent(node, keys, result);
				if (result === 'refused') forgetNotice(node);
			});
			let outcome: Outcome | undefined;
			try {
				outcome = await work();
				return outcome;
			} finally {
				const result = outcome?.kind === 'accepted' ? 'started' : 'refused';
				storeResult(node, keys, result, stored);
				if (catchUp && result === 'started') noteSeen(node, stored);
				finish(result);
			}
		},
	});
}

/** The keys of an event. Two deliveries that share a key are of the same event. */
function keysOf(
	{ type, requestId, data }: JustCallEvent,
	{ isListed, isMoving }: { isListed: boolean; isMoving: boolean },
): string[] {
	const listed = isListed ? listedKeyOf(type, data) : undefined;
	return [
		...(requestId === '' ? [] : [keyOf(requestId)]),
		...(listed === undefined ? [] : [listed]),
		// JustCall sends the event to both addresses, each with a request ID of its own.
		...(isMoving ? [keyOf(`${type} ${JSON.stringify(data)}`)] : []),
	];
}

/** Whether JustCall may have registrations for two addresses of this node. */
function isMoving(context: IWebhookFunctions, { address, former }: Stored): boolean {
	return former !== undefined || (address !== undefined && address !== context.getNodeWebhookUrl('default'));
}

/**
 * Waits for the answer to the request: n8n answers once it has started the workflow, or failed to.
 *
 * @param settle called once, with the final result
 * @returns a function that the node calls with its own result when its work is done. The node's result is final when it
 *   refused the delivery, and when the caller has hung up and gets no answer.
 */
function onAnswered(context: IWebhookFunctions, settle: (result: Result) => void): (result: Result) => void {
	const response = context.getResponseObject();
	let isSettled = false;
	let hasHungUp = false;
	let ofNode: Result | undefined;
	const settleOnce = (result: Result) => {
		if (!isSettled) settle(result);
		isSettled = true;
	};
	response.once('finish', () => settleOnce(response.statusCode >= 400 ? 'refused' : 'started'));
	response.once('close', () => {
		hasHungUp = true;
		if (ofNode) settleOnce(ofNode);
	});
	return (result) => {
		ofNode = result;
		if (hasHungUp || result === 'refused') settleOnce(result);
	};
}
