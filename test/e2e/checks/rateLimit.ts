import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import type { Workflow } from '../../../tools/n8n/workflow';
import { chain, eachOf } from '../../../tools/n8n/workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import type { E2eContext } from '../context';
import { byId, justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

/** Leads in an upload. */
export const LEADS = 300;
const LIMIT = { limit: 30, seconds: 3 };

/** A campaign upload that is larger than the rate limit. */
export function rateLimitChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'rate limit: 300 leads under 30 requests a window, every one added once, no failed item',
		async (context) => {
			await withTightAccount(context, async (sandbox, upload) => {
				const members = sandbox.state.salesDialer.campaigns[0]?.members ?? [];
				const before = members.length;
				const started = performance.now();
				const items = (await context.server.execute(upload(0), 180_000)).assertSuccess().items('Add');
				const seconds = (performance.now() - started) / 1000;
				assert.equal(items.length, LEADS);
				assert.ok(items.every(({ json }) => json.error === undefined));
				assert.equal(members.length, before + LEADS);
				assert.equal(new Set(members.map(({ contactId }) => contactId)).size, members.length);
				const refused = sandbox.requests().filter(({ status }) => status === 429).length;
				context.progress.say(
					`${sandbox.requests().length} requests, ${refused} refused, ${seconds.toFixed(1)} s for ${LEADS / LIMIT.limit} windows of ${LIMIT.seconds} s`,
				);
				assert.equal(sandbox.requests().length, LEADS + refused);
			});
		},
	);

	suite.check('rate limit: a text of another workflow goes between the leads of a batch', async (context) => {
		await withTightAccount(context, async (sandbox, upload, credential) => {
			const { server, progress } = context;
			const batch = await server.startWorkflow(await server.createWorkflow(upload(0)));
			while (sandbox.requests().length < LIMIT.limit + 1) await delay(20);
			const started = performance.now();
			const text = justCall(
				{ credential },
				{
					resource: 'sms',
					operation: 'send',
					justcallNumber: byId(String(sandbox.state.numbers[0]?.justcall_number)),
					contactNumber: '+14155550119',
					body: 'One text',
				},
			);
			(await server.execute(chain('Text', [text]))).assertSuccess();
			const before = sandbox.requests().length;
			progress.say(
				`${((performance.now() - started) / 1000).toFixed(1)} s, in windows of ${LIMIT.seconds} s, with ${before} of ${LEADS} leads sent`,
			);
			// It waits for the window, not for the batch.
			assert.ok(before < LIMIT.limit * 4, `${before} requests were sent before it`);
			await server.stopExecution(batch);
			await server.waitForExecution(batch, 10_000);
		});
	});

	suite.check('rate limit: cancelled in the middle, the workflow stops within 2 s', async (context) => {
		await withTightAccount(context, async (sandbox, upload) => {
			const { server, progress } = context;
			const id = await server.startWorkflow(await server.createWorkflow(upload(0)));
			while (sandbox.requests().length < 2 * LIMIT.limit) await delay(50);
			const started = performance.now();
			await server.stopExecution(id);
			const { status } = await server.waitForExecution(id, 10_000);
			const ms = performance.now() - started;
			assert.equal(status, 'canceled');
			assert.ok(ms < 2000, `it took ${ms.toFixed(0)} ms`);
			await delay(500);
			const sent = sandbox.requests().length;
			await delay(2 * LIMIT.seconds * 1000);
			assert.equal(sandbox.requests().length, sent, 'requests went out after the end');
			assert.ok(sent < LEADS);
			progress.say(`stopped after ${ms.toFixed(0)} ms, ${sent} of ${LEADS} requests were sent`);
		});
	});
}

/**
 * Runs a check with its own account, which has a tight rate limit. Workflows upload leads to it, one for each
 * `part`.
 */
export async function withTightAccount(
	{ server }: E2eContext,
	check: (
		sandbox: Sandbox,
		upload: (part: number) => Workflow,
		credential: E2eContext['credential'],
	) => Promise<void>,
): Promise<void> {
	const sandbox = await startSandbox({
		calls: 50,
		rateLimits: { burst: LIMIT, hour: { limit: 100_000, seconds: 3600 } },
	});
	try {
		const credential = await server.createCredential({
			name: 'Tight',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		await check(sandbox, (part) => uploadOf(sandbox, credential, part), credential);
	} finally {
		await sandbox.stop();
	}
}

function uploadOf({ state }: Sandbox, credential: { id: string; name: string }, part: number): Workflow {
	const leads = `={{ Array.from({ length: ${LEADS} }, (_, place) => ({ phone: '+1' + (${720 + 10 * part} + Math.floor(place / 100)) + '55501' + String(place % 100).padStart(2, '0') })) }}`;
	return chain('Upload leads', [
		...eachOf(leads),
		justCall(
			{ credential },
			{
				resource: 'campaignContact',
				operation: 'add',
				campaignId: byId(String(state.salesDialer.campaigns[0]?.id)),
				phoneNumber: '={{ $json.phone }}',
			},
			'Add',
		),
	]);
}
