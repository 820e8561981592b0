/**
 * `npm run pictures`: makes the pictures and the film of the docs in a real n8n beside a sandbox, and with --walk a
 * picture of every operation's panel, for review. --reports draws the e-mails of the report samples as mail programs
 * and telephones show them, in light and in dark, without n8n. --only <text> takes those whose name, or
 * `resource-operation`, contains the text.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Locator } from 'playwright-core';

import { resources } from '../nodes/JustCall/resources';
import { film } from './editor/film';
import { boxOf, type Box } from './editor/box';
import { onStage, outputShown, type Stage as WholeStage } from './editor/stage';
import { WebpWriter } from './editor/webp';
import { Editor, ensureChromium } from './n8n/browser';
import { JUSTCALL_NODE } from './n8n/credential';
import { RUNTIME_DIR } from './n8n/paths';
import { Progress } from './n8n/progress';
import { sampleWorkflows } from './n8n/samples';
import type { N8nServer } from './n8n/server';
import { chain, type StoredWorkflow, type Workflow } from './n8n/workflow';
import { pictureReports, reportMail } from './reportPictures';
import type { Sandbox } from '../sandbox/server';
import { NODE_VERSIONS } from '../nodes/shared/description/nodeVersion';
import { TRIGGER_VERSIONS } from '../nodes/shared/description/triggerVersion';

const DOCS = join(__dirname, '..', 'docs', 'pictures');
const WALK = join(RUNTIME_DIR, 'pictures', 'walk');
const REPORTS = join(RUNTIME_DIR, 'pictures', 'reports');
/** New York: the pictures show times in the account's zone. */
const ZONE = 'America/New_York';
/** Pixels of a picture for each CSS pixel. */
const SCALE = 2;
/** Of pictures that are smaller with loss than without, from 0 to 1. */
const QUALITY = 0.85;
/** Around the part of the page that a picture shows, in CSS pixels. */
const MARGIN = 24;

/** A node's panel to take a picture of. */
interface Panel {
	/** The node, or the tool that n8n makes from it for AI agents. */
	type?: string;
	parameters: Record<string, unknown>;
	/** A list of the panel to open before the picture is taken. */
	opens?: string;
	/** The node is run, and the picture shows its output too: for these items, or when this event comes. */
	gives?: { items: Array<Record<string, unknown>> } | { event: string };
}

/** The expression that n8n writes into a field when the user leaves it to the model. */
const fromModel = (name: string) =>
	"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('NAME', ``, 'string') }}".replace('NAME', name);

/** Panels that show how the nodes look, by picture. */
function panelsOf(sandbox: Sandbox): Record<string, Panel> {
	const { state } = sandbox;
	const number = state.numbers[0];
	const campaign = state.salesDialer.campaigns.find(({ id }) => id === 2_170_007);
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
			gives: { items: [{}] },
		},
		'panel-list': {
			parameters: {
				resource: 'campaignContact',
				operation: 'getAll',
				campaignId: { __rl: true, mode: 'list', value: '' },
			},
			opens: 'campaignId',
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
				options: { includeUnchanged: false, removeOthers: true },
			},
			gives: { items: rowsFor(sandbox, Number(campaign?.id)) },
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
			gives: { event: 'call.missed' },
		},
	};
}

/** Rows of a CRM for a campaign: a new contact, and all members but one, of which one has a new e-mail. */
function rowsFor({ state }: Sandbox, campaignId: number): Array<Record<string, unknown>> {
	const { campaigns, contacts } = state.salesDialer;
	const members = campaigns.find(({ id }) => id === campaignId)?.members ?? [];
	const known = members.flatMap(({ contactId }) => contacts.find(({ id }) => id === contactId) ?? []);
	return [
		{ phone: '+1 415 555 0119', name: 'Mara Ellison', email: 'mara@example.com' },
		...known.slice(1).map(({ phone_number, name, email }, place) => ({
			phone: `+${phone_number}`,
			name,
			email: place === 0 ? `new.${email}` : email,
		})),
	];
}

