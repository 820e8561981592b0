/** A reference to a stored credential, as nodes carry it. */
export interface CredentialReference {
	id: string;
	name: string;
}

/** A node of a workflow. */
export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, CredentialReference>;
	webhookId?: string;
	/** n8n's reaction when the node fails; the workflow stops by default. */
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	/** Whether n8n runs the node again when it fails, how often, and how many milliseconds it waits before. */
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	/** Use only the first item. */
	executeOnce?: boolean;
	/** Items pass through the node unchanged. */
	disabled?: boolean;
}

/** The type of a connection: items, or a part of an AI Agent. */
export type ConnectionKind = 'main' | 'ai_languageModel' | 'ai_tool';

/** Where the outputs of a node go. */
export type NodeConnections = Partial<
	Record<ConnectionKind, Array<Array<{ node: string; type: ConnectionKind; index: number }>>>
>;

/** A workflow as it is exported, imported and sent to n8n. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, NodeConnections>;
	settings?: Record<string, unknown>;
	/** Pinned output of nodes. n8n needs it, at least empty, to run a part of a workflow. */
	pinData?: Record<string, unknown>;
}

/** A workflow that n8n has stored. */
export interface StoredWorkflow extends Workflow {
	id: string;
	versionId: string;
}

/** Name of the trigger in workflows built by `chain`. */
export const MANUAL_TRIGGER = 'Start';

/** A workflow of a Manual Trigger followed by the given nodes, one after the other. */
export function chain(name: string, nodes: ReadonlyArray<Omit<WorkflowNode, 'position'>>): Workflow {
	const trigger = {
		name: MANUAL_TRIGGER,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
	};
	return sequence(name, [trigger, ...nodes]);
}

/** A workflow of the given nodes, one after the other; the first one is a trigger. */
export function sequence(name: string, nodes: ReadonlyArray<Omit<WorkflowNode, 'position'>>): Workflow {
	const all = nodes.map((node, index): WorkflowNode => ({ ...node, position: [220 * index, 0] }));
	const connections: Workflow['connections'] = {};
	for (const [index, node] of all.slice(0, -1).entries()) {
		const next = all[index + 1];
		if (next) connections[node.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	}
	return {
		name,
		nodes: all.map((node, index) => ({ id: `node-${index}`, ...node })),
		connections,
		settings: { executionOrder: 'v1' },
	};
}

/**
 * Nodes that give an item for each entry of a list.
 *
 * @param list a list of objects as JSON, or an expression that gives one
 */
export function eachOf(list: string): [Omit<WorkflowNode, 'position'>, Omit<WorkflowNode, 'position'>] {
	return [
		{
			name: 'List',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: { assignments: [{ id: 'list', name: 'list', type: 'array', value: list }] },
				options: {},
			},
		},
		{
			name: 'Each',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'list', options: {} },
		},
	];
}

/** A workflow with a Manual Trigger that starts each of the given nodes. */
export function fan(name: string, nodes: ReadonlyArray<Omit<WorkflowNode, 'position'>>): Workflow {
	const { nodes: placed, ...workflow } = chain(name, nodes);
	const all = placed.map((node, index): WorkflowNode =>
		index === 0 ? node : { ...node, position: [220, 100 * index] },
	);
	const targets = nodes.map(({ name: node }) => ({ node, type: 'main' as const, index: 0 }));
	return { ...workflow, nodes: all, connections: { [MANUAL_TRIGGER]: { main: [targets] } } };
}

/** Returns the workflow with every node of a package using the given credential. */
export function withCredential(
	workflow: Workflow,
	packageName: string,
	credentialType: string,
	credential: CredentialReference,
): Workflow {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type.startsWith(`${packageName}.`)
				? { ...node, credentials: { ...node.credentials, [credentialType]: credential } }
				: node,
		),
	};
}
