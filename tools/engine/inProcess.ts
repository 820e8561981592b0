import 'reflect-metadata';
import './environment';

import {
	BinaryDataService,
	CredentialTestContext,
	ExecutionLifecycleHooks,
	HookContext,
	LoadOptionsContext,
	PackageDirectoryLoader,
	PollContext,
	RoutingNode,
	TriggerContext,
	SupplyDataContext,
	WebhookContext,
	WorkflowExecute,
	type ExecuteContext,
} from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type IBinaryData,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type INodeCredentialTestResult,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IExecuteData,
	type IRunExecutionData,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type ICredentials,
	type INodeProperties,
} from 'n8n-workflow';
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { expectFreshBuild } from '../buildStamp.cjs';

const PACKAGE_FOLDER = join(__dirname, '..', '..');
/** n8n-core's own copy of the container: another copy would know none of its services. */
const requireBesideCore = createRequire(require.resolve('n8n-core'));
const { Container } = requireBesideCore('@n8n/di') as {
	Container: { get<T>(type: new (...args: never[]) => T): T };
};

/** Keeps an interval running from its first use; not among n8n-core's public exports. */
const { SSHClientsManager } = requireBesideCore('./execution-engine/ssh-clients-manager.js') as {
	SSHClientsManager: new (...args: never[]) => { onShutdown: () => void };
};

type ToolCall = (args: IDataObject) => Promise<string>;

/** How n8n's older agents, and its MCP server, call a node as a tool; not among n8n-core's public exports. */
const { makeHandleToolInvocation } = requireBesideCore(
	'./execution-engine/node-execution-context/utils/get-input-connection-data.js',
) as {
	makeHandleToolInvocation: (
		contextOf: (runIndex: number) => SupplyDataContext,
		node: INode,
		type: INodeType,
		data: IRunExecutionData,
	) => ToolCall;
};

const START = 'n8n-nodes-base.manualTrigger';

/** How one node run ended. */
export interface RunResult {
	status: string;
	items: INodeExecutionData[];
	/** Items of the error output, where there is one. */
	errorItems: INodeExecutionData[];
	/** Hints that n8n shows above the node's output. */
	hints: string[];
	error:
		| {
				name: string;
				message: string;
				description?: string | null;
				httpCode?: string | null;
				context?: IDataObject;
		  }
		| undefined;
}

/** Options that make a run differ from a plain one with one empty input item. */
export interface RunOptions {
	items?: INodeExecutionData[];
	onError?: INode['onError'];
	/** Other settings of the node, for example `retryOnFail`. */
	settings?: Partial<INode>;
	/** Zone of the workflow, IANA; default UTC. */
	timezone?: string;
	signal?: AbortSignal;
}

/** Place of a trigger. Fields that are left out have the harness's defaults. */
export interface Place {
	/** Ids of workflow and node. */
	workflow?: string;
	node?: string;
	typeVersion?: number;
	/** Id and data of the credential; the data overrides the harness's. */
	credential?: { id?: string; data?: ICredentialDataDecryptedObject };
	/** Address of n8n's production webhooks, as n8n writes it. */
	webhookBase?: string;
}

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

/** Address that the harness's n8n has from outside. */
export const WEBHOOK_BASE = 'http://localhost/webhook';

/** A polling trigger. */
export interface Poller {
	/**
	 * Looks once; `manual` as the editor does for a test event.
	 *
	 * @param budgetMs the time n8n says a look may take; an old n8n says nothing
	 */
	look: (mode?: 'trigger' | 'manual', budgetMs?: number) => Promise<INodeExecutionData[]>;
	/** As if n8n had been stopped and started, or other parameters published: only stored data is left. */
	restart: (parameters?: INodeParameters, place?: Place) => void;
	/** Bytes that n8n stores for it. */
	stored: () => number;
	/** Changes the data n8n has stored, and restarts it. */
	edit: (change: (stored: IDataObject) => void) => void;
}

