import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';

import { explainError } from './http/errors';
import { failedJson, isExplained, nodeError } from './http/nodeError';
import { showListHints, type ReadList } from './run/listHints';
import { openItemRun, openRun, parametersOf, surroundingsOf, type NodeRun } from './run/nodeRun';
import { courtesyOf } from './run/courtesy';
import { inVersion } from './description/nodeVersion';
import { operationKey, type KnownOperation, type OperationRegistry } from './description/operation';
import type { ReadParameter } from './description/nodeParameters';
import { ParameterError } from './values/parameterError';
import { performRequest } from './run/performRequest';
import { planRequest, type PlannedRequest } from './run/planRequest';
import { runItems } from './run/runItems';

/** Carries out an operation for all input items of a run. */
export type RunOperation = (run: NodeRun, operation: KnownOperation) => Promise<INodeExecutionData[]>;

/** An input item as an operation reads it. */
export interface ReadItem {
	operation: KnownOperation;
	read: ReadParameter;
}

/** Gives the function that reads each input item; `undefined` for an operation whose parameters are read as they are. */
export type ReadItems = (
	run: NodeRun,
	operation: KnownOperation,
) => ((item: number) => Promise<ReadItem>) | undefined;

const asTheyAre: ReadItems = () => undefined;

/** Operations with their own code, by resource and operation value as in {@link operationKey}. */
export type OwnRuns = ReadonlyMap<string, RunOperation>;

/**
 * Gives n8n every operation as a custom operation, which n8n calls once with all input items. The description
 * keeps its routing, because it shows what each operation sends. n8n's routing engine itself is not used: it
 * would resolve each parameter once for every field of the same name in any operation, and start all items at
 * once.
 */
export function customOperationsOf(
	registry: OperationRegistry,
	own: OwnRuns,
	readItems: ReadItems = asTheyAre,
): NonNullable<INodeType['customOperations']> {
	const operations: NonNullable<INodeType['customOperations']> = {};
	for (const [key, known] of registry) {
		const [resource = '', name = ''] = key.split('.');
		const run = own.get(key) ?? requestsBy(readItems);
		operations[resource] = {
			...operations[resource],
			async [name](this: IExecuteFunctions) {
				const operation = inVersion(known, this.getNode().typeVersion);
				return [
					await opened(this, operation, async () => await run(await openRun(this, operation), operation)),
				];
			},
		};
	}
	return operations;
}

/**
 * Makes the function that n8n's routing passes a request to (as the node's pagination function) when it does
 * not know custom operations. That is so when n8n's older agent nodes, or its MCP server, call the node as a
 * tool. There is one item then.
 */
export function createExecutor(registry: OperationRegistry, own: OwnRuns, readItems: ReadItems = asTheyAre) {
	return async function executor(this: IExecutePaginationFunctions): Promise<INodeExecutionData[]> {
		const key = operationKey(this.getNodeParameter('resource'), this.getNodeParameter('operation'));
		const known = registry.get(key);
		const operation = known && inVersion(known, this.getNode().typeVersion);
		return await opened(this, operation, async () => {
			if (!operation) {
				throw new ParameterError(
					"'Operation' is not known to this node",
					'Choose a resource and an operation from the lists.',
				);
			}
			const work = own.get(key) ?? requestsBy(readItems);
			return await work(await openItemRun(this, operation), operation);
		});
	};
}

/** Makes the run of an operation that needs one request, or one paged list, for each item. */
function requestsBy(readItems: ReadItems): RunOperation {
	return async (run, operation) => await runRequests(run, operation, { readItem: readItems(run, operation) });
}

/** Ways in which an operation of one request for each item differs from the others. */
export interface RequestOptions {
	/** Reads an item, where its parameters are not read as they are. */
	readItem?: ReturnType<ReadItems>;
	/** Checks or completes an item's request before anything of the run is sent. Throws ParameterError to refuse the item. */
	check?: (planned: PlannedRequest, item: number) => Promise<PlannedRequest>;
}

/** Carries out an operation that needs one request, or one paged list, for each item. */
export async function runRequests(
	run: NodeRun,
	operation: KnownOperation,
	{ readItem, check = async (planned) => planned }: RequestOptions = {},
): Promise<INodeExecutionData[]> {
	const { context } = run;
	const surroundings = surroundingsOf(context, Date.now());
	const lists = new Map<number, ReadList>();
	const courtesy = courtesyOf(run, operation, surroundings);
	const results = await runItems(run, {
		subject: operation.subject,
		plan: async (item) => {
			const { operation: known, read } = (await readItem?.(item)) ?? {
				operation,
				read: parametersOf(run, item),
			};
			return await courtesy.consider(await check(await planRequest(known, read, surroundings), item), read);
		},
		effect: ({ request }) => request.effect ?? 'notIdempotent',
		perform: async (plan, item) => {
			const { ignored, tooOld } = plan;
			const notes: Pick<ReadList, 'doubt' | 'cut'> = {};
			const items = await courtesy.perform(plan, async (considered) => {
				return await performRequest(context, operation, considered, {
					doubt: (doubt) => void (notes.doubt = doubt),
					cut: (cut) => void (notes.cut = cut),
				});
			});
			lists.set(item, {
				...notes,
				...(ignored && { ignored }),
				...(tooOld && { tooOld }),
				count: items.length,
			});
			return items;
		},
	});
	showListHints(context, lists, run.items.length);
	return results;
}

/** Turns a failure before or outside the items into an error that names the cause and the fix. */
async function opened(
	context: IExecuteFunctions | IExecutePaginationFunctions,
	operation: KnownOperation | undefined,
	work: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	try {
		return await work();
	} catch (error) {
		const failure = isExplained(error)
			? error
			: await nodeError(context, undefined, explainError(error, operation?.subject ?? 'The request'));
		if (!context.continueOnFail()) throw failure;
		const input = context.getInputData();
		return [input].flat().map((_, item) => ({ json: failedJson(failure), pairedItem: { item } }));
	}
}
