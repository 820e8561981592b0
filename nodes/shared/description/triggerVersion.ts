import type { INode, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { SIMPLIFY } from './operation';
import { encodeValues } from '../values/encode';

/**
 * Versions of the triggers. From 2 on they simplify records by default. From 3 on a simplified record has the fields of
 * version 2 of the node JustCall, and Call Updated of the polling trigger keeps to a share of the rate limit unless told
 * otherwise. Nodes that were saved keep the version, the output and the requests that they have.
 */
export const TRIGGER_VERSIONS = { version: [1, 2, 3], defaultVersion: 3 };
const SIMPLE_FROM = 2;
const FLAT_FROM = 3;
const SHARES_FROM = 3;

/** The panel's switch, for the versions that have it. */
export const TRIGGER_SIMPLIFY: INodeProperties = {
	...SIMPLIFY,
	displayOptions: { show: { '@version': [{ _cnd: { gte: SIMPLE_FROM } }] } },
};

/**
 * The version of the node JustCall whose Simplify a trigger follows; undefined when it gives whole records.
 *
 * @throws ParameterError when the switch is neither true nor false
 */
export async function simplifyVersionOf(
	context: Pick<IWebhookFunctions, 'getNodeParameter'> & { getNode: () => INode },
): Promise<number | undefined> {
	const { typeVersion } = context.getNode();
	if (typeVersion < SIMPLE_FROM) return undefined;
	const { name, displayName } = SIMPLIFY;
	const value = context.getNodeParameter(name, true) as boolean;
	const fields = new Map([[name, { label: displayName, kind: 'boolean' as const }]]);
	const read = await encodeValues({ [name]: value }, fields, {
		zones: async () => await Promise.reject(new Error()),
	});
	if (read[name] !== true) return undefined;
	return typeVersion < FLAT_FROM ? 1 : 2;
}

/** Whether a polling trigger keeps to a share of the rate limit where its options say nothing. */
export function keepsToShare({ typeVersion }: Pick<INode, 'typeVersion'>): boolean {
	return typeVersion >= SHARES_FROM;
}
