/** The report samples' e-mails in Chromium, as wide as a mail program and a telephone, in light and in dark. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';
import type { Page } from 'playwright-core';

import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/server';
import { startInProcess } from './engine/inProcess';
import { JUSTCALL_NODE } from './n8n/credential';
import { sampleWorkflows } from './n8n/samples';

/** An account of a small team. */
const ACCOUNT: SandboxOptions = { timeZone: 'America/New_York', agents: 7, calls: 6000 };
const WIDTHS = [600, 390];
const SCHEMES = ['light', 'dark'] as const;

/** A report to draw. */
interface Subject {
	name: string;
	/** File of the sample. */
	sample: string;
	sandbox?: SandboxOptions;
	/** Changes the account before it is read. */
	prepare?: (sandbox: Sandbox) => void;
}

const MORNING = 'morning-call-report';
const LONG_NAMES = [
	'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh',
	'Ana Sofía de la Concepción Fernández-Villaverde y Ruiz',
	'林美玲',
	'O’Shaughnessy 🎧',
];

const SUBJECTS: Subject[] = [
	...[
		MORNING,
		'weekly-call-report',
		'monthly-call-report',
		'missed-calls-not-returned',
		'agent-scorecard',
	].map((sample) => ({ name: sample, sample })),
	{
		...{ name: 'long-names', sample: MORNING },
		prepare: ({ state }) => {
			for (const [place, user] of state.users.entries())
				Object.assign(user, { name: LONG_NAMES[place % LONG_NAMES.length] });
		},
	},
	{ name: 'no-calls', sample: MORNING, prepare: ({ state }) => void state.calls.splice(0) },
	{
		name: 'nobody-to-call',
		sample: 'missed-calls-not-returned',
		prepare: ({ state }) => void state.calls.splice(0),
	},
	{ name: 'one-agent', sample: 'weekly-call-report', sandbox: { agents: 1 } },
	{ name: '40-agents', sample: 'weekly-call-report', sandbox: { agents: 40 } },
];

/**
 * Takes pictures of the wanted reports.
 *
 * @param folder where they go, with a page that shows them all
 */
export async function pictureReports(
	page: Page,
	folder: string,
	isWanted: (name: string) => boolean,
): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const shown: string[] = [];
	for (const subject of SUBJECTS.filter(({ name }) => isWanted(name))) {
		const html = await mailOf(subject);
		writeFileSync(join(folder, `${subject.name}.html`), html);
		for (const width of WIDTHS) {
			for (const colorScheme of SCHEMES) {
				await page.emulateMedia({ colorScheme });
				await page.setViewportSize({ width, height: 700 });
				await page.setContent(html);
				const wide = await page.evaluate('document.documentElement.scrollWidth');
				if (wide !== width) throw new Error(`${subject.name} is ${String(wide)} px wide at ${width}`);
				const file = `${subject.name}-${width}-${colorScheme}.png`;
				await page.screenshot({ path: join(folder, file), fullPage: true, animations: 'disabled' });
				shown.push(`<figure><img src="${file}"><figcaption>${file}</figcaption></figure>`);
			}
		}
	}
	const style = 'body{display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start}figure{margin:0}';
	writeFileSync(join(folder, 'index.html'), `<style>${style}</style>${shown.join('')}`);
}

/** The e-mail of a report sample, from the account of a small team. */
export async function reportMail(sample: string): Promise<string> {
	return await mailOf({ name: sample, sample });
}

/** The e-mail of a sample's JustCall node. */
async function mailOf({ sample, sandbox: options, prepare }: Subject): Promise<string> {
	const sandbox = await startSandbox({ ...ACCOUNT, ...options });
	const n8n = await startInProcess({
		...{ apiKey: sandbox.apiKey, apiSecret: sandbox.apiSecret },
		...{ baseUrl: sandbox.url, timezone: sandbox.state.timeZone },
	});
	try {
		prepare?.(sandbox);
		const workflow = sampleWorkflows().find(({ file }) => file === `${sample}.json`)?.workflow;
		const node = workflow?.nodes.find(({ type }) => type === JUSTCALL_NODE);
		if (!node) throw new Error(`${sample} has no JustCall node`);
		const { items, error } = await n8n.run('justCall', node.parameters as INodeParameters);
		if (error) throw error;
		return String(items[0]?.json.html);
	} finally {
		n8n.stop();
		await sandbox.stop();
	}
}
