import type { INodeParameters } from 'n8n-workflow';

import { startInProcess, type RunOptions } from '../../tools/engine/inProcess';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50 });
const always = { times: 1000 };
const answer = (status: number, body: unknown) =>
	env.sandbox.fault({ kind: 'status', status, body, ...always });
const run = async (
	resource: string,
	operation: string,
	parameters: INodeParameters = {},
	options: RunOptions = {},
) => (await env.run(resource, operation, parameters, options)).error;
const text = (changes: INodeParameters = {}): INodeParameters => ({
	justcallNumber: byId(env.sandbox.state.numbers[0]?.justcall_number),
	contactNumber: '+13035550199',
	body: 'Hello',
	...changes,
});

describe('the real status', () => {
	it.each([200, 201, 202, 203, 206])('HTTP %i of a read that holds no list', async (status) => {
		answer(status, { accepted: true });
		expect((await run('call', 'getAll'))?.description).toMatch(
			new RegExp(`^HTTP ${status}, but the answer holds no list`),
		);
	});

	it.each([201, 202])('HTTP %i of a write that says nothing: nobody knows', async (status) => {
		answer(status, []);
		const error = await run('sms', 'send', text());
		expect(error?.message).toMatch(/outcome is unknown/);
		expect(error?.description).toMatch(new RegExp(`^HTTP ${status}, but`));
	});

	it('in the item, with Continue', async () => {
		answer(202, 'accepted');
		const { items } = await env.run('call', 'getAll', {}, { onError: 'continueRegularOutput' });
		expect(items[0]?.json.message).toMatch(/^HTTP 202, but the answer is not JSON/);
	});
});

describe('what was done, and nothing else', () => {
	const tooMany = { status: 'failed', message: 'Too many requests' };
	const withWait = async (longestWait: number) => {
		const own = await startInProcess({
			apiKey: KEY,
			apiSecret: SECRET,
			baseUrl: env.sandbox.url,
			longestWait,
		});
		const { error } = await own.run('justCall', { resource: 'user', operation: 'getAll' });
		own.stop();
		return error;
	};

	it('a limit that was not waited for', async () => {
		const headers = { 'retry-after': '3000' };
		env.sandbox.fault({ kind: 'status', status: 429, body: tooMany, headers, ...always });
		env.sandbox.clearRequests();
		const error = await withWait(5);
		expect(env.sandbox.requests()).toHaveLength(1);
		expect(error?.description).toMatch(/sent it once: waiting for the limit would take longer/);
		expect(error?.description).not.toMatch(/waited|times/);
	});

	it('a limit that was waited for: how often, and how long', async () => {
		env.sandbox.clearRequests();
		answer(429, tooMany);
		const error = await withWait(120);
		const sent = env.sandbox.requests().length;
		expect(sent).toBeGreaterThan(2);
		expect(error?.description).toMatch(new RegExp(`The node sent it ${sent} times within \\d+ seconds\\.`));
	});

	it('a limit that nobody waits for in a dropdown: the credential has no say in it', async () => {
		const headers = { 'retry-after': '30' };
		env.sandbox.fault({ kind: 'status', status: 429, body: tooMany, headers, ...always });
		const error = await env.n8n.search('justCall', 'searchCampaigns', 'x').catch((thrown: Error) => thrown);
		expect(error).toMatchObject({ message: expect.stringMatching(/too many requests/) as unknown });
		const { description } = error as { description?: string };
		expect(description).toMatch(/opens again at .* Try again later/);
		expect(description).not.toMatch(/Longest Wait|Run the workflow/);
	});

	it.each([500, 503])('a %i of a read: how often it was sent', async (status) => {
		answer(status, {});
		env.sandbox.clearRequests();
		const error = await run('user', 'getAll');
		const sent = env.sandbox.requests().length;
		expect(sent).toBeGreaterThan(1);
		expect(error?.description).toMatch(new RegExp(`The node sent it ${sent} times within \\d+ seconds`));
	});

	it('no answer to a read: how often it was sent', async () => {
		env.sandbox.fault({ kind: 'reset', ...always });
		env.sandbox.clearRequests();
		const error = await run('user', 'getAll');
		const sent = env.sandbox.requests().length;
		expect(sent).toBeGreaterThan(1);
		expect(error?.message).toMatch(/^No answer came from/);
		expect(error?.description).toMatch(new RegExp(`The node sent it ${sent} times within \\d+ seconds`));
	});

	it('a write that may have been carried out was sent once, and nothing says otherwise', async () => {
		answer(500, {});
		env.sandbox.clearRequests();
		const error = await run('sms', 'send', text());
		expect(env.sandbox.requests()).toHaveLength(1);
		expect(error?.description).not.toMatch(/times within/);
		expect(error?.description).toMatch(/It was not repeated/);
	});

	it('a refusal was sent once, and nothing says otherwise', async () => {
		answer(400, { message: 'no' });
		expect((await run('user', 'getAll'))?.description).not.toMatch(/times within|once/);
	});
});

