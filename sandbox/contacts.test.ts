import { expectAsContract, record, useRawApi, type RawAnswer } from './testing/rawApi';
import type { ContactRecord } from './seed/contacts';

const api = useRawApi();

const NEW = { first_name: 'Mara', last_name: 'Ellison', contact_number: '+12025550143' };
const LISTS = ['blacklist', 'dnd', 'dnm'] as const;

const all = () => api.sandbox.state.contactRecords;
const ownerId = () => api.sandbox.state.users[0]?.id;
const own = () => all().filter(({ agent_id }) => agent_id === ownerId());
const idsOf = ({ body }: RawAnswer) => (body.data ?? []).map(({ id }) => Number(id));
const newestFirst = (rows: ContactRecord[]) => rows.map(({ id }) => id).sort((a, b) => b - a);
const first = (answer: RawAnswer) => answer.body.data?.[0] ?? {};
const create = async (more: object = {}) =>
	first(await api.send('POST', '/v2.1/contacts', { ...NEW, ...more }));

describe('the list of contacts', () => {
	it('shows the owner of the key only its own, unless across_team', async () => {
		expect(all().length).toBeGreaterThan(own().length);
		expect(idsOf(await api.get('/v2.1/contacts?per_page=500'))).toEqual(newestFirst(own()).slice(0, 500));
		const everybody: number[] = [];
		for (let page = 0; page * 500 < all().length; page++)
			everybody.push(...idsOf(await api.get(`/v2.1/contacts?across_team=true&per_page=500&page=${page}`)));
		expect(everybody).toEqual(newestFirst(all()));
	});

	it('pages from 0 without a total', async () => {
		const { body } = await api.get('/v2.1/contacts');
		expect(body).toMatchObject({ status: 'success', count: 50, current_page: 0, per_page: 50 });
		expect(body).not.toHaveProperty('total_count');
		expect((await api.get('/v2.1/contacts?per_page=5000')).body.per_page).toBe(500);
		const seen: number[] = [];
		let pages = 0;
		for (let more = true; more; pages++) {
			const answer = await api.get(`/v2.1/contacts?per_page=60&page=${pages}`);
			seen.push(...idsOf(answer));
			more = answer.body.next_page_link !== '';
		}
		expect(pages).toBeGreaterThanOrEqual(3);
		expect(seen).toEqual(newestFirst(own()));
	});

	it('ascends on demand and goes on behind the last id', async () => {
		const ids = newestFirst(own());
		const mark = ids[9];
		const older = await api.get(`/v2.1/contacts?last_contact_id_fetched=${mark}&per_page=500`);
		expect(idsOf(older)).toEqual(ids.slice(10, 510));
		const newer = await api.get(`/v2.1/contacts?last_contact_id_fetched=${mark}&order=asc&per_page=500`);
		expect(idsOf(newer)).toEqual(ids.slice(0, 9).reverse());
	});

	it.each([
		['contact_number', (row: ContactRecord) => row.contact_number],
		['first_name', (row: ContactRecord) => row.first_name],
		['last_name', (row: ContactRecord) => row.last_name],
	])('filters by %s', async (name, value) => {
		const wanted = value(own()[7] as ContactRecord);
		const want = own().filter((row) => value(row) === wanted);
		const path = `/v2.1/contacts?${name}=${encodeURIComponent(wanted)}&per_page=500`;
		expect(idsOf(await api.get(path))).toEqual(newestFirst(want));
	});

	it('filters by agents, in all habits of writing a list', async () => {
		const agents = [...new Set(all().map(({ agent_id }) => agent_id))].filter((id) => id !== ownerId());
		const [one, two] = agents;
		const want = all().filter(({ agent_id }) => agent_id === one || agent_id === two);
		expect(want.length).toBeGreaterThan(0);
		for (const query of [
			`agent_ids=${one}&agent_ids=${two}`,
			`agent_ids[]=${one}&agent_ids[]=${two}`,
			`agent_ids=${one},${two}`,
		]) {
			const answer = await api.get(`/v2.1/contacts?across_team=1&per_page=500&${query}`);
			expect(idsOf(answer)).toEqual(newestFirst(want));
		}
	});

	it.each([['blacklist'], ['dnd'], ['dnm'], ['blacklist,dnm']])('filters by status %s', async (status) => {
		const lists = LISTS.filter((list) => status.split(',').includes(list));
		const want = own().filter((row) => lists.some((list) => row.status[list]));
		expect(want.length).toBeGreaterThan(0);
		expect(idsOf(await api.get(`/v2.1/contacts?status=${status}&per_page=500`))).toEqual(newestFirst(want));
	});
});

