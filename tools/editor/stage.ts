import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { buildAndPack } from '../n8n/buildAndPack';
import { Editor, ensureChromium, type View } from '../n8n/browser';
import { sandboxCredential } from '../n8n/credential';
import { ensureN8n } from '../n8n/install';
import { installPackage } from '../n8n/package';
import { RUNTIME_DIR } from '../n8n/paths';
import { freePort } from '../n8n/ports';
import type { Progress } from '../n8n/progress';
import { N8nServer } from '../n8n/server';
import { withCredential, type Workflow } from '../n8n/workflow';
import { DEMO_OWNER } from '../start/demo';

/** A real n8n with the package and one stored credential, a sandbox, and the editor in a browser. */
export interface Stage {
	server: N8nServer;
	sandbox: Sandbox;
	editor: Editor;
	/** The workflow with the credential in every node of ours. */
	withAccount: (workflow: Workflow) => Workflow;
}

/** Facts about a stage. */
interface StageOptions {
	/** Of its folder in `.runtime`, and of the folder of its screenshots. */
	name: string;
	/** Zone of n8n's workflows, IANA. */
	zone: string;
	sandbox: SandboxOptions;
	view?: View;
}

/** Waits until the open panel shows the output of a run. */
export async function outputShown(editor: Editor): Promise<void> {
	await editor
		.byTestId('output-panel', editor.byTestId('ndv'))
		.getByText(/^\s*\d+ items?\s*$/)
		.first()
		.waitFor();
}

/** Starts all of it anew, signs in, runs the work, and stops it. */
export async function onStage(
	progress: Progress,
	{ name, zone, sandbox: options, view }: StageOptions,
	work: (stage: Stage) => Promise<void>,
): Promise<void> {
	const packed = await buildAndPack(progress);
	const installation = await ensureN8n(progress);
	const userFolder = join(RUNTIME_DIR, name, 'n8n');
	rmSync(userFolder, { recursive: true, force: true });
	installPackage(packed, userFolder);
	const sandbox = await startSandbox(options);
	try {
		const server = await N8nServer.start({
			installation,
			userFolder,
			port: await freePort(),
			env: { GENERIC_TIMEZONE: zone, TZ: 'UTC' },
		});
		await server.signIn(DEMO_OWNER);
		const credential = await server.createCredential({
			name: 'JustCall account',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		await Editor.use(
			await ensureChromium(progress),
			name,
			async (editor) => {
				await editor.signIn(server.url, DEMO_OWNER.email, DEMO_OWNER.password);
				await work({
					server,
					sandbox,
					editor,
					withAccount: (workflow) =>
						withCredential(workflow, packed.manifest.name, 'justCallApi', credential),
				});
			},
			view,
		);
	} finally {
		await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
	}
}
