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
import { EventEmitter } from 'node:events';

import type { Instance, Place } from './instance';

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
	/** Posts to the webhook, as n8n hands it over. */
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
	method?: string;
	/** Path that n8n was asked for, where it is not the usual one. */
	originalUrl?: string;
}

/** A trigger's answer to a request, and the items it started the workflow with. */
export interface Received {
	/** Status that the caller has got; `undefined` while nobody has answered. */
	readonly status: number | undefined;
	/** Items that start the workflow; empty when nothing starts. */
	items: INodeExecutionData[];
	/** Lets n8n answer, as it does after it has started the workflow or failed to. */
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
	const [webhookDescription] = type.description.webhooks ?? [];
	const webhookOf = (isTest: boolean) =>
		({
			node: 'Node',
			path: 'webhook',
			httpMethod: 'POST',
			webhookDescription,
			isTest,
		}) as unknown as IWebhookData;
	/** The workflow as n8n builds it from stored data. */
	const load = () => {
		const workflow = workflowOf([node], 'UTC', where.workflow);
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
		const response = Object.assign(new EventEmitter(), { statusCode: 200, headersSent: false });
		const reply = {
			status(status: number) {
				response.statusCode = status;
				return reply;
			},
			type: () => reply,
			send() {
				response.headersSent = true;
				response.emit('finish');
				response.emit('close');
			},
		};
		const data = Object.assign(additionalData(where), {
			httpRequest: { method, headers, body, originalUrl, path: '/hook/webhook' },
			httpResponse: Object.assign(response, reply),
		}) as unknown as IWorkflowExecuteAdditionalData;
		const mode = isTest ? 'manual' : 'webhook';
		const context = new WebhookContext(workflow, node, data, mode, webhookOf(isTest), [], null);
		const answer = (status: number) => {
			// n8n stores before it answers, and not at all when it could not start the workflow (LiveWebhooks).
			if (!isTest && status < 400) save(workflow);
			reply.status(status).send();
		};
		const failed = (error: unknown) => {
			// n8n says so, and shows a failed execution.
			answer(500);
			throw error;
		};
		const made = await type.webhook?.call(context).catch(failed);
		const { workflowData, noWebhookResponse } = made ?? {};
		if (noWebhookResponse && !isTest) save(workflow);
		if (!noWebhookResponse && !workflowData) answer(200);
		return {
			get status() {
				return response.headersSent ? response.statusCode : undefined;
			},
			items: workflowData?.[0] ?? [],
			answer,
			hangUp: () => void response.emit('close'),
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
			const workflow = inherits ? load() : workflowOf([node], 'UTC', where.workflow);
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
