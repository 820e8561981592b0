import assert from 'node:assert/strict';

import type { Editor } from '../../../tools/n8n/browser';
import { Editor as EditorSession, ensureChromium } from '../../../tools/n8n/browser';
import type { E2eContext } from '../context';
import type { Suite } from '../suite';

/** Phrases that people type, the action that they select in the node's list, and the operation that it opens. */
const PHRASES: Array<[phrase: string, action: string, resource: string, operation: string]> = [
	['send text', 'Send SMS text message', 'SMS', 'Send'],
	['block number', 'Block or unblock contact number', 'Contact', 'Update Status'],
	['download recording', 'Download call recording', 'Call', 'Download Recording'],
	['campaign', 'Get many campaigns', 'Campaign', 'Get Many'],
	['whatsapp', 'Send WhatsApp message', 'WhatsApp', 'Send'],
	['sync contacts', 'Sync contacts to campaign', 'Campaign Contact', 'Sync'],
	['make a call', 'Start voice agent call', 'Voice Agent', 'Start Call'],
];

/** Phrases that people type for something in a workflow; the node is found by them. */
const FOUND = [
	'transcript',
	'call summary',
	'call history',
	'call log',
	'telephone',
	'phone call',
	'just call',
	'opt out',
	'unsubscribe',
	'do not contact',
	'disposition',
	'power dialer',
	'cold call',
	'lead',
	'sentiment',
	'ivr',
	'voicemail',
	'send sms',
	'send a text',
	'send mms',
	'send whatsapp',
	'missed calls',
	'get calls',
	'list calls',
	'create contact',
	'sync leads',
	'recordings',
	'transcripts',
	'campaigns',
	'agents',
	'book appointment',
	'number lookup',
];

/** Phrases that people type to find a trigger. */
const STARTS = ['missed call', 'incoming call', 'incoming sms', 'voicemail', 'phone call', 'just call'];

/** n8n's own search finds the node by its actions, and each action in its list opens the operation. */
export function nodeSearchChecks(suite: Suite<E2eContext>): void {
	suite.check('browser: the node search finds operations by what people type', async (context) => {
		await EditorSession.use(
			await ensureChromium(context.progress),
			'node-search',
			async (editor) => await search(editor, context),
		);
	});
}

async function search(editor: Editor, { server, owner }: E2eContext): Promise<void> {
	const names = editor.visible('node-creator-item-name');
	const bar = editor.byTestId('node-creator-search-bar');
	const entry = (name: string) => names.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) }).first();
	const find = async (phrase: string) => {
		await bar.fill(phrase);
		await entry('JustCall')
			.waitFor()
			.catch((error: unknown) => {
				throw new Error(`JustCall is not found by "${phrase}"`, { cause: error });
			});
	};

	await editor.signIn(server.url, owner.email, owner.password);
	await editor.newWorkflow(server.url);
	await editor.byTestId('canvas-add-button').click();
	for (const phrase of STARTS) await find(phrase);
	await editor.pickNode('manual', '(Trigger manually|Manual Trigger)');
	await editor.page.locator('[data-test-id="canvas-node"]').first().waitFor();

	await editor.byTestId('node-creator-plus-button').click();
	for (const phrase of FOUND) await find(phrase);
	await editor.page.keyboard.press('Escape');

	for (const [phrase, action, resource, operation] of PHRASES) {
		await editor.byTestId('node-creator-plus-button').click();
		await find(phrase);
		await editor.screenshot(`node ${phrase}`);
		await entry('JustCall').click();
		await editor.page.getByText('Actions (').first().waitFor();
		await editor.page.getByText(action, { exact: true }).first().click();
		const panel = editor.byTestId('node-parameters');
		await panel.waitFor();
		const chosen = async (name: string) =>
			await editor.byTestId(`parameter-input-${name}`, panel).locator('input').first().inputValue();
		assert.deepEqual(
			[await chosen('resource'), await chosen('operation')],
			[resource, operation],
			`where "${action}" leads`,
		);
		await editor.page.keyboard.press('Escape');
		await panel.waitFor({ state: 'hidden' });
	}
}
