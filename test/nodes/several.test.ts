import type { IDataObject, INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import { MOST_SHOWN } from '../../nodes/JustCall/loadOptions/loading';
import { VOICE_AGENTS } from '../../sandbox/seed/calls';
import { emptyCampaign } from '../../sandbox/seed/salesDialer';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 300, arrivals: 0, filters: 'exact' });

const state = () => env.sandbox.state;
const load = async (method: string) => await env.n8n.loadOptions('justCall', method);
const named = (options: INodePropertyOptions[]) => options.map(({ name, value }) => [name, value]);
const sentTo = (path: string) => env.sandbox.requests().filter((request) => request.path === path);

/** Makes the account have this many agents. */
function haveAgents(
	count: number,
	name = (place: number) => `Agent ${String(place).padStart(4, '0')}`,
): void {
	const { users } = state();
	const [first] = users;
	users.splice(
		0,
		users.length,
		...Array.from({ length: count }, (_, place) => ({
			...first!,
			id: 200_000 + place,
			name: name(place),
			email: `${name(place).replace(/\W/g, '')}@example.com`,
		})),
	);
}

describe('the list of a field for several choices', () => {
	it('has all agents by name, with their IDs as text and their e-mail in a second line', async () => {
		const agents = state().users.map(({ id, name, email }) => ({
			name,
			value: String(id),
			description: email,
		}));
		expect(await load('getAgents')).toEqual(
			agents.sort((one, other) => one.name.localeCompare(other.name, 'en')),
		);
	});

	it('has all voice agents', async () => {
		expect(named(await load('getVoiceAgents')).sort()).toEqual(
			VOICE_AGENTS.map(({ id, name }) => [name, id]).sort(),
		);
	});

	it('has 2,000 agents, and those with the same name also have the ID', async () => {
		haveAgents(2000, (place) => (place < 2 ? 'Robin' : `Agent ${place}`));
		const options = await load('getAgents');
		expect(options).toHaveLength(2000);
		expect(named(options.slice(-2))).toEqual([
			['Robin · ID 200000', '200000'],
			['Robin · ID 200001', '200001'],
		]);
		expect(sentTo('/v2.1/users')).toHaveLength(20);
	});

	it('says first of all how much it shows of a longer list', async () => {
		haveAgents(MOST_SHOWN + 300);
		const options = await load('getAgents');
		expect(options[0]).toEqual({
			name: 'Only the first 2,000 of 2,300 agents',
			description: 'Give others by their IDs, in an expression',
			value: false,
			disabled: true,
		});
		expect(options).toHaveLength(1 + MOST_SHOWN);
	});

	it('leaves half of the requests of a minute to workflows, and reads on when it is opened again', async () => {
		env.sandbox.set({
			rateLimits: { burst: { limit: 30, seconds: 60 }, hour: { limit: 1800, seconds: 3600 } },
		});
		haveAgents(1800);
		expect((await load('getAgents'))[0]?.name).toBe('Only the first 1,500 of 1,800 agents');
		expect(sentTo('/v2.1/users')).toHaveLength(15);
		env.clock.skip(61_000);
		expect(await load('getAgents')).toHaveLength(1800);
		// The first page was read again, and the others were not.
		expect(sentTo('/v2.1/users').map(({ query }) => Number(query.page))).toEqual([
			...Array.from({ length: 15 }, (_, page) => page),
			...[0, 15, 16, 17],
		]);
	});

	it('reads all again when the first page has changed', async () => {
		haveAgents(250);
		await load('getAgents');
		state().users.unshift({ ...state().users[0]!, id: 1, name: 'A New One' });
		expect((await load('getAgents')).length).toBe(251);
		expect(sentTo('/v2.1/users').filter(({ query }) => query.page === '2')).toHaveLength(2);
	});

	it('has the part that it could read when a later page fails, and says why when the first does', async () => {
		haveAgents(250);
		const fails = (after: number) =>
			env.sandbox.fault({
				kind: 'status',
				status: 403,
				match: { operationId: 'listUsers' },
				after,
				times: 1,
			});
		fails(1);
		const part = await load('getAgents');
		expect([part.length, part[0]?.name]).toEqual([101, 'Only the first 100 of 250 agents']);
		fails(0);
		await expect(load('getAgents')).rejects.toThrow('JustCall denied this request');
	});

	it('has the dispositions of the newest calls, each once', async () => {
		const seen = new Set(state().calls.map(({ disposition }) => disposition));
		expect(seen.has('')).toBe(true);
		const options = named(await load('getDispositions'));
		expect(options).toEqual(
			[...seen]
				.filter(Boolean)
				.sort()
				.map((text) => [text, text]),
		);
	});

	it('looks for dispositions in no more than 500 calls', async () => {
		const [call] = state().calls;
		state().calls.unshift(...Array.from({ length: 900 }, (_, place) => ({ ...call!, id: place + 1 })));
		state().calls[0]!.disposition = 'Sales: Long Ago';
		expect(named(await load('getDispositions')).map(([name]) => name)).not.toContain('Sales: Long Ago');
		expect(sentTo('/v2.1/calls')).toHaveLength(5);
	});

	it('has the call scripts and disposition groups that campaigns use: IDs for new ones, names for changes', async () => {
		state().salesDialer.campaigns.push({
			...emptyCampaign(9_999_999, 1),
			call_scripts: ['5121'],
			disposition_groups: ['310', '311'],
		});
		const [script] = await load('getCallScripts');
		expect(script).toEqual({ name: '5121', value: '5121' });
		expect(named(await load('getDispositionGroups')).map(([, value]) => value)).toEqual(['310', '311']);
		// The sandbox names them by their IDs.
		expect(named(await load('getCallScriptNames'))).toEqual([['5121', '5121']]);
		expect(named(await load('getDispositionGroupNames'))).toHaveLength(2);
	});

	it('tells a script from its name, and survives what is none', async () => {
		const data = [
			{
				id: 1,
				call_scripts: [{ id: 7, name: 'Welcome' }, { id: 8, name: 'Welcome' }, null, 'text', { name: '' }],
			},
			{ id: 2, call_scripts: null },
			{ id: 3 },
		];
		const answer = { kind: 'malformed', match: { operationId: 'listCampaigns' }, times: 2 } as const;
		env.sandbox.fault({ ...answer, body: { status: 'success', data } });
		expect(named(await load('getCallScripts'))).toEqual([
			['Welcome · ID 7', '7'],
			['Welcome · ID 8', '8'],
		]);
		expect(named(await load('getCallScriptNames'))).toEqual([['Welcome', 'Welcome']]);
	});

	it('is not mixed up with the list of the same records that a person searches', async () => {
		const [campaign] = state().salesDialer.campaigns;
		await load('getCallScripts');
		const { results } = await env.n8n.search('justCall', 'searchCampaigns', campaign!.name);
		expect(results.map(({ value }) => value)).toContain(String(campaign!.id));
	});

	it('is that of a method for each field, in version 2 alone, beside a text field of the same name', () => {
		const { properties } = env.n8n.node('justCall').description;
		const fields = properties.flatMap(({ options = [] }) => options.filter((option) => 'type' in option));
		const lists = fields.filter(({ typeOptions }) => typeOptions?.loadOptionsMethod);
		expect(lists.length).toBeGreaterThan(10);
		for (const { name, displayOptions, allowArbitraryValues } of lists) {
			expect(displayOptions).toEqual({ show: { '@version': [{ _cnd: { gte: 2 } }] } });
			expect(allowArbitraryValues).toBe(true);
			const texts = fields.filter((field) => field.name === name && field.type === 'string');
			expect(texts.length).toBeGreaterThan(0);
			for (const text of texts)
				expect(text.displayOptions).toEqual({ show: { '@version': [{ _cnd: { lt: 2 } }] } });
		}
	});
});

