import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { data, lost, refused, type Answered, type Asked } from '../harness/scriptedRun';
import { OWN, OWN_TEST, scriptedTrigger, STREAMS_RUN, type Place } from '../harness/scriptedTrigger';

beforeEach(() => jest.useFakeTimers(STREAMS_RUN));
afterEach(() => jest.useRealTimers());

const EVENTS = ['call.completed', 'call.missed', 'sms.received'];
const NEW = 'https://new.example.com/webhook/hook/webhook';
const FOREIGN = 'https://crm.example.com/hook';
const LIST = 'GET /v2.1/webhooks';
const POST = 'POST /v2.1/webhooks';
const deleted = (...ids: string[]) => ids.map((id) => `DELETE /v2.1/webhooks/url/${id}`);

interface Subscription {
	type: string;
	webhook_url: string;
	url_id: unknown;
	status?: string;
}

/** JustCall's side: its subscriptions, and faults by "METHOD place", where place counts the requests of that method. */
function justCall(events: readonly string[] = EVENTS, place: Place = {}, parameters: IDataObject = {}) {
	const subscriptions: Subscription[] = [];
	const faults: Record<string, (request: Asked) => Answered> = {};
	let ids = 0;
	const counts: Record<string, number> = {};
	const listOf = () => {
		const types = [...new Set(subscriptions.map(({ type }) => type))];
		return types.map((type) => ({
			type,
			webhook_urls: subscriptions.filter((one) => one.type === type),
		}));
	};
	const add = (type: string, webhook_url: string, more: Partial<Subscription> = {}) => {
		const made = { type, webhook_url, url_id: `id ${++ids}`, status: 'Active', ...more };
		subscriptions.push(made);
		return made;
	};
	const trigger = scriptedTrigger(
		{ events: [...events], ...parameters } as never,
		(request) => {
			const { method, path, body } = request;
			counts[method] = (counts[method] ?? 0) + 1;
			const fault = faults[`${method} ${counts[method]}`] ?? faults[method];
			if (fault) return fault(request);
			if (method === 'GET') return data(listOf());
			if (method === 'POST') {
				add(String(body.type), String(body.webhook_url));
				return data(listOf().find(({ type }) => type === body.type));
			}
			const at = subscriptions.findIndex(({ url_id }) => path.endsWith(encodeURIComponent(String(url_id))));
			if (at < 0) return refused(404);
			subscriptions.splice(at, 1);
			return data({});
		},
		place,
	);
	/** Counts requests anew, and forgets those so far. */
	const forget = () => {
		trigger.sent.splice(0);
		for (const method of Object.keys(counts)) delete counts[method];
		for (const name of Object.keys(faults)) delete faults[name];
	};
	/** What n8n does when somebody publishes the workflow. */
	const publish = async (mode?: string) =>
		(await trigger.isRegistered(mode)) || (await trigger.register(mode));
	const addresses = () => subscriptions.map(({ type, webhook_url }) => `${type} ${webhook_url}`);
	return { trigger, subscriptions, faults, add, forget, publish, addresses };
}

const at = (url: string, events: readonly string[] = EVENTS) => events.map((type) => `${type} ${url}`);
const failure = async (work: Promise<unknown>) =>
	await work.then(
		() => undefined,
		(error: NodeApiError) => error,
	);

