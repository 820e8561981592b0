import { makeHandleToolInvocation } from './coreInternals';

import { ExecutionLifecycleHooks, SupplyDataContext, WorkflowExecute } from 'n8n-core';
import type {
	IDataObject,
	IExecuteData,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRunExecutionData,
} from 'n8n-workflow';

import { START_TYPE, type Instance } from './instance';

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

/** A tool of an agent; a call gives the tool's answer. */
export type Tool = (args?: IDataObject) => Promise<IDataObject[]>;

/** Runs Start → node in n8n's engine and gives the node's output. */
export async function runNode(
	{ nodeOf, workflowOf, additionalData }: Instance,
	name: string,
	parameters: INodeParameters,
	{ items = [{ json: {} }], onError, settings, timezone, signal }: RunOptions = {},
): Promise<RunResult> {
	const node = { ...nodeOf(name, parameters), ...(onError && { onError }), ...settings };
	const startNode: INode = {
		id: 'start',
		name: 'Start',
		type: START_TYPE,
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
		return { status: 'refused', items: [], errorItems: [], hints: [], error: error as RunResult['error'] };
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
}

/**
 * An agent of n8n's older kind in one execution.
 *
 * @param signal stops the agent's tools
 * @returns makes one of its tools, a node with parameters
 */
export function makeAgent(
	{ nodeOf, workflowOf, typeOf, additionalData }: Instance,
	signal?: AbortSignal,
): (name: string, parameters: INodeParameters, settings?: Partial<INode>) => Tool {
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
}
