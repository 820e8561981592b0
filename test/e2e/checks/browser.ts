import assert from 'node:assert/strict';

import type { Editor } from '../../../tools/n8n/browser';
import { Editor as EditorSession, ensureChromium } from '../../../tools/n8n/browser';
import type { E2eContext } from '../context';
import { succeeded } from '../executions';
import { agentsOf, callsOf, requestsFor } from '../expected';
import type { Suite } from '../suite';
import { sample } from './samples';
import {
	fitsATelephone,
	messagesAreShown,
	requestsOpenByKeyboard,
	resetAsks,
	secretIsCovered,
} from './sandboxPage';

/** Checks that use the mouse like a user. Nothing here uses n8n's REST interface. */
export function browserChecks(suite: Suite<E2eContext>): void {
	suite.check('browser: from sign-in to the calls of one agent, all by hand', async (context) => {
		const executablePath = await ensureChromium(context.progress);
		await EditorSession.use(
			executablePath,
			'by-hand',
			async (editor) => await listCallsOfAnAgent(editor, context),
		);
	});

	suite.check(
		'browser: a missed call from the page of the sandbox reaches a published workflow',
		async (context) => {
			const executablePath = await ensureChromium(context.progress);
			await EditorSession.use(
				executablePath,
				'sandbox-page',
				async (editor) => await playFromThePage(editor, context),
			);
		},
	);
}

async function listCallsOfAnAgent(editor: Editor, context: E2eContext): Promise<void> {
	const { server, owner, sandbox } = context;
	const { page } = editor;
	const panel = editor.byTestId('ndv');

	await editor.signIn(server.url, owner.email, owner.password);
	await editor.newWorkflow(server.url);
	await editor.byTestId('canvas-add-button').click();
	await editor.pickNode('manual', 'Trigger manually');
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await editor.screenshot('manual-trigger');

	await editor.byTestId('node-creator-plus-button').click();
	await editor.pickNode('JustCall', 'JustCall');
	await page.getByText('Actions (').first().waitFor();
	await editor.screenshot('actions');
	await page.getByText('Get many calls', { exact: true }).first().click();
	await editor.byTestId('node-execute-button', panel).waitFor();

	await createCredential(editor, context);

	await editor.pick(
		editor.byTestId('collection-parameter-add', panel),
		editor
			.visible('collection-parameter-option')
			.filter({ hasText: /^\s*Agent\s*$/ })
			.first(),
	);
	const [agent] = agentsOf(sandbox);
	assert.ok(agent, 'the sandbox has no agents');
	const agentField = editor.byTestId('rlc-input');
	await agentField.click();
	await editor.byTestId('rlc-item').waitFor();
	await editor.screenshot('agents');
	const listed = await editor.visible('rlc-item').allInnerTexts();
	for (const { name } of agentsOf(sandbox).slice(0, 5)) {
		assert.ok(
			listed.some((text) => text.includes(name)),
			`${name} is not in the list: ${listed.join(', ')}`,
		);
	}
	await editor.pick(agentField, editor.visible('rlc-item').filter({ hasText: agent.name }).first());
	await editor.screenshot('agent-chosen');

	sandbox.clearRequests();
	await editor.byTestId('node-execute-button', panel).click();
	const output = editor.byTestId('output-panel', panel);
	const expected = callsOf(sandbox)
		.filter(({ agentId }) => agentId === agent.id)
		.slice(0, 50);
	await output.getByText(`${expected.length} items`).first().waitFor();
	await editor.byTestId('radio-button-json', output).click();
	await output.getByText(agent.name).first().waitFor();
	await editor.screenshot('executed');

	const [request, ...more] = requestsFor(sandbox, '/v2.1/calls');
	assert.ok(request, 'no list of calls was asked for');
	assert.equal(more.length, 0, 'one page is enough for a limit of 50');
	assert.equal(request.query.agent_id, String(agent.id));
	const shown = (await output.innerText()).replace(/\s+/g, ' ');
	assert.ok(shown.includes(String(expected[0]?.id)), `call ${expected[0]?.id} is not in the output panel`);
}