describe('publishing', () => {
	it('asks for the list, adds what is missing, and notes the IDs', async () => {
		const { trigger, publish } = justCall();
		expect(await trigger.isRegistered()).toBe(false);
		expect(trigger.stored).toEqual({});
		expect(await publish()).toBe(true);
		expect(trigger.lines()).toEqual([LIST, LIST, LIST, POST, POST, POST]);
		expect(trigger.sent.slice(3).map(({ body }) => body)).toEqual(
			EVENTS.map((type) => ({ webhook_url: OWN, type })),
		);
		expect(trigger.stored).toEqual({
			address: OWN,
			subscriptions: { 'call.completed': 'id 1', 'call.missed': 'id 2', 'sms.received': 'id 3' },
		});
	});

	it('takes over what is there, without a write, and leaves what is foreign', async () => {
		const { trigger, add, publish, addresses } = justCall(['call.completed', 'call.missed']);
		add('call.completed', FOREIGN);
		add('call.missed', OWN, { url_id: 7 });
		add('call.completed', OWN, { url_id: 8 });
		expect(await publish()).toBe(true);
		expect(trigger.lines()).toEqual([LIST]);
		expect(trigger.stored).toEqual({
			address: OWN,
			subscriptions: { 'call.completed': '8', 'call.missed': '7' },
		});
		expect(addresses()).toContain(`call.completed ${FOREIGN}`);
	});

	it.each([`${OWN}/`, OWN.toUpperCase(), `${OWN}?`, ` ${OWN}`])('%j is another address', async (other) => {
		const { trigger, add, publish } = justCall(['call.completed']);
		add('call.completed', other);
		await publish();
		expect(trigger.lines()).toContain(POST);
		expect(trigger.stored.subscriptions).toEqual({ 'call.completed': 'id 2' });
	});

	it('does not mind a list with other records', async () => {
		const { trigger, publish, faults } = justCall(['call.completed']);
		faults.GET = () => data([{ type: 'call.completed', webhook_urls: 'none' }, { type: 'call.completed' }]);
		expect(await publish()).toBe(true);
		expect(trigger.stored.subscriptions).toEqual({ 'call.completed': 'id 1' });
	});

	it.each<[string, (add: ReturnType<typeof justCall>['add']) => string[]]>([
		['of a type that is not wanted', (add) => [String(add('call.updated', OWN).url_id)]],
		[
			'that JustCall has blacklisted',
			(add) => [String(add('call.completed', OWN, { status: 'BlackListed' }).url_id)],
		],
		[
			'that is there twice, keeping the first',
			(add) => (add('call.completed', OWN), [String(add('call.completed', OWN).url_id)]),
		],
	])('deletes a subscription of the address %s', async (_name, prepare) => {
		const { trigger, add, publish, addresses } = justCall(['call.completed']);
		const ids = prepare(add);
		await publish();
		expect(trigger.lines().filter((line) => line.startsWith('DELETE'))).toEqual(
			deleted(...ids.map((id) => encodeURIComponent(id))),
		);
		expect(addresses()).toEqual([`call.completed ${OWN}`]);
		expect(Object.keys(trigger.stored)).toEqual(['subscriptions', 'address']);
	});

	it('goes on when one cannot be deleted, notes it without an address, and tries again at once', async () => {
		const { trigger, add, publish, faults } = justCall(['call.completed']);
		add('call.updated', OWN);
		add('call.missed', OWN);
		faults['DELETE 1'] = () => refused(403);
		faults['DELETE 3'] = () => refused(403);
		await publish();
		expect(trigger.lines().slice(2)).toEqual([
			...deleted('id%201', 'id%202'),
			POST,
			// What was left.
			...deleted('id%201'),
		]);
		expect(trigger.stored).toEqual({
			address: OWN,
			subscriptions: { 'call.completed': 'id 3' },
			former: [{ address: '', ids: ['id 1'] }],
		});
		await trigger.register();
		expect(trigger.stored).not.toHaveProperty('former');
	});

	it('keeps what was left of before, when more is left', async () => {
		const { trigger, add, publish, faults } = justCall(['call.completed']);
		trigger.stored.former = [{ address: FOREIGN, ids: ['gone', 'stays'] }];
		add('call.updated', OWN, { url_id: 'spare' });
		faults.DELETE = ({ path }) => (path.endsWith('gone') ? data({}) : refused(403));
		await publish();
		expect(trigger.stored.former).toEqual([
			{ address: FOREIGN, ids: ['stays'] },
			{ address: '', ids: ['spare'] },
		]);
	});

	it('counts one that does not exist any more as deleted', async () => {
		const { trigger, add, publish, faults } = justCall(['call.completed']);
		add('call.updated', OWN);
		faults.DELETE = () => refused(404);
		await publish();
		expect(trigger.stored).not.toHaveProperty('former');
	});

	it('takes back what it has added when one cannot be added, and nothing else', async () => {
		const { trigger, add, publish, addresses, faults } = justCall();
		add('call.missed', OWN);
		faults['POST 2'] = () => refused(403);
		const error = await failure(publish());
		expect(error?.message).toBe(
			"JustCall did not accept the webhook for the event 'sms.received': the key may not do that. Use the key of an admin or owner, and a plan that includes webhooks",
		);
		expect(error?.httpCode).toBe('403');
		expect(trigger.lines().slice(2)).toEqual([POST, POST, ...deleted('id%202')]);
		expect(addresses()).toEqual([`call.missed ${OWN}`]);
		expect(trigger.stored).toEqual({});
	});
});

