import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Execution } from '../../../tools/n8n/execution';
import { chain, eachOf, type WorkflowNode } from '../../../tools/n8n/workflow';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import type { E2eContext } from '../context';
import { justCall, sandboxCredential } from '../context';
import type { Suite } from '../suite';

const PATH = '/v2.1/later/records';
const NAMES = ['a', 'b', 'c'];
const LIMIT = { limit: 3, seconds: 1 };

/** Runs Custom Request once for each name, in its own account. */
type Send = (parameters: Record<string, unknown>, settings?: Partial<WorkflowNode>) => Promise<Execution>;

/** Custom Request with endpoints that neither the node nor the contract has. */
export function customRequestChecks(suite: Suite<E2eContext>): void {
	suite.check('custom request: all pages under a rate limit, each record once', async (context) => {
		await withAccount(context, async (sandbox, send) => {
			sandbox.set({ rateLimits: { burst: LIMIT, hour: { limit: 1000, seconds: 3600 } } });
			const read = { path: PATH, paginate: true, returnAll: true };
			const items = (await send(read, { executeOnce: true })).assertSuccess().items('JustCall');
			assert.deepEqual(
				items.map(({ json }) => json),
				sandbox.state.later,
			);
			const requests = sandbox.requests();
			const served = requests.filter(({ status }) => status === 200).map(({ query }) => query.page);
			assert.deepEqual(served, ['0', '1', '2', '3', '4', '5']);
			// One after the other, and none before the window in the headers opens.
			assert.equal(requests.length, served.length);
			context.progress.say(`${items.length} records by ${requests.length} requests, ${LIMIT.limit} a second`);
		});
	});

	suite.check('custom request: an item for each, in order, under a rate limit', async (context) => {
		await withAccount(context, async (sandbox, send) => {
			sandbox.set({ rateLimits: { burst: { ...LIMIT, limit: 2 }, hour: { limit: 1000, seconds: 3600 } } });
			const items = (await send(CREATE)).assertSuccess().items('JustCall');
			assert.deepEqual(
				items.map(({ json }) => json.name),
				NAMES,
			);
			assert.deepEqual(madeIn(sandbox), NAMES);
		});
	});

	suite.check(
		'custom request: a write that a 500 answers is sent once, whatever n8n is set to',
		async (context) => {
			await withAccount(context, async (sandbox, send) => {
				const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
				for (const [what, settings, made] of [
					['Stop', {}, ['a', 'b']],
					['Retry On Fail', retry, ['a', 'b']],
					['Continue', { onError: 'continueRegularOutput' }, NAMES],
					['Continue and Retry On Fail', { ...retry, onError: 'continueRegularOutput' }, NAMES],
				] as const) {
					sandbox.reset();
					sandbox.fault({
						kind: 'status',
						status: 500,
						processed: true,
						match: { operationId: 'createLaterRecord' },
						after: 1,
					});
					const execution = await send(CREATE, settings);
					assert.deepEqual(madeIn(sandbox), made, `${what}: something else was made`);
					const said = execution.error
						? `${execution.error.message} ${execution.error.description}`
						: String(execution.items('JustCall')[1]?.json.error);
					assert.match(said, /outcome is unknown/i, what);
					if (what === 'Stop') context.progress.say(said);
				}
			});
		},
	);

	suite.check('custom request: key and secret go to no other host', async (context) => {
		let reached = 0;
		const trap = createServer((_request, response) => {
			reached++;
			response.end('{}');
		});
		await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
		const host = `127.0.0.1:${(trap.address() as AddressInfo).port}`;
		try {
			await withAccount(context, async (sandbox, send) => {
				for (const path of [
					`http://${host}/v2.1/users`,
					`//${host}/v2.1/users`,
					`\\\\${host}\\v2.1\\users`,
					`@${host}/v2.1/users`,
					`/v2.1/..//${host}/users`,
					`%2f%2f${host}/v2.1/users`,
					`https://api.justcall.io@${host}/v2.1/users`,
				]) {
					const { error } = await send({ path });
					assert.match(error?.message ?? '', /^'Path' /, path);
				}
				assert.deepEqual(sandbox.requests(), []);
			});
		} finally {
			trap.closeAllConnections();
			trap.close();
		}
		assert.equal(reached, 0);
	});
}

const CREATE = {
	method: 'POST',
	path: PATH,
	sendBody: true,
	jsonBody: '={\n  "name": {{ JSON.stringify($json.name) }}\n}',
};

/** Names of the created records, in order. */
function madeIn({ state }: Sandbox): string[] {
	return state.later.map(({ name }) => name).filter((name) => NAMES.includes(name));
}

async function withAccount(
	{ server }: E2eContext,
	check: (sandbox: Sandbox, send: Send) => Promise<void>,
): Promise<void> {
	const sandbox = await startSandbox({ calls: 20 });
	try {
		const credential = await server.createCredential({
			name: 'Custom requests',
			type: 'justCallApi',
			data: sandboxCredential({ sandbox }),
		});
		await check(sandbox, async (parameters, settings = {}) => {
			const node = justCall({ credential }, { resource: 'customRequest', operation: 'send', ...parameters });
			const items = eachOf(JSON.stringify(NAMES.map((name) => ({ name }))));
			return await server.execute(chain('Custom request', [...items, { ...node, ...settings }]));
		});
	} finally {
		await sandbox.stop();
	}
}