/** n8n's engine in this process, with the built package loaded as n8n loads it. */
export interface InProcessN8n {
	/** The node's class, as loaded. */
	node: (name: string) => INodeType;
	/**
	 * Presses the button that tests a credential, as n8n does: the test of the credential's type, else the function of the first
	 * node that the package lists for it.
	 */
	testCredential: (data: ICredentialDataDecryptedObject) => Promise<INodeCredentialTestResult>;
	/** The credential's type, as loaded. */
	credentialType: () => ICredentialType;
	/** Runs Start → node and gives the node's output. */
	run: (name: string, parameters: INodeParameters, options?: RunOptions) => Promise<RunResult>;
	/** An agent of n8n's older kind: makes its tools, each a node with parameters; a call gives the tool's answer. */
	agent: (
		signal?: AbortSignal,
	) => (
		name: string,
		parameters: INodeParameters,
		settings?: Partial<INode>,
	) => (args?: IDataObject) => Promise<IDataObject[]>;
	/** Calls a search method of a resource locator, as the editor does while the node has these parameters. */
	search: (
		name: string,
		method: string,
		filter?: string,
		token?: string,
		parameters?: INodeParameters,
	) => Promise<INodeListSearchResult>;
	/** A polling trigger with these parameters, as in a published workflow. */
	poller: (name: string, parameters: INodeParameters, place?: Place) => Poller;
	/** The life of a trigger's webhook, with the data n8n stores for it. */
	hook: (name: string, parameters: INodeParameters, place?: Place) => Hook;
	/** Posts to the webhook of a trigger of which n8n has stored nothing. */
	deliver: (name: string, parameters: INodeParameters, request: Posted) => Promise<Received>;
	/** Bytes of a binary property. */
	bytes: (binary: IBinaryData) => Promise<Buffer>;
	/** Ends everything n8n-core keeps running, so that the process can end. */
	stop: () => void;
}

class PlainCredentials extends ICredentialsHelper {
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly data: ICredentialDataDecryptedObject,
		private readonly inForce: ICredentialType | undefined,
	) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.loader.getCredential(name).type.properties;
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('stored credentials are not part of the in-process harness');
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getDecrypted(
		_additionalData: unknown,
		_details: unknown,
		name: string,
	): Promise<ICredentialDataDecryptedObject> {
		// n8n drops fields that the type in force does not have (CredentialsHelper.applyDefaultsAndOverwrites).
		if (this.inForce) {
			const { properties } = this.inForce;
			return NodeHelpers.getNodeParameters(
				properties,
				this.data as INodeParameters,
				true,
				false,
				null,
				null,
			) as ICredentialDataDecryptedObject;
		}
		const defaults = this.getCredentialsProperties(name).map((property) => [property.name, property.default]);
		return { ...Object.fromEntries(defaults), ...this.data };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.inForce ?? this.loader.getCredential(name).type;
		return typeof authenticate === 'function' ? await authenticate(credentials, options) : options;
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}

/**
 * Starts n8n's engine in this process: real WorkflowExecute, RoutingNode, HTTP and binary store, no server and no
 * database. The package must have been built.
 *
 * @param credential data of the `justCallApi` credential
 * @param others node types beside those of the package, by name
 * @param inForce the type of the same name of another package, where that was loaded last
 */