describe('a contact', () => {
	it('is created, read, changed, listed and deleted', async () => {
		const made = await create({
			notes: 'Prefers e-mail',
			other_numbers: [{ label: 'Work', number: '12025550177' }],
		});
		expect(made).toMatchObject({ name: 'Mara Ellison', contact_number: '12025550143', agent_id: ownerId() });
		expect(made.notes).toMatchObject([{ description: 'Prefers e-mail' }]);
		expect(made.other_numbers).toMatchObject([{ label: 'Work', number: '12025550177' }]);
		expect(record(await api.get(`/v2.1/contacts/${made.id}`))).toEqual(made);

		const change = { id: made.id, company: 'Northwind Foods', notes: [{ note: 'Moved' }] };
		const changed = first(await api.send('PUT', '/v2.1/contacts', change));
		expect(changed).toMatchObject({ id: made.id, company: 'Northwind Foods', first_name: 'Mara' });
		expect(changed.notes).toEqual(
			expect.arrayContaining([expect.objectContaining({ description: 'Moved' })]),
		);
		expect(idsOf(await api.get('/v2.1/contacts?contact_number=12025550143'))).toEqual([made.id]);

		expect((await api.send('DELETE', `/v2.1/contacts?id=${made.id}`)).body).toEqual({ status: 'success' });
		expect((await api.get(`/v2.1/contacts/${made.id}`)).status).toBe(404);
	});

	it('may have the number of another: a second one is made', async () => {
		const [one, two] = [await create(), await create()];
		expect(two.id).not.toBe(one.id);
		expect(idsOf(await api.get('/v2.1/contacts?contact_number=12025550143'))).toEqual([two.id, one.id]);
	});

	it('takes notes as text when created, as a list when changed', async () => {
		const { id } = await create();
		expect((await api.send('POST', '/v2.1/contacts', { ...NEW, notes: [{ note: 'x' }] })).status).toBe(400);
		expect((await api.send('PUT', '/v2.1/contacts', { id, notes: 'x' })).status).toBe(400);
		expect((await api.send('POST', '/v2.1/contacts', { first_name: 'Mara' })).status).toBe(400);
	});

	it('gets a new number by id, and is found by number without', async () => {
		const { id } = await create();
		await api.send('PUT', '/v2.1/contacts', { id, contact_number: '+12025550199' });
		const changed = first(
			await api.send('PUT', '/v2.1/contacts', { contact_number: '12025550199', email: 'mara@example.com' }),
		);
		expect(changed).toMatchObject({ id, contact_number: '12025550199', email: 'mara@example.com' });
	});

	it('of others is reached by number with across_team only', async () => {
		const other = all().find(({ agent_id }) => agent_id !== ownerId()) as ContactRecord;
		const change = { contact_number: other.contact_number, company: 'Fern & Fig' };
		expect((await api.send('PUT', '/v2.1/contacts', change)).status).toBe(404);
		expect((await api.send('PUT', '/v2.1/contacts', { ...change, across_team: true })).status).toBe(200);
		expect(other.company).toBe('Fern & Fig');
		const path = `/v2.1/contacts?contact_number=${other.contact_number}`;
		expect((await api.send('DELETE', path)).status).toBe(404);
		expect((await api.send('DELETE', `${path}&across_team=true`)).status).toBe(200);
		expect(all().some(({ id }) => id === other.id)).toBe(false);
	});

	it('that does not exist is a 404', async () => {
		expect((await api.get('/v2.1/contacts/1')).status).toBe(404);
		expect((await api.send('PUT', '/v2.1/contacts', { id: 1, company: 'x' })).status).toBe(404);
		expect((await api.send('DELETE', '/v2.1/contacts?id=1')).status).toBe(404);
		expect((await api.send('PUT', '/v2.1/contacts/status', { id: 1, add_to: ['dnd'] })).status).toBe(404);
	});
});

describe('blacklist, DND and DNM', () => {
	it('are joined and left in one request', async () => {
		const { id } = await create();
		await api.send('PUT', '/v2.1/contacts/status', { id, add_to: ['blacklist', 'dnm'] });
		const change = { id, add_to: ['dnd'], remove_from: ['blacklist'] };
		const contact = record(await api.send('PUT', '/v2.1/contacts/status', change));
		expect(contact).toMatchObject({ id, status: { blacklist: false, dnd: true, dnm: true } });
	});

	it('have a list of their own, with ref_id instead of id', async () => {
		const want = own().filter(({ status }) => LISTS.some((list) => status[list]));
		const { body } = await api.get('/v2.1/contacts/blacklist?per_page=500');
		expect(body.data?.map(({ contact_number }) => contact_number)).toEqual(
			want.map((row) => row.contact_number).reverse(),
		);
		for (const row of body.data ?? []) {
			expect(row).toHaveProperty('ref_id');
			expect(row).not.toHaveProperty('id');
		}
		const dnd = await api.get('/v2.1/contacts/blacklist?status=dnd&across_team=true&per_page=500');
		expect(dnd.body.count).toBe(all().filter(({ status }) => status.dnd).length);
	});

	it('take many numbers: newly listed, already listed, left out', async () => {
		const [clean] = own().filter(({ status }) => !LISTS.some((list) => status[list]));
		const [listed] = own().filter(({ status }) => status.blacklist && !status.dnd);
		const numbers = [clean, listed].map((row) => row?.contact_number ?? '');
		const result = record(
			await api.send('POST', '/v2.1/contacts/bulk-add/blacklist', {
				contact_numbers: [...numbers, '12', numbers[0]],
				add_to: ['dnd'],
			}),
		) as Record<string, { numbers: string[] }>;
		expect(result.added?.numbers).toEqual([numbers[0]]);
		expect(result.updated?.numbers).toEqual([numbers[1]]);
		expect(result.skipped?.numbers).toEqual(['12', numbers[0]]);
		expect([clean?.status.dnd, listed?.status.dnd]).toEqual([true, true]);
	});
});

