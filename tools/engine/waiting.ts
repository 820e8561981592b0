import { Container } from './coreInternals';

import {
	generateUrlSignature,
	InstanceSettings,
	prepareUrlForSigning,
	WAITING_TOKEN_QUERY_PARAM,
	WebhookContext,
	WorkflowExecute,
	type ExecutionLifecycleHooks,
} from 'n8n-core';
import type {
	INode,
	IRun,
	IRunExecutionData,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { Instance } from './instance';
import { WebhookResponse } from './webhookResponse';

/**
 * An execution that n8n has stored while it waits. Each step works on what was stored, as after a restart of n8n.
 *
 * `Result` is how an execution ended.
 */
export interface Waiting<Result> {
	/** End of the wait. */
	readonly until: Date;
	/** Requests the link of the execution. */
	open: (link: string, request?: Opened) => Promise<Shown<Result>>;
	/** Goes on because the time is over. */
	timeOut: () => Promise<Result>;
}

/** A request to a waiting execution. */
export interface Opened {
	/** Default GET. */
	method?: string;
	/** Parsed body, as n8n hands it over. */
	body?: unknown;
}

/** n8n's answer to a request, and how the execution went on if it did. */
export interface Shown<Result> {
	status: number;
	body: string;
	headers: ReadonlyMap<string, string>;
	resumed?: Result;
}

/** The parts of an execution that waits. */
export interface WaitingExecution<Result> {
	data: IWorkflowExecuteAdditionalData;
	mode: WorkflowExecuteMode;
	workflow: Workflow;
	nodes: INode[];
	stored: IRunExecutionData;
	hooksOf: (
		data: IWorkflowExecuteAdditionalData,
		mode: WorkflowExecuteMode,
		workflow: Workflow,
		nodes: INode[],
	) => ExecutionLifecycleHooks;
	endOf: (run: IRun, waitingIn: (stored: IRunExecutionData) => Waiting<Result>) => Result;
}

/** Makes the waiting execution. It has no database: what n8n would store is a text here. */
export function makeWaiting<Result>(
	instance: Instance,
	execution: WaitingExecution<Result>,
): Waiting<Result> {
	const { data, mode, nodes, hooksOf, endOf } = execution;
	const database = JSON.stringify(execution.stored);
	const load = () => {
		const stored = JSON.parse(database) as IRunExecutionData;
		const { id, connectionsBySourceNode: connections, timezone } = execution.workflow;
		const workflow = instance.workflowOf(structuredClone(nodes), { workflow: id, connections, timezone });
		return { stored, workflow };
	};
	let isOver = false;
	const resume = async (workflow: Workflow, stored: IRunExecutionData): Promise<Result> => {
		isOver = true;
		const again = { ...data, hooks: hooksOf(data, mode, workflow, nodes) };
		const run = await new WorkflowExecute(again, mode, stored).processRunExecutionData(workflow);
		return endOf(run, (next) => makeWaiting(instance, { ...execution, stored: next }));
	};
	return {
		until: new Date(String(execution.stored.waitTill?.toISOString())),
		async open(link, { method = 'GET', body = {} } = {}) {
			const url = new URL(link);
			const response = new WebhookResponse();
			const shown = (resumed?: Result): Shown<Result> => ({
				status: response.sent?.status ?? 0,
				body: String(response.sent?.body),
				headers: response.headers,
				...(resumed && { resumed }),
			});
			const { stored, workflow } = load();
			const [entry] = stored.executionData?.nodeExecutionStack ?? [];
			const { lastNodeExecuted = '' } = stored.resultData;
			const node = workflow.getNode(lastNodeExecuted);
			const [, execId, suffix] = /\/webhook-waiting\/([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
			if (!entry || !node || execId !== data.executionId) throw new Error('the execution does not exist');
			if (stored.validateSignature && !isSigned(url)) {
				response.status(401).send({ error: 'Invalid token' });
				return shown();
			}
			const type = instance.typeOf(node.type);
			const description = type.description.webhooks?.find(
				({ httpMethod, restartWebhook }) => httpMethod === method && restartWebhook === true,
			);
			// The path of such an address is an expression that gives the node's ID.
			if (isOver || suffix !== node.id || !description) {
				response.status(200).send('No action required');
				return shown();
			}
			// As WaitingWebhooks does; a request that gives no items changes nothing of what is stored.
			entry.node.disabled = true;
			stored.waitTill = undefined;
			stored.resultData.runData[lastNodeExecuted]?.pop();
			const query = Object.fromEntries(url.searchParams);
			const context = new WebhookContext(
				workflow,
				node,
				Object.assign(Object.create(data) as IWorkflowExecuteAdditionalData, {
					httpRequest: { method, headers: {}, body, query },
					httpResponse: response,
				}) as unknown as IWorkflowExecuteAdditionalData,
				mode,
				{ webhookDescription: description } as unknown as IWebhookData,
				[],
				stored,
			);
			const { workflowData, webhookResponse } = (await type.webhook?.call(context)) ?? {};
			if (!workflowData) return shown();
			entry.data.main = workflowData;
			response.status(200).send(webhookResponse);
			return shown(await resume(workflow, stored));
		},
		async timeOut() {
			const { stored, workflow } = load();
			return await resume(workflow, stored);
		},
	};
}

/** Whether n8n made the address. */
function isSigned(url: URL): boolean {
	const unsigned = new URL(url);
	unsigned.searchParams.delete(WAITING_TOKEN_QUERY_PARAM);
	const { hmacSignatureSecret } = Container.get(InstanceSettings);
	const expected = generateUrlSignature(prepareUrlForSigning(unsigned), hmacSignatureSecret);
	return url.searchParams.get(WAITING_TOKEN_QUERY_PARAM) === expected;
}
