import { WAIT_INDEFINITELY, type INodeExecutionData } from 'n8n-workflow';
import { randomBytes } from 'crypto';

import type { KnownOperation } from '../../shared/description/operation';
import { courtesyOf } from '../../shared/run/courtesy';
import { performRequest } from '../../shared/run/performRequest';
import { parametersOf, surroundingsOf, type NodeRun, type RunContext } from '../../shared/run/nodeRun';
import { planRequest, type PlannedRequest } from '../../shared/run/planRequest';
import { runItems } from '../../shared/run/runItems';
import { ParameterError } from '../../shared/values/parameterError';
import { questionOf, timedOut, waitUntil, type Question } from '../waiting/question';
import { LINK_ID, WAITING_QUESTION } from '../waiting/webhook';

/** Facts of the one item. */
interface Plan extends PlannedRequest {
	question: Question;
	/** End of the wait. */
	until: Date;
}

/** The part of n8n's context that lets an execution wait. */
type WaitingContext = RunContext & Required<Pick<RunContext, (typeof NEEDED)[number]>>;

const NEEDED = ['getContext', 'getExecuteData', 'getSignedResumeUrl', 'putExecutionToWait'] as const;

/**
 * Sends a message with the link of a page and lets the execution wait for the answer. The question is stored with the
 * execution, so it survives a restart of n8n. The message is sent once: when n8n runs the node again after a failure,
 * the same link counts. When courtesy skips the receiver, nobody is asked, and the execution goes on without an answer.
 *
 * @throws ParameterError when there are several items, or n8n cannot wait here
 */
export async function sendAndWait(run: NodeRun, operation: KnownOperation): Promise<INodeExecutionData[]> {
	const { items, memory } = run;
	const context = waitingContext(run.context);
	if (items.length > 1) {
		throw new ParameterError(
			`The execution cannot wait for ${items.length} answers at once, so nothing was sent`,
			"Put 'Loop Over Items' before this node with a batch size of 1, or let a sub-workflow ask each person.",
		);
	}
	const now = Date.now();
	const surroundings = surroundingsOf(context, now);
	const courtesy = courtesyOf(run, operation, surroundings);
	const id = await memory.once('question', async () => randomBytes(6).toString('hex'));
	let asked: Plan | undefined;
	const results = await runItems<Plan>(run, {
		subject: operation.subject,
		plan: async (item) => {
			const read = parametersOf(run, item);
			const question = questionOf(read, id);
			const until = waitUntil(read, now, context.getTimezone()) ?? WAIT_INDEFINITELY;
			const planned = await planRequest(operation, read, surroundings);
			const linked = withLink(planned, operation, context.getSignedResumeUrl({ [LINK_ID]: id }));
			return { ...(await courtesy.consider(linked, read)), question, until };
		},
		effect: () => 'notIdempotent',
		perform: async (plan) => {
			return await courtesy.perform(
				plan,
				async (considered) => await performRequest(context, operation, considered),
			);
		},
		note: (plan) => void (asked = plan),
	});
	const wasSkipped = results.some(({ json }) => json.sent === false);
	if (asked && !wasSkipped) await wait(context, asked);
	return results;
}

/** @throws ParameterError when n8n runs the node where no execution can wait */
function waitingContext(context: RunContext): WaitingContext {
	if (NEEDED.every((name) => typeof context[name] === 'function')) return context as WaitingContext;
	throw new ParameterError(
		'The execution cannot wait here, so nothing was sent',
		"Use this operation as a step of a workflow, or as a human review step of an agent's tools. An MCP server or an older agent cannot wait for an answer.",
	);
}

/** Puts the link under the text. */
function withLink(planned: PlannedRequest, { encodedFields }: KnownOperation, link: string): PlannedRequest {
	const { label = 'Message', maxLength = Infinity } = encodedFields.get('body') ?? {};
	const body = `${String(planned.request.body?.body)}\n${link}`;
	if (body.length > maxLength) {
		throw new ParameterError(
			`'${label}' and the link to the page have ${body.length} characters together, and JustCall takes ${maxLength}`,
			`Shorten '${label}' by ${body.length - maxLength} characters. A longer text can be on the page: 'Options' > 'Page Text'.`,
		);
	}
	return { ...planned, request: { ...planned.request, body: { ...planned.request.body, body } } };
}

async function wait(context: WaitingContext, { question, until }: Plan): Promise<void> {
	context.getContext('node')[WAITING_QUESTION] = question;
	// n8n 1.123 and 2.8 check the signature of the link only when they are told to.
	context.setSignatureValidationRequired?.();
	await context.putExecutionToWait(until);
	// When the time is over, n8n goes on with the input of the node. A field of it, such as the approval of an earlier
	// question, would be taken for this answer.
	context.getExecuteData().data.main = [[{ json: timedOut(question), pairedItem: { item: 0 } }]];
}
