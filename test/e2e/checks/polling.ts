import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { sequence } from '../../../tools/n8n/workflow';
import { addCall } from '../../../sandbox/state';
import type { E2eContext } from '../context';
import type { Suite } from '../suite';

/** The polling trigger in a real n8n. */
export function pollingChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'polling: a new call starts the workflow once, what was there before does not',
		async (context) => {
			const { server, sandbox, credential } = context;
			const workflow = await server.createWorkflow(
				sequence('Polling', [
					{
						name: 'New calls',
						type: 'n8n-nodes-justcall-complete.justCallPollingTrigger',
						typeVersion: 1,
						parameters: {
							// n8n allows no shorter interval.
							pollTimes: { item: [{ mode: 'everyMinute' }] },
							event: 'newCall',
						},
						credentials: { justCallApi: credential },
					},
					{ name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
				]),
			);
			await server.publish(workflow);
			const { id } = addCall(sandbox.state, { outcome: 'MISSED' });
			const deadline = Date.now() + 75_000;
			let executions: string[] = [];
			while (executions.length === 0 && Date.now() < deadline) {
				await delay(500);
				executions = await server.executionsOf(workflow);
			}
			await delay(6000);
			executions = await server.executionsOf(workflow);
			await server.unpublish(workflow);
			const items = await Promise.all(
				executions.map(async (execution) =>
					(await server.waitForExecution(execution, 10_000)).assertSuccess().items('New calls'),
				),
			);
			assert.deepEqual(
				items.flat().map(({ json }) => json.id),
				[id],
			);
		},
	);
}
