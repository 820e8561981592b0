/**
 * `npm run pictures`: makes the pictures of the docs in a real n8n beside a sandbox, and with --walk one of every
 * operation's panel, to be looked at (--only <text>: of those whose `resource-operation` contains it).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Locator } from 'playwright-core';

import { resources } from '../nodes/JustCall/resources';
import { Editor, ensureChromium } from '../test/e2e/browser';
import { JUSTCALL_NODE, sandboxCredential } from '../test/e2e/context';
import { ensureN8n } from '../test/n8n/install';
import { installPackage } from '../test/n8n/package';
import { RUNTIME_DIR } from '../test/n8n/paths';
import { freePort } from '../test/n8n/ports';
import { Progress } from '../test/n8n/progress';
import { sampleWorkflows } from '../test/n8n/samples';
import { N8nServer } from '../test/n8n/server';
import { withCredential, type StoredWorkflow, type Workflow } from '../test/n8n/workflow';
import { startSandbox, type Sandbox } from '../test/sandbox';
import { buildAndPack } from './build-and-pack';
import { DEMO_OWNER } from './start/demo';

const USER_FOLDER = join(RUNTIME_DIR, 'pictures', 'n8n');
const DOCS = join(__dirname, '..', 'docs', 'pictures');
const WALK = join(RUNTIME_DIR, 'pictures', 'walk');
/** A night in New York: what the pictures show is the account's zone. */
const ZONE = 'America/New_York';

/** Panels that show what the node is like, by picture: an operation and what is filled in. */
const PANELS: Record<string, { resource: string; operation: string; parameters: Record<string, unknown> }> = {
	'panel-calls': {
		resource: 'call',
		operation: 'getAll',
		parameters: {
			returnAll: true,
			filters: { callDirection: 'Incoming', fromDatetime: "={{ $now.minus({ days: 1 }).startOf('day') }}" },
		},
	},
	'panel-send-sms': {
		resource: 'sms',
		operation: 'send',
		parameters: { contactNumber: '+1 202 555 0143', body: 'We are on our way.' },
	},
	'panel-sync': {
		resource: 'campaignContact',
		operation: 'sync',
		parameters: {
			campaignId: { __rl: true, mode: 'id', value: '2170000' },
			mappingMode: 'autoMapInputData',
			options: { dryRun: true },
		},
	},
	'panel-recording': {
		resource: 'call',
		operation: 'downloadRecording',
		parameters: { callId: { __rl: true, mode: 'id', value: '328003890' } },
	},
};

interface Stage {
	server: N8nServer;
	sandbox: Sandbox;
	editor: Editor;
	withAccount: (workflow: Workflow) => Workflow;
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { walk: { type: 'boolean' }, only: { type: 'string' } } });
	const progress = new Progress();
	const packed = await buildAndPack(progress);
	const installation = await ensureN8n(progress);
	rmSync(USER_FOLDER, { recursive: true, force: true });
	installPackage(packed, USER_FOLDER);
	const sandbox = await startSandbox({ timeZone: ZONE });
	const server = await N8nServer.start({
		installation,
		userFolder: USER_FOLDER,
		port: await freePort(),
		env: { GENERIC_TIMEZONE: ZONE, TZ: 'UTC' },
	});
	await server.signIn(DEMO_OWNER);
	const credential = await server.createCredential({
		name: 'JustCall account',
		type: 'justCallApi',
		data: sandboxCredential({ sandbox }),
	});
	const withAccount = (workflow: Workflow) =>
		withCredential(workflow, packed.manifest.name, 'justCallApi', credential);
	await Editor.use(await ensureChromium(progress), 'pictures', async (editor) => {
		await editor.signIn(server.url, DEMO_OWNER.email, DEMO_OWNER.password);
		const stage: Stage = { server, sandbox, editor, withAccount };
		if (values.walk) {
			await walk(stage, progress, values.only ?? '');
			return;
		}
		mkdirSync(DOCS, { recursive: true });
		await progress.step('Sample workflows', async () => await samples(stage));
		await progress.step('Panels', async () => await panels(stage));
		await progress.step('Sandbox', async () => await sandboxPage(stage));
	});
	await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
	progress.say(`Pictures are in ${values.walk ? WALK : DOCS}`);
}

/** Every sample as it looks on the canvas after a run, and the report that one of them writes. */
async function samples({ server, editor, withAccount }: Stage): Promise<void> {
	for (const { file, workflow } of sampleWorkflows()) {
		const stored = await server.createWorkflow(withAccount(workflow));
		const name = file.replace(/\.json$/, '');
		const runs = !workflow.nodes.some(({ type }) => type.endsWith('.justCallTrigger'));
		if (runs) {
			const execution = (await server.runWorkflow(stored)).assertSuccess();
			if (name === 'morning-call-report')
				await report(editor, String(execution.items('Write the e-mail')[0]?.json.html));
		}
		await canvas(editor, server, stored);
		await save(editor.page.locator('.vue-flow').first(), `sample-${name}`);
	}
}

