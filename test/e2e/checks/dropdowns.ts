import assert from 'node:assert/strict';

import { emptyCampaign } from '../../../sandbox/seed/salesDialer';
import type { Editor } from '../../../tools/n8n/browser';
import { Editor as EditorSession, ensureChromium } from '../../../tools/n8n/browser';
import { justCall, type E2eContext } from '../context';
import type { Suite } from '../suite';

/** Campaigns of the account in these checks. */
const CAMPAIGNS = 2000;
const MORE = 2000;
const OLDEST = { id: 1000, name: 'Überfällige Rückrufe' };

/**
 * The panel's lists in n8n's own editor: existing records are found, and an entry that only informs selects
 * nothing.
 */
export function dropdownChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'browser: a dropdown finds one campaign of 2,000, and says how far it came',
		async (context) => {
			const { salesDialer } = context.sandbox.state;
			const before = [...salesDialer.campaigns];
			const added = Array.from({ length: CAMPAIGNS - before.length }, (_, place) => ({
				...emptyCampaign(OLDEST.id + place, 1),
				name: place === 0 ? OLDEST.name : `Outreach ${place}`,
			}));
			salesDialer.campaigns.unshift(...added);
			try {
				await use(context, 'dropdown-campaigns', campaigns);
			} finally {
				salesDialer.campaigns = before;
			}
		},
	);
	suite.check(
		'browser: a dropdown of numbers offers "By Number", and a saved one goes on working',
		async (context) => {
			await use(context, 'dropdown-numbers', numbers);
		},
	);
}

async function use(
	context: E2eContext,
	name: string,
	work: (editor: Editor, context: E2eContext) => Promise<void>,
): Promise<void> {
	await EditorSession.use(await ensureChromium(context.progress), name, async (editor) => {
		await editor.signIn(context.server.url, context.owner.email, context.owner.password);
		await work(editor, context);
	});
}

/** Opens the panel of a node with these parameters. */
async function openPanel(
	editor: Editor,
	context: E2eContext,
	parameters: Record<string, unknown>,
): Promise<void> {
	const { server } = context;
	const node = { ...justCall(context, parameters), id: 'it', position: [0, 0] as [number, number] };
	const { id } = await server.createWorkflow({
		name: 'Dropdown',
		nodes: [node],
		connections: {},
		settings: {},
	});
	const panel = editor.byTestId('node-parameters');
	// The editor sometimes opens without the panel that its URL names.
	for (let attempt = 1; attempt < 4 && !(await panel.isVisible()); attempt++) {
		await editor.page.goto(`${server.url}/workflow/${id}/it`, { waitUntil: 'domcontentloaded' });
		await panel.waitFor({ timeout: 10_000 }).catch(() => undefined);
	}
	await panel.waitFor();
}

async function campaigns(editor: Editor, context: E2eContext): Promise<void> {
	const { sandbox } = context;
	await openPanel(editor, context, {
		resource: 'campaignContact',
		operation: 'getAll',
		campaignId: { __rl: true, mode: 'list', value: '' },
	});
	const field = editor.byTestId('rlc-input');
	const items = editor.visible('rlc-item');
	const search = editor.byTestId('rlc-search').locator('input').or(editor.byTestId('rlc-search')).last();
	await field.click();
	await items.first().waitFor();
	await editor.screenshot('opened');

	sandbox.clearRequests();
	await search.fill('uberfallige  RÜCK');
	await items.filter({ hasText: OLDEST.name }).first().waitFor();
	await editor.screenshot('found');
	assert.ok(sandbox.requests().length <= 41, `${sandbox.requests().length} requests`);
	await items.filter({ hasText: OLDEST.name }).first().click();
	assert.equal(await field.inputValue(), OLDEST.name);

	// More pages than one search reads, whatever the account allows.
	const { campaigns: rows } = sandbox.state.salesDialer;
	rows.push(
		...Array.from({ length: MORE }, (_, place) => ({
			...emptyCampaign(9_000_000 + place, 2),
			name: 'Later',
		})),
	);
	await editor.page.reload({ waitUntil: 'domcontentloaded' });
	await field.waitFor();
	await field.click();
	await items.first().waitFor();
	sandbox.clearRequests();
	await search.fill('nothing like it');
	const line = items.filter({ hasText: /^\s*Searched [\d,]+ of 4,000 campaigns so far\s*$/ }).first();
	await line.waitFor();
	await editor.screenshot('searched');
	const read = sandbox.requests().map(({ path, query }) => `${path} ${query.page}`);
	// The editor requests the second page of an open list by itself.
	assert.ok(read.length > 0 && read.length <= 41, read.join('\n'));
	const chosen = await field.inputValue();
	await line.click();
	await items
		.filter({ hasText: /Type more to search on/ })
		.first()
		.click();
	await editor.page.keyboard.press('Enter');
	assert.equal(await field.inputValue(), chosen);
	await editor.screenshot('chosen-nothing');
}

async function numbers(editor: Editor, context: E2eContext): Promise<void> {
	const line = context.sandbox.state.numbers.find(({ capabilities }) => capabilities.sms === 'Yes');
	assert.ok(line, 'no number can text');
	for (const [mode, name] of [
		['list', 'new'],
		['id', 'saved'],
	] as const) {
		await openPanel(editor, context, {
			resource: 'sms',
			operation: 'send',
			justcallNumber: { __rl: true, mode, value: mode === 'id' ? `+${line.justcall_number}` : '' },
			contactNumber: '+14155550119',
			body: 'Hello',
		});
		await editor.screenshot(name);
		const selector = editor.byTestId('rlc-mode-selector');
		await selector.click();
		await editor.byTestId('mode-number').waitFor();
		await editor.screenshot(`${name}-modes`);
		assert.equal((await editor.byTestId('mode-number').innerText()).trim(), 'By Number');
		await editor.byTestId('mode-number').click();
		await editor.screenshot(`${name}-by-number`);
		if (mode === 'id')
			assert.equal(await editor.byTestId('rlc-input').inputValue(), `+${line.justcall_number}`);
		await editor.page.goto('about:blank');
	}
}
