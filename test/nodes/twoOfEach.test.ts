import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox/server';
import { DEFAULT_CREDENTIAL, type WorkflowNode } from '../../tools/engine/inProcess';
import { byId, useSandbox } from '../harness/sandboxed';

// Two accounts of JustCall, and one n8n with a credential for each.
const home = useSandbox({ calls: 20, agents: 3 });
const abroad = useSandbox({
	calls: 20,
	agents: 3,
	seed: 2,
	apiKey: 'An0ther-key-that-must-never-show-1b',
	apiSecret: 'An0ther-secret-that-must-never-show-4d',
	timeZone: 'Asia/Tokyo',
});
const ABROAD = 'abroad';

beforeEach(() => {
	home.clock.forget();
	const { credentials } = home.n8n;
	credentials.set(DEFAULT_CREDENTIAL, { ...home.credential, defaultCountry: 'US' });
	credentials.set(ABROAD, { ...abroad.credential, defaultCountry: 'GB' });
});

const accounts = (): Array<[string, Sandbox]> => [
	[DEFAULT_CREDENTIAL, home.sandbox],
	[ABROAD, abroad.sandbox],
];
const numberOf = ({ state }: Sandbox) => String(state.numbers[0]?.justcall_number);
const texts = ({ state }: Sandbox, body = 'Hello') =>
	state.messages.texts
		.filter((text) => text.body === body)
		.map(({ contact }) => String(state.contacts[contact]?.number).replace(/\D/g, ''));
const statuses = (sandbox: Sandbox) => [...new Set(sandbox.requests().map(({ status }) => status))];

const send = (sandbox: Sandbox, more: INodeParameters = {}): INodeParameters => ({
	resource: 'sms',
	operation: 'send',
	justcallNumber: byId(numberOf(sandbox)),
	contactNumber: '={{ $json.phone }}',
	body: 'Hello',
	...more,
});
const through = (credential: string, sandbox: Sandbox, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
	type: 'justCall',
	parameters: send(sandbox),
	place: { credential: { id: credential } },
	...more,
});

const people = (count: number, from = 0): INodeExecutionData[] =>
	Array.from({ length: count }, (_, place) => ({
		json: { phone: `+1415555${String(100 + from + place).padStart(4, '0')}` },
	}));
const digits = (items: INodeExecutionData[]) => items.map(({ json }) => String(json.phone).slice(1));
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

