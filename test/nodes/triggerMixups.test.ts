import { WebhookContext } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { showCall } from '../../sandbox/callView';
import { sign } from '../../sandbox/webhooks/signature';
import { type Hook, type Place, type Posted } from '../../tools/engine/inProcess';
import { posted, URL_OF_NODE } from '../harness/posted';
import { byId, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50, probe: 'off' });

const TYPE = 'call.completed';
const OTHER_SECRET = 'The-other-account-signs-with-this-51bd';
const shown = (place = 0) => showCall(env.sandbox.state, env.sandbox.state.calls[place]!) as IDataObject;
const hook = (place: Place = {}, parameters: INodeParameters = {}) =>
	env.n8n.hook('justCallTrigger', { events: [TYPE], ...parameters }, place);
let places = 0;
/** A credential that no test before has used: the node remembers accounts. */
const credential = (data: IDataObject = {}) => ({
	id: `own-${++places}`,
	data: data as Record<string, string>,
});

/** An event as an account with this secret signs it. */
function signedBy(secret: string, data: IDataObject = { id: 1 }, type = TYPE): Posted {
	const request = posted(type, data);
	const timestamp = request.headers?.['x-justcall-request-timestamp'] ?? '';
	const signature = sign({ secret, webhookUrl: URL_OF_NODE, type, timestamp });
	return { ...request, headers: { ...request.headers, 'x-justcall-signature': signature } };
}

/** Number of items that an event starts the workflow with; n8n answers it. */
async function starts(one: Pick<Hook, 'deliver'>, request: Posted): Promise<number> {
	const { items, status, answer } = await one.deliver(request);
	if (status === undefined) answer(200);
	return items.length;
}

/** All clocks show a time this many seconds from now. */
async function secondsFromNow<Result>(seconds: number, work: () => Promise<Result>): Promise<Result> {
	const { now } = Date;
	try {
		Date.now = () => now() + seconds * 1000;
		return await work();
	} finally {
		Date.now = now;
	}
}

describe('of two credentials', () => {
	it('each accepts what its own account signs, and nothing of the other', async () => {
		const mine = hook({ node: 'mine', credential: credential() });
		const theirs = hook({ node: 'theirs', credential: credential({ apiSecret: OTHER_SECRET }) });
		for (const round of [1, 2]) {
			for (const [one, own, other] of [
				[mine, SECRET, OTHER_SECRET],
				[theirs, OTHER_SECRET, SECRET],
			] as const) {
				expect([round, await starts(one, signedBy(own))]).toEqual([round, 1]);
				expect((await one.deliver(signedBy(other))).status).toBe(401);
			}
		}
	});

	it('that n8n gives no ID each accepts its own account alone', async () => {
		for (const [own, other] of [
			[OTHER_SECRET, SECRET],
			[SECRET, OTHER_SECRET],
		] as const) {
			const one = hook({ node: `none-${own}`, credential: { id: '', data: { apiSecret: own } } });
			expect((await one.deliver(signedBy(other))).status).toBe(401);
			expect(await starts(one, signedBy(own))).toBe(1);
		}
	});
});

