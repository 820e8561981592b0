import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ONE_REQUEST_AN_HOUR, SITUATIONS, steady } from '../../../tools/docs/situations';
import { chain } from '../../../tools/n8n/workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { Editor, ensureChromium } from '../../../tools/n8n/browser';
import type { E2eContext } from '../context';
import { justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

/** The messages that users meet most. Each one is in the table of the docs. */
const SHOWN = [
	'key or secret is wrong',
	'the plan has no API',
	'the account has no Sales Dialer',
	'there is no such call',
	'the call has no recording',
	'a number that cannot be one',
	'JustCall is down, while reading',
	'JustCall is down, while a text is sent',
	'a web page comes instead of data',
	'nothing listens at the base URL',
	// This one is last, because n8n remembers that the account's limit is used up.
	'the rate limit would take longer than *Longest Wait*',
];

/** The node's panel after an error: first it says what happened, then how to fix it. */
export function messageChecks(suite: Suite<E2eContext>): void {
	suite.check('browser: the panel says what happened, and what to do', async (context) => {
		// An own account, because some of this makes it unusable for a while.
		const sandbox = await startSandbox({ calls: 150 });
		try {
			await Editor.use(await ensureChromium(context.progress), 'messages', async (editor) => {
				await editor.signIn(context.server.url, context.owner.email, context.owner.password);
				for (const when of SHOWN) await meet(editor, context, sandbox, when);
			});
		} finally {
			await sandbox.stop();
		}
	});
}

async function meet(editor: Editor, context: E2eContext, sandbox: Sandbox, when: string): Promise<void> {
	const { server } = context;
	const situation = SITUATIONS.find((known) => known.when === when);
	assert.ok(situation, `no situation is called "${when}"`);
	const { resource, operation } = situation;
	const credential = await server.createCredential({
		name: when,
		type: 'justCallApi',
		data: { ...sandboxCredential({ sandbox }), ...situation.credential?.(sandbox) },
	});
	const workflow = chain(when, [
		justCall({ credential }, { resource, operation, ...situation.parameters(sandbox) }),
	]);
	const node = workflow.nodes.at(-1);
	const stored = await server.createWorkflow(workflow);
	if (situation.items) {
		// The first run uses up the limit.
		sandbox.set(ONE_REQUEST_AN_HOUR);
		await server.runWorkflow(stored);
	}
	if (situation.fault) sandbox.fault(situation.fault);

	await editor.page.goto(`${server.url}/workflow/${stored.id}/${node?.id}`, {
		waitUntil: 'domcontentloaded',
	});
	await editor.byTestId('node-execute-button').click();
	const message = editor.byTestId('node-error-message');
	await message.waitFor({ timeout: 90_000 });
	const { happened, toDo } = documented(when);
	const says = async (part: string, expected: string) => {
		const text = steady((await editor.byTestId(part).innerText()).replace(/\s+/g, ' '), sandbox);
		assert.ok(text.includes(expected), `${when}: "${text}" where the docs say "${expected}"`);
	};
	await editor.screenshot(resource);
	await says('node-error-message', happened);
	await says('node-error-description', toDo);
	sandbox.reset();
}

/** The messages in the table of docs/messages.md. */
function documented(when: string): { happened: string; toDo: string } {
	const table = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'messages.md'), 'utf8');
	const row = table.split('\n').find((line) => line.startsWith(`| ${when} |`));
	const [, , happened = '', toDo = ''] = row?.split(' | ').join('|').split('|') ?? [];
	assert.ok(happened, `docs/messages.md has no row for "${when}"`);
	return { happened: happened.replace(/^\*\*|\*\*$/g, '').trim(), toDo: toDo.trim() };
}
