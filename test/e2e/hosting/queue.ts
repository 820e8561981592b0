import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { LEADS, withTightAccount } from '../checks/rateLimit';
import type { E2eContext } from '../context';
import type { Suite } from '../suite';

/** Workers beside the main process: more than one, so that they share an account without knowing of each other. */
export const WORKERS = 2;
const UPLOADS = 2;

/** What only a queue shows. */
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
}

function logsOf(userFolder: string): string[] {
	return Array.from({ length: WORKERS }, (_, place) =>
		readFileSync(join(userFolder, `worker-${place + 1}.log`), 'utf8'),
	);
}
