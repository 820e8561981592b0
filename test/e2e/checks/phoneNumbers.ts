import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { FILES_FOLDER } from '../../../tools/n8n/server';
import { chain, type Workflow } from '../../../tools/n8n/workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { join as joinCampaign, newDialerContact } from '../../../sandbox/handlers/dialerState';
import type { CampaignRow } from '../../../sandbox/seed/salesDialer';
import type { E2eContext } from '../context';
import { byId, justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

/** Columns in the forms of CRMs and spreadsheets: the number, and the digits that JustCall stores. */
const GOOD: ReadonlyArray<readonly [phone: string, digits: string]> = [
	['(720) 555-0161', '17205550161'],
	['+1 720 555 0162', '17205550162'],
	['17205550163.0', '17205550163'],
	['\u202a+17205550164\u202c', '17205550164'],
	['720.555.0165', '17205550165'],
	['001 720 555 0166', '17205550166'],
	["'7205550167", '17205550167'],
	['+44 (0)20 7946 0971', '442079460971'],
];
const BAD: ReadonlyArray<readonly [phone: string, reason: RegExp]> = [
	['+1 720 555 0168 ext. 5', /an extension/],
	['7205550169 7205550170', /more than one number/],
	['+266696687', /hides the number/],
	['2024-03-21', /is a date/],
];

/** Lists with numbers as people write them, from a file on disk to JustCall. */
export function phoneNumberChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'numbers: a CSV through Extract from File and Bulk Import: each in its one form, what is refused is named',
		async (context) => {
			await withList(context, async ({ sandbox, campaign, run }) => {
				write(context, [...GOOD, ...BAD]);
				const items = await run({
					resource: 'salesDialerContact',
					operation: 'bulkImport',
					phoneNumber: '={{ $json.phone }}',
					additionalFields: { name: '={{ $json.name }}' },
					options: { campaignId: byId(String(campaign.id)), waitForCompletion: true },
				});
				const imported = items.filter(({ status }) => status === 'imported');
				assert.deepEqual(
					imported.map(({ phone_number }) => phone_number),
					GOOD.map(([, digits]) => digits),
				);
				namesRefused(items.filter(({ status }) => status === 'rejected'));
				assert.deepEqual(membersOf(sandbox, campaign), GOOD.map(([, digits]) => digits).sort());
			});
		},
	);

	suite.check(
		'numbers: the same CSV into Sync with Remove Others, dry and real: nobody goes who is in it, nobody comes who is not',
		async (context) => {
			await withList(context, async ({ sandbox, campaign, run }) => {
				// Already in the campaign, two of them as national numbers, and one contact without a row.
				const there = ['17205550161', '7205550165', '7205550167', '442079460971'];
				for (const number of [...there, '13035550127'])
					joinCampaign(campaign, newDialerContact(sandbox.state, number).id);
				const before = campaign.members.length;
				const sync = async (dryRun: boolean) =>
					await run({
						resource: 'campaignContact',
						operation: 'sync',
						campaignId: byId(String(campaign.id)),
						phoneNumber: '={{ $json.phone }}',
						options: { dryRun, removeOthers: true },
					});
				const actions = (items: ReadonlyArray<Record<string, unknown>>) => items.map(({ action }) => action);
				const expected = GOOD.map(([, digits]) =>
					there.some((number) => digits.endsWith(number)) ? 'unchanged' : 'added',
				);

				write(context, [...GOOD, ...BAD]);
				for (const isDry of [true, false]) {
					sandbox.clearRequests();
					const items = await sync(isDry);
					assert.deepEqual(actions(items), [...expected, ...BAD.map(() => 'failed'), 'skipped']);
					namesRefused(items.filter(({ action }) => action === 'failed'));
					assert.equal(items.at(-1)?.phone_number, '13035550127');
					assert.equal(writesOf(sandbox), isDry ? 0 : expected.filter((action) => action === 'added').length);
				}
				assert.equal(campaign.members.length, before + 4);

				write(context, GOOD);
				const cleaned = await sync(false);
				assert.deepEqual(actions(cleaned), [...GOOD.map(() => 'unchanged'), 'removed']);
				assert.equal(cleaned.at(-1)?.phone_number, '13035550127');
				assert.equal(campaign.members.length, GOOD.length);

				sandbox.clearRequests();
				assert.deepEqual(
					actions(await sync(false)),
					GOOD.map(() => 'unchanged'),
				);
				assert.equal(writesOf(sandbox), 0);
			});
		},
	);
}

function namesRefused(items: ReadonlyArray<Record<string, unknown>>): void {
	assert.equal(items.length, BAD.length);
	for (const [place, [phone, reason]] of BAD.entries()) {
		const said = String(items[place]?.reason);
		assert.ok(said.includes(`"${phone}"`), said);
		assert.match(said, reason);
	}
}

function membersOf({ state }: Sandbox, { members }: CampaignRow): string[] {
	return members
		.map(({ contactId }) =>
			String(state.salesDialer.contacts.find(({ id }) => id === contactId)?.phone_number),
		)
		.sort();
}

function writesOf(sandbox: Sandbox): number {
	return sandbox.requests().filter(({ method }) => method !== 'GET').length;
}

function fileOf({ server }: E2eContext): string {
	return join(dirname(server.logFile), FILES_FOLDER, 'numbers.csv');
}

function write(context: E2eContext, rows: ReadonlyArray<readonly [phone: string, ...unknown[]]>): void {
	const lines = rows.map(([phone], place) => `Person ${place},"${phone}"`);
	writeFileSync(fileOf(context), `\ufeffname,phone\r\n${lines.join('\r\n')}\r\n`);
}

/** Runs a check with its own account, which has an empty campaign in the USA, and a workflow that reads the file. */
async function withList(
	context: E2eContext,
	check: (list: {
		sandbox: Sandbox;
		campaign: CampaignRow;
		run: (parameters: Record<string, unknown>) => Promise<Array<Record<string, unknown>>>;
	}) => Promise<void>,
): Promise<void> {
	const sandbox = await startSandbox({ calls: 50 });
	try {
		const credential = await context.server.createCredential({
			name: 'Numbers',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		const campaign = sandbox.state.salesDialer.campaigns[0];
		assert.ok(campaign);
		campaign.members = [];
		const run = async (parameters: Record<string, unknown>) => {
			const execution = await context.server.execute(workflowOf(context, credential, parameters));
			return execution
				.assertSuccess()
				.items('JustCall')
				.map(({ json }) => json);
		};
		await check({ sandbox, campaign, run });
	} finally {
		await sandbox.stop();
	}
}

function workflowOf(
	context: E2eContext,
	credential: E2eContext['credential'],
	parameters: Record<string, unknown>,
): Workflow {
	return chain('Numbers of a file', [
		{
			name: 'Read the file',
			type: 'n8n-nodes-base.readWriteFile',
			typeVersion: 1,
			parameters: { fileSelector: fileOf(context), options: {} },
		},
		{
			name: 'Rows',
			type: 'n8n-nodes-base.extractFromFile',
			typeVersion: 1,
			parameters: { operation: 'csv', options: {} },
		},
		justCall({ credential }, parameters),
	]);
}
