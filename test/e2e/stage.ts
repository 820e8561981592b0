import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { ensureN8n } from '../../tools/n8n/install';
import type { PackedPackage } from '../../tools/n8n/package';
import { installPackage } from '../../tools/n8n/package';
import { RUNTIME_DIR } from '../../tools/n8n/paths';
import { freePort } from '../../tools/n8n/ports';
import type { Progress } from '../../tools/n8n/progress';
import type { Owner } from '../../tools/n8n/server';
import { N8nServer } from '../../tools/n8n/server';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import type { E2eContext } from './context';
import { sandboxCredential, WORKFLOW_ZONE } from './context';

const OWNER: Owner = {
	email: 'e2e@justcall.example',
	password: 'JustCall-e2e-1',
	firstName: 'End',
	lastName: 'To End',
};

/** The n8n that the checks use. */
export interface Stage {
	/** Name of its folder in `.runtime/e2e`; files of an earlier run are removed. */
	folder: string;
	version: string;
	/** Additional environment of n8n. */
	env?: Record<string, string>;
	/** Whether n8n finds the package at its start; it does by default. */
	withPackage?: boolean;
	/** Adds to the user folder before n8n starts. */
	prepare?: (userFolder: string, sandbox: Sandbox) => void;
	/** Number of workers that run the executions; the environment must also configure them. */
	workers?: number;
}

/** Starts a fresh n8n and a fresh sandbox with a credential for it, runs the work, and removes both. */
export async function onStage<Result>(
	{ folder, version, env = {}, withPackage = true, prepare, workers = 0 }: Stage,
	packed: PackedPackage,
	progress: Progress,
	work: (context: E2eContext) => Promise<Result>,
): Promise<Result> {
	const installation = await ensureN8n(progress, version);
	const userFolder = join(RUNTIME_DIR, 'e2e', folder);
	rmSync(userFolder, { recursive: true, force: true });
	if (withPackage) installPackage(packed, userFolder);
	const sandbox = await startSandbox();
	try {
		prepare?.(userFolder, sandbox);
		const server = await progress.step(
			`Starting n8n ${installation.version} on Node ${installation.nodeVersion}`,
			async () => {
				const options = {
					installation,
					userFolder,
					port: await freePort(),
					env: { GENERIC_TIMEZONE: WORKFLOW_ZONE, TZ: 'UTC', ...env },
				};
				const started = await N8nServer.start(options);
				for (let number = 1; number <= workers; number++) await N8nServer.startWorker(options, number);
				return started;
			},
		);
		await server.signIn(OWNER);
		const credential = withPackage
			? await server.createCredential({
					name: 'JustCall sandbox',
					type: 'justCallApi',
					data: sandboxCredential({ sandbox }),
				})
			: { id: '', name: '' };
		return await work({
			progress,
			installation,
			userFolder,
			server,
			sandbox,
			packed,
			owner: OWNER,
			credential,
		});
	} finally {
		await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
		progress.say('Stopped n8n and the sandbox');
	}
}
