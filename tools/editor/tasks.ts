import assert from 'node:assert/strict';

import { DateTime } from 'luxon';
import type { Locator } from 'playwright-core';

import { callTypeOf } from '../../sandbox/callView';
import { CUSTOM_FIELDS } from '../../sandbox/seed/salesDialer';
import type { Sandbox } from '../../sandbox/server';
import type { Item } from '../n8n/execution';
import { MANUAL_TRIGGER, sequence } from '../n8n/workflow';
import type { Hand } from './hand';
import type { Stage } from './stage';

/** Something that a user does in the editor by hand, to the output of a run. */
export interface Task {
	/** Of its screenshots. */
	name: string;
	/** What is done, and from where. */
	title: string;
	/** The node whose output is the answer. */
	node: string;
	/** The most clicks it should take. */
	goal: number;
	/** What it took before, as counted by hand with the version before. */
	before: string;
	/** Brings the sandbox and the editor to the start. The counting begins after it. */
	begin: (stage: Stage) => Promise<void>;
	/** From the start to the press of the button that runs the node. */
	work: (hand: Hand, stage: Stage) => Promise<void>;
	/** Compares the output with the sandbox; throws when it is wrong. */
	check: (items: Item[], stage: Stage) => void;
}

/** The names in the panel that tasks choose. */
const AGENT = 3;
const CAMPAIGN = 'Spring Renewals 22';
const TEXT = 'We are on our way.';
const ROWS = [
	['+1 415 555 0171', 'Mara Ellison', 'mara@example.com', 'gold', '94110'],
	['+1 415 555 0172', 'Tom Okafor', 'tom@example.com', 'silver', '94107'],
	['+1 415 555 0173', 'Ines Duarte', 'ines@example.com', 'gold', '10012'],
].map(([phone, name, email, membership_status, zip_code]) => ({
	phone,
	name,
	email,
	membership_status,
	zip_code,
}));
const DIGITS = ROWS.map(({ phone }) => String(phone).replace(/\D/g, ''));

const SYNC = {
	node: 'Sync contacts to campaign',
	goal: 12,
	before: '25 clicks',
	begin: withRows,
	check: checkSync,
};

/** The tasks whose clicks are counted. */
export const TASKS: Task[] = [
	{
		name: 'missed-calls',
		title: "yesterday's missed calls of one agent, from an empty canvas",
		node: 'Get many calls',
		goal: 14,
		before: '22 clicks and a wrong answer with the calendar; 18 clicks and 84 signs with expressions',
		begin: async ({ server, sandbox, editor }) => {
			callsAroundMidnight(sandbox);
			await editor.newWorkflow(server.url);
		},
		work: missedCalls,
		check: (items, { sandbox }) => {
			const expected = missedYesterday(sandbox);
			assert.ok(expected.length > 2, 'the agent has too few calls to tell right from wrong');
			assert.deepEqual(items.map(({ json }) => json.id).sort(), expected.sort());
		},
	},
	{
		...SYNC,
		name: 'sync-by-hand',
		title: 'rows to a campaign: number, name, e-mail and two custom fields, each one dragged; dry run',
		work: async (hand, stage) => {
			await addSync(hand, stage);
			for (const [column, field] of COLUMNS) await dragField(hand, column, field);
			await execute(hand);
		},
	},
	{
		...SYNC,
		name: 'sync-automatically',
		title: 'the same, mapped automatically',
		work: async (hand, stage) => {
			await addSync(hand, stage);
			await hand.click(hand.editor.byTestId('mapping-mode-select', panelOf(hand)));
			await hand.click(
				hand.editor.page.getByText('Map Automatically', { exact: true }).filter({ visible: true }).first(),
			);
			await execute(hand);
		},
	},
	{
		name: 'text-each-row',
		title: 'a text for each row',
		node: 'Send SMS text message',
		goal: 8,
		before: '',
		begin: withRows,
		work: textEachRow,
		check: checkTexts,
	},
];

