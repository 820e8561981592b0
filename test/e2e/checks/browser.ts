import assert from 'node:assert/strict';

import type { Editor } from '../browser';
import { Editor as EditorSession, ensureChromium } from '../browser';
import type { E2eContext } from '../context';
import { agentsOf, callsOf, requestsFor } from '../expected';
import type { Suite } from '../suite';

/** What a user does with the mouse: nothing here goes through n8n's REST interface. */
export function browserChecks(suite: Suite<E2eContext>): void {
	suite.check('browser: from sign-in to the calls of one agent, all by hand', async (context) => {
		const executablePath = await ensureChromium(context.progress);
		await EditorSession.use(executablePath, async (editor) => await listCallsOfAnAgent(editor, context));
	});
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

/** A new credential from the node's own panel: first with a wrong secret, to read what a user reads then. */
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
	// n8n tests what it saves, and closes the dialog when that went well with a new credential.
	await dialog.waitFor({ state: 'hidden' });
	await editor.screenshot('right-secret');
}