describe('a subscription that JustCall refuses', () => {
	const said = (status: number, message: string) => async () => {
		const { publish, faults } = justCall(['call.missed']);
		faults.POST = () => refused(status, message);
		const { message: told, description } = (await failure(publish()))!;
		return { told, description: String(description) };
	};

	it('for its key is about the key', async () => {
		const { told, description } = await said(403, 'Forbidden')();
		expect(told).toContain('the key may not do that');
		expect(description).toMatch(/^Make a key under Settings > APIs and Webhooks in JustCall\. .*"Forbidden"/);
	});

	it('for its address, which is blacklisted', async () => {
		const { told, description } = await said(400, 'webhook_url is BlackListed')();
		expect(told).toBe(
			"JustCall did not accept the webhook for the event 'call.missed': the address is blacklisted. Delete it in JustCall under Settings > APIs and Webhooks",
		);
		expect(description).toMatch(
			`JustCall stopped calling ${OWN} after failures. Publish the workflow again after that. `,
		);
	});

	it('for their number', async () => {
		const { told, description } = await said(400, 'Maximum number of webhooks reached')();
		expect(told).toBe(
			"JustCall did not accept the webhook for the event 'call.missed': there are too many. Delete webhooks that nobody needs in JustCall under Settings > APIs and Webhooks",
		);
		expect(description).toMatch(/^Publish the workflow again after that\. /);
	});

	it('for its address, which does not answer', async () => {
		const { told, description } = await said(400, 'No answer')();
		expect(told).toBe(
			`JustCall did not accept the webhook for the event 'call.missed': check that ${OWN} can be reached from the internet and that n8n's WEBHOOK_URL is right`,
		);
		expect(description).toMatch(/^JustCall calls the address while it adds it\. /);
	});

	it('for another reason keeps that reason', async () => {
		const { told, description } = await said(401, 'Unauthorized')();
		expect(told).toMatch(
			/^JustCall did not accept the webhook for the event 'call\.missed'\. JustCall did not accept the API key/,
		);
		expect(description).toContain('(HTTP 401)');
	});

	it('as not there keeps that reason', async () => {
		const { told } = await said(404, 'Nothing here')();
		expect(told).toMatch(/'call\.missed'\. The webhook was not found$/);
	});

	it('whose list is not there says so', async () => {
		const { publish, faults } = justCall(['call.missed']);
		faults.GET = () => refused(404);
		expect((await failure(publish()))?.message).toBe('The list of webhooks was not found');
	});

	it('with an answer that was lost and a list that cannot be read is an error as it stands', async () => {
		const { trigger, publish, faults } = justCall();
		faults['POST 2'] = () => lost();
		faults['GET 3'] = () => ({ body: 'a page' });
		expect((await failure(publish()))?.message).toBe("JustCall's answer cannot be used");
		expect(trigger.lines().at(-1)).toBe(deleted('id%201')[0]);
	});

	it('in an answer that cannot be read is an error as it stands', async () => {
		const { publish, faults } = justCall(['call.missed']);
		faults.GET = () => ({ body: 'a page' });
		expect((await failure(publish()))?.message).not.toContain('did not accept the webhook');
	});
});

