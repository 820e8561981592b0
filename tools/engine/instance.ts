import { Container } from './coreInternals';

import { BinaryDataService, PackageDirectoryLoader, RoutingNode, type ExecuteContext } from 'n8n-core';
import {
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { join } from 'node:path';

import { expectFreshBuild } from '../buildStamp.cjs';
import { CREDENTIAL_TYPE, InMemoryCredentials } from './credentials';
import { secretsOf } from './secretGuard';

const PACKAGE_FOLDER = join(__dirname, '..', '..');

/** Type of the node that every execution starts with. */
export const START_TYPE = 'n8n-nodes-base.manualTrigger';

/** Address that the harness's n8n has from outside. */
export const WEBHOOK_BASE = 'http://localhost/webhook';

/** Id of the credential that a node has when its place names no other. */
export const DEFAULT_CREDENTIAL = 'credential';

/** Place of a node. Fields that are left out have the harness's defaults. */
export interface Place {
	/** Ids of workflow and node. */
	workflow?: string;
	node?: string;
	/** Default: the newest of the node that has the parameters, the first of a trigger. */
	typeVersion?: number;
	/**
	 * Id and data of the credential. The data overrides that of the stored credential with this id, or of the default one
	 * when n8n has stored none.
	 */
	credential?: { id?: string; data?: ICredentialDataDecryptedObject };
	/** Whether the workflow is published; default no. */
	active?: boolean;
	/** Address of n8n's production webhooks, as n8n writes it. */
	webhookBase?: string;
}

/** What makes one workflow differ from another, besides its nodes. */
export interface WorkflowSettings {
	workflow?: string;
	active?: boolean;
	connections?: IConnections;
	/** IANA zone, default UTC. */
	timezone?: string;
}

/** n8n with the package loaded: node types, and what n8n hands to every node. */
export interface Instance {
	readonly loader: PackageDirectoryLoader;
	/** n8n's stored credentials, by id. A node that asks gets the data as they are then. */
	readonly credentials: Map<string, ICredentialDataDecryptedObject>;
	/** Keys and secrets of every credential so far, which must show nowhere. */
	readonly secrets: ReadonlySet<string>;
	/** A node type, by its full name. */
	readonly typeOf: (type: string) => INodeType;
	/** Full name of a type of the package. */
	readonly typeName: (name: string) => string;
	/** A node of the package in its place, named `Node`. */
	readonly nodeOf: (type: string, parameters: INodeParameters, place?: Place) => INode;
	/** A workflow with these nodes. */
	readonly workflowOf: (nodes: INode[], settings?: WorkflowSettings) => Workflow;
	/**
	 * The data beside the workflow that n8n makes for each execution, with credentials, ids and addresses.
	 *
	 * @param places of the execution's nodes; the address of the webhooks is the first's
	 */
	readonly additionalData: (...places: Place[]) => IWorkflowExecuteAdditionalData;
}

/**
 * Loads the built package as n8n does.
 *
 * @param credential data of the credential that nodes have by default
 * @param others node types beside those of the package, by name
 * @param inForce the type of the same name of another package, where that was loaded last
 * @throws {Error} when the build is missing or older than the sources
 */
export async function loadInstance(
	credential: ICredentialDataDecryptedObject,
	others: Readonly<Record<string, INodeType>>,
	inForce: ICredentialType | undefined,
): Promise<Instance> {
	await Container.get(BinaryDataService).init();
	expectFreshBuild(PACKAGE_FOLDER);
	const loader = new PackageDirectoryLoader(PACKAGE_FOLDER);
	await loader.loadAll();

	const types = new Map<string, INodeType>([[START_TYPE, startNodeType()]]);
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
	// What a builder adds today is the newest version of the node. Of a trigger it is the first: its events are then whole records.
	const newestOf = (type: string, parameters: INodeParameters) =>
		type === 'justCall' ? newestWith(typeOf(typeName(type)).description, parameters) : 1;
	const typeName = (name: string) => `${loader.packageName}.${name}`;
	const credentials = new Map([[DEFAULT_CREDENTIAL, credential]]);
	const secrets = new Set(secretsOf(credential));
	const credentialsOf = (places: Place[]) => {
		const overrides = new Map(
			places.map(({ credential: { id = DEFAULT_CREDENTIAL, data } = {} }) => [id, data]),
		);
		return (id: string) => {
			const stored = credentials.get(id);
			const override = overrides.get(id);
			if (!stored && !override) return undefined;
			const data = { ...(stored ?? credential), ...override };
			for (const secret of secretsOf(data)) secrets.add(secret);
			return data;
		};
	};
	let executions = 0;
	return {
		loader,
		credentials,
		secrets,
		typeOf,
		typeName,
		nodeOf: (
			type,
			parameters,
			{
				node = 'node',
				typeVersion = newestOf(type, parameters),
				credential: { id = DEFAULT_CREDENTIAL } = {},
			} = {},
		) => ({
			id: node,
			name: 'Node',
			type: typeName(type),
			typeVersion,
			position: [200, 0],
			parameters,
			credentials: { [CREDENTIAL_TYPE]: { id, name: 'JustCall' } },
		}),
		workflowOf: (nodes, { workflow = 'workflow', active = false, connections = {}, timezone = 'UTC' } = {}) =>
			new Workflow({
				id: workflow,
				name: 'in process',
				nodes,
				connections,
				active,
				nodeTypes,
				settings: { executionOrder: 'v1', timezone },
			}),
		additionalData: (...places) => {
			const { webhookBase = WEBHOOK_BASE } = places[0] ?? {};
			return {
				executionId: String(++executions),
				credentialsHelper: new InMemoryCredentials(loader, credentialsOf(places), inForce),
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
			} as unknown as IWorkflowExecuteAdditionalData;
		},
	};
}

/** The newest version of a node whose panel has all of these parameters; parameters that no version has do not count. */
function newestWith(
	{ version, defaultVersion = 1, properties }: INodeTypeDescription,
	parameters: INodeParameters,
): number {
	const versions = [version].flat().sort((one, other) => other - one);
	const has = (name: string, among: readonly number[]) =>
		properties.some(
			(property) => property.name === name && among.some((one) => isShown(property, parameters, one)),
		);
	const names = Object.keys(parameters).filter((name) => has(name, versions));
	return versions.find((one) => names.every((name) => has(name, [one]))) ?? defaultVersion;
}

/** Whether the panel of this version shows a parameter for the resource and the operation. */
function isShown({ displayOptions }: INodeProperties, parameters: INodeParameters, version: number): boolean {
	const { show = {} } = displayOptions ?? {};
	const isFor = ['resource', 'operation'].every(
		(name) => !show[name] || !(name in parameters) || show[name].includes(parameters[name] as never),
	);
	const [condition] = show['@version'] ?? [];
	const { gte = -Infinity, lt = Infinity } =
		((condition ?? {}) as { _cnd?: { gte?: number; lt?: number } })._cnd ?? {};
	return isFor && version >= gte && version < lt;
}

/** The part of an address before its path, as it is written. */
function originOf(address: string): string {
	return /^[a-z]+:\/\/[^/]+/i.exec(address)?.[0] ?? '';
}

/** A manual trigger that hands on the items it is given. */
function startNodeType(): INodeType {
	const type: Pick<INodeType, 'execute'> & { description: object } = {
		description: {
			displayName: 'Start',
			name: 'manualTrigger',
			group: ['trigger'],
			version: 1,
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		async execute() {
			return [this.getInputData()];
		},
	};
	return type as INodeType;
}