describe('several values', () => {
	const both = () =>
		state()
			.users.slice(0, 2)
			.map(({ id }) => id);

	it.each<[string, (ids: number[]) => unknown]>([
		['chosen from the list', (ids) => ids.map(String)],
		['an array of numbers', (ids) => `={{ ${JSON.stringify(ids)} }}`],
		['text with commas', (ids) => ids.join(', ')],
		['text with commas from an expression', (ids) => `={{ '${ids.join(',')}' }}`],
		['JSON text, as agents write it', (ids) => JSON.stringify(ids)],
	])('of contacts and campaigns are sent as JustCall takes them: %s', async (_name, given) => {
		const value = given(both()) as INodeParameters[string];
		for (const typeVersion of [1, 2]) {
			env.sandbox.clearRequests();
			const place = { typeVersion };
			const { error } = await env.run('contact', 'getAll', { filters: { agentIds: value } }, { place });
			expect([typeVersion, error]).toEqual([typeVersion, undefined]);
			expect(env.sandbox.requests()[0]?.query.agent_ids).toEqual(both().map(String));
			await env.run(
				'campaign',
				'create',
				{ name: 'May', countryCode: 'US', additionalFields: { type: 'Dynamic', assignAgents: value } },
				{ place },
			);
			expect(env.sandbox.requests().at(-1)?.body).toMatchObject({ assign_agents: both().join(',') });
		}
	});

	it('may be a single one', async () => {
		const [id] = both();
		for (const value of [String(id), `={{ ${id} }}`, [String(id)]]) {
			env.sandbox.clearRequests();
			const { error } = await env.run('contact', 'getAll', { filters: { agentIds: value } });
			expect([error, [env.sandbox.requests()[0]?.query.agent_ids].flat()]).toEqual([undefined, [String(id)]]);
		}
	});

	it.each<[string, IDataObject[string], string]>([
		['nothing', [], "'Agent Names or IDs' is empty"],
		['a name', ['Mara Ellison'], '\'Agent Names or IDs\' is not a whole number: "Mara Ellison"'],
		[
			'the line of a list that is not whole',
			['143800', false],
			"'Agent Names or IDs' has an entry that is not text",
		],
		['an object', '={{ ({ id: 5 }) }}', "'Agent Names or IDs' has an entry that is not text"],
	])('that are %s are refused with a sentence before anything is sent', async (_name, value, message) => {
		const { error } = await env.run('contact', 'getAll', { filters: { agentIds: value as never } });
		expect(error?.message).toContain(message);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('keep the name that the panel of version 1 has', async () => {
		const filters = { agentIds: 'Mara' };
		const { error } = await env.run('contact', 'getAll', { filters }, { place: { typeVersion: 1 } });
		expect(error?.message).toBe('\'Agent IDs\' is not a whole number: "Mara"');
	});

	it('filter calls by disposition, also by one that the list does not show', async () => {
		state().calls[0]!.disposition = 'Sales: Never Seen';
		const { items } = await env.call('getAll', {
			filters: { dispositionCodes: ['Sales: Never Seen'] },
		});
		expect(items.map(({ json }) => json.id)).toEqual([state().calls[0]!.id]);
	});

	it('change a campaign by the names of its scripts', async () => {
		const [campaign] = state().salesDialer.campaigns;
		const { error } = await env.run('campaign', 'update', {
			campaignId: byId(campaign!.id),
			updateFields: { callScripts: ['Welcome', 'Follow-up'] },
		});
		expect(error).toBeUndefined();
		expect(env.sandbox.requests()[0]?.body).toEqual({ call_scripts: 'Welcome,Follow-up' });
	});

	it('are a text with commas in the polling trigger, which loads no lists', async () => {
		const { description } = env.n8n.node('justCallPollingTrigger');
		const filters = description.properties.filter(({ name }) => name === 'filters');
		const nested = filters.flatMap(({ options = [] }) => options.filter((option) => 'type' in option));
		const several = nested.filter(({ name }) =>
			['dispositionCodes', 'aiAgentIds', 'agentIds'].includes(name),
		);
		expect(several.map(({ type }) => type)).toEqual(several.map(() => 'string'));
		expect(several.length).toBeGreaterThan(2);
		expect(JSON.stringify(filters)).not.toContain('@version');
		const parameters = { event: 'newContact', filters: { agentIds: 'Mara' } };
		for (const typeVersion of [1, 3]) {
			const poller = env.n8n.poller('justCallPollingTrigger', parameters, { typeVersion });
			await expect(poller.look()).rejects.toThrow("'Agent IDs' is not a whole number");
		}
	});
});
