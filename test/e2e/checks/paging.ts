import assert from 'node:assert/strict';

import { chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { justCall } from '../context';
import type { SandboxCall } from '../expected';
import { accountTime, callsOf, requestsFor } from '../expected';
import type { Suite } from '../suite';

const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;
const TIMEOUT_MS = 300_000;

/** Return All over many pages: nothing is missing, nothing comes twice, and every page has the filters. */
export function pagingChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'paging: Return All with direction and date gives exactly the calls that match',
		async (context) => {
			const from = new Date(Date.now() - 45 * DAY_MS);
			from.setUTCMilliseconds(0);
			await returnAll(
				context,
				{ callDirection: 'Outgoing', fromDatetime: from.toISOString() },
				{ call_direction: 'Outgoing', from_datetime: accountTime(context.sandbox, from) },
				({ direction, at }) => direction === 'Outgoing' && at >= from,
			);
		},
	);

	suite.check('paging: Return All between two dates gives all 25,000 calls, each once', async (context) => {
		assert.equal(callsOf(context.sandbox).length, 25_000);
		const from = new Date(Date.now() - 100 * DAY_MS);
		const to = new Date(Date.now() + DAY_MS);
		from.setUTCMilliseconds(0);
		to.setUTCMilliseconds(0);
		await returnAll(
			context,
			{ fromDatetime: from.toISOString(), toDatetime: to.toISOString() },
			{ from_datetime: accountTime(context.sandbox, from), to_datetime: accountTime(context.sandbox, to) },
			() => true,
		);
	});
}

async function returnAll(
	{ server, sandbox, credential }: E2eContext,
	filters: Record<string, unknown>,
	query: Record<string, string>,
	matches: (call: SandboxCall) => boolean,
): Promise<void> {
	sandbox.clearRequests();
	const execution = await server.execute(
		chain('Return All', [
			justCall({ credential }, { resource: 'call', operation: 'getAll', returnAll: true, filters }),
		]),
		TIMEOUT_MS,
	);
	const items = execution.assertSuccess().items('JustCall');
	const ids = items.map(({ json }) => Number(json.id));
	const expected = callsOf(sandbox).filter(matches);
	assert.ok(expected.length > PAGE_SIZE * 3, `only ${expected.length} calls match: that proves nothing`);
	assert.equal(new Set(ids).size, ids.length, 'some calls came more than once');
	assert.equal(ids.length, expected.length, 'the number of calls differs');
	assert.deepEqual(new Set(ids), new Set(expected.map(({ id }) => id)));

	const requests = requestsFor(sandbox, '/v2.1/calls');
	assert.equal(requests.length, Math.ceil(expected.length / PAGE_SIZE), 'the number of requests differs');
	for (const [page, request] of requests.entries()) {
		for (const [name, value] of Object.entries({
			...query,
			page: String(page),
			per_page: String(PAGE_SIZE),
		})) {
			assert.equal(String(request.query[name]), value, `${name} of request ${page}`);
		}
	}
	console.log(
		`        ${ids.length} calls, ${requests.length} requests, the node took ${execution.nodeTime('JustCall')} ms`,
	);
}
