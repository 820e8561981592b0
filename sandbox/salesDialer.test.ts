import { column, expectAsContract, record, useRawApi } from './testing/rawApi';
import { IMPORT_MS } from './handlers/dialerContacts';
import type { CampaignRow, DialerCallRow, DialerContact } from './seed/salesDialer';

const api = useRawApi();

const CAMPAIGNS = '/v2.1/sales_dialer/campaigns';
const MEMBERS = `${CAMPAIGNS}/contacts`;
const MEMBER = `${CAMPAIGNS}/contact`;
const CONTACTS = '/v2.1/sales_dialer/contacts';
const CALLS = '/v2.1/sales_dialer/calls';
const FRESH = '13035550199';

const dialer = () => api.sandbox.state.salesDialer;
const campaign = (at = 0) => dialer().campaigns[at] as CampaignRow;
const contactOf = (id: number) => dialer().contacts.find((row) => row.id === id) as DialerContact;
const descending = (ids: number[]) => [...ids].sort((a, b) => b - a);
const add = async (more: object) => await api.send('POST', MEMBER, { campaign_id: campaign().id, ...more });

/** The day of a moment in the zone of the account's user. */
function dayOf(at: number): string {
	const zone = api.sandbox.state.timeZone;
	return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(at * 1000));
}

