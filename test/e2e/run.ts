/**
 * `npm run test:e2e`: the packed package in a real n8n, against the sandbox, and at the end by hand in a browser.
 * `npm run test:e2e -- --only <text>` runs the checks whose name has that text in it, `--n8n <version>` takes another n8n; the
 * browser is for the newest one only, whose editor it knows.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ensureN8n } from '../n8n/install';
import { installPackage, packPackage } from '../n8n/package';
import { RUNTIME_DIR } from '../n8n/paths';
import { freePort } from '../n8n/ports';
import { Progress } from '../n8n/progress';
import type { Owner } from '../n8n/server';
import { N8nServer } from '../n8n/server';
import { DEFAULT_N8N } from '../n8n/versions';
import type { Sandbox } from '../sandbox';
import { startSandbox } from '../sandbox';
import { agentChecks } from './checks/agent';
import { browserChecks } from './checks/browser';
import { callChecks } from './checks/calls';
import { credentialChecks } from './checks/credential';
import { messageChecks } from './checks/messages';
import { nodeSearchChecks } from './checks/nodeSearch';
import { packageChecks } from './checks/package';
import { pagingChecks } from './checks/paging';
import { pollingChecks } from './checks/polling';
import { rateLimitChecks } from './checks/rateLimit';
import { resourceChecks } from './checks/resources';
import { reportSampleChecks } from './checks/reportSamples';
import { sampleChecks } from './checks/samples';
import { writingSampleChecks } from './checks/writingSamples';
import { triggerChecks } from './checks/trigger';
import type { E2eContext } from './context';
import { sandboxCredential, WORKFLOW_ZONE } from './context';
import { Suite } from './suite';

const USER_FOLDER = join(RUNTIME_DIR, 'e2e', 'n8n');

const OWNER: Owner = {
	email: 'e2e@justcall.example',
	password: 'JustCall-e2e-1',
	firstName: 'End',
	lastName: 'To End',
};

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, n8n: { type: 'string', default: DEFAULT_N8N } },
	});
	const progress = new Progress();
	const packed = await progress.step('Packing the package', async () => await packPackage());
	const installation = await ensureN8n(progress, values.n8n);
	rmSync(USER_FOLDER, { recursive: true, force: true });
	installPackage(packed, USER_FOLDER);

	const sandbox: Sandbox = await startSandbox();
	try {
		const server = await progress.step(
			`Starting n8n ${installation.version} on Node ${installation.nodeVersion}`,
			async () =>
				await N8nServer.start({
					installation,
					userFolder: USER_FOLDER,
					port: await freePort(),
					env: { GENERIC_TIMEZONE: WORKFLOW_ZONE, TZ: 'UTC' },
				}),
		);
		await server.signIn(OWNER);
		const credential = await server.createCredential({
			name: 'JustCall sandbox',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		return await checksFor(values.n8n).run(
			{ progress, server, sandbox, packed, owner: OWNER, credential },
			values.only,
		);
	} finally {
		await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
		progress.say('Stopped n8n and the sandbox');
	}
}

/** Whatever a check is about: no request of it may break JustCall's contract, and neither may the sandbox. */
function contractIsKept({ sandbox }: E2eContext): void {
	const broken = sandbox.requests().flatMap(({ method, path, violations }) => {
		return violations.map((violation) => `${method} ${path}: ${violation}`);
	});
	assert.deepEqual(broken, [], 'requests broke the contract');
	assert.deepEqual(sandbox.breaches(), [], 'answers of the sandbox broke the contract');
}

function checksFor(version: string): Suite<E2eContext> {
	const suite = new Suite<E2eContext>(contractIsKept);
	packageChecks(suite);
	credentialChecks(suite);
	callChecks(suite);
	sampleChecks(suite);
	reportSampleChecks(suite);
	pagingChecks(suite);
	// Adds a call, therefore after what counts them.
	resourceChecks(suite);
	agentChecks(suite);
	rateLimitChecks(suite);
	triggerChecks(suite);
	writingSampleChecks(suite);
	pollingChecks(suite);
	if (version === DEFAULT_N8N) {
		nodeSearchChecks(suite);
		messageChecks(suite);
		browserChecks(suite);
	}
	return suite;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => void N8nServer.stopAll().finally(() => process.exit(1)));
}

main().then(
	(failed) => process.exit(failed === 0 ? 0 : 1),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
