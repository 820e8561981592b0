import type { IDisplayOptions } from 'n8n-workflow';

import type { KnownOperation } from './operation';

/** Versions of the node JustCall. Nodes that were saved keep the version, the panel and the output that they have. */
export const NODE_VERSIONS = { version: [1, 2], defaultVersion: 2 };

/** Shows a field in this version of the node and in all later ones. */
export function since(version: number): IDisplayOptions {
	return { show: { '@version': [{ _cnd: { gte: version } }] } };
}

/** Shows a field in the versions of the node before this one. */
export function before(version: number): IDisplayOptions {
	return { show: { '@version': [{ _cnd: { lt: version } }] } };
}

/** An operation as a version of the node has it. */
export function inVersion(operation: KnownOperation, version: number): KnownOperation {
	const { simplifyInVersion1 } = operation;
	return version < 2 && simplifyInVersion1 ? { ...operation, simplify: simplifyInVersion1 } : operation;
}
