import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { byId, useSandbox } from '../harness/sandboxed';
import { emptyContact } from '../../sandbox/seed/contacts';
import { threadIdOf } from '../../sandbox/seed/messages';
import { CUSTOM_FIELDS, emptyCampaign } from '../../sandbox/seed/salesDialer';

const env = useSandbox({ calls: 450, agents: 130, numbers: 12 });
const other = useSandbox({ calls: 10 });

const state = () => env.sandbox.state;
const search = async (method: string, filter?: string, token?: unknown) =>
	await env.n8n.search('justCall', method, filter, token as string | undefined);
const names = ({ results }: Awaited<ReturnType<typeof search>>) => results.map(({ name }) => name);
const values = ({ results }: Awaited<ReturnType<typeof search>>) => results.map(({ value }) => value);
const sent = () => env.sandbox.requests().map(({ path, query }) => ({ path, query }));

/** Adds campaigns after the existing ones in JustCall's list, which has the newest first. */
function addCampaigns(count: number, name = (place: number) => `Outreach ${place}`): void {
	const { campaigns } = state().salesDialer;
	campaigns.unshift(
		...Array.from({ length: count }, (_, place) => ({
			...emptyCampaign(1000 + place, 1),
			name: name(place),
		})),
	);
}

/** Adds contacts after the existing ones. */
function addContacts(count: number): void {
	const added = Array.from({ length: count }, (_, place) => ({
		...emptyContact(1000 + place, state().users[1]?.id ?? 0, '2025-11-01'),
		name: `Quentin Number${place}`,
		first_name: 'Quentin',
		last_name: `Number${place}`,
		contact_number: `4930901${String(place).padStart(5, '0')}`,
	}));
	state().contactRecords.unshift(...added);
}

afterEach(() => {
	expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
});

describe('2,000 campaigns', () => {
	// The pages of each search are counted, and what comes meanwhile moves the last entries onto another page.
	beforeEach(() => env.sandbox.set({ arrivals: 0 }));

	beforeEach(() => addCampaigns(2000 - state().salesDialer.campaigns.length));

	it('the last of all is found by its name', async () => {
		const found = await search('searchCampaigns', 'OUTREACH 0');
		expect(found).toEqual({ results: [{ name: 'Outreach 0', value: '1000' }] });
		expect(sent()).toHaveLength(40);
	});

	it('what is not there is looked for to the end, and nothing else is said', async () => {
		expect(await search('searchCampaigns', 'nothing like it')).toEqual({ results: [] });
		expect(sent()).toHaveLength(40);
	});

	it('are found by ID with two requests, and a look at what else has these digits', async () => {
		const found = await search('searchCampaigns', '1000');
		expect(found.results[0]).toEqual({ name: 'Outreach 0', value: '1000' });
		expect(sent()[1]?.path).toBe('/v2.1/sales_dialer/campaigns/1000');
		expect(sent()).toHaveLength(4);
	});

	it('an ID that does not exist does no harm', async () => {
		const { results } = await search('searchCampaigns', '999999');
		expect(results.filter(({ value }) => typeof value !== 'boolean')).toEqual([]);
		expect(sent().length).toBeLessThanOrEqual(40);
	});

	it('enough of them end a search, and scrolling goes on', async () => {
		const first = await search('searchCampaigns', 'outreach');
		expect(first.results.length).toBeGreaterThanOrEqual(20);
		expect(sent().length).toBeLessThanOrEqual(6);
		const second = await search('searchCampaigns', 'outreach', first.paginationToken);
		expect(values(second).filter((value) => values(first).includes(value))).toEqual([]);
	});

	it('opened, they cost one request a page', async () => {
		const first = await search('searchCampaigns');
		expect(first.results).toHaveLength(50);
		expect(sent()).toHaveLength(1);
		await search('searchCampaigns', '', first.paginationToken);
		expect(sent()).toHaveLength(2);
	});

	describe('of an account with 30 requests a minute', () => {
		beforeEach(() =>
			env.sandbox.set({
				rateLimits: { burst: { limit: 30, seconds: 60 }, hour: { limit: 1800, seconds: 3600 } },
			}),
		);

		it('a search uses half of them, and its last lines say how far it came and choose nothing', async () => {
			const { results, paginationToken } = await search('searchCampaigns', 'outreach 0');
			expect(sent()).toHaveLength(15);
			expect(results).toEqual([
				{ name: 'Searched 750 of 2,000 campaigns so far', value: false },
				{ name: 'Type more to search on, or use By ID', value: true },
			]);
			expect(paginationToken).toBe('15');
		});

		it('the next keystroke reads nothing again, and one page on', async () => {
			await search('searchCampaigns', 'outreach');
			await search('searchCampaigns', 'outreach 0');
			expect(new Set(sent().map(({ query }) => query.page)).size).toBe(15);
			env.sandbox.clearRequests();
			const third = await search('searchCampaigns', 'outreach 00');
			expect(sent().map(({ query }) => query.page)).toEqual(['15']);
			expect(names(third)[0]).toBe('Searched 800 of 2,000 campaigns so far');
		});

		it('a search in the next minute comes to the end', async () => {
			await search('searchCampaigns', 'outreach 0');
			env.sandbox.set({
				rateLimits: { burst: { limit: 90, seconds: 60 }, hour: { limit: 5400, seconds: 3600 } },
			});
			env.sandbox.clearRequests();
			const { results } = await search('searchCampaigns', 'Outreach 0 ');
			expect(results[0]).toEqual({ name: 'Outreach 0', value: '1000' });
			expect(sent()).toHaveLength(25);
		});
	});

	it('a fault in the middle leaves what was read, and says how far that is', async () => {
		env.sandbox.fault({ kind: 'status', status: 403, after: 3, times: 100 });
		const { results, paginationToken } = await search('searchCampaigns', 'outreach 0');
		expect(results.at(-2)?.name).toMatch(/^Searched \d+ of 2,000 campaigns so far$/);
		expect(paginationToken).toBeDefined();
	});

	it('a fault at the beginning is said in a sentence', async () => {
		env.sandbox.fault({ kind: 'status', status: 403, times: 100 });
		await expect(search('searchCampaigns', 'outreach 0')).rejects.toThrow(/JustCall/);
	});
});