describe('v1', () => {
	const v1 = async (path: string, body: object = {}) => (await api.send('POST', `/v1/${path}`, body)).body;

	it('pages contacts from 1', async () => {
		const seen: number[] = [];
		for (let page = 1; ; page++) {
			const body = await v1('contacts/list', { page: String(page), per_page: '100' });
			expectAsContract('v1ListContacts', body);
			if (body.data?.length === 0) break;
			seen.push(...(body.data ?? []).map(({ id }) => Number(id)));
		}
		expect(seen.length).toBeGreaterThan(200);
		expect([...seen].sort((a, b) => a - b)).toEqual(all().map(({ id }) => id));
		expect((await v1('contacts/list')).data).toHaveLength(50);
		expect((await v1('contacts/list', { per_page: 400 })).data).toHaveLength(100);
	});

	it.each(['email', 'company'] as const)('searches by %s', async (name) => {
		const wanted = (own().find((row) => row[name] !== '') as ContactRecord)[name];
		const want = all().filter((row) => row[name] === wanted);
		const body = await v1('contacts/query', { [name]: wanted });
		expectAsContract('v1QueryContacts', body);
		expect(body.data?.map(({ id }) => id)).toEqual(want.slice(0, 100).map(({ id }) => id));
	});

	it('creates, changes, finds by notes and deletes', async () => {
		const made = await v1('contacts/new', {
			firstname: 'Mara',
			lastname: 'Ellison',
			phone: '+12025550143',
			notes: 'Prefers e-mail',
			acrossteam: 0,
		});
		expectAsContract('v1CreateContact', made);
		expect(made.status).toBe('success');
		expect((await v1('contacts/query', { notes: 'Prefers' })).data?.[0]).toMatchObject({ id: made.id });
		const changed = await v1('contacts/update', {
			id: made.id,
			firstname: 'Mara',
			phone: '+12025550143',
			company: 'Northwind Foods',
			other_phones: { label: 'Work', number: '+12025550177' },
		});
		expect(changed.status).toBe('success');
		expect((await v1('contacts/query', { id: made.id })).data?.[0]).toMatchObject({
			firstname: 'Mara',
			company: 'Northwind Foods',
			phone: '12025550143',
			other_phones: [{ label: 'Work' }],
		});
		expect((await v1('contacts/delete', { id: made.id })).status).toBe('success');
		expect((await v1('contacts/query', { id: made.id })).data).toEqual([]);
	});

	it('puts a number on a list and takes it off', async () => {
		const { id } = await create();
		const act = async (action: string) =>
			await v1('contacts/action', { number: '+12025550143', type: '1', action });
		expect(await act('1')).toEqual({ status: 'success', message: 'Number added to DND list successfully' });
		expect(all().find((row) => row.id === id)?.status.dnd).toBe(true);
		expect((await act('0')).status).toBe('success');
		expect(all().find((row) => row.id === id)?.status.dnd).toBe(false);
	});

	it('says a failure inside HTTP 200', async () => {
		for (const [path, body] of [
			['contacts/delete', { id: 1 }],
			['contacts/update', { id: 1, firstname: 'x', phone: '12025550143' }],
			['contacts/action', { number: '12025550100', type: '0', action: '1' }],
		] as const) {
			const answer = await api.send('POST', `/v1/${path}`, body);
			expect(answer.status).toBe(200);
			expect(answer.body).toMatchObject({ status: 'failed', message: expect.any(String) as string });
		}
	});

	it('lists the numbers', async () => {
		const { data } = await v1('numbers/list');
		expect(data?.map(({ phone }) => phone)).toEqual(
			api.sandbox.state.numbers.map(({ justcall_number }) => justcall_number),
		);
		expect(data?.[0]).toMatchObject({ capabilities: { voice: '1', fax: '0' } });
	});
});
