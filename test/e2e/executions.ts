import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import type { Execution } from '../../tools/n8n/execution';
import type { StoredWorkflow } from '../../tools/n8n/workflow';
import type { E2eContext } from './context';

/** Milliseconds without a further execution after which no more are expected. A slow machine is not a failure. */
const STANDSTILL_MS = 120_000;

/** The executions of a workflow, newest first, once there are this many and all of them have succeeded. */
export async function succeeded(
	{ server }: Pick<E2eContext, 'server'>,
	workflow: StoredWorkflow,
	count: number,
): Promise<Execution[]> {
	let deadline = Date.now() + STANDSTILL_MS;
	// While n8n stores hundreds of executions, it may answer that its database is not ready.
	const patiently = async () =>
		await server.executionsOf(workflow).catch((error: unknown) => {
			if (/503/.test(String(error)) && Date.now() < deadline) return [];
			throw error;
		});
	let ids = await patiently();
	while (ids.length < count && Date.now() < deadline) {
		await delay(500);
		const before = ids.length;
		ids = await patiently();
		if (ids.length > before) deadline = Date.now() + STANDSTILL_MS;
	}
	assert.equal(ids.length, count, 'another number of executions');
	const executions: Execution[] = [];
	for (const id of ids) executions.push((await server.waitForExecution(id, 60_000)).assertSuccess());
	return executions;
}