interface Stage extends WholeStage {
	/** Whether a picture of this name is wanted. */
	isWanted: (name: string) => boolean;
	webp: WebpWriter;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { walk: { type: 'boolean' }, reports: { type: 'boolean' }, only: { type: 'string' } },
	});
	const progress = new Progress();
	const isWanted = (name: string) => name.includes(values.only ?? '');
	if (values.reports) {
		await Editor.use(await ensureChromium(progress), 'pictures', async ({ page }) => {
			await pictureReports(page, REPORTS, isWanted);
		});
		progress.say(`Pictures are in ${REPORTS}`);
		return;
	}
	const options = { name: 'pictures', zone: ZONE, sandbox: { timeZone: ZONE, port: 4010 } };
	const view = { deviceScaleFactor: SCALE };
	await onStage(progress, { ...options, view }, async (whole) => {
		const stage = { ...whole, isWanted, webp: await WebpWriter.beside(whole.editor.page, QUALITY) };
		if (values.walk) {
			await walk(stage, progress);
			return;
		}
		mkdirSync(DOCS, { recursive: true });
		await progress.step('Panels', async () => await panels(stage));
		if (isWanted('film')) {
			// What the pictures needed is not in the film.
			stage.sandbox.reset();
			const { seconds, bytes } = await film(stage, join(DOCS, 'film.webp'));
			progress.say(`The film takes ${seconds.toFixed(1)} s and ${Math.round(bytes / 1024)} KB`);
		}
		if (isWanted('report')) await progress.step('Report', async () => await report(stage));
		if (isWanted('sandbox')) await progress.step('Sandbox', async () => await sandboxPage(stage));
		await progress.step('Sample workflows', async () => await samples(stage));
	});
	progress.say(`Pictures are in ${values.walk ? WALK : DOCS}`);
}

/** Every sample on the canvas after a run. */
async function samples(stage: Stage): Promise<void> {
	const { server, editor, isWanted, withAccount } = stage;
	for (const { file, workflow } of sampleWorkflows()) {
		const name = file.replace(/\.json$/, '');
		if (!isWanted(`sample-${name}`)) continue;
		const stored = await server.createWorkflow(withAccount(workflow));
		// One that lacks a choice, such as a campaign, shows it.
		if (!workflow.nodes.some(({ type }) => type.endsWith('.justCallTrigger')))
			await server.runWorkflow(stored);
		await canvas(editor, server, stored);
		await save(stage, await around(editor.page.locator('.vue-flow__node')), `sample-${name}`);
	}
}