describe('two credentials', () => {
	it('of two nodes in one workflow: each text goes through its own account, in order', async () => {
		const items = people(4);
		const { status, nodes } = await home.n8n.execute(
			{
				Home: through(DEFAULT_CREDENTIAL, home.sandbox),
				Abroad: through(ABROAD, abroad.sandbox),
				Last: through(DEFAULT_CREDENTIAL, home.sandbox, {
					after: 'Abroad',
					parameters: send(home.sandbox, {
						contactNumber: '={{ "+" + $json.contact_number.replace(/\\D/g, "") }}',
						body: 'Bye',
					}),
				}),
			},
			{ items },
		);
		expect([status, nodes.Home?.items.length, nodes.Abroad?.items.length]).toEqual(['success', 4, 4]);
		for (const [, sandbox] of accounts())
			expect([texts(sandbox), statuses(sandbox)]).toEqual([digits(items), [200]]);
		expect([texts(home.sandbox, 'Bye'), texts(abroad.sandbox, 'Bye')]).toEqual([digits(items), []]);
	});

	it('in two executions at once: each keeps its account from the first item to the last', async () => {
		const runs = await Promise.all(
			[0, 1, 2, 3].map(async (place) => {
				const [id, sandbox] = accounts()[place % 2]!;
				const options = { items: people(5, place * 5), place: { credential: { id } } };
				return await home.n8n.run('justCall', send(sandbox), options);
			}),
		);
		expect(runs.map(({ error, items }) => [error, items.length])).toEqual(Array(4).fill([undefined, 5]));
		for (const [place, [, sandbox]] of accounts().entries()) {
			const expected = [...people(5, place * 5), ...people(5, place * 5 + 10)];
			expect([...texts(sandbox)].sort()).toEqual(digits(expected).sort());
			expect(statuses(sandbox)).toEqual([200]);
		}
	});

	it('have their own default country', async () => {
		const items = [{ json: { phone: '020 7946 0958' } }];
		const { status } = await home.n8n.execute(
			{ Abroad: through(ABROAD, abroad.sandbox), Home: through(DEFAULT_CREDENTIAL, home.sandbox) },
			{ items },
		);
		// The number is one of Britain, and none of the United States.
		expect([status, texts(abroad.sandbox)]).toEqual(['error', ['442079460958']]);
		expect(home.sandbox.requests()).toEqual([]);
	});

	it('have their own time zone', async () => {
		const parameters = {
			resource: 'call',
			operation: 'getAll',
			filters: { fromDatetime: '2026-01-15T12:00:00Z' },
		};
		for (const [id] of accounts())
			await home.n8n.run('justCall', parameters, { place: { credential: { id } } });
		expect(accounts().map(([, sandbox]) => sandbox.requests()[0]?.query.from_datetime)).toEqual([
			'2026-01-15 07:00:00',
			'2026-01-15 21:00:00',
		]);
	});

	it('have their own limit: while one account waits, the other goes on', async () => {
		home.sandbox.set({
			// Without the headers of the hour nothing tells when it ends.
			rateHeaders: 'all',
			rateLimits: { burst: { limit: 100, seconds: 60 }, hour: { limit: 2, seconds: 3600 } },
		});
		const [mine, theirs] = await Promise.all(
			accounts().map(
				async ([id, sandbox]) =>
					await home.n8n.run('justCall', send(sandbox), {
						items: people(4),
						place: { credential: { id } },
					}),
			),
		);
		expect(mine?.error?.message).toMatch(/rate limit for this account is used up/);
		expect([theirs?.error, texts(abroad.sandbox)]).toEqual([undefined, digits(people(4))]);
		expect(texts(home.sandbox)).toEqual(digits(people(2)));
	});

	it('have their own dropdowns, also for one node whose credential is exchanged while a person searches', async () => {
		const names = ['Only At Home', 'Only Abroad'];
		for (const [place, [, { state }]] of accounts().entries()) {
			const user = state.users[0];
			if (user) user.name = names[place]!;
		}
		const search = async (id: string, text: string) => {
			const place = { credential: { id } };
			const { results } = await home.n8n.search(
				'justCall',
				'searchAgents',
				text,
				undefined,
				undefined,
				place,
			);
			return results.map(({ name }) => name.replace(/ \(.*/, ''));
		};
		for (const [place, [id]] of accounts().entries()) {
			expect(await search(id, 'only')).toEqual([names[place]]);
		}
		home.n8n.credentials.set(DEFAULT_CREDENTIAL, abroad.credential);
		expect(await search(DEFAULT_CREDENTIAL, 'only')).toEqual(['Only Abroad']);
	});

	it("of two agents with the same tool: each calls through its own, and none remembers the other's", async () => {
		const phone = '+14155550177';
		for (const [id, sandbox] of accounts()) {
			const parameters = send(sandbox, { contactNumber: phone });
			const credentials = { justCallApi: { id, name: 'JustCall' } };
			const own = home.n8n.agent(undefined, { credential: { id } });
			await own('justCall', parameters, { ...RETRY, credentials })();
		}
		expect(accounts().map(([, sandbox]) => texts(sandbox))).toEqual([['14155550177'], ['14155550177']]);
	});
});

describe('a credential that is changed', () => {
	it('to another account between two runs counts from the next run on', async () => {
		const run = async (sandbox: Sandbox) =>
			await home.n8n.run('justCall', send(sandbox), { items: people(2), settings: RETRY });
		expect((await run(home.sandbox)).error).toBeUndefined();
		home.n8n.credentials.set(DEFAULT_CREDENTIAL, abroad.credential);
		expect((await run(abroad.sandbox)).error).toBeUndefined();
		expect(accounts().map(([, sandbox]) => [texts(sandbox), statuses(sandbox)])).toEqual([
			[digits(people(2)), [200]],
			[digits(people(2)), [200]],
		]);
	});

	it('during a run does not: all items go through one account', async () => {
		const running = home.n8n.run('justCall', send(home.sandbox), { items: people(6) });
		while (home.sandbox.requests().length < 2) await new Promise((resolve) => setImmediate(resolve));
		home.n8n.credentials.set(DEFAULT_CREDENTIAL, abroad.credential);
		expect((await running).error).toBeUndefined();
		expect([texts(home.sandbox), abroad.sandbox.requests()]).toEqual([digits(people(6)), []]);
	});

	it('to a wrong secret fails the next run, and nothing is sent by what was known before', async () => {
		await home.n8n.run('justCall', send(home.sandbox), { items: people(1) });
		home.n8n.credentials.set(DEFAULT_CREDENTIAL, {
			...home.credential,
			apiSecret: 'A-secret-that-is-not-right-any-more',
		});
		const { error } = await home.n8n.run('justCall', send(home.sandbox), { items: people(2, 1) });
		expect(error?.httpCode).toBe('401');
		expect(texts(home.sandbox)).toEqual(digits(people(1)));
	});

	it('to none fails before anything is sent', async () => {
		home.n8n.credentials.delete(DEFAULT_CREDENTIAL);
		const { error } = await home.n8n.run('justCall', send(home.sandbox), { items: people(2) });
		expect(error?.message).toMatch(/does not exist/);
		expect(home.sandbox.requests()).toEqual([]);
	});
});

describe('two nodes of one workflow with the same credential, parameters and items', () => {
	const twice = (more: Partial<WorkflowNode>): Record<string, WorkflowNode> => ({
		First: through(DEFAULT_CREDENTIAL, home.sandbox, more),
		Second: through(DEFAULT_CREDENTIAL, home.sandbox, more),
	});

	it('each send their own, with Retry On Fail too: a try remembers its own node only', async () => {
		home.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' }, after: 1 });
		home.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' }, after: 4 });
		const items = people(3);
		const { status } = await home.n8n.execute(twice({ settings: RETRY }), { items });
		expect([status, texts(home.sandbox)]).toEqual(['success', [...digits(items), ...digits(items)]]);
	});

	it.each(['manual', 'trigger'] as const)(
		'Stop: a bad item in the first ends a %s execution before anybody is contacted',
		async (mode) => {
			const items = [...people(1), { json: { phone: 'nobody' } }, ...people(1, 1)];
			const { status, nodes } = await home.n8n.execute(twice({}), { items, mode });
			expect([status, nodes.Second, home.sandbox.requests()]).toEqual(['error', undefined, []]);
		},
	);

	it('with an error output each person is contacted once, by the branch that fits', async () => {
		const items = [...people(2), { json: { phone: 'nobody' } }, ...people(2, 2)];
		home.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'sendText' }, after: 1 });
		const branch = (output: number, body: string): WorkflowNode =>
			through(ABROAD, abroad.sandbox, {
				after: 'First',
				output,
				parameters: send(abroad.sandbox, { contactNumber: '={{ $("Start").item.json.phone }}', body }),
				onError: 'continueErrorOutput',
			});
		const { nodes } = await home.n8n.execute(
			{
				First: through(DEFAULT_CREDENTIAL, home.sandbox, { onError: 'continueErrorOutput' }),
				Sent: branch(0, 'Sent'),
				Failed: branch(1, 'Failed'),
			},
			{ items },
		);
		const [one, two, , three, four] = items.map(({ json }) => String(json.phone).slice(1));
		expect(texts(home.sandbox)).toEqual([one, three, four]);
		expect(texts(abroad.sandbox, 'Sent')).toEqual([one, three, four]);
		expect(texts(abroad.sandbox, 'Failed')).toEqual([two]);
		expect([nodes.Failed?.items.length, nodes.Failed?.errorItems.length]).toEqual([1, 1]);
	});
});

it('two workflows at once share the limit of their account and nothing else', async () => {
	home.sandbox.set({
		rateLimits: { burst: { limit: 5, seconds: 60 }, hour: { limit: 100_000, seconds: 3600 } },
	});
	const runs = await Promise.all(
		['one', 'two', 'three'].map(
			async (workflow, index) =>
				await home.n8n.run('justCall', send(home.sandbox), {
					items: people(4, index * 4),
					settings: RETRY,
					mode: 'trigger',
					place: { workflow, active: true },
				}),
		),
	);
	expect(runs.map(({ error, items }) => [error, items.length])).toEqual(Array(3).fill([undefined, 4]));
	expect([...texts(home.sandbox)].sort()).toEqual(digits(people(12)));
	expect(statuses(home.sandbox)).toEqual([200]);
});
