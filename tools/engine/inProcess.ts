import { Container, SSHClientsManager } from './coreInternals';

import { BinaryDataService } from 'n8n-core';
import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	ICredentialType,
	INode,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	ResourceMapperFields,
	INodeType,
} from 'n8n-workflow';

import { CREDENTIAL_TYPE, testCredential } from './credentials';
import {
	executeWorkflow,
	makeAgent,
	runNode,
	type ExecutionOptions,
	type ExecutionResult,
	type RunOptions,
	type RunResult,
	type Tool,
	type WorkflowNode,
} from './execution';
import { loadInstance, type Place } from './instance';
import { searchList } from './listSearch';
import { loadOptions } from './loadOptions';
import { mapperFields } from './resourceMapping';
import { makePoller, type Poller } from './polling';
import { expectNoSecret, guarded } from './secretGuard';
import { makeHook, type Hook, type Posted, type Received } from './webhooks';

export type { ExecutionResult, RunOptions, RunResult, Tool, WorkflowNode } from './execution';
export { DEFAULT_CREDENTIAL, WEBHOOK_BASE, type Place } from './instance';
export type { Poller } from './polling';
export type { Hook, Posted, Received, Started } from './webhooks';

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
	/** Executes a workflow with several nodes, by their names. */
	execute: (
		nodes: Readonly<Record<string, WorkflowNode>>,
		options?: ExecutionOptions,
	) => Promise<ExecutionResult>;
	/** n8n's stored credentials, by id: nodes get the data as they are when they ask. */
	credentials: Map<string, ICredentialDataDecryptedObject>;
	/** An agent of n8n's older kind: makes its tools, each a node with parameters; a call gives the tool's answer. */
	agent: (
		signal?: AbortSignal,
		place?: Place,
	) => (name: string, parameters: INodeParameters, settings?: Partial<INode>) => Tool;
	/** Calls a search method of a resource locator, as the editor does while the node has these parameters. */
	search: (
		name: string,
		method: string,
		filter?: string,
		token?: string,
		parameters?: INodeParameters,
		place?: Place,
	) => Promise<INodeListSearchResult>;
	/** Calls the method that fills a list to choose several from, as the editor does. */
	loadOptions: (
		name: string,
		method: string,
		parameters?: INodeParameters,
		place?: Place,
	) => Promise<INodePropertyOptions[]>;
	/** Calls the method that gives a resource mapper its fields, as the editor does. */
	mapperFields: (
		name: string,
		method: string,
		parameters: INodeParameters,
		place?: Place,
	) => Promise<ResourceMapperFields>;
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

/**
 * Starts n8n's engine in this process: real WorkflowExecute, RoutingNode, HTTP and binary store, no server and no
 * database. The package must have been built. Every result and error is searched for key and
 * secret of every credential that a node got.
 *
 * @param credential data of the `justCallApi` credential that nodes have by default
 * @param others node types beside those of the package, by name
 * @param inForce the type of the same name of another package, where that was loaded last
 * @throws {Error} when the build is missing or older than the sources
 */
export async function startInProcess(
	credential: ICredentialDataDecryptedObject,
	others: Readonly<Record<string, INodeType>> = {},
	inForce?: ICredentialType,
): Promise<InProcessN8n> {
	const instance = await loadInstance(credential, others, inForce);
	const { loader, typeOf, typeName, credentials, secrets } = instance;
	const hookOf = (name: string, parameters: INodeParameters, place?: Place): Hook => {
		const hook = makeHook(instance, name, parameters, place);
		return {
			...hook,
			publish: guarded(hook.publish, secrets),
			unpublish: guarded(hook.unpublish, secrets),
			deliver: guarded(hook.deliver, secrets),
			start: guarded(hook.start, secrets),
			stored: () => {
				const stored = hook.stored();
				expectNoSecret(stored, secrets);
				return stored;
			},
		};
	};
	return {
		node: (name) => typeOf(typeName(name)),
		credentialType: () => loader.getCredential(CREDENTIAL_TYPE).type,
		testCredential: guarded(async (data) => await testCredential(loader, data), secrets),
		run: guarded(async (...args) => await runNode(instance, ...args), secrets),
		execute: guarded(async (...args) => await executeWorkflow(instance, ...args), secrets),
		credentials,
		agent: (...of) => {
			const tool = makeAgent(instance, ...of);
			return (...args) => guarded(tool(...args), secrets);
		},
		search: guarded(async (...args) => await searchList(instance, ...args), secrets),
		loadOptions: guarded(async (...args) => await loadOptions(instance, ...args), secrets),
		mapperFields: guarded(async (...args) => await mapperFields(instance, ...args), secrets),
		poller: (...args) => {
			const poller = makePoller(instance, ...args);
			return { ...poller, look: guarded(poller.look, secrets) };
		},
		hook: hookOf,
		deliver: async (name, parameters, request) => await hookOf(name, parameters).deliver(request),
		bytes: async (binary) => await Container.get(BinaryDataService).getAsBuffer(binary),
		stop: () => Container.get(SSHClientsManager).onShutdown(),
	};
}
