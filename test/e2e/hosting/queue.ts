import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { E2eContext } from '../context';
import type { Suite } from '../suite';

/** That it was the worker that did the work of the checks before. */
export function queueChecks(suite: Suite<E2eContext>): void {
	suite.check('queue: the worker took every execution', async ({ server, userFolder }) => {
		const { results } = await server.rest<{ results: Array<{ id: string }> }>('GET', '/executions?limit=100');
		assert.ok(results.length > 5, 'there were too few executions to tell');
		const log = readFileSync(join(userFolder, 'worker.log'), 'utf8');
		for (const { id } of results) {
			assert.ok(log.includes(`Worker started execution ${id} `), `execution ${id} did not run on the worker`);
		}
	});
}
