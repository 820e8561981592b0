import './coreInternals';

import { HookContext, TriggerContext, WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import type { Instance, Place } from './instance';
import { WebhookResponse } from './webhookResponse';

/** A webhook trigger in a workflow, with the data n8n stores for it. */
export interface Hook {
	/** As n8n does when a workflow is published, and some n8n at each start: checks the webhooks, and creates missing ones. */
	publish: () => Promise<void>;
	unpublish: () => Promise<void>;
	/**
	 * As the editor does with "Listen for test event"; gives the receiver of the event.
	 *
	 * @param inherits n8n hands the published workflow's stored data to the test
	 */
	listen: (
		inherits?: boolean,
	) => Promise<{ deliver: (request: Posted) => Promise<Received>; end: () => Promise<void> }>;
	/**
	 * Posts to the webhook, as n8n hands it over.
	 *
	 * @throws {Error} of the node; or when the node has told n8n to send no answer, and has sent none
	 */
	deliver: (request: Posted) => Promise<Received>;
	/**
	 * As n8n does when it starts or a workflow is published: publishes, and calls the trigger where it has one.
	 *
	 * @param crashAfter number of started executions after which n8n dies
	 */
	start: (crashAfter?: number) => Promise<Started>;
	/** As if n8n had been killed before it stored anything. */
	lose: () => void;
	/** n8n is started anew in another place or with other parameters; its stored data stays. */
	change: (place: Place, parameters?: INodeParameters) => void;
	/** The data n8n stores for the node. */
	stored: () => IDataObject;
	/** Overwrites the data n8n stores for the node. */
	store: (data: IDataObject) => void;
}

/** A request to a webhook. */
export interface Posted {
	body: unknown;
	headers?: Record<string, string>;
	/** Default POST. A method that the trigger has no webhook for is answered 404 by n8n. */
	method?: string;
	/** Path that n8n was asked for, where it is not the usual one. */
	originalUrl?: string;
}

/** A trigger's answer to a request, and the items it started the workflow with. */
export interface Received {
	/** Status that the caller has got; `undefined` while nobody has answered. */
	readonly status: number | undefined;
	/** Body of that answer. */
	readonly body: unknown;
	/** Items that start the workflow; empty when nothing starts. */
	items: INodeExecutionData[];
	/** Lets n8n answer, as it does after it has started the workflow or failed to. Throws when somebody has answered. */
	answer: (status: number) => void;
	/** The caller goes away before it is answered. */
	hangUp: () => void;
}

/** The executions that a trigger started by itself. */
export interface Started {
	/** The items of each execution, in order. */
	executions: INodeExecutionData[][];
	/** Executions that stand for a failure of the trigger. */
	failures: Error[];
	/** n8n stops, or the workflow is unpublished. */
	stop: () => Promise<void>;
}

/** A trigger's webhook from registration to removal, with the data n8n stores for it. */
export function makeHook(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	name: string,
	parameters: INodeParameters,
	place: Place = {},
): Hook {
	let where = place;
	let node: INode = { ...nodeOf(name, parameters, where), webhookId: 'hook' };
	let database = '{}';
	const type = typeOf(node.type);
	const [registered] = type.description.webhooks ?? [];
	const webhookOf = (isTest: boolean, webhookDescription = registered) =>
		({
			node: 'Node',
			path: 'webhook',
			httpMethod: webhookDescription?.httpMethod,
			webhookDescription,
			isTest,
		}) as unknown as IWebhookData;
	/** The workflow as n8n builds it from stored data. */
	const load = () => {
		const workflow = workflowOf([node], where);
		workflow.overrideStaticData(JSON.parse(database) as IDataObject);
		return workflow;
	};
	const save = (workflow: Workflow) => {
		if (workflow.staticData.__dataChanged) database = JSON.stringify(workflow.staticData);
	};
	const run = async (step: 'checkExists' | 'create' | 'delete', workflow: Workflow, isTest = false) => {
		const context = new HookContext(
			workflow,
			node,
			additionalData(where),
			isTest ? 'manual' : 'trigger',
			isTest ? 'manual' : 'activate',
			webhookOf(isTest),
		);
		return await type.webhookMethods?.default?.[step].call(context);
	};
	const receive = async (
		workflow: Workflow,
		{ body, headers = {}, method = 'POST', originalUrl = '/webhook/hook/webhook' }: Posted,
		isTest: boolean,
	): Promise<Received> => {
		const response = new WebhookResponse();
		const webhook = type.description.webhooks?.find(({ httpMethod }) => httpMethod === method);
		// n8n hands nothing to a node that has no webhook for the method.
		if (!webhook) response.status(404).send({ message: `not registered for ${method} requests` });
		const data = Object.assign(additionalData(where), {
			httpRequest: { method, headers, body, originalUrl, path: '/hook/webhook' },
			httpResponse: response,
		}) as unknown as IWorkflowExecuteAdditionalData;
		const mode = isTest ? 'manual' : 'webhook';
		const context = new WebhookContext(workflow, node, data, mode, webhookOf(isTest, webhook), [], null);
		const answer = (status: number, text?: unknown) => {
			// n8n stores before it answers, and not at all when it could not start the workflow (LiveWebhooks).
			if (!isTest && status < 400) save(workflow);
			response.status(status).send(text);
		};
		const failed = (error: unknown) => {
			// n8n says so, unless the node has answered already, and shows a failed execution.
			if (!response.headersSent)
				answer(500, { message: 'Workflow Webhook Error: Workflow could not be started!' });
			throw error;
		};
		const made = webhook && (await type.webhook?.call(context).catch(failed));
		const { workflowData, noWebhookResponse, webhookResponse } = made ?? {};
		if (noWebhookResponse) {
			if (!isTest) save(workflow);
			if (!response.headersSent && !response.hasHungUp)
				throw new Error('Nobody answers the caller: the node told n8n not to, and sent nothing itself');
		} else if (webhook && !workflowData) answer(200, webhookResponse ?? { message: 'Webhook call received' });
		return {
			get status() {
				return response.sent?.status;
			},
			get body() {
				return response.sent?.body;
			},
			items: workflowData?.[0] ?? [],
			answer: (status) => answer(status, webhookResponse ?? { message: 'Workflow was started' }),
			hangUp: () => response.hangUp(),
		};
	};
	return {
		async publish() {
			const workflow = load();
			if (!(await run('checkExists', workflow))) await run('create', workflow);
			save(workflow);
		},
		async unpublish() {
			const workflow = load();
			await run('delete', workflow).finally(() => save(workflow));
		},
		async start(crashAfter = Infinity) {
			const workflow = load();
			if (!(await run('checkExists', workflow))) await run('create', workflow);
			const started: Started = { executions: [], failures: [], stop: async () => {} };
			const context = new TriggerContext(
				workflow,
				node,
				additionalData(where),
				'trigger',
				'init',
				([items = []]) => {
					if (started.executions.length >= crashAfter) return;
					save(workflow);
					started.executions.push(items);
					if (started.executions.length === crashAfter) void started.stop();
				},
				(error) => void started.failures.push(error),
				(error) => void started.failures.push(error),
			);
			const response = await type.trigger?.call(context);
			started.stop = async () => await response?.closeFunction?.();
			// n8n stores once the trigger is registered.
			save(workflow);
			return started;
		},
		async listen(inherits = false) {
			// n8n keeps a test's data with the test, which begins with nothing (TestWebhooks.needsWebhook).
			const workflow = inherits ? load() : workflowOf([node], where);
			if (!(await run('checkExists', workflow, true))) await run('create', workflow, true);
			return {
				deliver: async (request) => await receive(workflow, request, true),
				end: async () => void (await run('delete', workflow, true)),
			};
		},
		deliver: async (request) => await receive(load(), request, false),
		lose: () => (database = '{}'),
		change(other, changed = parameters) {
			where = { ...where, ...other };
			node = { ...nodeOf(name, changed, where), webhookId: 'hook' };
		},
		stored: () => ((JSON.parse(database) as IDataObject)['node:Node'] ?? {}) as IDataObject,
		store: (data) => (database = JSON.stringify({ 'node:Node': data })),
	};
}