describe('a secret that somebody changes', () => {
	it('counts at once; the old one does not any more', async () => {
		const { id } = credential();
		const one = hook({ node: 'changed', credential: { id, data: {} } });
		expect(await starts(one, signedBy(SECRET))).toBe(1);
		one.change({ credential: { id, data: { apiSecret: OTHER_SECRET } } });
		expect(await starts(one, signedBy(OTHER_SECRET))).toBe(1);
		expect((await one.deliver(signedBy(SECRET))).status).toBe(401);
	});

	it('and with which nothing has been signed yet leaves the old one half a minute', async () => {
		const { id } = credential();
		const one = hook({ node: 'revoked', credential: { id, data: {} } });
		expect(await starts(one, signedBy(SECRET))).toBe(1);
		one.change({ credential: { id, data: { apiSecret: OTHER_SECRET } } });
		expect(await secondsFromNow(29, async () => await starts(one, signedBy(SECRET)))).toBe(1);
		const { status } = await secondsFromNow(31, async () => await one.deliver(signedBy(SECRET)));
		expect(status).toBe(401);
	});

	it('is not kept in memory beside any number of others', async () => {
		const { id } = credential();
		const one = hook({ node: 'crowded', credential: { id, data: {} } });
		expect(await starts(one, signedBy(SECRET))).toBe(1);
		one.change({ credential: { id, data: { apiSecret: OTHER_SECRET } } });
		for (let other = 0; other < 50; other++)
			expect(await starts(hook({ node: 'crowd', credential: credential() }), signedBy(SECRET))).toBe(1);
		expect((await one.deliver(signedBy(SECRET))).status).toBe(401);
	});

	it('is read from the credential once for many events', async () => {
		const { id } = credential();
		const one = hook({ node: 'burst', credential: { id, data: {} } });
		expect(await starts(one, signedBy(SECRET))).toBe(1);
		// An event that needs the credential's database again would see the changed secret.
		one.change({ credential: { id, data: { apiSecret: OTHER_SECRET } } });
		for (let event = 0; event < 5; event++) expect(await starts(one, signedBy(SECRET))).toBe(1);
	});
});

describe('the credential of an event', () => {
	it('with a country that somebody has just set reads the filter by it', async () => {
		const { id } = credential();
		const filters = { number: '(415) 555-0119' };
		const one = hook({ node: 'country', credential: { id, data: {} } }, { filters });
		const event = () => signedBy(SECRET, { id: 1, contact_number: '14155550119' });
		await expect(one.deliver(event())).rejects.toThrow(/^'Phone Number'/);
		one.change({ credential: { id, data: { defaultCountry: 'US' } } }, { events: [TYPE], filters });
		expect(await starts(one, event())).toBe(1);
	});

	it('with a country reads the number of the object by it, too', async () => {
		const call = env.sandbox.state.calls[2]!;
		const object = { ...shown(2), contact_number: '2079460958', justcall_number: '12345' };
		env.sandbox.fault({ kind: 'malformed', body: { status: 'success', data: object } });
		const one = hook(
			{ node: 'object', credential: credential({ defaultCountry: 'GB' }) },
			{ filters: { number: '+44 20 7946 0958' }, options: { verifyByFetching: true } },
		);
		expect(await starts(one, signedBy(SECRET, { id: call.id, contact_number: '442079460958' }))).toBe(1);
	});

	it('gives the times of its zone; one that there is not gives those of the workflow', async () => {
		const at = { call_date: '2026-07-01', call_time: '12:00:00' };
		for (const [timezone, time] of [
			['Asia/Tokyo', '2026-07-01T21:00:00+09:00'],
			['Mars/Olympus', '2026-07-01T17:45:00+05:45'],
			['', '2026-07-01T17:45:00+05:45'],
		]) {
			const ofWorkflow = jest
				.spyOn(WebhookContext.prototype, 'getTimezone')
				.mockReturnValue('Asia/Kathmandu');
			const one = hook({ node: `zone ${timezone}`, credential: credential({ timezone }) });
			const { items } = await one.deliver(signedBy(SECRET, { id: 1, ...at }));
			ofWorkflow.mockRestore();
			expect([timezone, items[0]?.json.timestamp_account]).toEqual([timezone, time]);
		}
	});

	it('has its key and secret hidden, wherever an event brings them', async () => {
		const data = { id: 1, call_sid: SECRET, contact_name: `mail ${SECRET}!`, notes: [{ note: SECRET }] };
		const request = posted(TYPE, data, { requestId: SECRET });
		const { items } = await hook({ node: 'echo' }).deliver(request);
		expect(items[0]?.json).toMatchObject({
			contact_name: 'mail [hidden]!',
			call_sid: '[hidden]',
			request_id: '[hidden]',
			notes: [{ note: '[hidden]' }],
		});
		const options = { verifyByFetching: true };
		const events = ['sms.received'];
		const bare = hook({ node: 'bare' }, { options, events });
		const { items: without } = await bare.deliver(signedBy(SECRET, { call_sid: SECRET }, 'sms.received'));
		expect(without[0]?.json).toMatchObject({ verified: false });
		expect(without[0]?.json).not.toHaveProperty('call_sid');
	});
});