async function missedCalls(hand: Hand, { sandbox }: Stage): Promise<void> {
	const { editor } = hand;
	await hand.click(editor.byTestId('canvas-add-button'));
	await findNode(hand, 'justcall');
	// For the first node of a workflow n8n shows the triggers, and the actions below them, folded.
	await hand.click(editor.page.getByText(/^\s*Actions \(\d+\)\s*$/).first());
	await chooseAction(hand, 'Get many calls');
	await addFilter(hand, 'Agent');
	await hand.click(editor.byTestId('rlc-input', panelOf(hand)));
	await hand.click(entry(hand, sandbox.state.users[AGENT]?.name ?? ''));
	await addFilter(hand, 'Period');
	await addFilter(hand, 'Type');
	await execute(hand);
}

async function addSync(hand: Hand, { sandbox }: Stage): Promise<void> {
	sandbox.clearRequests();
	await hand.click(hand.editor.byTestId('canvas-handle-plus'));
	await findNode(hand, 'sync contacts');
	await chooseAction(hand, SYNC.node);
	await hand.click(hand.editor.byTestId('rlc-input', panelOf(hand)));
	await hand.click(entry(hand, CAMPAIGN));
}

async function textEachRow(hand: Hand, { sandbox }: Stage): Promise<void> {
	sandbox.clearRequests();
	const { editor } = hand;
	await hand.click(editor.byTestId('canvas-handle-plus'));
	await findNode(hand, 'send sms');
	await chooseAction(hand, 'Send SMS text message');
	await hand.click(editor.byTestId('rlc-input', panelOf(hand)));
	await hand.click(editor.byTestId('rlc-item'));
	await dragField(hand, 'phone', 'contactNumber');
	await hand.click(editor.byTestId('parameter-input-body', panelOf(hand)));
	await hand.type(TEXT);
	await execute(hand);
}

function panelOf({ editor }: Hand): Locator {
	return editor.byTestId('ndv');
}

/** Types into the search of the node panel, which has the focus, and chooses our node. */
async function findNode(hand: Hand, phrase: string): Promise<void> {
	await hand.editor.byTestId('node-creator-search-bar').waitFor();
	await hand.type(phrase);
	await hand.click(
		hand.editor
			.visible('node-creator-item-name')
			.filter({ hasText: /^\s*JustCall\s*$/ })
			.first(),
	);
}

async function chooseAction(hand: Hand, action: string): Promise<void> {
	await hand.click(hand.editor.page.getByText(action, { exact: true }).first());
	await hand.editor.byTestId('node-execute-button', panelOf(hand)).waitFor();
}

async function addFilter(hand: Hand, name: string): Promise<void> {
	await hand.click(hand.editor.byTestId('collection-parameter-add', panelOf(hand)));
	await hand.click(
		hand.editor
			.visible('collection-parameter-option')
			.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
			.first(),
	);
}

/** An entry of an open list, by the beginning of its text. */
function entry({ editor }: Hand, text: string): Locator {
	return editor.visible('rlc-item').filter({ hasText: text }).first();
}

/** Drags a field of the input onto a field of the panel. */
async function dragField(hand: Hand, column: string, parameter: string): Promise<void> {
	const panel = panelOf(hand);
	const field = panel.locator(`[data-test-id="run-data-schema-node-name"][data-name="${column}"]`).first();
	const target = hand.editor.byTestId(`parameter-input-${parameter}`, panel);
	await hand.drag(field, target);
	// The field shows the value for the first row.
	await target.getByText(`$json.${column}`).first().waitFor();
}

async function execute(hand: Hand): Promise<void> {
	await hand.click(hand.editor.byTestId('node-execute-button', panelOf(hand)));
}

/** Columns of the rows, with the fields of the mapper that they belong to. */
const COLUMNS: Array<[column: string, field: string]> = [
	['phone', 'phone_number'],
	['name', 'name'],
	['email', 'email'],
	...['membership_status', 'zip_code'].map((column): [string, string] => [
		column,
		`custom_${CUSTOM_FIELDS.find(({ label }) => label === column)?.key}`,
	]),
];

