import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';

/**
 * Answers that contain key and secret in every place. The harness fails each of these tests when one of them
 * shows in an item, an error, its stack, a dropdown, or the data that n8n stores. The tests here also check
 * that there was a secret to hide.
 */
const env = useSandbox({ calls: 20 });
const echo = `${KEY}:${SECRET}`;
const basic = `Basic ${Buffer.from(echo).toString('base64')}`;

/** A record with a secret in each of its places, in a form that every reader understands. */
const record = (id: number): IDataObject => ({
	id,
	call_id: id,
	name: echo,
	[`field ${SECRET}`]: basic,
	contact_number: SECRET,
	nested: { deep: [{ deeper: KEY }] },
	call_info: { recording: `https://example.com/?key=${encodeURIComponent(SECRET)}` },
});
const BODIES: ReadonlyArray<readonly [string, number, unknown]> = [
	['a record', 200, { status: 'success', data: { ...record(1), batch_id: SECRET, import_status: SECRET } }],
	['a list', 200, { status: 'success', data: [record(1), record(2)], next_page_link: null, total_count: 2 }],
	['a failure inside a success', 200, { status: 'failed', message: echo, uuid: SECRET }],
	['a list where one was expected', 202, { status: 'success', data: [echo, SECRET] }],
	['a text', 200, echo],
	['errors by field', 400, { message: basic, errors: { [SECRET]: [KEY, { message: SECRET }] } }],
	['a page', 403, `<html>${echo}</html>`],
	['a 404', 404, { status: SECRET, message: `No ${echo}` }],
	['a fault with a uuid', 500, { status: 'failed', message: echo, uuid: SECRET }],
	['a fault that is a text', 503, `upstream said ${basic}`],
];

const campaign = () => env.sandbox.state.salesDialer.campaigns[0]?.id;
const number = () => byId(env.sandbox.state.numbers[0]?.justcall_number);
const lead = { phoneNumber: '+17205550101' };
const OPERATIONS: ReadonlyArray<readonly [string, string, () => INodeParameters]> = [
	['call', 'get', () => ({ callId: byId(env.sandbox.state.calls[0]?.id) })],
	['call', 'getAll', () => ({ returnAll: true, simplify: false })],
	['call', 'downloadRecording', () => ({ callId: byId(env.sandbox.state.calls[0]?.id) })],
	['call', 'update', () => ({ callId: byId(env.sandbox.state.calls[0]?.id), updateFields: { notes: 'x' } })],
	['sms', 'send', () => ({ justcallNumber: number(), contactNumber: '+13035550199', body: 'Hello' })],
	['contact', 'upsert', () => ({ contactNumber: '+13035550199', firstName: 'Ann' })],
	['campaignContact', 'sync', () => ({ campaignId: byId(campaign()), ...lead })],
	['salesDialerContact', 'bulkImport', () => ({ ...lead, options: { waitForCompletion: true } })],
];

describe.each(OPERATIONS)('%s %s', (resource, operation, parameters) => {
	it.each(BODIES)('%s', async (_what, status, body) => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			env.sandbox.fault({ kind: 'status', status, body, times: 1000 });
			const { error, items, errorItems } = await env.run(resource, operation, parameters(), { onError });
			env.sandbox.reset();
			expect(error === undefined || error.message.length > 0).toBe(true);
			expect(JSON.stringify([items, errorItems, error])).not.toContain(basic);
		}
	});
});

/** Answers one operation with this status and body; all other requests pass. */
const strike = (operationId: string, status: number, body: unknown) =>
	env.sandbox.fault({ kind: 'status', match: { operationId }, status, body, times: 1000 });

