import assert from 'node:assert/strict';

import { JUSTCALL_NODE } from '../../tools/n8n/credential';
import type { N8nInstallation } from '../../tools/n8n/install';
import type { PackedPackage } from '../../tools/n8n/package';
import type { Progress } from '../../tools/n8n/progress';
import type { N8nServer, Owner } from '../../tools/n8n/server';
import type { CredentialReference, WorkflowNode } from '../../tools/n8n/workflow';
import type { Sandbox } from '../../sandbox/server';

/** The context of every check: one n8n, one sandbox, and a credential that fits. */
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

/** Zone of the workflows: neither the one of the account nor the one of the machine, so that a mix-up shows. */
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

/** Whatever a check is about: no request of it may break JustCall's contract, and neither may the sandbox. */
export function contractIsKept({ sandbox }: E2eContext): void {
	const broken = sandbox.requests().flatMap(({ method, path, violations }) => {
		return violations.map((violation) => `${method} ${path}: ${violation}`);
	});
	assert.deepEqual(broken, [], 'requests broke the contract');
	assert.deepEqual(sandbox.breaches(), [], 'answers of the sandbox broke the contract');
}
