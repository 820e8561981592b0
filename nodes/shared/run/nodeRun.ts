import type { IExecuteFunctions, IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import { connectedContext } from '../http/connectedContext';
import { batchingOf, type Batching } from '../http/connection';
import type { KnownOperation } from '../description/operation';
import { panelNamesOf } from '../description/panelNames';
import { isOfAnotherPackage, NOTICE } from '../http/credentialType';
import { MISSING, type ReadParameter } from '../description/nodeParameters';
import { RunMemory } from './runMemory';
import { redactorOf, type Redact } from '../http/secrets';
import { CREDENTIAL, type RequestContext } from '../http/transport';

/** The part of n8n's context that the run of an operation uses. */
export type RunContext = RequestContext &
	Pick<
		IExecuteFunctions,
		| 'continueOnFail'
		| 'getNode'
		| 'getNodeParameter'
		| 'getTimezone'
		| 'helpers'
		| 'getExecutionCancelSignal'
		| 'logger'
	> &
	/** Not there in a tool call of n8n's older agents. */
	Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** One run of the node with all its input items. */
export interface NodeRun {
	/** n8n's context. The credential is decrypted once, and 'Request Options' hold for every request that it sends. */
	context: RunContext;
	/** Input items. */
	items: INodeExecutionData[];
	/** Outcomes of this run's writes, for when n8n runs it again. */
	memory: RunMemory;
	/** Pauses between groups of items, when the person asked for them. */
	batching: Batching | undefined;
	/** Hides key and secret in what the run says of its items. */
	redact: Redact;
}

/**
 * Opens the run that n8n starts for all input items.
 *
 * @throws ParameterError when 'Request Options' or the credential's base URL cannot be used
 */
export async function openRun(context: IExecuteFunctions, operation: KnownOperation): Promise<NodeRun> {
	return await open(context, operation, context.getInputData(), RunMemory.of(context));
}

/**
 * Opens the run of a single item that n8n's routing hands over: an agent's tool call, where n8n does not know of custom
 * operations.
 *
 * @throws ParameterError when 'Request Options' or the credential's base URL cannot be used
 */
export async function openItemRun(
	context: IExecutePaginationFunctions,
	operation: KnownOperation,
): Promise<NodeRun> {
	const call = inputOf(context, 'ai_tool');
	const item = call ?? inputOf(context) ?? { json: {} };
	const single: IExecuteFunctions = Object.create(context, {
		getNodeParameter: {
			value: (name: string, _item: number, fallback?: unknown, options?: object) =>
				context.getNodeParameter(name, fallback, options),
		},
	});
	// The object of a tool call is the same one for every try of it; n8n's data of the run are the agent's, for all its calls.
	return await open(single, operation, [item], RunMemory.of(context, call?.json ?? item));
}

/**
 * The item of an input. n8n makes a new empty one, each time that it is asked, for an input that is not there: a call of a tool
 * that needs no words is empty too, and is there.
 */
function inputOf(
	context: IExecutePaginationFunctions,
	connection?: 'ai_tool',
): INodeExecutionData | undefined {
	const read = () => context.getInputData(0, connection) as INodeExecutionData | undefined;
	const item = read();
	return item === read() ? item : undefined;
}

async function open(
	context: IExecuteFunctions,
	operation: KnownOperation,
	items: INodeExecutionData[],
	memory: RunMemory,
): Promise<NodeRun> {
	const options = context.getNodeParameter('requestOptions', 0, {});
	const connected: RunContext = await connectedContext(context, options);
	const shared: RunContext = Object.create(connected, { names: { value: panelNamesOf(operation) } });
	const credentials = await shared.getCredentials(CREDENTIAL);
	if (isOfAnotherPackage(credentials))
		context.addExecutionHints?.({ message: NOTICE, type: 'warning', location: 'outputPane' });
	const redact = redactorOf(credentials);
	return { context: shared, items, memory, batching: batchingOf(options), redact };
}

/** The parameters of an input item, expressions resolved. An expression that cannot be resolved throws n8n's error. */
export function parametersOf({ context }: NodeRun, item: number): ReadParameter {
	// The values are checked by the operation's own fields; n8n's check looks through the whole description.
	return (name) => context.getNodeParameter(name, item, MISSING, { skipValidation: true });
}