/** Opens a workflow with a node that has given the rows, as a table node has after its run. */
async function withRows({ server, editor: { page } }: Stage): Promise<void> {
	const rows = { name: 'Rows', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} };
	const { id } = await server.createWorkflow({
		...sequence('Rows', [
			{ name: MANUAL_TRIGGER, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			rows,
		]),
		pinData: { [rows.name]: ROWS.map((json) => ({ json })) },
	});
	await page.goto(`${server.url}/workflow/${id}`, { waitUntil: 'domcontentloaded' });
	await page.locator('[data-test-id="canvas-node"]').nth(1).waitFor();
}

/** A dry run tells what it would do, and does nothing. */
function checkSync(items: Item[], { sandbox }: Stage): void {
	assert.deepEqual(
		items.map(({ json: { action, phone_number, name, email, custom_fields } }) => [
			action,
			phone_number,
			name,
			email,
			...(custom_fields as Array<{ label: string; value: string }>).map(
				({ label, value }) => `${label}: ${value}`,
			),
		]),
		ROWS.map(({ name, email, membership_status, zip_code }, place) => [
			'would_add',
			DIGITS[place],
			name,
			email,
			`membership_status: ${membership_status}`,
			`zip_code: ${zip_code}`,
		]),
	);
	const { contacts } = sandbox.state.salesDialer;
	assert.ok(
		!contacts.some(({ phone_number }) => DIGITS.includes(phone_number)),
		'the dry run wrote a contact',
	);
	assert.deepEqual(
		sandbox.requests().filter(({ method }) => method !== 'GET'),
		[],
		'the dry run sent a request that writes',
	);
}

/** Each receiver got the text, and got it once. */
function checkTexts(items: Item[], { sandbox }: Stage): void {
	const sent = sandbox.requests().filter(({ path }) => path === '/v2.1/texts/new');
	assert.equal(sent.length, ROWS.length, 'the number of texts');
	const { contacts, messages } = sandbox.state;
	assert.deepEqual(
		messages.texts
			.slice(-ROWS.length)
			.map(({ contact, body, direction }) => [contacts[contact]?.number, body, direction]),
		DIGITS.map((number) => [number, TEXT, 'Outgoing']),
	);
	assert.deepEqual(
		items.map(({ json: { contact_number, body } }) => [contact_number, body]),
		DIGITS.map((number) => [number, TEXT]),
	);
}

/**
 * Moves calls of the agent to both ends of yesterday, by the account's calendar, so that the answer for another zone's
 * day is wrong.
 */
function callsAroundMidnight({ state }: Sandbox): void {
	const today = DateTime.now().setZone(state.timeZone).startOf('day');
	for (const midnight of [today.minus({ days: 1 }), today]) {
		const place = state.calls.findIndex(({ at }) => at >= midnight.toSeconds());
		for (const [row, second] of [
			[state.calls[place - 1], -1],
			[state.calls[place], 1],
		] as const) {
			assert.ok(row, 'the sandbox has no call near midnight');
			Object.assign(row, {
				at: midnight.toSeconds() + second,
				agent: AGENT,
				direction: 'Incoming',
				outcome: 'MISSED',
				running: false,
			});
		}
	}
}

/** The calls that an agent missed yesterday, by the account's calendar. */
function missedYesterday({ state }: Sandbox): number[] {
	const yesterday = DateTime.now().setZone(state.timeZone).minus({ days: 1 }).toISODate();
	return state.calls
		.filter(
			(row) =>
				row.agent === AGENT &&
				callTypeOf(row) === 'INCOMING_MISSED' &&
				DateTime.fromSeconds(row.at, { zone: state.timeZone }).toISODate() === yesterday,
		)
		.map(({ id }) => id);
}
