import type { IExecuteFunctions, IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import { connectedContext } from '../http/connectedContext';
import { batchingOf, type Batching } from '../http/connection';
import type { KnownOperation } from '../description/operation';
import { panelNamesOf } from '../description/panelNames';
import { campaignCountry, defaultCountryOf } from '../http/defaultCountry';
import { certainZonesOf } from '../http/timeZones';
import { isOfAnotherPackage, NOTICE } from '../http/credentialType';
import { MISSING, type ReadParameter } from '../description/nodeParameters';
import { RunMemory } from './runMemory';
import type { Surroundings } from './planRequest';
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
	/** Missing in a tool call of n8n's older agents. */
	Partial<Pick<IExecuteFunctions, 'addExecutionHints'>> &
	/** The part that lets an execution wait; missing where none can. */
	Partial<
		Pick<
			IExecuteFunctions,
			| 'getContext'
			| 'getExecuteData'
			| 'getSignedResumeUrl'
			| 'putExecutionToWait'
			| 'setSignatureValidationRequired'
		>
	>;

/** One run of the node with all its input items. */
export interface NodeRun {
	/** n8n's context. The credential is decrypted once, and 'Request Options' apply to every request. */
	context: RunContext;
	/** Input items. */
	items: INodeExecutionData[];
	/** Outcomes of this run's writes, in case n8n runs it again. */
	memory: RunMemory;
	/** Pauses between groups of items, if the user set them. */
	batching: Batching | undefined;
	/** Hides key and secret in texts about the run's items. */
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
 * Opens the run of a single item that n8n's routing passes on. This is an agent's tool call in an n8n that does
 * not know custom operations.
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
		// The agent gets the answer of the call at once, and its execution would wait for nothing.
		putExecutionToWait: { value: undefined },
	});
	// n8n keeps the same object for every try of a tool call. n8n's run data belongs to the agent and covers all
	// its calls.
	return await open(single, operation, [item], RunMemory.of(context, call?.json ?? item));
}

/**
 * The item of an input. For an input that does not exist, n8n makes a new empty item on each call. A tool call
 * without arguments is also empty, but exists.
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
	// The operation's own fields check the values; n8n's check would search the whole description.
	return (name) => context.getNodeParameter(name, item, MISSING, { skipValidation: true });
}

/**
 * The facts beside the panel that a request depends on, each asked for when it is first needed.
 *
 * @param now epoch milliseconds
 */
export function surroundingsOf(context: RunContext, now: number): Surroundings {
	return {
		now,
		zones: async () => await certainZonesOf(context),
		countryOf: async (option) => await defaultCountryOf(context, option),
		campaignCountry: async (campaign) => await campaignCountry(context, campaign),
	};
}