describe('contacts', () => {
	it('number 600 of 640 is found by name, part of a name, number, company, e-mail and ID', async () => {
		const { contactRecords } = state();
		contactRecords.splice(0, contactRecords.length - 640);
		// The list has the newest first; this is the 600th.
		const contact = contactRecords[40];
		if (!contact) throw new Error('no such contact');
		Object.assign(contact, {
			name: 'Zoë Ångström',
			first_name: 'Zoë',
			last_name: 'Ångström',
			contact_number: '4930901820',
			email: 'zoe@angstrom.example',
			company: 'Weiß & Söhne',
			other_numbers: [{ contact_relation_id: 1, label: 'Work', number: '+49 (171) 555-9876' }],
		});
		const item = { name: 'Zoë Ångström +4930901820', value: String(contact.id) };
		for (const text of [
			'zoe',
			'ANGSTROM',
			'ångs',
			'angstrom zoe',
			'+49 30 901820',
			'0049 (0)30 / 901820',
			'030 901820',
			'901820',
			'0171 5559876',
			'zoe@angstrom.example',
			'weiss',
			' Zoë  Ångström ',
			String(contact.id),
		]) {
			expect([text, (await search('searchContacts', text)).results]).toEqual([
				text,
				expect.arrayContaining([item]) as unknown,
			]);
		}
	});

	it('in 12,000, JustCall itself finds name and number, with four requests and two', async () => {
		addContacts(11_300);
		const byName = await search('searchContacts', 'Quentin Number0');
		expect(byName.results[0]).toEqual({ name: 'Quentin Number0 +493090100000', value: '1000' });
		expect(sent()[1]?.query).toMatchObject({
			first_name: 'Quentin',
			last_name: 'Number0',
			across_team: 'true',
		});
		expect(sent().length).toBeLessThanOrEqual(4);
		env.sandbox.clearRequests();
		const byNumber = await search('searchContacts', '+49 30 9010 0001');
		expect(byNumber).toEqual({ results: [{ name: 'Quentin Number1 +493090100001', value: '1001' }] });
		expect(sent().map(({ query }) => query.contact_number)).toEqual(['493090100001']);
	});

	it('a search of its own that JustCall does not know brings no strangers, and the list is read on', async () => {
		addContacts(11_300);
		const oldest = state().contactRecords[0];
		Object.assign(oldest ?? {}, { name: 'Nobodyknown', first_name: 'Nobodyknown' });
		const stranger = { id: 5, name: 'Somebody Else', contact_number: '12025550100' };
		const body = { status: 'success', data: [stranger] };
		env.sandbox.fault({ kind: 'status', status: 200, body, after: 1, times: 2 });
		expect(values(await search('searchContacts', 'Nobodyknown'))).toEqual(['1000']);
	});

	it('a search of its own that JustCall refuses is done without', async () => {
		const oldest = state().contactRecords[0];
		env.sandbox.fault({ kind: 'status', status: 400, after: 1, times: 2 });
		expect(values(await search('searchContacts', oldest?.last_name))).toContain(String(oldest?.id));
	});

	it('without name or number are told apart', async () => {
		const [first, second] = state().contactRecords.slice(-2);
		Object.assign(first ?? {}, { name: '', contact_number: '' });
		Object.assign(second ?? {}, { name: '  ', contact_number: '' });
		const found = names(await search('searchContacts'));
		expect(found).toContain(`No name · ID ${first?.id}`);
		expect(found).toContain(`No name · ID ${second?.id}`);
		expect(found.filter((name) => name.includes('undefined'))).toEqual([]);
	});
});

