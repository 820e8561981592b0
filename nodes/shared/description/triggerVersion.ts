import type { INode, INodeProperties, IWebhookFunctions } from 'n8n-workflow';

import { SIMPLIFY } from './operation';
import { encodeValues } from '../values/encode';

/**
 * Versions of the triggers. From version 2 on they simplify records by default. Nodes saved with version 1 keep
 * their output.
 */
export const TRIGGER_VERSIONS = { version: [1, 2], defaultVersion: 2 };
const SIMPLE_FROM = 2;

/**
 * Versions of the polling trigger. From 3 on Call Updated keeps to a share of the rate limit unless told otherwise; nodes
 * saved before compare all calls at each look, as they did.
 */
export const POLLING_VERSIONS = { version: [...TRIGGER_VERSIONS.version, 3], defaultVersion: 3 };
const SHARES_FROM = 3;

/** The panel's switch, for the versions that have it. */
export const TRIGGER_SIMPLIFY: INodeProperties = {
	...SIMPLIFY,
	displayOptions: { show: { '@version': [{ _cnd: { gte: SIMPLE_FROM } }] } },
};

/**
 * Whether a trigger simplifies records.
 *
 * @throws ParameterError when the switch is neither true nor false
 */
export async function givesSimple(
	context: Pick<IWebhookFunctions, 'getNodeParameter'> & { getNode: () => INode },
): Promise<boolean> {
	if (context.getNode().typeVersion < SIMPLE_FROM) return false;
	const { name, displayName } = SIMPLIFY;
	const value = context.getNodeParameter(name, true) as boolean;
	const fields = new Map([[name, { label: displayName, kind: 'boolean' as const }]]);
	const read = await encodeValues({ [name]: value }, fields, {
		zones: async () => await Promise.reject(new Error()),
	});
	return read[name] === true;
}

/** Whether a polling trigger keeps to a share of the rate limit where its options say nothing. */
export function keepsToShare({ typeVersion }: Pick<INode, 'typeVersion'>): boolean {
	return typeVersion >= SHARES_FROM;
}