async function report({ page }: Editor, html: string): Promise<void> {
	await page.setViewportSize({ width: 920, height: 900 });
	await page.setContent(html);
	await page.screenshot({
		path: join(DOCS, 'report.png'),
		clip: { x: 0, y: 0, width: 920, height: 860 },
		animations: 'disabled',
	});
}

/** Opens a workflow with all of it in view. */
async function canvas(editor: Editor, server: N8nServer, { id }: StoredWorkflow): Promise<void> {
	const { page } = editor;
	await page.setViewportSize({ width: 1360, height: 640 });
	await page.goto(`${server.url}/workflow/${id}`, { waitUntil: 'domcontentloaded' });
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await page.keyboard.press('1');
	await page.waitForTimeout(900);
}

async function panels(stage: Stage): Promise<void> {
	const { server, editor, withAccount } = stage;
	for (const [name, { resource, operation, parameters }] of Object.entries(PANELS)) {
		const node = {
			id: name,
			name: 'JustCall',
			type: JUSTCALL_NODE,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: { resource, operation, ...parameters },
		};
		const stored = await server.createWorkflow(
			withAccount({ name, nodes: [node], connections: {}, settings: {} }),
		);
		await openPanel(editor, server, stored, name);
		await save(editor.byTestId('node-parameters'), name);
	}
	const trigger = {
		id: 'panel-trigger',
		name: 'JustCall Trigger',
		type: 'n8n-nodes-justcall-complete.justCallTrigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		webhookId: '6a1c1f0e-5d1b-4a5e-9f5c-3b7d0a2e4c09',
		parameters: {
			events: ['call.missed', 'call.voicemail'],
			filters: { direction: 'incoming' },
			options: { verifyByFetching: true },
		},
	};
	const stored = await server.createWorkflow(
		withAccount({ name: 'panel-trigger', nodes: [trigger], connections: {}, settings: {} }),
	);
	await openPanel(editor, server, stored, 'panel-trigger');
	await save(editor.byTestId('node-parameters'), 'panel-trigger');
}

async function openPanel(
	editor: Editor,
	server: N8nServer,
	{ id }: StoredWorkflow,
	nodeId: string,
): Promise<void> {
	await editor.page.setViewportSize({ width: 1440, height: 900 });
	const panel = editor.byTestId('node-parameters');
	// Now and then the editor comes up without the panel that its address names.
	for (let attempt = 1; attempt < 4; attempt++) {
		await editor.page.goto(`${server.url}/workflow/${id}/${nodeId}`, { waitUntil: 'domcontentloaded' });
		const shown = await panel.waitFor({ timeout: 10_000 }).then(
			() => true,
			() => false,
		);
		if (shown) break;
	}
	await panel.waitFor();
	await editor.page.waitForTimeout(700);
}

async function sandboxPage({ sandbox, editor: { page } }: Stage): Promise<void> {
	await page.setViewportSize({ width: 1240, height: 880 });
	await page.goto(sandbox.url);
	await page.locator('#requests td').first().waitFor();
	await page.screenshot({ path: join(DOCS, 'sandbox.png'), animations: 'disabled' });
}

async function save(what: Locator, name: string): Promise<void> {
	await what.screenshot({ path: join(DOCS, `${name}.png`), animations: 'disabled' });
}

/** One picture of each operation's panel as it is when it is new, and a page that shows them all. */
async function walk({ server, editor, withAccount }: Stage, progress: Progress, only: string): Promise<void> {
	mkdirSync(WALK, { recursive: true });
	const nodes = resources.flatMap(({ value: resource, operations }) =>
		operations.map(({ value: operation }, place) => ({
			id: `${resource}-${operation}`,
			name: `${resource} ${operation}`,
			type: JUSTCALL_NODE,
			typeVersion: 1,
			position: [200 * place, 0] as [number, number],
			parameters: { resource, operation },
		})),
	);
	const stored = await server.createWorkflow(
		withAccount({ name: 'Every operation', nodes, connections: {}, settings: {} }),
	);
	for (const { id } of nodes.filter((node) => node.id.includes(only))) {
		await openPanel(editor, server, stored, id);
		await editor.byTestId('node-parameters').screenshot({ path: join(WALK, `${id}.png`) });
		progress.say(id);
	}
	const figures = nodes.map(
		({ id }) => `<figure><img src="${id}.png"><figcaption>${id}</figcaption></figure>`,
	);
	writeFileSync(
		join(WALK, 'index.html'),
		`<style>body{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0;width:360px}img{width:100%}</style>${figures.join('')}`,
	);
}

main().then(
	() => process.exit(0),
	async (error: unknown) => {
		console.error(error);
		await N8nServer.stopAll();
		process.exit(1);
	},
);