/**
 * Makes a new credential from the node's own panel, first with a wrong secret, to read the message that the
 * user gets.
 */
async function createCredential(editor: Editor, { sandbox }: E2eContext): Promise<void> {
	await editor.pick(
		editor.byTestId('node-credentials-select'),
		editor.byTestId('node-credentials-select-item-new'),
	);
	const dialog = editor.byTestId('editCredential-modal');
	await dialog.waitFor();
	const field = (name: string) => editor.byTestId(`parameter-input-${name}`, dialog).locator('input').first();
	await field('apiKey').fill(sandbox.apiKey);
	await field('apiSecret').fill('not-the-secret');
	await field('baseUrl').fill(sandbox.url);
	await editor.byTestId('credential-save-button', dialog).click();
	await dialog.getByText('More details').first().click();
	await dialog.getByText('did not accept the API key and secret').first().waitFor();
	await editor.screenshot('wrong-secret');
	await field('apiSecret').fill(sandbox.apiSecret);
	await editor.byTestId('credential-save-button', dialog).click();
	// n8n tests a credential on saving, and closes the dialog when a new one passes.
	await dialog.waitFor({ state: 'hidden' });
	await editor.screenshot('right-secret');
}

/** The sandbox's page for people: every button works, and hostile text stays text. */
async function playFromThePage(editor: Editor, context: E2eContext): Promise<void> {
	const { server, sandbox } = context;
	const { page } = editor;
	const said = page.locator('#said');
	const press = async (name: string, answer: RegExp) => {
		await page.getByRole('button', { name, exact: true }).click();
		await said.filter({ hasText: answer }).waitFor();
	};
	sandbox.clearRequests();
	// Earlier checks have registered other addresses.
	sandbox.state.webhooks.clear();
	await page.goto(sandbox.url);
	await page.getByText('No webhook is registered').waitFor();
	await press('Incoming call', /nobody is told/);

	const workflow = await server.createWorkflow(sample(context, 'missed-call-text-back.json'));
	await server.publish(workflow);
	await page.locator('#webhooks').getByText('call.missed').waitFor();
	await press('Missed call', /told to 1 address/);
	await sandbox.settled();
	await succeeded(context, workflow, 1);
	await page.locator('#deliveries').getByText('200').first().waitFor();
	await page.locator('#requests').getByText('/v2.1/texts/new').first().waitFor();
	await server.unpublish(workflow);

	await press('Team: 30 a minute', /rate limit is now/);
	assert.equal(sandbox.settings().rateLimits.burst.limit, 30);
	await page.locator('button[aria-pressed="true"]', { hasText: 'Team' }).waitFor();
	await press('None', /rate limit is now/);
	await press('Down: 503, five times', /next request meets/);
	await page.getByText('503 × 5').waitFor();
	assert.equal(sandbox.faults()[0]?.left, 5);
	await press('Mend', /Nothing is broken/);
	assert.deepEqual(sandbox.faults(), []);

	// A caller's name would run if it were shown as anything but text.
	await fetch(
		`${sandbox.url}/v2.1/calls/1?x=${encodeURIComponent('<img src=x onerror="document.title=1">')}`,
		{
			headers: { authorization: `${sandbox.apiKey}:${sandbox.apiSecret}` },
		},
	);
	await page.locator('#requests').getByText('/v2.1/calls/1').first().waitFor();
	assert.equal(await page.locator('#requests img').count(), 0);
	assert.equal(await page.title(), 'JustCall sandbox');
	await editor.screenshot('page');
	await press('Clear the log', /log is empty/);
	assert.deepEqual(sandbox.requests(), []);

	await secretIsCovered(page, sandbox);
	await messagesAreShown(page, sandbox);
	await editor.screenshot('messages');
	await requestsOpenByKeyboard(page, sandbox);
	await editor.screenshot('request');
	await fitsATelephone(page, sandbox);
	await page.setViewportSize({ width: 390, height: 844 });
	await editor.screenshot('narrow');
	await resetAsks(page, sandbox);
}
