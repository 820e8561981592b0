import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** End of a delivery: the node accepts it, and may start the workflow, or rejects it with an HTTP status. */
export type Outcome =
	| { kind: 'accepted'; response: IWebhookResponseData }
	| { kind: 'rejected'; status: number; message: string };

/** Result of a step: a value for the next step, or the end of the delivery. */
export type StepResult<Value> = { kind: 'passed'; value: Value } | Outcome;

/** The answer n8n gives for the node. JustCall tries again on 429, 500, 502, 503 and 504 only (FACTS.md section 9). */
const OK: IWebhookResponseData = { webhookResponse: 'OK' };

/** The step found a value, and the delivery goes on. */
export function passed<Value>(value: Value): StepResult<Value> {
	return { kind: 'passed', value };
}

/** JustCall gets a 200 and the workflow does not start. */
export function ignored(): Outcome {
	return { kind: 'accepted', response: OK };
}

/** The workflow starts with one item, and n8n answers 200 once it has started it. */
export function started(item: INodeExecutionData): Outcome {
	return { kind: 'accepted', response: { ...OK, workflowData: [[item]] } };
}

/** The workflow starts with one item. The node has answered already, see {@link sendAnswer}. */
export function startedAfterAnswer(item: INodeExecutionData): Outcome {
	return { kind: 'accepted', response: { noWebhookResponse: true, workflowData: [[item]] } };
}

/** The workflow does not start, and JustCall gets this status. */
export function rejected(status: number, message: string): Outcome {
	return { kind: 'rejected', status, message };
}

/** Gives n8n the outcome of a delivery; answers a rejected one itself. */
export function respond(context: IWebhookFunctions, outcome: Outcome): IWebhookResponseData {
	if (outcome.kind === 'accepted') return outcome.response;
	sendAnswer(context, outcome.status, outcome.message);
	return { noWebhookResponse: true };
}

/** Answers the request now, before n8n does. */
export function sendAnswer(context: IWebhookFunctions, status: number, message: string): void {
	context.getResponseObject().status(status).type('text/plain').send(message);
}
