import assert from 'node:assert/strict';

import { JUSTCALL_NODE } from '../../tools/n8n/credential';
import type { N8nInstallation } from '../../tools/n8n/install';
import type { PackedPackage } from '../../tools/n8n/package';
import type { Progress } from '../../tools/n8n/progress';
import type { N8nServer, Owner } from '../../tools/n8n/server';
import type { CredentialReference, WorkflowNode } from '../../tools/n8n/workflow';
import type { Sandbox } from '../../sandbox/server';

/** The context of every check: one n8n, one sandbox, and a working credential. */
export interface E2eContext {
	progress: Progress;
	/** The n8n that runs as `server`, from `userFolder`. */
	installation: N8nInstallation;
	userFolder: string;
	server: N8nServer;
	sandbox: Sandbox;
	packed: PackedPackage;
	owner: Owner;
	credential: CredentialReference;
}

/** Zone of the workflows. It is neither the account's nor the machine's, so that a mix-up shows. */
export const WORKFLOW_ZONE = 'Europe/Berlin';

/** A JustCall node with the suite's credential. */
export function justCall(
	{ credential }: Pick<E2eContext, 'credential'>,
	parameters: Record<string, unknown>,
	name = 'JustCall',
): Omit<WorkflowNode, 'position'> {
	return {
		name,
		type: JUSTCALL_NODE,
		typeVersion: 1,
		parameters,
		credentials: { justCallApi: credential },
	};
}

export { JUSTCALL_NODE, sandboxCredential } from '../../tools/n8n/credential';
export { byId } from '../../tools/engine/byId';

/** In every check, no request may violate JustCall's contract, and neither may the sandbox. */
export function contractIsKept({ sandbox }: E2eContext): void {
	const broken = sandbox.requests().flatMap(({ method, path, violations }) => {
		return violations.map((violation) => `${method} ${path}: ${violation}`);
	});
	assert.deepEqual(broken, [], 'requests broke the contract');
	assert.deepEqual(sandbox.breaches(), [], 'answers of the sandbox broke the contract');
}