describe('contacts of the Sales Dialer', () => {
	it('are found by e-mail and number, where JustCall looks itself', async () => {
		const [contact] = state().salesDialer.contacts;
		if (!contact) throw new Error('no such contact');
		contact.email = 'oldest@example.com';
		for (const [text, name] of [
			['Oldest@Example.com', 'email'],
			[`+${contact.phone_number}`, 'phone_number'],
		]) {
			env.sandbox.clearRequests();
			expect(values(await search('searchSalesDialerContacts', text))).toContain(String(contact.id));
			expect(sent().some(({ query }) => query[String(name)] !== undefined)).toBe(true);
			expect(sent().length).toBeLessThanOrEqual(2);
		}
	});
});

describe('agents', () => {
	it('beyond the first page are found by e-mail with two requests', async () => {
		const user = state().users[120];
		const { results, paginationToken } = await search('searchAgents', user?.email);
		expect(results).toEqual([{ name: `${user?.name} (${user?.email})`, value: String(user?.id) }]);
		expect(paginationToken).toBeUndefined();
		expect(sent().map(({ query }) => query.email)).toEqual([undefined, user?.email]);
	});

	it('opened and then searched within half a minute, the first page is not asked for again', async () => {
		await search('searchAgents');
		env.sandbox.clearRequests();
		await search('searchAgents', state().users[3]?.name);
		expect(sent().map(({ query }) => query.page)).not.toContain('0');
	});

	it('opened again, they are asked for again', async () => {
		await search('searchAgents');
		const user = state().users[0];
		if (user) user.name = 'Renamed Since';
		expect(names(await search('searchAgents'))[0]).toContain('Renamed Since');
	});

	it.each(['', ' ', ' \t ', '\u00a0'])('the blanks %j are no search', async (blanks) => {
		expect(await search('searchAgents', blanks)).toEqual(await search('searchAgents'));
	});

	it('one letter is a search', async () => {
		const found = names(await search('searchAgents', 'z'));
		expect(found.length).toBeGreaterThan(0);
		for (const name of found.filter((_, place) => place < 20)) expect(name.toLowerCase()).toContain('z');
	});

	it('are those of the account that is asked', async () => {
		const mine = state().users[0];
		const theirs = other.sandbox.state.users[0];
		if (theirs) theirs.name = 'Only Theirs';
		await search('searchAgents', 'only theirs');
		const { results } = await other.n8n.search('justCall', 'searchAgents', 'only theirs');
		expect(results.map(({ value }) => value)).toEqual([String(theirs?.id)]);
		expect(values(await search('searchAgents', mine?.email))).toEqual([String(mine?.id)]);
	});

	it('a row that cannot be read does not hide the others', async () => {
		const rows = [
			{ id: 1, name: 'First', email: null },
			null,
			'text',
			{},
			[],
			{ name: 'Without ID' },
			{ id: {}, name: 'Odd ID' },
			{ id: '3', name: { first: 'Odd' }, email: 7 },
			{ id: 4, name: '<b>Bold</b>\n<script>', email: 'b@example.org' },
			{ id: 1, name: 'First again' },
		];
		env.sandbox.fault({ kind: 'status', status: 200, body: { status: 'success', data: rows } });
		expect((await search('searchAgents')).results).toEqual([
			{ name: '(7)', value: '3' },
			{ name: '<b>Bold</b> <script> (b@example.org)', value: '4' },
			{ name: 'First', value: '1' },
		]);
	});

	it.each([
		['rows that are none', { status: 'success', data: [null, 'x', 3] }],
		['no list', { status: 'success', data: 'none' }],
	])('an answer with %s is said, and not passed off as an empty list', async (_, body) => {
		env.sandbox.fault({ kind: 'status', status: 200, body, times: 9 });
		await expect(search('searchAgents')).rejects.toThrow("JustCall's answer cannot be used");
	});

	it('an endpoint that does not know pages ends', async () => {
		const data = Array.from({ length: 100 }, (_, place) => ({ id: place + 1, name: `Agent ${place}` }));
		env.sandbox.fault({ kind: 'status', status: 200, body: { status: 'success', data }, times: 50 });
		expect(await search('searchAgents', 'nobody at all')).toEqual({ results: [] });
		expect(sent()).toHaveLength(2);
	});
});