describe('a 404', () => {
	it.each<[string, string, () => INodeParameters, RegExp]>([
		['call', 'get', () => ({ callId: byId(7) }), /^Check the ID in 'Call', and that.*three months/],
		['contact', 'get', () => ({ contactId: byId(7) }), /^Check the ID in 'Contact', and that.*not deleted/],
		['contact', 'delete', () => ({ contactId: byId(7) }), /^Check the ID in 'Contact'/],
		['campaign', 'get', () => ({ campaignId: byId(7) }), /^Check the ID in 'Campaign'/],
		['campaignContact', 'getAll', () => ({ campaignId: byId(7) }), /^Check the ID in 'Campaign'/],
		['call', 'downloadRecording', () => ({ callId: byId(7) }), /^Check the ID of the call/],
		['call', 'getAll', () => ({ filters: { agentId: byId(7) } }), /^Check the ID in 'Agent'/],
	])('of %s %s names the parameter', async (resource, operation, parameters, description) => {
		answer(404, { status: 'failed' });
		expect((await run(resource, operation, parameters()))?.description).toMatch(description);
	});

	it.each([
		'call',
		'user',
		'contact',
		'sms',
		'campaign',
		'smsTag',
		'voiceAgent',
		'phoneNumber',
		'userGroup',
		'whatsApp',
	])('of the list of %s asks for no ID: there is none', async (resource) => {
		answer(404, { status: 'failed' });
		const error = await run(resource, 'getAll');
		expect(error?.description).toMatch(/^JustCall has nothing at this address.*'Base URL'/);
		expect(error?.description).not.toMatch(/Check the ID/);
	});

	it.each([
		['downloadRecording', / A recording exists only if the call was recorded\./, /voice agent/],
		['getVoiceAgentData', / There are data only if a voice agent took part\./, /recorded/],
		['getJourney', /not be older than three months\. JustCall's message/, /recorded|voice agent/],
	])('of a call speaks of what %s asks for alone', async (operation, says, saysNot) => {
		answer(404, { message: 'Not found' });
		const options = operation === 'downloadRecording' ? { options: { skipMissing: false } } : {};
		const error = await run('call', operation, { callId: '999', binaryPropertyName: 'data', ...options });
		expect(error?.description).toMatch(says);
		expect(error?.description).not.toMatch(saysNot);
	});

	it.each([
		[
			'/v2.1/nothing/here',
			/^JustCall has nothing at this address\. Check 'Path' and the credential's 'Base URL'; if both/,
		],
		['/v2.1/later/records/999999', /^Check the ID in 'Path', and that the record/],
	])('of Custom Request names the path that a person wrote: %s', async (path, says) => {
		answer(404, { message: 'Not found' });
		expect((await run('customRequest', 'send', { method: 'GET', endpoint: path }))?.description).toMatch(
			says,
		);
	});
});

describe("JustCall's names for fields", () => {
	it('are those of the panel', async () => {
		answer(422, { message: 'Invalid', errors: { contact_number: ['is not valid'], body: ['too long'] } });
		expect((await run('sms', 'send', text()))?.description).toContain(
			`JustCall's message: "Invalid; 'To': is not valid; 'Message': too long".`,
		);
	});

	it('each operation has its own', async () => {
		answer(400, { message: 'contact_number is not valid' });
		const error = await run('contact', 'upsert', { contactNumber: '+13035550199', firstName: 'Ann' });
		expect(error?.description).toContain("'Contact Number' is not valid");
	});
});

describe('who speaks', () => {
	const nothing = "={{ '' }}";
	it.each<[string, string, string, () => INodeParameters]>([
		['an empty ID', 'call', 'get', () => ({ callId: byId(nothing) })],
		['an ID that is none', 'call', 'get', () => ({ callId: byId('={{ "../users" }}') })],
		['a number that is none', 'sms', 'send', () => text({ contactNumber: 'nobody' })],
		['a day that is none', 'call', 'getAll', () => ({ filters: { fromDatetime: 'yesterdayish' } })],
		['a limit that is none', 'call', 'getAll', () => ({ limit: '={{ "x" }}' })],
		['nothing to change', 'call', 'update', () => ({ callId: byId(7) })],
		['an expression that fails', 'call', 'get', () => ({ callId: byId('={{ $("Nowhere").item.json.id }}') })],
		['a proxy that is none', 'call', 'getAll', () => ({ requestOptions: { proxy: 'no proxy' } })],
		['a value that is a word of Node', 'call', 'getAll', () => ({ filters: { fromDatetime: 'ENOENT' } })],
		['a value that looks like a fault', 'sms', 'send', () => text({ contactNumber: 'ECONNREFUSED' })],
	])('%s: the node', async (_what, resource, operation, parameters) => {
		for (const items of [1, 3]) {
			const error = await run(resource, operation, parameters(), {
				items: Array.from({ length: items }, () => ({ json: {} })),
			});
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.httpCode).toBeFalsy();
			expect(error?.message).not.toMatch(/^The (service|file|connection)/);
			expect(String(error?.description).length).toBeGreaterThan(20);
		}
	});

	it('nobody to sync: the node', async () => {
		const error = await run(
			'campaignContact',
			'sync',
			{
				campaignId: byId(env.sandbox.state.salesDialer.campaigns[0]?.id),
				mappingMode: 'autoMapInputData',
				options: { removeOthers: true, force: true },
			},
			{ items: [{ json: { phone: '', name: 'Mara' } }] },
		);
		expect(error?.message).toMatch(/everybody would be removed/);
		expect(error?.name).toBe('NodeOperationError');
	});

	it('the place of the item that the node refuses is in the error', async () => {
		const one = await run('call', 'get', { callId: byId(nothing) });
		expect(one?.context?.itemIndex).toBe(0);
	});

	it('ten items, the worst in the middle: nothing is sent, and the error has the place', async () => {
		env.sandbox.clearRequests();
		const items = Array.from({ length: 10 }, (_, item) => ({
			json: { to: item === 4 ? 'nobody' : '+13035550199' },
		}));
		const error = await run('sms', 'send', text({ contactNumber: '={{ $json.to }}' }), { items });
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toMatch(/^Item 5 of 10: 'To'/);
		expect(error?.context?.data).toEqual({ itemIndexes: { refused: [4] } });
		expect(env.sandbox.requests()).toEqual([]);
	});

	it.each([400, 401, 403, 404, 500])('a %i: JustCall', async (status) => {
		answer(status, { message: 'no' });
		const error = await run('call', 'get', { callId: byId(7) });
		expect([error?.name, error?.httpCode]).toEqual(['NodeApiError', String(status)]);
	});

	it('an answer that cannot be used: JustCall', async () => {
		answer(202, {});
		expect((await run('call', 'getAll'))?.name).toBe('NodeApiError');
	});

	it('a write that failed among many: JustCall, with what was done', async () => {
		answer(400, { message: 'no' });
		const error = await run('sms', 'send', text(), { items: [{ json: {} }, { json: {} }] });
		expect(error?.name).toBe('NodeApiError');
		expect(error?.context?.data).toEqual({ itemIndexes: { done: [], failed: [0], notSent: [1] } });
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: what the node refuses goes where failures go, and the others are sent',
		async (onError) => {
			const items = ['+13035550199', 'nobody'].map((to) => ({ json: { to } }));
			const result = await env.run('sms', 'send', text({ contactNumber: '={{ $json.to }}' }), {
				items,
				onError,
			});
			expect(result.error).toBeUndefined();
			const failed = onError === 'continueErrorOutput' ? result.errorItems : result.items.slice(1);
			expect(failed).toHaveLength(1);
			expect(String(failed[0]?.json.error)).toMatch(/'To' is not a telephone number/);
			expect(result.items[0]?.json.id).toBeDefined();
		},
	);
});
