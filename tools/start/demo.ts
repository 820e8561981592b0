import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sampleWorkflows } from '../n8n/samples';
import type { CredentialInput, N8nServer, Owner } from '../n8n/server';
import { RestError } from '../n8n/server';
import type { CredentialReference } from '../n8n/workflow';
import { withCredential } from '../n8n/workflow';

/** The login of the demo, the same on every machine. It gives access only to temporary data on this machine. */
export const DEMO_OWNER: Owner = {
	email: 'demo@justcall.example',
	password: 'JustCall-demo-1',
	firstName: 'JustCall',
	lastName: 'Demo',
};

/** The sandbox's address and the credential it accepts. */
export interface SandboxAccess {
	url: string;
	apiKey: string;
	apiSecret: string;
}

/** The credential and workflows that earlier starts stored in n8n, so that this start does not add them again. */
interface DemoRecord {
	credential?: { id: string; hash: string };
	/** Workflow id by sample file. */
	workflows: Record<string, string>;
}

/**
 * Stores the credential and the sample workflows in n8n. Workflows from an earlier start stay unchanged,
 * including edits. The credential is updated when the sandbox's address has changed. Returns the workflows with
 * their addresses.
 */
export async function provideDemo(
	server: N8nServer,
	userFolder: string,
	packageName: string,
	sandbox: SandboxAccess,
): Promise<Array<{ name: string; url: string }>> {
	const file = join(userFolder, 'demo.json');
	const record = readRecord(file);
	const credential = await provideCredential(server, record, sandbox);
	const workflows: Array<{ name: string; url: string }> = [];
	for (const sample of sampleWorkflows()) {
		const known = record.workflows[sample.file];
		let stored = known ? await findOrUndefined<Identified>(server, `/workflows/${known}`) : undefined;
		stored ??= await server.createWorkflow(
			withCredential(sample.workflow, packageName, 'justCallApi', credential),
		);
		record.workflows[sample.file] = stored.id;
		workflows.push({ name: stored.name, url: `${server.url}/workflow/${stored.id}` });
	}
	writeFileSync(file, JSON.stringify(record, null, 2));
	return workflows;
}

interface Identified {
	id: string;
	name: string;
}

async function provideCredential(
	server: N8nServer,
	record: DemoRecord,
	sandbox: SandboxAccess,
): Promise<CredentialReference> {
	const input: CredentialInput = {
		name: 'JustCall sandbox',
		type: 'justCallApi',
		data: { apiKey: sandbox.apiKey, apiSecret: sandbox.apiSecret, baseUrl: sandbox.url, timezone: '' },
	};
	const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
	const known = record.credential;
	const stored = known ? await findOrUndefined<Identified>(server, `/credentials/${known.id}`) : undefined;
	if (stored && known?.hash === hash) return { id: stored.id, name: stored.name };
	if (stored) {
		await server.rest('PATCH', `/credentials/${stored.id}`, { ...input, name: stored.name });
		record.credential = { id: stored.id, hash };
		return { id: stored.id, name: stored.name };
	}
	const created = await server.createCredential(input);
	record.credential = { id: created.id, hash };
	return created;
}

async function findOrUndefined<Found>(server: N8nServer, path: string): Promise<Found | undefined> {
	return await server.rest<Found>('GET', path).catch((error: unknown) => {
		if (error instanceof RestError && error.status === 404) return undefined;
		throw error;
	});
}

function readRecord(file: string): DemoRecord {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as DemoRecord;
	} catch {
		return { workflows: {} };
	}
}
