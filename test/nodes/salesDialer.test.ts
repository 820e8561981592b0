import type { INodeParameters } from 'n8n-workflow';

import {
	CUSTOM_FIELDS,
	type CampaignRow,
	type DialerCallRow,
	type DialerContact,
} from '../../sandbox/seed/salesDialer';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50 });

const dialer = () => env.sandbox.state.salesDialer;
const big = () => dialer().campaigns[0] as CampaignRow;
const noViolations = () => expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
const reversed = <Row>(rows: readonly Row[]) => [...rows].reverse();

describe('campaigns', () => {
	it('are listed over several pages of 50', async () => {
		const { items } = await env.run('campaign', 'getAll', { returnAll: true });
		expect(items.map(({ json }) => json.id)).toEqual(reversed(dialer().campaigns.map(({ id }) => id)));
		expect(env.sandbox.requests().map(({ query }) => query.per_page)).toEqual(['50', '50', '50']);
	});

	it.each<[string, () => INodeParameters, (row: CampaignRow) => boolean]>([
		['type', () => ({ type: 'PowerDial' }), ({ type }) => type === 'Autodial'],
		[
			'own number',
			() => ({ salesDialerNumber: `+${big().default_number}` }),
			(row) => row.default_number === big().default_number,
		],
		[
			'contact',
			() => ({ contactNumber: numberOf(big().members[0]?.contactId) }),
			({ members }) => members.some(({ contactId }) => contactId === big().members[0]?.contactId),
		],
	])('filtered by %s', async (_name, filters, keep) => {
		// That the filter is sent as it is: how exactly it compares is JustCall's own affair.
		env.sandbox.set({ filters: 'exact' });
		const { items } = await env.run('campaign', 'getAll', { returnAll: true, filters: filters() });
		expect(items.map(({ json }) => json.id)).toEqual(
			reversed(
				dialer()
					.campaigns.filter(keep)
					.map(({ id }) => id),
			),
		);
		noViolations();
	});

	it('are created, changed and got', async () => {
		const { items } = await env.run('campaign', 'create', {
			name: 'May Leads',
			countryCode: 'US',
			additionalFields: {
				type: 'Dynamic',
				assignAgents: '143800, 143807',
				callForwardingNumber: '+1 415 555 0119',
				contactDialingOrder: 'last_in_first_out',
				maximumCallsPerAgent: 3,
			},
		});
		const id = items[0]?.json.id;
		expect(env.sandbox.requests()[0]?.body).toMatchObject({
			assign_agents: '143800,143807',
			call_forwarding_number: '14155550119',
		});
		expect(items[0]?.json).toMatchObject({
			name: 'May Leads',
			type: 'Dynamic',
			contact_dialing_order: 'Last in first out',
		});
		await env.run('campaign', 'update', {
			campaignId: byId(id),
			updateFields: { name: 'June Leads', countryCode: 'CA' },
		});
		const { items: got } = await env.run('campaign', 'get', { campaignId: byId(id), simplify: false });
		expect(got[0]?.json).toMatchObject({
			name: 'June Leads',
			country_code: 'CA',
			maximum_calls_per_agent: 3,
		});
		noViolations();
	});

	it('refuse a country that there is not and eleven calls at once', async () => {
		const wrong = await env.run('campaign', 'create', { name: 'x', countryCode: 'USX' });
		expect(wrong.error?.message).toBe(`'Country Code' is not a country: "USX"`);
		const many = await env.run('campaign', 'create', {
			name: 'x',
			countryCode: 'US',
			additionalFields: { maximumCallsPerAgent: 11 },
		});
		expect(many.error?.message).toMatch(/'Maximum Calls per Agent' cannot be 11/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('contacts of a campaign', () => {
	it('are listed over several pages, with the campaign on each', async () => {
		const { items } = await env.run('campaignContact', 'getAll', {
			campaignId: byId(big().id),
			returnAll: true,
		});
		expect(items.map(({ json }) => json.id)).toEqual(
			reversed(big().members.map(({ contactId }) => contactId)),
		);
		expect(env.sandbox.requests().map(({ query }) => query.campaign_id)).toEqual(
			Array(4).fill(String(big().id)),
		);
	});

	it('are filtered by state and progress', async () => {
		const { items } = await env.run('campaignContact', 'getAll', {
			campaignId: byId(big().id),
			returnAll: true,
			filters: { contactStatus: 'Active', progressStatus: 'Undialed' },
		});
		const wanted = big().members.filter(
			({ contactId, progress }) => progress === 'Undialed' && find(contactId)?.status === 'Active',
		);
		expect(items.map(({ json }) => json.id)).toEqual(reversed(wanted.map(({ contactId }) => contactId)));
	});

	it('are added by number, with a custom field from the list, and once', async () => {
		const before = big().members.length;
		const parameters: INodeParameters = {
			campaignId: byId(big().id),
			addBy: 'number',
			phoneNumber: '+1 (202) 555-0143',
			additionalFields: {
				name: 'Mara Ellison',
				birthday: '1990-01-25',
				customFields: { field: [{ id: { __rl: true, mode: 'list', value: '1091095' }, value: '02108' }] },
			},
		};
		const { items } = await env.run('campaignContact', 'add', parameters);
		await env.run('campaignContact', 'add', parameters);
		expect(big().members.length).toBe(before + 1);
		expect(items[0]?.json).toMatchObject({
			name: 'Mara Ellison',
			birthday: '1990-01-25',
			custom_fields: [{ key: 1_091_095, value: '02108' }],
		});
		expect(env.sandbox.requests()[0]?.body).toEqual({
			campaign_id: big().id,
			phone_number: '12025550143',
			name: 'Mara Ellison',
			birthday: '1990-01-25',
			custom_fields: [{ id: 1_091_095, value: '02108' }],
		});
		noViolations();
	});

	it('are added by id', async () => {
		const outsider = dialer().contacts.find(
			({ id }) => !big().members.some(({ contactId }) => contactId === id),
		)!;
		await env.run('campaignContact', 'add', {
			campaignId: byId(big().id),
			addBy: 'id',
			salesDialerContactId: byId(outsider.id),
		});
		expect(env.sandbox.requests()[0]?.body).toEqual({ campaign_id: big().id, contact_id: outsider.id });
		expect(big().members.at(-1)?.contactId).toBe(outsider.id);
	});

	it('are removed by number or id, and never all of them without the switch', async () => {
		const [first, second] = big().members;
		const removed = await env.run('campaignContact', 'remove', {
			campaignId: byId(big().id),
			removeBy: 'number',
			phoneNumber: numberOf(first?.contactId),
		});
		expect(removed.items[0]?.json).toEqual({ removed: true });
		await env.run('campaignContact', 'remove', {
			campaignId: byId(big().id),
			removeBy: 'id',
			salesDialerContactId: byId(second?.contactId),
		});
		expect(big().members.map(({ contactId }) => contactId)).not.toEqual(
			expect.arrayContaining([first?.contactId, second?.contactId]),
		);

		env.sandbox.clearRequests();
		const refused = await env.run('campaignContact', 'remove', {
			campaignId: byId(big().id),
			removeBy: 'all',
		});
		expect(refused.error?.message).toBe(`'Empty the Campaign' is not switched on`);
		expect(env.sandbox.requests()).toEqual([]);
		await env.run('campaignContact', 'remove', {
			campaignId: byId(big().id),
			removeBy: 'all',
			removeAll: true,
		});
		expect(big().members).toEqual([]);
	});

	it('are removed from every campaign at once; failure inside HTTP 200 is failure', async () => {
		const id = big().members[0]?.contactId;
		const phoneNumber = `+${numberOf(id)}`;
		expect((await env.run('campaignContact', 'removeFromAll', { phoneNumber })).items[0]?.json).toEqual({
			removed: true,
		});
		expect(
			dialer()
				.campaigns.flatMap(({ members }) => members)
				.filter(({ contactId }) => contactId === id),
		).toEqual([]);
		const again = await env.run('campaignContact', 'removeFromAll', { phoneNumber });
		expect(again.error?.message).toBe('JustCall reported that the request did not succeed');
		expect(again.error?.description).toContain('Contact not found in any campaign');
	});
});

describe('calls of the Sales Dialer', () => {
	it('are listed over several pages', async () => {
		const { items } = await env.run('campaignCall', 'getAll', { returnAll: true });
		expect(items.map(({ json }) => json.call_id)).toEqual(
			reversed(dialer().calls.map(({ callId }) => callId)),
		);
		expect(env.sandbox.requests()).toHaveLength(7);
	});

	it.each<[string, () => INodeParameters, (row: DialerCallRow) => boolean]>([
		['agent', () => ({ agentId: byId(env.sandbox.state.users[2]?.id) }), ({ agent }) => agent === 2],
		[
			'campaign',
			() => ({ campaignId: byId(dialer().calls[0]?.campaignId) }),
			({ campaignId }) => campaignId === dialer().calls[0]?.campaignId,
		],
		[
			'type',
			() => ({ callType: 'OUTGOING_UNANSWERED_CALL' }),
			({ outcome }) => outcome === 'OUTGOING_UNANSWERED_CALL',
		],
		[
			'contact',
			() => ({ contactNumber: numberOf(dialer().calls[0]?.contactId) }),
			({ contactId }) => contactId === dialer().calls[0]?.contactId,
		],
		[
			'dates',
			() => ({ fromDatetime: new Date((dialer().calls[300]?.at ?? 0) * 1000).toISOString() }),
			({ at }) => at >= (dialer().calls[300]?.at ?? 0),
		],
	])('filtered by %s', async (_name, filters, keep) => {
		// That the filter is sent as it is: how exactly it compares is JustCall's own affair.
		env.sandbox.set({ filters: 'exact' });
		const { items } = await env.run('campaignCall', 'getAll', { returnAll: true, filters: filters() });
		expect(items.length).toBeGreaterThan(0);
		expect(items.map(({ json }) => json.call_id)).toEqual(
			reversed(
				dialer()
					.calls.filter(keep)
					.map(({ callId }) => callId),
			),
		);
		noViolations();
	});

	it('are got by an id from the list, with AI data on request', async () => {
		const { results } = await env.n8n.search('justCall', 'searchCampaignCalls');
		const { items } = await env.run('campaignCall', 'get', {
			campaignCallId: byId(results[0]?.value),
			options: { fetchAiData: true },
		});
		expect(items[0]?.json).toMatchObject({ call_id: dialer().calls.at(-1)?.callId });
		expect(items[0]?.json).toHaveProperty('justcall_ai');
	});
});

describe('a summary of the calls of the Sales Dialer', () => {
	const rowsOf = async (parameters: INodeParameters) => {
		const { items, error } = await env.run('campaignCall', 'summarize', parameters);
		expect([error?.message, error?.description]).toEqual([undefined, undefined]);
		return items.map(({ json }) => json);
	};
	const count = (calls: readonly DialerCallRow[], outcome: string) =>
		calls.filter((call) => call.outcome === outcome).length;

	it('has a row for each campaign, and the total of all pages', async () => {
		const { calls, campaigns } = dialer();
		const rows = await rowsOf({ period: 'anyTime', groupBy: ['campaign'] });
		expect(env.sandbox.requests()).toHaveLength(Math.ceil(calls.length / 100));
		noViolations();
		const expected = campaigns.flatMap(({ id, name }) => {
			const own = calls.filter(({ campaignId }) => campaignId === id);
			return own.length === 0 ? [] : [[id, name, own.length, count(own, 'OUTGOING_HUMAN_ANSWERED')]];
		});
		expect(
			rows.slice(0, -1).map((row) => [row.campaign_id, row.campaign_name, row.calls, row.answered]),
		).toEqual(expect.arrayContaining(expected));
		expect(rows).toHaveLength(expected.length + 1);
		const numbers = rows.slice(0, -1).map((row) => Number(row.calls));
		expect(numbers).toEqual([...numbers].sort((one, other) => other - one));
		expect(rows.at(-1)).toMatchObject({
			is_total: true,
			calls: calls.length,
			answered: count(calls, 'OUTGOING_HUMAN_ANSWERED'),
			machine_answered: count(calls, 'OUTGOING_MACHINE_ANSWERED'),
			abandoned: count(calls, 'OUTGOING_ABANDONED_CALL'),
			talk_seconds: calls
				.filter(({ outcome }) => outcome === 'OUTGOING_HUMAN_ANSWERED')
				.reduce((sum, { duration }) => sum + duration, 0),
		});
	});

	it('is one of the filtered calls, with each agent of the account', async () => {
		env.sandbox.set({ filters: 'exact' });
		const { calls } = dialer();
		const campaign = calls[0]?.campaignId;
		const own = calls.filter(({ campaignId }) => campaignId === campaign);
		const rows = await rowsOf({ period: 'anyTime', filters: { campaignId: byId(campaign) } });
		expect(rows.at(-1)).toMatchObject({ calls: own.length });
		const { users } = env.sandbox.state;
		expect(
			rows
				.slice(0, -1)
				.map(({ agent_id: id }) => id)
				.sort(),
		).toEqual(users.map(({ id }) => id).sort());
		for (const { agent_id: agent, calls: told } of rows.slice(0, -1))
			expect(told).toBe(own.filter((call) => users[call.agent]?.id === agent).length);
		noViolations();
	});

	it('is compared with the period before, day by day', async () => {
		const rows = await rowsOf({ period: 'lastWeek', groupBy: ['day'], figures: ['calls'], compare: true });
		expect(rows).toHaveLength(8);
		const days = rows.slice(0, -1).reduce((sum, { calls }) => sum + Number(calls), 0);
		expect(rows.at(-1)).toMatchObject({ calls: days, calls_before: expect.any(Number) });
		const [week, before] = env.sandbox.requests().map(({ query }) => query);
		expect(week?.from_datetime).not.toBe(before?.from_datetime);
	});

	it('comes as an e-mail with the name of these calls, and as a file', async () => {
		const mail = await rowsOf({ period: 'anyTime', groupBy: ['campaign'], as: 'html' });
		expect(mail).toEqual([
			expect.objectContaining({ subject: 'Sales Dialer calls', calls: dialer().calls.length }),
		]);
		expect(mail[0]?.html).toContain('>Machine<');
		const [file] = await rowsOf({ period: 'lastWeek', groupBy: ['disposition'], as: 'csv' });
		expect(file?.fileName).toMatch(/^sales-dialer-calls-\d{4}-\d\d-\d\d\.csv$/);
	});

	it('of an account without such calls is a total of nothing, in each form', async () => {
		dialer().calls.splice(0);
		const nothing = {
			calls: 0,
			answered: 0,
			machine_answered: 0,
			abandoned: 0,
			not_reached: 0,
			talk_seconds: 0,
		};
		const total = { is_total: true, ...nothing };
		expect(await rowsOf({ period: 'anyTime', groupBy: ['campaign'] })).toEqual([total]);
		const compared = await rowsOf({ period: 'lastWeek', groupBy: ['campaign'], compare: true });
		expect(compared).toEqual([expect.objectContaining({ ...total, calls_before: 0, calls_change: 0 })]);
		expect(compared[0]).not.toHaveProperty('calls_change_percent');
		const [mail] = await rowsOf({ period: 'anyTime', groupBy: ['campaign'], as: 'html' });
		expect(mail?.html).toContain('Nothing to list.');
		expect(await rowsOf({ period: 'anyTime', groupBy: ['campaign'], as: 'chart' })).toEqual([
			expect.objectContaining({ ...nothing, mimeType: 'image/svg+xml' }),
		]);
		const { users } = env.sandbox.state;
		const agents = await rowsOf({ period: 'anyTime' });
		expect(agents.map(({ calls }) => calls)).toEqual([...users.map(() => 0), 0]);
	});

	it('adds up: rows of two groupings and the total', async () => {
		const figures = ['calls', 'answered', 'machine_answered', 'abandoned', 'not_reached', 'other'];
		const rows = await rowsOf({ period: 'anyTime', groupBy: ['campaign', 'weekday'], figures });
		const total = rows.at(-1);
		for (const figure of figures) {
			const sum = rows.slice(0, -1).reduce((all, row) => all + Number(row[figure]), 0);
			expect([figure, sum]).toEqual([figure, total?.[figure]]);
		}
		const ends = figures.slice(1);
		for (const row of rows) expect(ends.reduce((all, end) => all + Number(row[end]), 0)).toBe(row.calls);
	});

	it('gives each agent a report of the own calls', async () => {
		const reports = await rowsOf({ period: 'anyTime', as: 'html', options: { separate: true } });
		const { users } = env.sandbox.state;
		expect(reports.map(({ agent_email: email }) => email).sort()).toEqual(
			users.map(({ email }) => email).sort(),
		);
		for (const { agent_email: email, calls } of reports) {
			const agent = users.findIndex((user) => user.email === email);
			expect(calls).toBe(dialer().calls.filter((call) => call.agent === agent).length);
		}
	});
});

describe('contacts of the Sales Dialer', () => {
	it('are listed in upper-case order over several pages, filtered', async () => {
		const { items } = await env.run('salesDialerContact', 'getAll', {
			returnAll: true,
			filters: { status: 'Active' },
			options: { order: 'ASC' },
		});
		expect(items.map(({ json }) => json.id)).toEqual(
			dialer()
				.contacts.filter(({ status }) => status === 'Active')
				.map(({ id }) => id),
		);
		expect(env.sandbox.requests().length).toBe(7);
		const contact = dialer().contacts[5] as DialerContact;
		const one = await env.run('salesDialerContact', 'getAll', {
			filters: { email: contact.email, phoneNumber: `+${contact.phone_number}` },
		});
		expect(one.items.map(({ json }) => json.id)).toEqual([contact.id]);
		noViolations();
	});

	it('are created, changed, got and deleted', async () => {
		const { items } = await env.run('salesDialerContact', 'create', {
			name: 'Theo Vance',
			phoneNumber: '+1 303 555 0127',
			additionalFields: { email: 'theo@example.com', occupation: 'Buyer' },
		});
		const salesDialerContactId = byId(items[0]?.json.id);
		await env.run('salesDialerContact', 'update', {
			salesDialerContactId,
			updateFields: { name: 'Theo V.', address: '12 Elm Street' },
		});
		const got = await env.run('salesDialerContact', 'get', { salesDialerContactId });
		expect(got.items[0]?.json).toMatchObject({
			name: 'Theo V.',
			phone_number: '13035550127',
			email: 'theo@example.com',
			address: '12 Elm Street',
		});
		const deleted = await env.run('salesDialerContact', 'delete', { salesDialerContactId });
		expect(deleted.items[0]?.json).toEqual({ deleted: true });
		expect((await env.run('salesDialerContact', 'get', { salesDialerContactId })).error?.message).toBe(
			'The Sales Dialer contact was not found',
		);
		noViolations();
	});

	it('have custom fields that can be listed and chosen', async () => {
		const { items } = await env.run('salesDialerContact', 'getAllCustomFields', { returnAll: true });
		expect(items.map(({ json }) => json)).toEqual(CUSTOM_FIELDS);
		const one = await env.run('salesDialerContact', 'getAllCustomFields', {
			filters: { id: '1091095', label: 'zip_code' },
		});
		expect(one.items).toHaveLength(1);
		const { results } = await env.n8n.search('justCall', 'searchCustomFields', 'zip');
		expect(results).toEqual([{ name: 'zip_code (string)', value: '1091095' }]);
	});

	it('are kept from being called again, by number or id', async () => {
		const [first, second] = dialer().contacts.filter(({ status }) => status === 'Active');
		const byNumber = await env.run('salesDialerContact', 'addToDnca', {
			addBy: 'numbers',
			contactNumbers: `+${first?.phone_number}, +1 202 555 0100`,
		});
		expect(byNumber.items[0]?.json).toMatchObject({ dnca: [first?.phone_number], skipped: ['12025550100'] });
		await env.run('salesDialerContact', 'addToDnca', { addBy: 'ids', contactIds: `${second?.id}` });
		expect([find(first?.id)?.status, find(second?.id)?.status]).toEqual(['DNCA', 'DNCA']);
		noViolations();
	});

	it('tell how far an import is', async () => {
		env.sandbox.set({ imports: { checks: 1 } });
		const response = await fetch(`${env.sandbox.url}/v2.1/sales_dialer/contacts/bulk_import`, {
			method: 'POST',
			headers: { Authorization: `${KEY}:${SECRET}`, 'content-type': 'application/json' },
			body: JSON.stringify({
				contacts: [{ phone_number: '12025550101' }, { phone_number: '1' }, { phone_number: '12025550101' }],
			}),
		});
		const batchId = /"batch_id":"(\w+)"/.exec(await response.text())?.[1] ?? '';
		const status = async () =>
			(await env.run('salesDialerContact', 'getImportStatus', { batchId })).items[0]?.json;
		expect(await status()).toMatchObject({ import_status: 'Pending' });
		expect(await status()).toMatchObject({
			import_status: 'Completed',
			import_summary: { received: 3, added: 1, rejected_list: [1], duplicate_list: [2] },
		});
	});
});

function find(id: number | undefined): DialerContact | undefined {
	return dialer().contacts.find((contact) => contact.id === id);
}

function numberOf(id: number | undefined): string {
	return find(id)?.phone_number ?? '';
}

describe('bulk import', () => {
	const items = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			json: { phone: `1720555${String(1000 + index)}`, name: `Lead ${index}` },
		}));
	const parameters: INodeParameters = {
		phoneNumber: '={{ $json.phone }}',
		additionalFields: { name: '={{ $json.name }}' },
		options: { waitForCompletion: true },
	};

	it('packs the items into requests of 250 and tells of each what became of it', async () => {
		const known = dialer().contacts[0] as DialerContact;
		const input = [
			...items(300),
			{ json: { phone: 'nobody', name: 'x' } },
			{ json: { phone: known.phone_number, name: 'y' } },
		];
		const { items: output } = await env.run('salesDialerContact', 'bulkImport', parameters, { items: input });
		const posts = env.sandbox.requests().filter(({ method }) => method === 'POST');
		expect(posts.map(({ body }) => (body as { contacts: unknown[] }).contacts.length)).toEqual([250, 51]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
		expect(output.slice(0, 300).every(({ json }) => json.status === 'imported')).toBe(true);
		expect(output[300]?.json.status).toBe('rejected');
		expect(output[300]?.json.reason).toMatch(/'Phone Number' is not a telephone number: "nobody"/);
		expect(output[301]?.json).toMatchObject({ status: 'duplicate', phone_number: known.phone_number });
		expect(dialer().contacts.filter(({ name }) => name.startsWith('Lead '))).toHaveLength(300);
		noViolations();
	});

	it('leaves out what cannot be sent of a contact, and names it', async () => {
		const additionalFields = {
			name: '={{ $json.name }}',
			birthday: '={{ $json.birthday }}',
			customFields: {
				field: [
					{ id: byId(1_091_095), value: '={{ $json.zip }}' },
					{ id: byId(1_090_960), value: 'member' },
				],
			},
		};
		const input = [
			{ json: { phone: '17205552001', name: 'Ida', birthday: 'soon', zip: { a: 1 } } },
			{ json: { phone: '17205552002', name: 'Theo', birthday: '1990-01-25', zip: '80014' } },
		];
		const { items: output } = await env.run(
			'salesDialerContact',
			'bulkImport',
			{ ...parameters, additionalFields },
			{ items: input },
		);
		expect(output.map(({ json }) => json.status)).toEqual(['imported', 'imported']);
		expect(output[0]?.json.left_out).toEqual([
			{
				field: 'Birthday',
				reason: expect.stringMatching(/^'Birthday' is not a date that can be used: "soon"/),
			},
			{
				field: 'Custom Fields',
				reason: expect.stringMatching(/^'Custom Fields > Value' takes one value, not an object/),
			},
		]);
		expect(output[1]?.json).not.toHaveProperty('left_out');
		const posts = env.sandbox.requests().filter(({ method }) => method === 'POST');
		expect(posts[0]?.body).toEqual({
			contacts: [
				{ phone_number: '17205552001', name: 'Ida', custom_fields: [{ id: 1_090_960, value: 'member' }] },
				{
					phone_number: '17205552002',
					name: 'Theo',
					birthday: '1990-01-25',
					custom_fields: [
						{ id: 1_091_095, value: '80014' },
						{ id: 1_090_960, value: 'member' },
					],
				},
			],
		});
		noViolations();
	});

	it('puts them into a campaign, and does not wait unless told', async () => {
		env.sandbox.set({ imports: { checks: 1 } });
		const before = big().members.length;
		const options = {
			campaignId: byId(big().id),
			callbackUrl: 'https://example.com/done',
			waitForCompletion: false,
		};
		const { items: output } = await env.run(
			'salesDialerContact',
			'bulkImport',
			{ ...parameters, options },
			{ items: items(3) },
		);
		expect(output.map(({ json }) => json.status)).toEqual(['queued', 'queued', 'queued']);
		// The campaign was read for its country, because these numbers have no "+".
		const sent = env.sandbox.requests().filter(({ operationId }) => operationId !== 'getCampaign');
		expect(sent).toHaveLength(1);
		expect(sent[0]?.body).toMatchObject({
			campaign_id: big().id,
			callback_url: 'https://example.com/done',
		});
		// The import ends when JustCall is asked a second time how far it is.
		const batchId = String(output[0]?.json.batch_id);
		for (let look = 0; look < 2; look++) await env.run('salesDialerContact', 'getImportStatus', { batchId });
		expect(big().members.length).toBe(before + 3);
	});

	it('that is refused is an error, or with "continue" a failed item each', async () => {
		env.sandbox.fault({ kind: 'status', status: 403 });
		const { error } = await env.run('salesDialerContact', 'bulkImport', parameters, { items: items(2) });
		expect(error?.message).toBe('JustCall denied this request');
		env.sandbox.fault({ kind: 'status', status: 403 });
		const { items: output } = await env.run('salesDialerContact', 'bulkImport', parameters, {
			items: items(2),
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ json }) => json.status)).toEqual(['failed', 'failed']);
	});
});