describe('an answer that does not say the ID of the new subscription', () => {
	it('is lost: the list says it', async () => {
		const { trigger, add, publish, faults } = justCall(['call.missed']);
		add('call.completed', FOREIGN);
		faults['POST 1'] = ({ body }) => {
			add(String(body.type), String(body.webhook_url), { url_id: 'made' });
			return lost();
		};
		expect(await publish()).toBe(true);
		expect(trigger.lines()).toEqual([LIST, LIST, POST, LIST]);
		expect(trigger.stored.subscriptions).toEqual({ 'call.missed': 'made' });
	});

	it.each<[string, IDataObject]>([
		['no address', { type: 'call.missed', webhook_urls: [] }],
		['no list', { type: 'call.missed' }],
		['another address', { webhook_urls: [{ webhook_url: FOREIGN, url_id: 'other' }] }],
		['no ID', { webhook_urls: [{ webhook_url: OWN }] }],
	])('has %s: the list says it', async (_name, answer) => {
		const { trigger, add, publish, faults } = justCall(['call.missed']);
		faults['POST 1'] = ({ body }) => {
			add('call.completed', OWN, { url_id: 'of another type' });
			add(String(body.type), OWN, { url_id: 'black', status: 'blacklisted' });
			add(String(body.type), OWN, { url_id: 'made' });
			return data(answer);
		};
		expect(await publish()).toBe(true);
		expect(trigger.stored.subscriptions).toEqual({ 'call.missed': 'made' });
	});

	it('and the list that does not have it is an error', async () => {
		const { publish, faults } = justCall(['call.missed']);
		faults.POST = () => data({});
		const error = await failure(publish());
		expect(error?.message).toBe(
			"JustCall did not accept the webhook for the event 'call.missed'. JustCall did not add the webhook",
		);
		expect(error?.description).toBe(
			'It answered without an error, but the address is not in its list. Try again.',
		);
	});

	it('is never that of one which JustCall did not delete', async () => {
		const { trigger, add, publish, faults } = justCall(['call.missed']);
		const old = add('call.missed', OWN, { url_id: 7, status: 'Blacklisted' });
		faults.DELETE = () => refused(403);
		faults.POST = () => {
			// JustCall has lifted the block meanwhile.
			old.status = 'Active';
			const made = add('call.missed', OWN, { url_id: 8 });
			return data({ type: 'call.missed', webhook_urls: [old, made] });
		};
		await publish();
		expect(trigger.stored).toMatchObject({
			subscriptions: { 'call.missed': '8' },
			former: [{ address: '', ids: ['7'] }],
		});
	});

	it('and the list that has none but those which it did not delete is an error', async () => {
		const { add, publish, faults } = justCall(['call.missed']);
		const old = add('call.missed', OWN, { url_id: 7, status: 'Blacklisted' });
		faults.DELETE = () => refused(403);
		faults.POST = () => {
			old.status = 'Active';
			return lost();
		};
		expect((await failure(publish()))?.message).toContain('JustCall did not add the webhook');
	});
});

describe('an n8n that moves', () => {
	/** Published at the old address, moved to the new one. */
	async function moved() {
		const one = justCall(['call.missed']);
		await one.publish();
		one.forget();
		one.trigger.address.url = NEW;
		return one;
	}

	it('adds the new address, deletes the old one, and notes the change for the next item', async () => {
		const { trigger, publish, addresses } = await moved();
		await publish();
		expect(trigger.lines()).toEqual([LIST, LIST, POST, ...deleted('id%201')]);
		expect(addresses()).toEqual(at(NEW, ['call.missed']));
		expect(trigger.stored).toEqual({
			address: NEW,
			subscriptions: { 'call.missed': 'id 2' },
			moved: { from: OWN, to: NEW },
		});
	});

	it('keeps the old one noted while JustCall does not delete it, and deletes it when it finds the new one', async () => {
		const { trigger, publish, faults, forget } = await moved();
		faults.DELETE = () => refused(403);
		await publish();
		expect(trigger.stored.former).toEqual([{ address: OWN, ids: ['id 1'] }]);
		forget();
		await publish();
		expect(trigger.lines()).toEqual([LIST, ...deleted('id%201')]);
		expect(trigger.stored).not.toHaveProperty('former');
		// Nothing is left to delete.
		forget();
		await publish();
		expect(trigger.lines()).toEqual([LIST]);
	});

	it('that moves twice keeps both noted', async () => {
		const { trigger, publish, faults } = await moved();
		faults.DELETE = () => refused(403);
		await publish();
		trigger.address.url = FOREIGN;
		await publish();
		expect(trigger.stored.former).toEqual([
			{ address: OWN, ids: ['id 1'] },
			{ address: NEW, ids: ['id 2'] },
		]);
		expect(trigger.stored.moved).toEqual({ from: NEW, to: FOREIGN });
	});

	it('an event that is taken out is no move', async () => {
		const { trigger, publish, addresses } = justCall();
		await publish();
		trigger.parameters.events = ['call.missed'];
		await publish();
		expect(addresses()).toEqual(at(OWN, ['call.missed']));
		expect(trigger.stored).toEqual({ address: OWN, subscriptions: { 'call.missed': 'id 2' } });
	});

	it('saved before addresses were noted moves from none', async () => {
		const { trigger, publish } = await moved();
		delete trigger.stored.address;
		await publish();
		expect(trigger.stored).toEqual({ address: NEW, subscriptions: { 'call.missed': 'id 2' } });
	});
});