describe('custom fields', () => {
	const known = [...CUSTOM_FIELDS];
	afterEach(() => void CUSTOM_FIELDS.splice(0, Infinity, ...known));

	it.each([100, 101, 120, 200])('end with %d of them', async (count) => {
		const added = Array.from({ length: count - known.length }, (_, place) => ({
			label: `field_${place}`,
			type: 'string',
			key: 2_000_000 + place,
		}));
		CUSTOM_FIELDS.push(...added);
		const { results, paginationToken } = await search('searchCustomFields');
		expect(results).toHaveLength(count);
		expect(paginationToken).toBeUndefined();
		expect(sent()).toEqual([{ path: '/v2.1/sales_dialer/contacts/custom-fields', query: {} }]);
		expect((await search('searchCustomFields', `field_${count - 4}`)).results).toEqual([
			{ name: `field_${count - 4} (string)`, value: String(2_000_000 + count - 4) },
		]);
	});
});

describe('numbers', () => {
	it('show once, and those that cannot text are left out where one texts', async () => {
		const silent = state().numbers.filter(({ capabilities }) => capabilities.sms === 'No');
		expect(silent.length).toBeGreaterThan(0);
		const all = await search('searchPhoneNumbers');
		const texting = await search('searchTextNumbers');
		expect(values(all)).toHaveLength(state().numbers.length);
		expect(values(texting).sort()).toEqual(
			state()
				.numbers.filter(({ capabilities }) => capabilities.sms === 'Yes')
				.map(({ justcall_number }) => justcall_number)
				.sort(),
		);
		for (const { name, value } of all.results) {
			expect(name.replace(/\D/g, '').split(String(value)).length).toBe(2);
			expect(name.endsWith(`: +${value}`)).toBe(true);
		}
	});

	it('are found in any spelling', async () => {
		const number = state().numbers[5];
		const [, area, rest] = /^1(\d{3})555(\d{4})$/.exec(number?.justcall_number ?? '') ?? [];
		for (const text of [
			`(${area}) 555-${rest}`,
			`+1 ${area} 555 ${rest}`,
			`1.${area}.555.${rest}`,
			`555${rest}`,
		])
			expect([text, values(await search('searchPhoneNumbers', text))]).toEqual([
				text,
				[number?.justcall_number],
			]);
	});

	it('a saved choice goes on working, whatever the mode was called', async () => {
		const line = state().numbers[0]?.justcall_number ?? '';
		for (const mode of ['id', 'number', 'list']) {
			env.sandbox.clearRequests();
			const { error } = await env.run('sms', 'getAll', {
				filters: { justcallNumber: { __rl: true, mode, value: line } },
			});
			expect(error).toBeUndefined();
			expect(sent()[0]?.query.justcall_number).toBe(`+${line}`);
		}
	});
});

