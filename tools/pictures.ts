/**
 * `npm run pictures`: makes the pictures of the docs in a real n8n beside a sandbox, and with --walk one of
 * every operation's panel, for review. --reports draws the e-mails of the report samples as mail programs and telephones show
 * them, in light and in dark, without n8n. --only <text> takes those whose name, or `resource-operation`, contains the text.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Locator } from 'playwright-core';

import { resources } from '../nodes/JustCall/resources';
import { Editor, ensureChromium } from './n8n/browser';
import { JUSTCALL_NODE, sandboxCredential } from './n8n/credential';
import { ensureN8n } from './n8n/install';
import { installPackage } from './n8n/package';
import { RUNTIME_DIR } from './n8n/paths';
import { freePort } from './n8n/ports';
import { Progress } from './n8n/progress';
import { sampleWorkflows } from './n8n/samples';
import { N8nServer } from './n8n/server';
import { withCredential, type StoredWorkflow, type Workflow } from './n8n/workflow';
import { startSandbox, type Sandbox } from '../sandbox/server';
import { buildAndPack } from './n8n/buildAndPack';
import { pictureReport, pictureReports } from './reportPictures';
import { DEMO_OWNER } from './start/demo';
import { NODE_VERSIONS } from '../nodes/shared/description/nodeVersion';
import { TRIGGER_VERSIONS } from '../nodes/shared/description/triggerVersion';

const USER_FOLDER = join(RUNTIME_DIR, 'pictures', 'n8n');
const DOCS = join(__dirname, '..', 'docs', 'pictures');
const WALK = join(RUNTIME_DIR, 'pictures', 'walk');
const REPORTS = join(RUNTIME_DIR, 'pictures', 'reports');
/** New York: the pictures show times in the account's zone. */
const ZONE = 'America/New_York';

/** A node's panel to take a picture of. */
interface Panel {
	/** The node, or the tool that n8n makes from it for AI agents. */
	type?: string;
	parameters: Record<string, unknown>;
	/** A list of the panel to open before the picture is taken. */
	opens?: string;
}

/** The expression that n8n writes into a field when the user leaves it to the model. */
const fromModel = (name: string) =>
	"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('NAME', ``, 'string') }}".replace('NAME', name);

/** Panels that show how the nodes look, by picture. */
function panelsOf({ state }: Sandbox): Record<string, Panel> {
	const number = state.numbers[0];
	const campaign = state.salesDialer.campaigns.find(({ id }) => id === 2_170_000);
	const line = {
		__rl: true,
		mode: 'list',
		value: number?.justcall_number,
		cachedResultName: `${number?.justcall_line_name}: +${number?.justcall_number}`,
	};
	const chosen = { __rl: true, mode: 'list', value: campaign?.id, cachedResultName: campaign?.name };
	return {
		'panel-calls': {
			parameters: {
				resource: 'call',
				operation: 'getAll',
				returnAll: true,
				filters: { callDirection: 'Incoming', period: 'lastWeek' },
			},
		},
		'panel-list': {
			parameters: {
				resource: 'campaignContact',
				operation: 'getAll',
				campaignId: { __rl: true, mode: 'list', value: '' },
			},
			opens: 'campaignId',
		},
		'panel-send-sms': {
			parameters: {
				resource: 'sms',
				operation: 'send',
				justcallNumber: line,
				contactNumber: '={{ $json.phone }}',
				body: 'We are on our way.',
			},
		},
		'panel-sync': {
			parameters: {
				resource: 'campaignContact',
				operation: 'sync',
				campaignId: chosen,
				dryRun: true,
				contactFields: {
					mappingMode: 'defineBelow',
					value: {
						phone_number: '={{ $json.phone }}',
						name: '={{ $json.name }}',
						email: '={{ $json.email }}',
					},
					matchingColumns: ['phone_number'],
					schema: [],
				},
				options: { removeOthers: true },
			},
		},
		'panel-tool': {
			type: `${JUSTCALL_NODE}Tool`,
			parameters: {
				resource: 'sms',
				operation: 'send',
				justcallNumber: line,
				contactNumber: fromModel('To'),
				body: fromModel('Message'),
			},
		},
		'panel-trigger': {
			type: 'n8n-nodes-justcall-complete.justCallTrigger',
			parameters: {
				events: ['call.missed', 'call.voicemail'],
				filters: { direction: 'incoming' },
				options: { verifyByFetching: true },
			},
		},
	};
}

interface Stage {
	server: N8nServer;
	sandbox: Sandbox;
	editor: Editor;
	/** Whether a picture of this name is wanted. */
	isWanted: (name: string) => boolean;
	withAccount: (workflow: Workflow) => Workflow;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { walk: { type: 'boolean' }, reports: { type: 'boolean' }, only: { type: 'string' } },
	});
	const progress = new Progress();
	if (values.reports) {
		await Editor.use(await ensureChromium(progress), 'pictures', async ({ page }) => {
			await pictureReports(page, REPORTS, values.only ?? '');
			await pictureReport(page, join(DOCS, 'report.png'));
		});
		progress.say(`Pictures are in ${REPORTS}`);
		return;
	}
	const packed = await buildAndPack(progress);
	const installation = await ensureN8n(progress);
	rmSync(USER_FOLDER, { recursive: true, force: true });
	installPackage(packed, USER_FOLDER);
	const sandbox = await startSandbox({ timeZone: ZONE, port: 4010 });
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
		const isWanted = (name: string) => name.includes(values.only ?? '');
		const stage: Stage = { server, sandbox, editor, isWanted, withAccount };
		if (values.walk) {
			await walk(stage, progress);
			return;
		}
		mkdirSync(DOCS, { recursive: true });
		await progress.step('Sample workflows', async () => await samples(stage));
		await progress.step('Panels', async () => await panels(stage));
		if (isWanted('report'))
			await progress.step('Report', async () => await pictureReport(editor.page, join(DOCS, 'report.png')));
		if (isWanted('sandbox')) await progress.step('Sandbox', async () => await sandboxPage(stage));
	});
	await Promise.allSettled([N8nServer.stopAll(), sandbox.stop()]);
	progress.say(`Pictures are in ${values.walk ? WALK : DOCS}`);
}

