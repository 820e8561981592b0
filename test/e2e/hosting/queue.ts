import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { LEADS, withTightAccount } from '../checks/rateLimit';
import { chain, eachOf } from '../../../tools/n8n/workflow';
import { byId, justCall, type E2eContext } from '../context';
import type { Suite } from '../suite';

/** Number of workers. There are several, so that they share an account without knowing about each other. */
export const WORKERS = 2;
const UPLOADS = 2;
/**
 * Enough items to keep n8n busy for longer than a worker holds the lock of a job (60 s) if its event loop were
 * blocked.
 */
const TEXTS = 8000;

/** Checks that need a queue. */
export function queueChecks(suite: Suite<E2eContext>): void {
	suite.check('queue: the workers took every execution', async ({ server, userFolder }) => {
		const { results } = await server.rest<{ results: Array<{ id: string }> }>('GET', '/executions?limit=100');
		assert.ok(results.length > 5, 'there were too few executions to tell');
		const logs = logsOf(userFolder).join('');
		for (const { id } of results) {
			assert.ok(logs.includes(`Worker started execution ${id} `), `execution ${id} ran on no worker`);
		}
	});

	suite.check(
		`queue: ${WORKERS} workers upload ${UPLOADS * LEADS} leads under one rate limit, every one once, no failed item`,
		async (context) => {
			const { server, userFolder, progress } = context;
			await withTightAccount(context, async (sandbox, upload) => {
				const members = sandbox.state.salesDialer.campaigns[0]?.members ?? [];
				const before = members.length;
				const ids: string[] = [];
				for (let part = 0; part < UPLOADS; part++)
					ids.push(await server.startWorkflow(await server.createWorkflow(upload(part))));
				for (const id of ids) {
					const items = (await server.waitForExecution(id, 240_000)).assertSuccess().items('Add');
					assert.equal(items.length, LEADS);
					assert.ok(items.every(({ json }) => json.error === undefined));
				}
				assert.equal(members.length, before + UPLOADS * LEADS);
				assert.equal(new Set(members.map(({ contactId }) => contactId)).size, members.length);
				const worked = logsOf(userFolder).filter((log) =>
					ids.some((id) => log.includes(`Worker started execution ${id} `)),
				);
				const refused = sandbox.requests().filter(({ status }) => status === 429).length;
				progress.say(`${sandbox.requests().length} requests, ${refused} refused, ${worked.length} workers`);
				assert.equal(worked.length, WORKERS, 'one worker did it all: nothing is shown');
			});
		},
	);

	suite.check(`queue: ${TEXTS} texts from one execution, and no job loses its lock`, async (context) => {
		const { server, sandbox, userFolder, progress } = context;
		const sent = () => sandbox.state.messages.texts.filter(({ body }) => body === 'One of many').length;
		const started = performance.now();
		const text = justCall(context, {
			resource: 'sms',
			operation: 'send',
			justcallNumber: byId(sandbox.state.numbers[0]?.justcall_number ?? ''),
			contactNumber: '={{ $json.phone }}',
			body: 'One of many',
		});
		const execution = await server.execute(chain('Texts', [...peopleOf(TEXTS), text]), 300_000);
		assert.equal(execution.assertSuccess().items('JustCall').length, TEXTS);
		assert.equal(sent(), TEXTS);
		progress.say(`${TEXTS} texts in ${((performance.now() - started) / 1000).toFixed(1)} s`);
		const complaints = logsOf(userFolder).flatMap((log) =>
			log
				.split('\n')
				.filter((line) => /lock|stalled|unresponsive/i.test(line) && !/migration lock/.test(line)),
		);
		assert.deepEqual(complaints, []);
	});
}

/** Nodes that output this many people, each with a number. */
function peopleOf(count: number): ReturnType<typeof eachOf> {
	return eachOf(
		`={{ Array.from({ length: ${count} }, (_, place) => ({ phone: '+1415' + String(2000000 + place) })) }}`,
	);
}

function logsOf(userFolder: string): string[] {
	return Array.from({ length: WORKERS }, (_, place) =>
		readFileSync(join(userFolder, `worker-${place + 1}.log`), 'utf8'),
	);
}