describe('threads', () => {
	const addNumbers = (count: number) => {
		const [first] = state().numbers;
		if (!first) throw new Error('no number');
		for (let place = 0; place < count; place++)
			state().numbers.push({ ...first, id: 99_000 + place, justcall_number: `1415555${1000 + place}` });
	};
	const addThread = (number: number, body: string) => {
		const [text] = state().messages.texts;
		if (!text) throw new Error('no text');
		const added = { ...text, id: 900_000, contact: 5, number, body };
		state().messages.texts.push(added);
		return threadIdOf(added);
	};

	it('on line 125 are found', async () => {
		addNumbers(130);
		const id = addThread(state().numbers.length - 6, 'hello');
		const found: unknown[] = [];
		let token: unknown;
		for (let turn = 0; turn < 20 && !found.includes(id); turn++) {
			const page = await search('searchThreads', `+${state().contacts[5]?.number}`, token);
			found.push(...values(page));
			token = page.paginationToken;
		}
		expect(found).toContain(id);
		expect(token).toBeDefined();
	});

	it('a second search goes on where the first one ended', async () => {
		addNumbers(60);
		const id = addThread(state().numbers.length - 1, 'hello');
		const first = await search('searchThreads', 'hello from nobody');
		expect(names(first).at(-2)).toMatch(/^Searched [\d,]+ threads so far$/);
		expect(sent().length).toBeLessThanOrEqual(40);
		const second = await search('searchThreads', `+${state().contacts[5]?.number}`);
		expect(values(second)).toContain(id);
	});

	it('are found by a word of an older text, when no name has it', async () => {
		const [text] = state().messages.texts;
		if (!text) throw new Error('no text');
		text.body = 'The zeppelin lands at noon.';
		expect(values(await search('searchThreads', 'Zeppelin'))).toEqual([threadIdOf(text)]);
		// Lines, the threads of each, words in the threads of each; nothing twice.
		expect(sent()).toHaveLength(1 + 12 + 12);
		expect(new Set(sent().map((one) => JSON.stringify(one))).size).toBe(25);
	});

	it.each(['qz', 'a text that is much too long'])('%j is no keyword', async (text) => {
		await search('searchThreads', text);
		expect(sent().filter(({ query }) => query.keyword !== undefined)).toEqual([]);
	});

	it('of a number that cannot be read do not hide those of the one before', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 403,
			match: { operationId: 'listThreads' },
			after: 1,
			times: 50,
		});
		const { results, paginationToken } = await search('searchThreads');
		expect(results.length).toBeGreaterThan(0);
		expect(paginationToken).toBe('1 0');
	});

	it('by line: nothing is asked for that was seen a moment ago', async () => {
		await search('searchThreads', 'renewals');
		env.sandbox.clearRequests();
		await search('searchThreads', 'renewals 2');
		expect(sent().filter(({ query }) => query.keyword === undefined)).toEqual([]);
	});
});

it("a list's ID is what its consumer takes", async () => {
	const { results } = await search('searchCampaigns', 'outreach');
	const [campaign] = results.length > 0 ? results : (await search('searchCampaigns')).results;
	const { items, error } = await env.run('campaign', 'get', { campaignId: byId(campaign?.value) });
	expect(error).toBeUndefined();
	expect(String(items[0]?.json.id)).toBe(campaign?.value);
});

it('n8n calls a mode of the name id "By ID": no other has it', async () => {
	const seen: string[] = [];
	const walk = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		if ('modes' in value && Array.isArray(value.modes))
			for (const { name, displayName } of value.modes as Array<{ name: string; displayName: string }>)
				seen.push(`${name}: ${displayName}`);
		Object.values(value).forEach(walk);
	};
	walk(new JustCall().description.properties);
	expect([...new Set(seen)].sort()).toEqual(['id: By ID', 'list: From List', 'number: By Number']);
});

it.each(['searchCampaigns', 'searchThreads', 'searchCustomFields', 'searchPhoneNumbers'])(
	'%s: an answer that is no list is said, and is not "No results"',
	async (method) => {
		env.sandbox.fault({ kind: 'status', status: 200, body: { maintenance: true }, times: 100 });
		await expect(search(method, 'x')).rejects.toThrow("JustCall's answer cannot be used");
	},
);