export async function startInProcess(
	credential: ICredentialDataDecryptedObject,
	others: Readonly<Record<string, INodeType>> = {},
	inForce?: ICredentialType,
): Promise<InProcessN8n> {
	await Container.get(BinaryDataService).init();
	expectFreshBuild(PACKAGE_FOLDER);
	const loader = new PackageDirectoryLoader(PACKAGE_FOLDER);
	await loader.loadAll();

	const start = {
		description: startDescription(),
		async execute(this: ExecuteContext) {
			return [this.getInputData()];
		},
	};
	const types = new Map<string, INodeType>([[START, start as unknown as INodeType]]);
	const typeOf = (type: string): INodeType => {
		const known = types.get(type);
		if (known) return known;
		const name = type.split('.')[1] ?? '';
		const loaded = others[name] ?? (loader.getNode(name).type as INodeType);
		// n8n runs a node that has routing and no execute() in this way.
		if (!loaded.execute && loaded.description.requestDefaults) {
			loaded.execute = async function (this) {
				return (await new RoutingNode(this as ExecuteContext, loaded).runNode()) ?? [];
			};
		}
		types.set(type, loaded);
		return loaded;
	};
	const nodeTypes: INodeTypes = {
		getByName: typeOf,
		getByNameAndVersion: typeOf,
		getKnownTypes: () => ({}),
	};
	const typeName = (name: string) => `${loader.packageName}.${name}`;
	const nodeOf = (
		name: string,
		parameters: INodeParameters,
		{ node = 'node', typeVersion = 1, credential: { id = 'credential' } = {} }: Place = {},
	): INode => ({
		id: node,
		name: 'Node',
		type: typeName(name),
		typeVersion,
		position: [200, 0],
		parameters,
		credentials: { justCallApi: { id, name: 'JustCall' } },
	});
	let executions = 0;
	const additionalData = ({ credential: other, webhookBase = WEBHOOK_BASE }: Place = {}) =>
		({
			executionId: String(++executions),
			credentialsHelper: new PlainCredentials(loader, { ...credential, ...other?.data }, inForce),
			currentNodeExecutionIndex: 0,
			restApiUrl: 'http://localhost/rest',
			instanceBaseUrl: 'http://localhost/',
			webhookBaseUrl: webhookBase,
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			webhookTestBaseUrl: `${originOf(webhookBase)}/webhook-test`,
			formWaitingBaseUrl: 'http://localhost/form-waiting',
			variables: {},
			setExecutionStatus() {},
			sendDataToUI() {},
			logAiEvent() {},
		}) as unknown as IWorkflowExecuteAdditionalData;
	const workflowOf = (nodes: INode[], timezone = 'UTC', id = 'workflow') =>
		new Workflow({
			id,
			name: 'in process',
			nodes,
			connections: nodes.length > 1 ? { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } } : {},
			active: false,
			nodeTypes,
			settings: { executionOrder: 'v1', timezone },
		});

	const harness: InProcessN8n = {
		node: (name) => typeOf(typeName(name)),
		credentialType: () => loader.getCredential('justCallApi').type,
		async testCredential(data) {
			if (loader.getCredential('justCallApi').type.test)
				throw new Error('n8n would send a request by itself');
			for (const supported of loader.known.credentials.justCallApi?.supportedNodes ?? []) {
				const { description, methods } = loader.getNode(supported).type as INodeType;
				const { testedBy } = description.credentials?.find(({ name }) => name === 'justCallApi') ?? {};
				const test = typeof testedBy === 'string' ? methods?.credentialTest?.[testedBy] : undefined;
				const credential = { id: 'credential', name: 'JustCall', type: 'justCallApi', data };
				if (test) return await test.call(new CredentialTestContext(), credential);
			}
			throw new Error('No testing function found for this credential.');
		},
		async run(name, parameters, { items = [{ json: {} }], onError, settings, timezone, signal } = {}) {
			const node = { ...nodeOf(name, parameters), ...(onError && { onError }), ...settings };
			const startNode: INode = {
				id: 'start',
				name: 'Start',
				type: START,
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			};
			const workflow = workflowOf([startNode, node], timezone);
			const data = additionalData();
			data.hooks = new ExecutionLifecycleHooks('manual', data.executionId ?? '', {
				id: workflow.id,
				name: 'in process',
				nodes: [startNode, node],
				connections: {},
				active: false,
				isArchived: false,
				createdAt: new Date(),
				updatedAt: new Date(),
				activeVersionId: null,
			});
			const execution = new WorkflowExecute(data, 'manual');
			let running: ReturnType<typeof execution.run>;
			try {
				running = execution.run({
					workflow,
					startNode,
					triggerToStartFrom: {
						name: 'Start',
						data: { startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [items] } },
					},
				});
			} catch (error) {
				// n8n refuses before it starts: a required field is empty, a typed id has the wrong form.
				return {
					status: 'refused',
					items: [],
					errorItems: [],
					hints: [],
					error: error as RunResult['error'],
				};
			}
			signal?.addEventListener('abort', () => running.cancel());
			const { status, data: result } = await running;
			const { error, runData } = result.resultData;
			return {
				status,
				items: runData.Node?.[0]?.data?.main?.[0] ?? [],
				errorItems: runData.Node?.[0]?.data?.main?.[1] ?? [],
				hints: (runData.Node?.[0]?.hints ?? []).map(({ message }) => message),
				error: error as RunResult['error'],
			};
		},
		agent(signal) {
			const data = additionalData();
			const runData = {
				resultData: { runData: {} },
				executionData: { contextData: {}, metadata: {}, nodeExecutionStack: [] },
			} as unknown as IRunExecutionData;
			const input = [{ json: {} }];
			const parent = { ...nodeOf('justCall', {}), name: 'Agent' };
			// All tools of an agent, and all their calls, have the data of the agent's run.
			const ofAgent: IExecuteData = { node: parent, data: { main: [input] }, source: null };
			let tools = 0;
			return (name, parameters, settings) => {
				const node = { ...nodeOf(name, parameters), name: `Tool ${++tools}`, ...settings };
				const contextOf = (runIndex: number) =>
					new SupplyDataContext(
						workflowOf([node]),
						node,
						data,
						'manual',
						runData,
						runIndex,
						input,
						{},
						'ai_tool',
						ofAgent,
						[],
						signal,
						parent,
					);
				const call = makeHandleToolInvocation(contextOf, node, typeOf(node.type), runData);
				return async (args = {}) => JSON.parse((await call(args)) ?? 'null') as IDataObject[];
			};
		},
		async search(name, method, filter, token, parameters = { resource: 'call', operation: 'getAll' }) {
			const node = nodeOf(name, parameters);
			const context = new LoadOptionsContext(
				workflowOf([node]),
				node,
				Object.assign(additionalData(), { currentNodeParameters: node.parameters }),
				'parameters',
			);
			const search = typeOf(node.type).methods?.listSearch?.[method];
			if (!search) throw new Error(`the node has no search method ${method}`);
			return await search.call(context, filter, token);
		},
		poller(name, parameters, place = {}) {
			let where = place;
			let node = nodeOf(name, parameters, where);
			let workflow = workflowOf([node], 'UTC', where.workflow);
			let stored = '{}';
			let isActivation = true;
			return {
				async look(mode = 'trigger', budgetMs) {
					const context = new PollContext(workflow, node, additionalData(where), mode, 'activate');
					if (budgetMs !== undefined) Object.assign(context, { getPollBudgetMs: () => budgetMs });
					const items = (await typeOf(node.type).poll?.call(context)) ?? null;
					// n8n stores when the workflow starts, and once the first look has gone well while it is activated
					// (ActiveWorkflowManager.add and getExecutePollFunctions); after other looks that gave nothing it does not.
					if (mode === 'trigger' && (items !== null || isActivation))
						stored = JSON.stringify(workflow.staticData);
					if (mode === 'trigger') isActivation = false;
					return items?.[0] ?? [];
				},
				restart(changed = parameters, other = where) {
					isActivation = true;
					where = other;
					node = nodeOf(name, changed, where);
					workflow = workflowOf([node], 'UTC', where.workflow);
					workflow.overrideStaticData(JSON.parse(stored) as IDataObject);
				},
				stored: () => JSON.stringify(workflow.staticData).length,
				edit(change) {
					const data = JSON.parse(stored) as Record<string, IDataObject>;
					change(data['node:Node'] ?? {});
					stored = JSON.stringify(data);
					this.restart();
				},
			};
		},
		hook(name, parameters, place = {}) {
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
		},
		deliver: async (name, parameters, request) => await harness.hook(name, parameters).deliver(request),
		bytes: async (binary) => await Container.get(BinaryDataService).getAsBuffer(binary),
		stop: () => Container.get(SSHClientsManager).onShutdown(),
	};
	const secrets = [String(credential.apiKey), String(credential.apiSecret)].filter(
		({ length }) => length > LONGEST_NO_SECRET,
	);
	return {
		...harness,
		run: guarded(harness.run, secrets),
		testCredential: guarded(harness.testCredential, secrets),
		search: guarded(harness.search, secrets),
		agent: (signal) => {
			const tool = harness.agent(signal);
			return (...args) => guarded(tool(...args), secrets);
		},
		deliver: guarded(harness.deliver, secrets),
		poller: (...args) => {
			const poller = harness.poller(...args);
			return { ...poller, look: guarded(poller.look, secrets) };
		},
		hook: (...args) => {
			const hook = harness.hook(...args);
			return {
				...hook,
				publish: guarded(hook.publish, secrets),
				unpublish: guarded(hook.unpublish, secrets),
				deliver: guarded(hook.deliver, secrets),
				start: guarded(hook.start, secrets),
				stored: () => {
					const stored = hook.stored();
					checkFor(secrets)(stored);
					return stored;
				},
			};
		},
	};
}

/** Keys of tests that are short are words that can stand in any text. */
const LONGEST_NO_SECRET = 20;

function checkFor(secrets: readonly string[]): (shown: unknown) => void {
	return (shown) => {
		const { stack = '' } =
			(shown instanceof Error ? shown : (shown as { error?: Error } | undefined)?.error) ?? {};
		const text = `${JSON.stringify(shown)} ${stack} ${shown instanceof Error ? JSON.stringify({ ...shown }) : ''}`;
		for (const secret of secrets) if (text.includes(secret)) throw new Error(`a secret showed in: ${text}`);
	};
}

/** The part of an address before its path, as it is written. */
function originOf(address: string): string {
	return /^[a-z]+:\/\/[^/]+/i.exec(address)?.[0] ?? '';
}

/** The same, but searches each result and error for key and secret. */
function guarded<Args extends unknown[], Result>(
	work: (...args: Args) => Promise<Result>,
	secrets: readonly string[],
): (...args: Args) => Promise<Result> {
	const check = checkFor(secrets);
	return async (...args) => {
		const result = await work(...args).catch((error: unknown) => {
			check(error);
			throw error;
		});
		check(result);
		return result;
	};
}

function startDescription(): IDataObject {
	return {
		displayName: 'Start',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	};
}