/** Every sample on the canvas after a run. */
async function samples({ server, editor, isWanted, withAccount }: Stage): Promise<void> {
	for (const { file, workflow } of sampleWorkflows()) {
		const name = file.replace(/\.json$/, '');
		if (!isWanted(`sample-${name}`)) continue;
		const stored = await server.createWorkflow(withAccount(workflow));
		const runs = !workflow.nodes.some(({ type }) => type.endsWith('.justCallTrigger'));
		if (runs) {
			(await server.runWorkflow(stored)).assertSuccess();
		}
		await canvas(editor, server, stored);
		await save(editor.page.locator('.vue-flow').first(), `sample-${name}`);
	}
}

/** Opens a workflow so that all of it is visible. */
async function canvas(editor: Editor, server: N8nServer, { id }: StoredWorkflow): Promise<void> {
	const { page } = editor;
	await page.setViewportSize({ width: 1360, height: 640 });
	await page.goto(`${server.url}/workflow/${id}`, { waitUntil: 'domcontentloaded' });
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await page.keyboard.press('1');
	// Only the workflow, without the buttons above it.
	await page.addStyleTag({
		content: `body * { visibility: hidden } .vue-flow, .vue-flow__viewport, .vue-flow__viewport *, .vue-flow__background, .vue-flow__background * { visibility: visible }`,
	});
	await page.waitForTimeout(900);
}

async function panels({ server, sandbox, editor, isWanted, withAccount }: Stage): Promise<void> {
	for (const [name, { type = JUSTCALL_NODE, parameters, opens }] of Object.entries(panelsOf(sandbox))) {
		if (!isWanted(name)) continue;
		const node = {
			id: name,
			name: 'JustCall',
			type,
			typeVersion: (type.endsWith('Trigger') ? TRIGGER_VERSIONS : NODE_VERSIONS).defaultVersion,
			position: [0, 0] as [number, number],
			...(type.endsWith('Trigger') && { webhookId: '6a1c1f0e-5d1b-4a5e-9f5c-3b7d0a2e4c09' }),
			parameters,
		};
		const stored = await server.createWorkflow(
			withAccount({ name, nodes: [node], connections: {}, settings: {} }),
		);
		await openPanel(editor, server, stored, name);
		const panel = editor.byTestId('node-parameters');
		if (opens === undefined) await save(panel, name);
		else await saveOpened(editor, panel, name);
	}
}

/** A panel with an open list, which covers it and extends beyond it. */
async function saveOpened(editor: Editor, panel: Locator, name: string): Promise<void> {
	await editor.byTestId('rlc-input', panel).click();
	await editor.byTestId('rlc-item').waitFor();
	await editor.page.waitForTimeout(500);
	const clip = await panel.boundingBox();
	if (!clip) throw new Error('the panel is not to be seen');
	await editor.page.screenshot({ path: join(DOCS, `${name}.png`), clip, animations: 'disabled' });
}

async function openPanel(
	editor: Editor,
	server: N8nServer,
	{ id }: StoredWorkflow,
	nodeId: string,
): Promise<void> {
	await editor.page.setViewportSize({ width: 1440, height: 900 });
	const panel = editor.byTestId('node-parameters');
	// The editor sometimes opens without the panel that its URL names.
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

/** The sandbox's page with activity: a workflow that received calls, and a fault that waits. */
async function sandboxPage({ server, sandbox, editor: { page }, withAccount }: Stage): Promise<void> {
	const found = sampleWorkflows().find(({ file }) => file === 'missed-call-text-back.json');
	if (!found) throw new Error('a sample is missing');
	await server.publish(await server.createWorkflow(withAccount(found.workflow)));
	sandbox.clearRequests();
	for (let call = 0; call < 3; call++) sandbox.emit({ type: 'call.missed' });
	await sandbox.settled();
	await page.setViewportSize({ width: 1240, height: 1000 });
	await page.goto(sandbox.url);
	// The fault waits for a request that comes after the texts.
	await page.locator('#happened').getByText('Delivered').nth(2).waitFor();
	sandbox.fault({ kind: 'status', status: 503, times: 5 });
	await page.getByText('503 × 5').waitFor();
	await page.screenshot({ path: join(DOCS, 'sandbox.png'), fullPage: true, animations: 'disabled' });
}

async function save(what: Locator, name: string): Promise<void> {
	await what.screenshot({ path: join(DOCS, `${name}.png`), animations: 'disabled' });
}

/** One picture of each operation's panel as it is when it is new, and a page that shows them all. */
async function walk({ server, editor, isWanted, withAccount }: Stage, progress: Progress): Promise<void> {
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
	for (const { id } of nodes.filter((node) => isWanted(node.id))) {
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