describe('campaigns', () => {
	it('come in pages from 0, ten unless told otherwise, 50 at most', async () => {
		const { body } = await api.get(CAMPAIGNS);
		expect(body).toMatchObject({ count: 10, per_page: 10, total_count: dialer().campaigns.length });
		expect((await api.get(`${CAMPAIGNS}?per_page=500`)).body.per_page).toBe(50);
		const { pages, values } = await api.walk(`${CAMPAIGNS}?per_page=30`, 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(descending(dialer().campaigns.map(({ id }) => id)));
	});

	it.each([
		['PowerDial', 'Autodial'],
		['Predictive', 'Predictive'],
		['Dynamic', 'Dynamic'],
	])('are filtered as %s and shown as %s', async (asked, shown) => {
		const want = dialer().campaigns.filter(({ type }) => type === shown);
		const answer = await api.get(`${CAMPAIGNS}?type=${asked}&per_page=50`);
		expect(answer.body.total_count).toBe(want.length);
		expect(new Set(column(answer, 'type'))).toEqual(new Set([shown]));
		expect((await api.get(`${CAMPAIGNS}?type=Autodial`)).status).toBe(400);
	});

	it('are filtered by number, contact and date', async () => {
		const number = campaign().default_number;
		const byNumber = dialer().campaigns.filter((row) => row.default_number === number);
		expect((await api.get(`${CAMPAIGNS}?sales_dialer_number=${number}`)).body.total_count).toBe(
			byNumber.length,
		);

		const id = campaign().members[0]?.contactId ?? 0;
		const with_ = dialer().campaigns.filter(({ members }) =>
			members.some(({ contactId }) => contactId === id),
		);
		const byContact = await api.get(`${CAMPAIGNS}?contact_number=${contactOf(id).phone_number}&per_page=50`);
		expect(column(byContact, 'id')).toEqual(descending(with_.map((row) => row.id)));

		const [from, to] = [dayOf(campaign(20).createdAt), dayOf(campaign(60).createdAt)];
		const between = dialer().campaigns.filter(
			({ createdAt }) => dayOf(createdAt) >= from && dayOf(createdAt) <= to,
		);
		const byDate = await api.get(`${CAMPAIGNS}?from_datetime=${from}&to_datetime=${to}&per_page=50`);
		expect(byDate.body.total_count).toBe(between.length);
		const iso = await api.get(`${CAMPAIGNS}?from_datetime=2025-11-01T00:00:00Z`);
		expect([iso.status, 'data' in iso.body]).toEqual([200, false]);
	});

	it('go on behind the last id', async () => {
		const ids = descending(dialer().campaigns.map(({ id }) => id));
		const answer = await api.get(`${CAMPAIGNS}?last_campaign_id_fetched=${ids[4]}&per_page=5`);
		expect(column(answer, 'id')).toEqual(ids.slice(5, 10));
	});

	it('are created, read, changed and listed', async () => {
		const agent = api.sandbox.state.users[2];
		const number = api.sandbox.state.numbers[3]?.justcall_number;
		const made = record(
			await api.send('POST', CAMPAIGNS, {
				name: 'Autumn Leads',
				country_code: 'US',
				type: 'Predictive',
				default_number: `+${number}`,
				assign_agents: String(agent?.id),
				contact_dialing_order: 'last_in_first_out',
				maximum_calls_per_agent: 3,
			}),
		);
		expect(made).toMatchObject({
			name: 'Autumn Leads',
			type: 'Predictive',
			default_number: number,
			maximum_calls_per_agent: 3,
			contact_dialing_order: 'Last in first out',
			contacts_count: { uploaded: 0 },
			assigned_to_id: { team_members: [{ id: agent?.id, name: agent?.name }] },
		});
		expect(column(await api.get(`${CAMPAIGNS}?per_page=1`), 'id')).toEqual([made.id]);
		const changed = await api.send('PUT', `${CAMPAIGNS}/${made.id}`, { name: 'Winter Leads' });
		expect(record(changed)).toEqual({ ...made, name: 'Winter Leads' });
		expect(record(await api.get(`${CAMPAIGNS}/${made.id}`))).toEqual(record(changed));
	});

	it('dial from a number of the account when none is given', async () => {
		const made = record(await api.send('POST', CAMPAIGNS, { name: 'Autumn Leads', country_code: 'US' }));
		expect(made.type).toBe('Autodial');
		expect(api.sandbox.state.numbers.map(({ justcall_number }) => justcall_number)).toContain(
			made.default_number,
		);
		expect((await api.send('POST', CAMPAIGNS, { name: 'No country' })).status).toBe(400);
	});
});

describe('who is in a campaign', () => {
	it('is listed in pages', async () => {
		const want = campaign().members.map(({ contactId }) => contactId);
		expect((await api.get(`${MEMBERS}?campaign_id=${campaign().id}`)).body).toMatchObject({
			count: 10,
			total_count: want.length,
		});
		const { pages, values } = await api.walk(`${MEMBERS}?campaign_id=${campaign().id}&per_page=100`, 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual([...want].reverse());
		expect((await api.get(MEMBERS)).status).toBe(400);
	});

	it.each([
		['progress_status', 'Dialed'],
		['progress_status', 'Skipped'],
		['progress_status', 'Undialed'],
		['contact_status', 'Active'],
		['contact_status', 'DNCA'],
	])('is filtered by %s %s', async (name, value) => {
		const want = campaign().members.filter(({ contactId, progress }) =>
			name === 'progress_status' ? progress === value : contactOf(contactId).status === value,
		);
		expect(want.length).toBeGreaterThan(0);
		const { body } = await api.get(`${MEMBERS}?campaign_id=${campaign().id}&${name}=${value}`);
		expect(body.total_count).toBe(want.length);
	});

	it('joins by number, once, with custom fields', async () => {
		const before = campaign().members.length;
		const [field] = (await api.get(`${CONTACTS}/custom-fields`)).body.data ?? [];
		const made = record(
			await add({
				phone_number: `+${FRESH}`,
				name: 'Theo Vance',
				custom_fields: [{ id: field?.key, value: 'x' }],
			}),
		);
		expect(made).toMatchObject({ name: 'Theo Vance', phone_number: FRESH, status: 'Active' });
		expect(made.custom_fields).toEqual([{ ...field, value: 'x' }]);
		expect(record(await add({ phone_number: FRESH })).id).toBe(made.id);
		expect(campaign().members).toHaveLength(before + 1);
		expect(record(await api.get(`${CONTACTS}/${made.id}`)).name).toBe('Theo Vance');
	});

	it('joins by contact id', async () => {
		const inside = new Set(campaign().members.map(({ contactId }) => contactId));
		const outside = dialer().contacts.find(({ id }) => !inside.has(id));
		expect(record(await add({ contact_id: outside?.id })).id).toBe(outside?.id);
		expect(campaign().members.at(-1)?.contactId).toBe(outside?.id);
		expect((await add({ contact_id: outside?.id, phone_number: FRESH })).status).toBe(400);
		expect((await add({})).status).toBe(400);
		expect((await add({ contact_id: 1 })).status).toBe(404);
		expect((await api.send('POST', MEMBER, { campaign_id: 1, phone_number: FRESH })).status).toBe(404);
	});

	it('leaves by number, by id, and all at once', async () => {
		const path = `${MEMBER}?campaign_id=${campaign().id}`;
		const [one, two] = campaign().members.map(({ contactId }) => contactId);
		const before = campaign().members.length;
		expect((await api.send('DELETE', `${path}&contact_id=${one}`)).body).toEqual({ status: 'success' });
		await api.send('DELETE', `${path}&phone_number=${contactOf(two ?? 0).phone_number}`);
		expect(campaign().members).toHaveLength(before - 2);
		expect((await api.send('DELETE', `${path}&contact_id=${one}`)).status).toBe(404);
		expect((await api.send('DELETE', `${path}&remove_all=true`)).status).toBe(200);
		expect(campaign().members).toHaveLength(0);
		expect(contactOf(two ?? 0)).toBeDefined();
	});
});

describe('contacts of the Sales Dialer', () => {
	it('come in pages, order in upper case', async () => {
		const ids = dialer().contacts.map(({ id }) => id);
		const { pages, values } = await api.walk(`${CONTACTS}?per_page=100`, 'id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(descending(ids));
		const answer = await api.get(`${CONTACTS}?order=ASC&per_page=5&last_contact_id_fetched=${ids[3]}`);
		expect(column(answer, 'id')).toEqual(ids.slice(4, 9));
		expect(answer.body.status_code).toBe(200);
		expect((await api.get(`${CONTACTS}?order=asc`)).status).toBe(400);
	});

	it.each(['phone_number', 'email', 'status'] as const)('are filtered by %s', async (name) => {
		const wanted = (dialer().contacts[17] as DialerContact)[name];
		const want = dialer().contacts.filter((row) => row[name] === wanted);
		const answer = await api.get(`${CONTACTS}?${name}=${encodeURIComponent(wanted)}&per_page=100`);
		expect(answer.body.total_count).toBe(want.length);
		expect(column(answer, 'id')).toEqual(descending(want.map(({ id }) => id)).slice(0, 100));
	});

	it('are created, read, changed and deleted, from campaigns too', async () => {
		const made = record(await api.send('POST', CONTACTS, { name: 'Theo Vance', phone_number: `+${FRESH}` }));
		expect(made.phone_number).toBe(FRESH);
		const path = `${CONTACTS}/${String(made.id)}`;
		expect(record(await api.send('PUT', path, { occupation: 'Head buyer' }))).toMatchObject({
			name: 'Theo Vance',
			occupation: 'Head buyer',
		});
		await add({ contact_id: made.id });
		expect((await api.send('DELETE', path)).body).toEqual({ status: 'success' });
		expect((await api.get(path)).status).toBe(404);
		expect((await api.send('DELETE', path)).status).toBe(404);
		expect(campaign().members.some(({ contactId }) => contactId === made.id)).toBe(false);
	});

	it('have custom fields that can be looked up', async () => {
		const { body } = await api.get(`${CONTACTS}/custom-fields`);
		expect(body).toMatchObject({ status_code: 200, total: body.data?.length });
		const [, second] = body.data ?? [];
		expect((await api.get(`${CONTACTS}/custom-fields?id=${second?.key}`)).body.data).toEqual([second]);
		expect((await api.get(`${CONTACTS}/custom-fields?label=${second?.label}`)).body.data).toEqual([second]);
	});

	it('go on the do-not-call-again list', async () => {
		const [one, two] = dialer().contacts.filter(({ status }) => status === 'Active');
		const byNumber = { contact_numbers: [one?.phone_number, '19995550100'] };
		expect(record(await api.send('POST', `${CONTACTS}/bulk-add-dnca`, byNumber))).toMatchObject({
			dnca: [one?.phone_number],
			skipped: ['19995550100'],
		});
		expect(
			record(await api.send('POST', `${CONTACTS}/bulk-add-dnca`, { contact_ids: [two?.id, 1] })),
		).toMatchObject({ dnca_ids: [two?.id], skipped_ids: [1] });
		expect([one?.status, two?.status]).toEqual(['DNCA', 'DNCA']);
	});
});

describe('a bulk import', () => {
	/** Ends of imports, which the test lets come: in a real moment a busy machine may not get as far as it should. */
	const ends: Array<() => void> = [];
	const later = setTimeout;
	beforeEach(() => {
		ends.length = 0;
		const held = (work: () => void, ms?: number, ...values: unknown[]) => {
			if (ms !== IMPORT_MS) return later(work, ms, ...(values as []));
			ends.push(work);
			return later(() => undefined, 0);
		};
		jest.spyOn(globalThis, 'setTimeout').mockImplementation(held as typeof setTimeout);
	});
	afterEach(() => jest.restoreAllMocks());
	const endImports = () => ends.splice(0).forEach((end) => end());

	const start = async (more: object = {}) => {
		const known = dialer().contacts[0]?.phone_number;
		const contacts = [FRESH, known, '12', '13035550198', FRESH].map((phone_number, index) => ({
			name: `Contact ${index}`,
			phone_number,
		}));
		return record(await api.send('POST', `${CONTACTS}/bulk_import`, { contacts, ...more }));
	};
	const statusOf = async (id: unknown) =>
		record(await api.get(`${CONTACTS}/bulk_import/status/${String(id)}`));

	it('takes a moment, and reports by index', async () => {
		const before = dialer().contacts.length;
		const batch = await start();
		expect(batch).toMatchObject({
			import_status: 'Pending',
			import_summary: { received: 5, added: 0, queued: 2, rejected: 1, rejected_list: [2] },
		});
		expect(['Pending', 'InProgress']).toContain((await statusOf(batch.batch_id)).import_status);
		endImports();
		expect(await statusOf(batch.batch_id)).toMatchObject({
			import_status: 'Completed',
			import_summary: { added: 2, queued: 0, rejected_list: [2], duplicate: 2, duplicate_list: [1, 4] },
			import_details: { rejected_contacts: [{ index: 2, reasons: [expect.any(String)] }] },
		});
		expect(dialer().contacts).toHaveLength(before + 2);
		expect((await api.get(`${CONTACTS}?phone_number=${FRESH}`)).body.total_count).toBe(1);
		expect((await statusOf('none')) ?? 'nothing').toBe('nothing');
	});

	it('shows its contacts when it is over, not before', async () => {
		await start();
		expect((await api.get(`${CONTACTS}?phone_number=${FRESH}`)).body.total_count).toBe(0);
		endImports();
		expect((await api.get(`${CONTACTS}?phone_number=${FRESH}`)).body.total_count).toBe(1);
	});

	it('fills a campaign, and refuses more than 250 and unknown campaigns', async () => {
		const before = campaign(3).members.length;
		await start({ campaign_id: campaign(3).id });
		endImports();
		const numbers = campaign(3).members.map(({ contactId }) => contactOf(contactId).phone_number);
		expect(numbers).toEqual(expect.arrayContaining([FRESH, '13035550198']));
		expect(numbers.length).toBeGreaterThanOrEqual(before + 2);
		const contacts = Array.from({ length: 251 }, () => ({ phone_number: FRESH }));
		expect((await api.send('POST', `${CONTACTS}/bulk_import`, { contacts })).status).toBe(400);
		const elsewhere = { campaign_id: 1, contacts: contacts.slice(0, 1) };
		expect((await api.send('POST', `${CONTACTS}/bulk_import`, elsewhere)).status).toBe(404);
	});
});

describe('calls of the Sales Dialer', () => {
	it('come in pages, by call_id', async () => {
		const { pages, values } = await api.walk(`${CALLS}?per_page=100`, 'call_id');
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(values).toEqual(descending(dialer().calls.map(({ callId }) => callId)));
		expect((await api.get(CALLS)).body).toMatchObject({ per_page: 20, total_count: dialer().calls.length });
		const { body } = await api.get(`${CALLS}?per_page=1`);
		expect(body.data?.[0]).not.toHaveProperty('id');
	});

	it.each<[string, (row: DialerCallRow) => unknown]>([
		['campaign_id', (row) => row.campaignId],
		['contact_number', (row) => contactOf(row.contactId).phone_number],
		[
			'sales_dialer_number',
			(row) => dialer().campaigns.find(({ id }) => id === row.campaignId)?.default_number,
		],
		['agent_id', (row) => api.sandbox.state.users[row.agent]?.id],
		['call_type', (row) => row.outcome],
	])('are filtered by %s', async (name, value) => {
		const wanted = value(dialer().calls[40] as DialerCallRow);
		const want = dialer().calls.filter((row) => value(row) === wanted);
		const answer = await api.get(`${CALLS}?${name}=${String(wanted)}&per_page=100`);
		expect(answer.body.total_count).toBe(want.length);
		expect(column(answer, 'call_id')).toEqual(descending(want.map(({ callId }) => callId)).slice(0, 100));
	});

	it('are answered by a person or a machine: both are answered calls', async () => {
		const want = dialer().calls.filter(({ outcome }) => outcome.endsWith('_ANSWERED')).length;
		expect((await api.get(`${CALLS}?call_type=OUTGOING_ANSWERED_CALL`)).body.total_count).toBe(want);
	});

	it('are filtered by date in the zone of the user, and go on behind the last id', async () => {
		const [from, to] = [200, 400].map((at) => dayOf(dialer().calls[at]?.at ?? 0));
		const want = dialer().calls.filter(({ at }) => dayOf(at) >= (from ?? '') && dayOf(at) <= (to ?? ''));
		expect((await api.get(`${CALLS}?from_datetime=${from}&to_datetime=${to}`)).body.total_count).toBe(
			want.length,
		);
		const mark = dialer().calls[300]?.callId ?? 0;
		const newer = await api.get(`${CALLS}?order=asc&last_call_id_fetched=${mark}&per_page=1`);
		expect(column(newer, 'call_id')).toEqual([dialer().calls[301]?.callId]);
		const iso = await api.get(`${CALLS}?to_datetime=2025-11-01T00:00:00Z`);
		expect([iso.status, 'data' in iso.body]).toEqual([200, false]);
		expect((await api.get(`${CALLS}?from_datetime=01.11.2025`)).status).toBe(400);
	});

	it('are read one by one, with AI data on demand', async () => {
		const row = dialer().calls[12] as DialerCallRow;
		const of = dialer().campaigns.find(({ id }) => id === row.campaignId);
		const call = record(await api.get(`${CALLS}/${row.callId}`));
		expect(call).toMatchObject({
			call_id: row.callId,
			contact_id: row.contactId,
			campaign: { name: of?.name, type: of?.type === 'Autodial' ? 'PowerDial' : of?.type },
		});
		expect(call).not.toHaveProperty('justcall_ai');
		expect(record(await api.get(`${CALLS}/${row.callId}?fetch_ai_data=1`))).toHaveProperty('justcall_ai');
		expect((await api.get(`${CALLS}/${api.sandbox.state.calls[0]?.id}`)).status).toBe(404);
	});
});

describe('v1', () => {
	const v1 = async (path: string, body: object = {}) =>
		(await api.send('POST', `/v1/autodialer/${path}`, body)).body;

	it('lists campaigns from page 1, the count as text', async () => {
		const ids: unknown[] = [];
		for (let page = 1; page < 9; page++) {
			const body = await v1('campaigns/list', { page: String(page) });
			expectAsContract('v1ListCampaigns', body);
			expect(body.count).toBe(String(body.data?.length));
			ids.push(...(body.data ?? []).map(({ id }) => id));
		}
		expect(ids).toEqual(dialer().campaigns.map(({ id }) => id));
	});

	it('creates a campaign with a lower case type; the id is text', async () => {
		const body = await v1('campaigns/create', { name: 'Outbound', type: 'predictive' });
		expectAsContract('v1CreateCampaign', body);
		expect(body.campaign_id).toMatch(/^\d+$/);
		expect(record(await api.get(`${CAMPAIGNS}/${String(body.campaign_id)}`))).toMatchObject({
			name: 'Outbound',
			type: 'Predictive',
		});
	});

	it.each([
		['campaigns/add', 'framed'],
		['contacts/add', 'bare'],
	] as const)('%s adds a contact, %s', async (path, frames) => {
		api.sandbox.set({ frames });
		const { data } = await v1('contacts/customfields');
		const body = await v1(path, {
			campaign_id: String(campaign().id),
			first_name: 'Theo',
			last_name: 'Vance',
			phone: `+${FRESH}`,
			custom_props: { [String(data?.[1]?.key)]: '80202' },
		});
		const made = dialer().contacts.at(-1);
		expect(made).toMatchObject({ name: 'Theo Vance', phone_number: FRESH });
		expect(body).toEqual(
			frames === 'framed'
				? { status: 'success', data: [{ contact_id: made?.id }] }
				: { id: made?.id, name: 'Theo Vance', phone: FRESH },
		);
		const members = (await v1('campaigns/campaign-contacts', { campaign_id: String(campaign().id) })).data;
		expect(members).toHaveLength(campaign().members.length);
		expect(members?.at(-1)).toMatchObject({
			id: made?.id,
			phone: 'xxx-xxx-0199',
			[String(data?.[0]?.key)]: null,
			[String(data?.[1]?.key)]: '80202',
		});
	});

	it('removes a number from every campaign, from one, and everybody from one', async () => {
		const inside = () =>
			dialer().campaigns.filter(({ members }) =>
				members.some(({ contactId }) => contactOf(contactId)?.phone_number === FRESH),
			);
		for (const at of [0, 1, 2]) await add({ campaign_id: campaign(at).id, phone_number: FRESH });
		expect(inside()).toHaveLength(3);
		const removed = await v1('contacts/remove', { campaign_id: String(campaign(1).id), phone: FRESH });
		expectAsContract('v1RemoveCampaignContact', removed);
		expect(inside()).toHaveLength(2);
		expect((await v1('contacts/remove', { phone: `+${FRESH}` })).status).toBe('success');
		expect(inside()).toHaveLength(0);
		await v1('contacts/remove', { campaign_id: campaign(1).id, all: true });
		expect(campaign(1).members).toHaveLength(0);
		expect(campaign(2).members.length).toBeGreaterThan(0);
	});

	it('lists calls: oldest first unless told otherwise, pages from 1, all counted', async () => {
		const ids: unknown[] = [];
		for (let page = 1; page <= 7; page++) {
			const body = await v1('calls/list', { page });
			expectAsContract('v1ListCampaignCalls', body);
			expect(body.total).toBe(dialer().calls.length);
			ids.push(...(body.data ?? []).map(({ call_id }) => call_id));
		}
		expect(ids).toEqual(dialer().calls.map(({ callId }) => callId));
		const row = dialer().calls.at(-1) as DialerCallRow;
		const [latest] = (await v1('calls/list', { order: '1', per_page: '1' })).data ?? [];
		expect(latest).toMatchObject({
			call_id: row.callId,
			user: api.sandbox.state.users[row.agent]?.name,
			to: contactOf(row.contactId).phone_number,
			duration: `${row.duration}s`,
		});
		const day = dayOf(row.at);
		const want = dialer().calls.filter(
			({ at, campaignId }) => dayOf(at) === day && campaignId === row.campaignId,
		);
		const filter = { campaign_id: String(row.campaignId), start_date: day, end_date: day };
		expect((await v1('calls/list', filter)).total).toBe(want.length);
	});

	it('says a failure inside HTTP 200', async () => {
		for (const [path, body] of [
			['contacts/remove', { phone: '19995550100' }],
			['campaigns/add', { campaign_id: '1', phone: FRESH }],
			['campaigns/campaign-contacts', { campaign_id: '1' }],
		] as const) {
			const answer = await api.send('POST', `/v1/autodialer/${path}`, body);
			expect(answer.status).toBe(200);
			expect(answer.body).toMatchObject({ status: 'failed', message: expect.any(String) as string });
		}
	});
});
