import type { INodeParameters } from 'n8n-workflow';

import { env, kinds, state, tableOfFaults } from '../harness/faultTable';
import { byId } from '../harness/sandboxed';

describe('every fault on every kind of operation', () => {
	it('once', async () => {
		expect(await tableOfFaults(1)).toMatchInlineSnapshot(`
		"
		                      | list     | read     | file      | update   | delete   | send     | import
		400                   | refused  | refused  | refused   | refused  | refused  | refused  | refused
		401                   | key      | key      | key       | key      | key      | key      | key
		403                   | denied   | denied   | denied    | denied   | denied   | denied   | denied
		404                   | missing  | missing  | missing   | missing  | missing  | missing  | missing
		408                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		429                   | ok       | ok       | ok        | ok       | ok       | ok       | ok
		429 Retry-After       | ok       | ok       | ok        | ok       | ok       | ok       | ok
		"rate limit" in a 400 | ok       | ok       | limit     | ok       | ok       | ok       | ok
		500                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		502                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		503                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		504                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		524                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		500, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		504, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		524, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		cut                   | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		cut, processed        | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		cut in the answer     | ok       | ok       | ok        | ok       | ok       | unknown  | unknown
		broken JSON           | unusable | unusable | unusable  | unusable | unusable | unknown  | unknown
		an HTML page          | unusable | unusable | unusable  | unusable | unusable | unknown  | unknown
		nothing               | unusable | unusable | unusable  | unusable | ok       | unknown  | unknown
		failure in a 200      | failure  | failure  | unusable  | failure  | failure  | failure  | failure
		a redirect            | redirect | redirect | no answer | redirect | redirect | redirect | redirect
		"
	`);
	});
});

it('a delete whose answer was lost is done, not missing', async () => {
	env.sandbox.fault({ kind: 'reset', processed: true });
	const { items } = await env.run(...kinds.delete!.run());
	expect(items.map(({ json }) => json)).toEqual([{ deleted: true }]);
	expect(env.sandbox.requests().map(({ status }) => status)).toEqual([0, 404]);
});

it('a change that adds notes is not sent twice, one that sets fields is', async () => {
	const contact = state().contactRecords.find(({ agent_id }) => agent_id === state().users[0]?.id);
	const update = async (updateFields: INodeParameters) => {
		env.sandbox.clearRequests();
		env.sandbox.fault({ kind: 'reset', processed: true });
		return await env.run('contact', 'update', {
			findBy: 'id',
			contactId: byId(contact?.id),
			updateFields,
		});
	};
	expect((await update({ notes: { note: [{ note: 'Seen' }] } })).error?.message).toMatch(
		/outcome is unknown/,
	);
	expect(env.sandbox.requests()).toHaveLength(1);
	expect((await update({ company: 'New' })).error).toBeUndefined();
	expect(env.sandbox.requests()).toHaveLength(2);
});

it('with Continue On Fail each failed item is an item of its own, and the others come in order', async () => {
	env.sandbox.fault({ kind: 'status', status: 404, match: { path: `/v2.1/calls/${state().calls[1]?.id}` } });
	const items = state()
		.calls.slice(0, 4)
		.map(({ id }) => ({ json: { id } }));
	const { items: out } = await env.call(
		'get',
		{ callId: byId('={{ $json.id }}') },
		{ items, onError: 'continueRegularOutput' },
	);
	expect(out.map(({ json }) => json.id ?? json.error)).toEqual([
		items[0]?.json.id,
		'The call was not found',
		items[2]?.json.id,
		items[3]?.json.id,
	]);
	expect(out.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
});

it("keeps JustCall's message and status", async () => {
	env.sandbox.fault({
		kind: 'status',
		status: 403,
		body: { status: 'failed', message: 'Upgrade your plan' },
	});
	const { error } = await env.call('getAll');
	expect(error?.description).toContain(`JustCall's message: "Upgrade your plan". (HTTP 403)`);
	expect(error?.httpCode).toBe('403');
});

it('hides key and secret when an answer echoes them', async () => {
	const message = `bad credentials ${env.sandbox.apiKey}:${env.sandbox.apiSecret}`;
	env.sandbox.fault({ kind: 'status', status: 400, body: { status: 'failed', message } });
	const { error } = await env.call('getAll');
	expect(error?.description).toContain('bad credentials [hidden]');
});

describe('dates', () => {
	it('in ISO would ruin the answer without a word: the sandbox plays it, the node never sends it', async () => {
		const headers = { Authorization: `${env.sandbox.apiKey}:${env.sandbox.apiSecret}` };
		const raw = await fetch(`${env.sandbox.url}/v2.1/calls?from_datetime=2025-11-01T00:00:00Z`, { headers });
		expect(raw.status).toBe(200);
		expect(await raw.json()).not.toHaveProperty('data');
		env.sandbox.clearRequests();
		const { error } = await env.call('getAll', { filters: { fromDatetime: '2025-11-01T00:00:00Z' } });
		expect(error).toBeUndefined();
		expect(JSON.stringify(env.sandbox.requests()[0]?.query)).not.toMatch(/\dT\d/);
	});
});