describe('reasons of rows', () => {
	it('Bulk Import: a rejected contact, the batch, a failed look at it', async () => {
		const rejected = {
			status: 'success',
			data: {
				batch_id: SECRET,
				import_status: 'completed',
				import_details: { rejected_contacts: [{ index: 0, reasons: [`phone_number ${echo} is bad`] }] },
			},
		};
		strike('bulkImportSalesDialerContacts', 200, rejected);
		const [, , parameters] = OPERATIONS.find(([, operation]) => operation === 'bulkImport')!;
		const { items } = await env.run('salesDialerContact', 'bulkImport', parameters());
		expect(items[0]?.json).toMatchObject({
			status: 'rejected',
			reason: "'Phone Number' [hidden] is bad",
			batch_id: '[hidden]',
		});
	});

	it('Bulk Import: what cannot be seen of an import', async () => {
		strike('getBulkImportStatus', 500, { message: echo, uuid: SECRET });
		const [, , parameters] = OPERATIONS.find(([, operation]) => operation === 'bulkImport')!;
		const { items } = await env.run('salesDialerContact', 'bulkImport', parameters());
		expect(items[0]?.json.status).toBe('queued');
		expect(items[0]?.json.reason).toMatch(/uuid \[hidden\].*JustCall's message: "\[hidden\]"/);
	});

	it('Sync: the uuid of a 500', async () => {
		strike('addContactToCampaign', 500, { message: echo, uuid: SECRET });
		const { items } = await env.run('campaignContact', 'sync', {
			campaignId: byId(campaign()),
			...lead,
		});
		const [first] = items;
		expect(first?.json.action).toBe('failed');
		expect(first?.json.reason).toMatch(
			/unknown.*HTTP 500\. For JustCall's support: uuid \[hidden\]\. JustCall's message: "\[hidden\]"/,
		);
	});

	it('Bulk Import: a 500, whole', async () => {
		strike('bulkImportSalesDialerContacts', 500, { message: `phone_number ${echo}`, uuid: `u-1 ${SECRET}` });
		const [, , parameters] = OPERATIONS.find(([, operation]) => operation === 'bulkImport')!;
		const { items } = await env.run('salesDialerContact', 'bulkImport', parameters(), {
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json.status).toBe('failed');
		expect(items[0]?.json.reason).toMatch(
			/unknown.*uuid u-1 \[hidden\]\. JustCall's message: "'Phone Number' \[hidden\]"\. Check in JustCall/,
		);
	});

	it.each(['sync', 'bulkImport'])('%s: a value of the item that holds the secret', async (operation) => {
		const resource = operation === 'sync' ? 'campaignContact' : 'salesDialerContact';
		const { items } = await env.run(resource, operation, {
			campaignId: byId(campaign()),
			phoneNumber: `call ${SECRET}`,
		});
		expect(items[0]?.json.reason).toContain('[hidden]');
	});
});

describe('elsewhere', () => {
	let events = 0;
	it('the name that a file comes with', async () => {
		env.sandbox.set({ recordings: { disposition: `attachment; filename="${SECRET}.mp3"` } });
		const { items, error } = await env.call('downloadRecording', {
			callId: byId(env.sandbox.state.calls.find(({ recorded }) => recorded)?.id),
		});
		expect(error).toBeUndefined();
		expect(String(items[0]?.json.fileName)).toMatch(/hidden/);
	});

	it.each(BODIES)('a list to choose from: %s', async (_what, status, body) => {
		env.sandbox.fault({ kind: 'status', status, body, times: 1000 });
		await env.n8n.search('justCall', 'searchAgents').catch((error: Error) => {
			expect(error.message.length).toBeGreaterThan(0);
		});
	});

	it.each(BODIES)('the polling trigger: %s', async (_what, status, body) => {
		env.sandbox.fault({ kind: 'status', status, body, times: 1000 });
		await env.n8n
			.poller('justCallPollingTrigger', { event: 'newCall', simplify: false })
			.look('manual')
			.catch((error: Error) => expect(error.message.length).toBeGreaterThan(0));
	});

	it.each(BODIES)('what a trigger adds to an event: %s', async (_what, status, body) => {
		env.sandbox.fault({ kind: 'status', status, body, times: 1000 });
		const options = { verifySignature: false, details: true, recording: true, recordingWait: 0 };
		const data = { ...record(7), agent_name: echo };
		const { items } = await env.n8n.deliver(
			'justCallTrigger',
			{ events: ['call.completed'], simplify: false, options },
			{ body: { type: 'call.completed', request_id: `r${++events}`, data } },
		);
		expect(items[0]?.json.agent_name ?? '[hidden]').toBe('[hidden]');
		expect(items[0]?.json.id).toBe(7);
	});

	it.each(BODIES)('the registration of a webhook: %s', async (_what, status, body) => {
		env.sandbox.fault({ kind: 'status', status, body, times: 1000 });
		const hook = env.n8n.hook('justCallTrigger', { events: ['call.completed'] });
		await hook.publish().catch((error: Error) => expect(error.message.length).toBeGreaterThan(0));
		hook.stored();
	});
});