describe('while JustCall is down', () => {
	const down = () => refused(503);

	it('the noted subscriptions count, for the same address and events', async () => {
		const { trigger, publish, faults } = justCall();
		await publish();
		faults.GET = down;
		expect(await trigger.isRegistered()).toBe(true);
		trigger.parameters.events = ['call.missed'];
		expect(await trigger.isRegistered()).toBe(true);
	});

	it.each<[string, (one: ReturnType<typeof justCall>) => void]>([
		['with another event', ({ trigger }) => (trigger.parameters.events = [...EVENTS, 'call.updated'])],
		['at another address', ({ trigger }) => (trigger.address.url = NEW)],
		['that noted none', ({ trigger }) => delete trigger.stored.subscriptions],
		['whose key is refused', ({ faults }) => (faults.GET = () => refused(401))],
	])('a node %s says so', async (_name, change) => {
		const one = justCall();
		await one.publish();
		one.faults.GET = down;
		change(one);
		await expect(one.trigger.isRegistered()).rejects.toThrow(/could not process|did not accept the API key/);
	});

	it.each<[string, Answered]>([
		['a page of a proxy', { body: '<html>Back soon</html>' }],
		['nothing', { body: '' }],
		['no list', { body: { status: 'success', data: {} } }],
	])('%s with a status of success is a passing fault too', async (_name, answer) => {
		const { trigger, publish, faults } = justCall();
		await publish();
		faults.GET = () => answer;
		expect(await trigger.isRegistered()).toBe(true);
		delete trigger.stored.subscriptions;
		await expect(trigger.isRegistered()).rejects.toThrow("JustCall's answer cannot be used");
	});
});

describe('unpublishing', () => {
	it('deletes what is noted and what is listed, each once, and forgets all', async () => {
		const { trigger, add, publish, forget, addresses } = justCall();
		add('call.missed', FOREIGN);
		await publish();
		add('call.updated', OWN);
		trigger.stored.former = [{ address: NEW, ids: ['earlier'] }];
		trigger.stored.moved = { from: NEW, to: OWN };
		trigger.stored.done = ['kept'];
		forget();
		expect(await trigger.unregister()).toBe(true);
		expect(trigger.lines()).toEqual([LIST, ...deleted('id%202', 'id%203', 'id%204', 'id%205', 'earlier')]);
		expect(addresses()).toEqual([`call.missed ${FOREIGN}`]);
		expect(trigger.stored).toEqual({ done: ['kept'] });
	});

	it('that fails for some keeps those noted, and says the first reason', async () => {
		const { trigger, publish, faults } = justCall();
		await publish();
		trigger.stored.former = [
			{ address: NEW, ids: ['a', 'b'] },
			{ address: FOREIGN, ids: ['c'] },
		];
		faults.DELETE = ({ path }) =>
			path.endsWith('id%202') ? refused(403, 'First') : path.endsWith('/b') ? refused(401) : data({});
		const error = await failure(trigger.unregister());
		expect(`${error?.message} ${error?.description}`).toMatch(/denied this request.*"First"/);
		expect(trigger.stored).toEqual({
			address: OWN,
			subscriptions: { 'call.missed': 'id 2' },
			former: [{ address: NEW, ids: ['b'] }],
		});
	});

	it('needs no list when it has noted some', async () => {
		const { trigger, publish, faults } = justCall(['call.missed']);
		await publish();
		faults.GET = () => refused(403);
		expect(await trigger.unregister()).toBe(true);
		expect(trigger.stored).toEqual({});
		expect(trigger.lines().slice(-2)).toEqual([LIST, ...deleted('id%201')]);
	});

	it('after n8n has moved deletes what is noted for the old address', async () => {
		const { trigger, publish, forget, addresses } = justCall(['call.missed']);
		await publish();
		forget();
		trigger.address.url = NEW;
		expect(await trigger.unregister()).toBe(true);
		expect(trigger.lines()).toEqual([LIST, ...deleted('id%201')]);
		expect([addresses(), trigger.stored]).toEqual([[], {}]);
	});

	it('without a note and without a list is an error', async () => {
		const { trigger, publish, faults } = justCall(['call.missed']);
		await publish();
		delete trigger.stored.subscriptions;
		faults.GET = () => refused(403);
		expect((await failure(trigger.unregister()))?.message).toMatch(/denied this request/);
	});
});