describe('the same event', () => {
	it('starts each of two nodes of one workflow once, and each of two workflows', async () => {
		const request = posted(TYPE, { id: 1 });
		const nodes = [
			hook({ workflow: 'w1', node: 'first' }),
			hook({ workflow: 'w1', node: 'second' }),
			hook({ workflow: 'w2', node: 'first' }),
		];
		const inOrder = async () => {
			const all: number[] = [];
			for (const one of nodes) all.push(await starts(one, request));
			return all;
		};
		expect([await inOrder(), await inOrder()]).toEqual([
			[1, 1, 1],
			[0, 0, 0],
		]);
	});

	it('goes on in one node while another has it in work', async () => {
		const request = posted(TYPE, shown());
		const options = { verifyByFetching: true };
		env.sandbox.fault({ kind: 'delay', delayMs: 200, match: { operationId: 'getCall' } });
		const first = hook({ workflow: 'busy', node: 'first' }, { options }).deliver(request);
		const second = hook({ workflow: 'busy', node: 'second' }, { options }).deliver(request);
		for (const { items } of await Promise.all([first, second])) expect(items).toHaveLength(1);
	});

	it.each([false, true])(
		'starts a test, and the published workflow (the test begins with stored data: %p)',
		async (inherits) => {
			const one = hook({ node: `tested-${String(inherits)}` });
			await one.publish();
			const before = posted(TYPE, { id: 1 });
			const after = posted(TYPE, { id: 2 });
			expect(await starts(one, before)).toBe(1);
			const { deliver, end } = await one.listen(inherits);
			const testing = { deliver };
			expect(await starts(testing, before)).toBe(1);
			expect(await starts(testing, after)).toBe(1);
			expect(await starts(testing, after)).toBe(0);
			expect(await starts(one, after)).toBe(1);
			await end();
			expect(await starts(one, before)).toBe(0);
		},
	);

	it('without a request ID is one each time: nothing tells a repeat', async () => {
		const one = hook({ node: 'anonymous' });
		for (const requestId of ['', 'not an id', ''])
			expect(await starts(one, posted(TYPE, { id: 1 }, { requestId }))).toBe(1);
	});

	it('of one call with two request IDs is two without Catch Up', async () => {
		const one = hook({ node: 'two-events' });
		for (const requestId of ['one', 'two'])
			expect(await starts(one, posted(TYPE, { id: 1 }, { requestId }))).toBe(1);
	});
});

describe('an object that JustCall has', () => {
	const options = { verifyByFetching: true };

	it('goes through the filters itself, whatever the body says', async () => {
		const { agent_id, id } = shown(4);
		const filters = { agentId: byId('8') };
		const one = hook({ node: 'filtered' }, { options, filters });
		const { status, items } = await one.deliver(posted(TYPE, { id, agent_id: 8 }));
		expect([agent_id === 8, status, items]).toEqual([false, 200, []]);
		const own = hook({ node: 'filtered' }, { options, filters: { agentId: byId(String(agent_id)) } });
		expect(await starts(own, posted(TYPE, { id, agent_id }))).toBe(1);
	});

	it('has its details already', async () => {
		const one = hook({ node: 'detailed' }, { options: { ...options, details: true } });
		expect(await starts(one, posted(TYPE, shown()))).toBe(1);
		expect(env.sandbox.requests()).toHaveLength(1);
	});
});