/** The weekly report, as a mail program shows it. */
async function report(stage: Stage): Promise<void> {
	const { page } = stage.editor;
	// The policy of n8n's pages lets a page have no styles of its own.
	await page.goto('about:blank');
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize({ width: 680, height: 400 });
	await page.setContent(await reportMail('weekly-call-report'));
	await save(stage, undefined, 'report');
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

async function panels(stage: Stage): Promise<void> {
	const { sandbox, editor, isWanted } = stage;
	for (const [name, panel] of Object.entries(panelsOf(sandbox))) {
		if (!isWanted(name)) continue;
		await openPanel(editor, stage.server, await store(stage, name, panel), name, panel.gives ? 1760 : 1440);
		if (panel.opens !== undefined) {
			await editor.byTestId('rlc-input', editor.byTestId('node-parameters')).click();
			await editor.byTestId('rlc-item').waitFor();
			await editor.page.waitForTimeout(500);
		}
		if (panel.gives) await run(stage, panel.gives);
		await save(stage, await panelBox(editor, panel), name);
	}
}

/** A workflow with the node of a panel, after a node that has given the items. */
async function store(
	{ server, withAccount }: Stage,
	name: string,
	{ type = JUSTCALL_NODE, parameters, gives }: Panel,
): Promise<StoredWorkflow> {
	const isTrigger = type.endsWith('Trigger');
	const node = {
		id: name,
		name: 'JustCall',
		type,
		typeVersion: (isTrigger ? TRIGGER_VERSIONS : NODE_VERSIONS).defaultVersion,
		position: [0, 0] as [number, number],
		...(isTrigger && { webhookId: '6a1c1f0e-5d1b-4a5e-9f5c-3b7d0a2e4c09' }),
		parameters,
	};
	const workflow: Workflow =
		gives && 'items' in gives
			? {
					...chain(name, [
						{ name: 'CRM', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
						node,
					]),
					pinData: { CRM: gives.items.map((json) => ({ json })) },
				}
			: { name, nodes: [node], connections: {}, settings: {} };
	return await server.createWorkflow(withAccount(workflow));
}

/** Runs the node of the open panel, as a user does, until its output is there. */
async function run({ editor, sandbox }: Stage, gives: NonNullable<Panel['gives']>): Promise<void> {
	const dialog = editor.byTestId('ndv');
	await editor.byTestId('node-execute-button', dialog).click();
	if ('event' in gives) {
		await dialog.getByText('Listening for').first().waitFor();
		// The editor says so before JustCall knows the address.
		while (sandbox.state.webhooks.size === 0) await editor.page.waitForTimeout(100);
		sandbox.emit({ type: gives.event });
	}
	await outputShown(editor);
	// The message that it went well covers the output.
	await editor.page.locator('.el-notification__closeBtn').filter({ visible: true }).first().click();
	await editor.page.waitForTimeout(700);
}

/** The panel down to its last field, with the output beside it where there is one. */
async function panelBox(editor: Editor, { gives }: Panel): Promise<Box> {
	const fields = editor.byTestId('node-parameters');
	const panel = await atRest(editor, fields);
	const end = await lowest(fields.locator('.parameter-item, [data-test-id="collection-parameter-add"]'));
	const height = Math.min(panel.height, end + MARGIN - panel.y);
	if (!gives) return { ...panel, height };
	const output = await boxOf(editor.byTestId('output-panel', editor.byTestId('ndv')));
	return { ...panel, width: output.x + output.width - panel.x, height };
}

/** The place of an element when it no longer moves. */
async function atRest({ page }: Editor, element: Locator): Promise<Box> {
	for (let before = ''; ;) {
		const box = await boxOf(element);
		if (JSON.stringify(box) === before) return box;
		before = JSON.stringify(box);
		await page.waitForTimeout(600);
	}
}

/** The lower end of the lowest one of some elements. */
async function lowest(elements: Locator): Promise<number> {
	const boxes = await Promise.all((await elements.all()).map(async (one) => await one.boundingBox()));
	return Math.max(...boxes.flatMap((box) => (box ? [box.y + box.height] : [])));
}

/** The part of the page with some elements, and a little more. */
async function around(elements: Locator): Promise<Box> {
	const boxes = await Promise.all((await elements.all()).map(boxOf));
	const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
	const right = Math.max(...boxes.map(({ x, width }) => x + width));
	const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
	return {
		x: Math.max(0, left - 2 * MARGIN),
		y: Math.max(0, top - MARGIN),
		width: right - left + 4 * MARGIN,
		height: bottom - top + 3 * MARGIN,
	};
}

async function openPanel(
	editor: Editor,
	server: N8nServer,
	{ id }: StoredWorkflow,
	nodeId: string,
	width = 1440,
): Promise<void> {
	await editor.page.setViewportSize({ width, height: 900 });
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
async function sandboxPage(stage: Stage): Promise<void> {
	const {
		server,
		sandbox,
		editor: { page },
		withAccount,
	} = stage;
	const found = sampleWorkflows().find(({ file }) => file === 'missed-call-text-back.json');
	if (!found) throw new Error('a sample is missing');
	await server.publish(await server.createWorkflow(withAccount(found.workflow)));
	sandbox.clearRequests();
	// Each from somebody else: the sample texts a caller once a day.
	const callers = new Map(
		sandbox.state.calls
			.filter(({ direction, outcome }) => direction === 'Incoming' && outcome !== 'ANSWERED')
			.map(({ contact, id }) => [contact, id]),
	);
	for (const callId of [...callers.values()].slice(0, 3)) sandbox.emit({ type: 'call.missed', callId });
	await sandbox.settled();
	await page.setViewportSize({ width: 1240, height: 1000 });
	await page.goto(sandbox.url);
	// The fault waits for a request that comes after the texts.
	await page.locator('#happened').getByText('Delivered').nth(2).waitFor();
	sandbox.fault({ kind: 'status', status: 503, times: 5 });
	// Some may be used up: the workflow's node asks for details.
	await page.getByText(/503 × \d/).waitFor();
	await save(stage, undefined, 'sandbox');
}

/** Saves a part of the page as a picture of the docs, or all of it. */
async function save({ editor: { page }, webp }: Stage, clip: Box | undefined, name: string): Promise<void> {
	const png = await page.screenshot({ ...(clip ? { clip } : { fullPage: true }), animations: 'disabled' });
	writeFileSync(join(DOCS, `${name}.webp`), await webp.picture(png));
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
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
