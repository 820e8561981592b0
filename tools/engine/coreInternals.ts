import 'reflect-metadata';
import './environment';

import type { SupplyDataContext } from 'n8n-core';
import type { IDataObject, INode, INodeType, IRunExecutionData } from 'n8n-workflow';
import { createRequire } from 'node:module';

/** n8n-core's own copies: another copy of the container would know none of its services. */
const requireBesideCore = createRequire(require.resolve('n8n-core'));

/** The container that holds n8n-core's services. */
export const { Container } = requireBesideCore('@n8n/di') as {
	Container: { get<T>(type: new (...args: never[]) => T): T };
};

/** Keeps an interval running from its first use; not among n8n-core's public exports. */
export const { SSHClientsManager } = requireBesideCore('./execution-engine/ssh-clients-manager.js') as {
	SSHClientsManager: new (...args: never[]) => { onShutdown: () => void };
};

/** A call of a tool, with the arguments that the model gave; the answer is JSON. */
type ToolCall = (args: IDataObject) => Promise<string>;

/** How n8n's older agents, and its MCP server, call a node as a tool; not among n8n-core's public exports. */
export const { makeHandleToolInvocation } = requireBesideCore(
	'./execution-engine/node-execution-context/utils/get-input-connection-data.js',
) as {
	makeHandleToolInvocation: (
		contextOf: (runIndex: number) => SupplyDataContext,
		node: INode,
		type: INodeType,
		data: IRunExecutionData,
	) => ToolCall;
};
