import { makeHandleToolInvocation } from './coreInternals';

import { ExecutionLifecycleHooks, SupplyDataContext, WorkflowExecute } from 'n8n-core';
import type {
	IConnections,
	IDataObject,
	IExecuteData,
	INode,
	INodeConnections,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { START_TYPE, type Instance, type Place } from './instance';
import { makeWaiting, type Waiting } from './waiting';

/** What a node gave in an execution. */
export interface NodeResult {
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

/** How one node run ended. */
export interface RunResult extends NodeResult {
	/** n8n's status of the execution; `refused` when n8n did not start it. */
	status: string;
	/** Where the execution waits. */
	waiting?: Waiting<ExecutionResult>;
}

/** How an execution with several nodes ended. */
export interface ExecutionResult {
	/** See {@link RunResult.status}. */
	status: string;
	/** The error that ended the execution. */
	error: RunResult['error'];
	/** Output of each node that ran, by the node's name; of a node that ran several times, the last. */
	nodes: Readonly<Record<string, NodeResult>>;
	/** Where the execution waits. */
	waiting?: Waiting<ExecutionResult>;
}

/** Settings of an execution. */
export interface ExecutionOptions {
	/** Input items; default one that is empty. */
	items?: INodeExecutionData[];
	/** Zone of the workflow, IANA; default UTC. */
	timezone?: string;
	signal?: AbortSignal;
	/** `manual` (default) when a person starts it in the editor, `trigger` when the published workflow starts itself. */
	mode?: 'manual' | 'trigger';
}

/** Settings of a node. */
export interface NodeOptions {
	onError?: INode['onError'];
	/** Other settings of the node, for example `retryOnFail`. */
	settings?: Partial<INode>;
	/** Ids of workflow and node, and the credential. */
	place?: Place;
}

/** Options that make a run differ from a plain one with one empty input item. */
export interface RunOptions extends ExecutionOptions, NodeOptions {}

/** A node of the package in a workflow. */
export interface WorkflowNode extends NodeOptions {
	/** Type of the package, for example `justCall`. */
	type: string;
	parameters: INodeParameters;
	/** Name of the node before it; default the start. */
	after?: string;
	/** Output of the node before it: 0 (default) is the main one, 1 the error output. */
	output?: number;
}

/** A tool of an agent; a call gives the tool's answer. */
export type Tool = (args?: IDataObject) => Promise<IDataObject[]>;

const START = 'Start';

/** Runs Start → node in n8n's engine and gives the node's output. */
export async function runNode(
	instance: Instance,
	type: string,
	parameters: INodeParameters,
	{ onError, settings, place, ...execution }: RunOptions = {},
): Promise<RunResult> {
	const node: WorkflowNode = {
		type,
		parameters,
		...(onError && { onError }),
		...(settings && { settings }),
		...(place && { place }),
	};
	const { nodes, ...result } = await executeWorkflow(instance, { Node: node }, execution);
	return { ...(nodes.Node ?? NOTHING), ...result };
}

/**
 * Executes a workflow with several nodes of the package in n8n's engine.
 *
 * @param nodes by their name. Ids differ unless their places say otherwise; the workflow's id and settings are those of
 * the first node's place
 */
export async function executeWorkflow(
	instance: Instance,
	nodes: Readonly<Record<string, WorkflowNode>>,
	{ items = [{ json: {} }], timezone = 'UTC', signal, mode = 'manual' }: ExecutionOptions = {},
): Promise<ExecutionResult> {
	const startNode: INode = {
		id: 'start',
		name: START,
		type: START_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const named = Object.entries(nodes);
	const [[, { place: first = {} }] = ['', {}]] = named;
	const workflowNodes = [
		startNode,
		...named.map(([name, { type, parameters, onError, settings, place }], index) => ({
			...instance.nodeOf(type, parameters, { ...(index > 0 && { node: `node-${index}` }), ...place }),
			name,
			// n8n executes branches from top to bottom.
			position: [200, 200 * index] as INode['position'],
			...(onError && { onError }),
			...settings,
		})),
	];
	const workflow = instance.workflowOf(workflowNodes, {
		...first,
		connections: connectionsOf(named),
		timezone,
	});
	const data = instance.additionalData(...named.map(([, { place = {} }]) => place));
	data.hooks = hooksOf(data, mode, workflow, workflowNodes);
	const execution = new WorkflowExecute(data, mode);
	let running: ReturnType<typeof execution.run>;
	try {
		running = execution.run({
			workflow,
			startNode,
			triggerToStartFrom: {
				name: START,
				data: { startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [items] } },
			},
		});
	} catch (error) {
		// n8n refuses before it starts: a required field is empty, a typed id has the wrong form.
		return { status: 'refused', error: error as RunResult['error'], nodes: {} };
	}
	signal?.addEventListener('abort', () => running.cancel());
	return endOf(await running, (stored) =>
		makeWaiting(instance, { data, mode, workflow, nodes: workflowNodes, stored, hooksOf, endOf }),
	);
}

function hooksOf(
	{ executionId = '' }: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
	{ id, active }: Workflow,
	nodes: INode[],
): ExecutionLifecycleHooks {
	return new ExecutionLifecycleHooks(mode, executionId, {
		id,
		name: 'in process',
		nodes,
		connections: {},
		active,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
}

/** How an execution ended, or where it waits. */
function endOf(
	{ status, data: stored }: IRun,
	waitingIn: (stored: IRunExecutionData) => Waiting<ExecutionResult>,
): ExecutionResult {
	const { error, runData } = stored.resultData;
	return {
		status,
		error: error as RunResult['error'],
		nodes: Object.fromEntries(
			Object.entries(runData).flatMap(([name, runs]) => {
				const run = runs.at(-1);
				return run && name !== START ? [[name, resultOf(run)]] : [];
			}),
		),
		...(status === 'waiting' && { waiting: waitingIn(stored) }),
	};
}

const NOTHING: NodeResult = { items: [], errorItems: [], hints: [], error: undefined };

function resultOf({ data, hints = [], error }: ITaskData): NodeResult {
	return {
		items: data?.main?.[0] ?? [],
		errorItems: data?.main?.[1] ?? [],
		hints: hints.map(({ message }) => message),
		error: error as NodeResult['error'],
	};
}

function connectionsOf(nodes: ReadonlyArray<[name: string, node: WorkflowNode]>): IConnections {
	const connections: Record<string, { main: Array<NonNullable<INodeConnections['main'][number]>> }> = {};
	for (const [name, { after = START, output = 0 }] of nodes) {
		const { main } = (connections[after] ??= { main: [] });
		for (let index = main.length; index <= output; index++) main.push([]);
		main[output]?.push({ node: name, type: 'main', index: 0 });
	}
	return connections;
}

/**
 * An agent of n8n's older kind in one execution.
 *
 * @param signal stops the agent's tools
 * @param place of the agent, and of its tools where they name no other
 * @returns makes one of its tools, a node with parameters
 */
export function makeAgent(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	signal?: AbortSignal,
	place: Place = {},
): (name: string, parameters: INodeParameters, settings?: Partial<INode>) => Tool {
	const data = additionalData(place);
	const runData = {
		resultData: { runData: {} },
		executionData: { contextData: {}, metadata: {}, nodeExecutionStack: [] },
	} as unknown as IRunExecutionData;
	const input = [{ json: {} }];
	const parent = { ...nodeOf('justCall', {}, place), name: 'Agent' };
	// All tools of an agent, and all their calls, have the data of the agent's run.
	const ofAgent: IExecuteData = { node: parent, data: { main: [input] }, source: null };
	let tools = 0;
	return (name, parameters, settings) => {
		const node = { ...nodeOf(name, parameters, place), name: `Tool ${++tools}`, ...settings };
		const contextOf = (runIndex: number) =>
			new SupplyDataContext(
				workflowOf([node], place),
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
}