describe('a test', () => {
	it('has an address of its own, and leaves the published one alone', async () => {
		const { trigger, publish, forget, addresses } = justCall(['call.missed']);
		await publish();
		trigger.stored.former = [{ address: NEW, ids: ['earlier'] }];
		forget();
		await publish('manual');
		expect(trigger.lines()).toEqual([LIST, LIST, POST]);
		expect(addresses()).toEqual([...at(OWN, ['call.missed']), ...at(OWN_TEST, ['call.missed'])]);
		expect(trigger.stored).not.toHaveProperty('moved');
		expect(trigger.stored.former).toEqual([{ address: NEW, ids: ['earlier'] }]);
		forget();
		expect(await trigger.isRegistered('manual')).toBe(true);
		expect(trigger.lines()).toEqual([LIST]);
		await trigger.unregister('manual');
		expect(addresses()).toEqual(at(OWN, ['call.missed']));
	});

	it('that ends with the notes of the published workflow deletes only what is listed for its own address', async () => {
		const { trigger, add, publish, addresses, forget } = justCall(['call.missed']);
		await publish();
		add('call.missed', OWN_TEST);
		forget();
		await trigger.unregister('manual');
		expect(trigger.lines()).toEqual([LIST, ...deleted('id%202')]);
		expect(addresses()).toEqual(at(OWN, ['call.missed']));
	});
});

it('a test that has notes of its own ends although the list cannot be read', async () => {
	const { trigger, publish, faults, addresses } = justCall(['call.missed']);
	await publish('manual');
	faults.GET = () => refused(403);
	expect(await trigger.unregister('manual')).toBe(true);
	expect(addresses()).toEqual([]);
});

describe('before anything is sent', () => {
	it.each<[string, IDataObject, RegExp]>([
		['no event', { events: [] }, /^'Events' is empty/],
		['a filter', { filters: { number: '' } }, /^'Phone Number' is empty/],
		['an option', { options: { tolerance: 0 } }, /^'Timestamp Tolerance \(Seconds\)' cannot be 0/],
		['Simplify', { simplify: 'maybe' }, /^'Simplify' is neither/],
	])('%s that cannot be read is refused', async (_name, parameters, said) => {
		const { trigger } = justCall(EVENTS, { typeVersion: 2 }, parameters);
		expect((await failure(trigger.isRegistered()))?.message).toMatch(said);
		expect((await failure(trigger.register()))?.message).toMatch(said);
		expect(trigger.sent).toEqual([]);
	});

	it.each<[string, IDataObject, RegExp]>([
		['a country', { defaultCountry: 'Atlantis' }, /'Default Country'/],
		['a zone', { timezone: 'Mars/Olympus' }, /Mars\/Olympus/],
	])("the credential's %s that there is not is refused", async (_name, credential, said) => {
		const { trigger } = justCall(EVENTS, { credential });
		expect((await failure(trigger.register()))?.message).toMatch(said);
		expect(trigger.sent).toEqual([]);
	});

	it('an address that JustCall cannot call is refused', async () => {
		const { trigger } = justCall(EVENTS, { credential: { baseUrl: 'https://api.justcall.io' } });
		trigger.address.url = 'http://localhost:5678/webhook/hook/webhook';
		expect((await failure(trigger.register()))?.message).toMatch(
			/cannot call this n8n at http:\/\/localhost/,
		);
		trigger.address.url = undefined;
		expect((await failure(trigger.register()))?.message).toMatch(/cannot call this n8n at :/);
		expect(trigger.sent).toEqual([]);
	});

	it('a number of a country is read by the credential', async () => {
		const { trigger } = justCall(
			['call.missed'],
			{ credential: { defaultCountry: 'GB' } },
			{ filters: { number: '020 7946 0958' } },
		);
		expect(await trigger.register()).toBe(true);
	});
});
