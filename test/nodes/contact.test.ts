import type { INodeParameters } from 'n8n-workflow';

import type { ContactRecord } from '../../sandbox/seed/contacts';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50 });

const state = () => env.sandbox.state;
const own = ({ agent_id }: ContactRecord) => agent_id === state().users[0]?.id;
const newestFirst = (keep: (contact: ContactRecord) => boolean) =>
	state()
		.contactRecords.filter(keep)
		.map(({ id }) => id)
		.reverse();
const contact = () => state().contactRecords[12] as ContactRecord;
const noViolations = () => expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);

describe('lists of contacts', () => {
	it('are your own, or those of the whole team over several pages', async () => {
		const mine = await env.run('contact', 'getAll', { returnAll: true });
		expect(mine.items.map(({ json }) => json.id)).toEqual(newestFirst(own));
		const all = await env.run('contact', 'getAll', { returnAll: true, filters: { acrossTeam: true } });
		expect(all.items.map(({ json }) => json.id)).toEqual(newestFirst(() => true));
		expect(env.sandbox.requests().map(({ query }) => [query.page, query.per_page])).toEqual([
			['0', '500'],
			['0', '500'],
			// Without a total, pages overlap: each begins before the end of the one before.
			['1', '499'],
		]);
	});

	it('stop at the limit across a page border', async () => {
		const { items } = await env.run('contact', 'getAll', { limit: 501, filters: { acrossTeam: true } });
		expect(items).toHaveLength(501);
	});

	it.each<[string, () => INodeParameters, (row: ContactRecord) => boolean]>([
		['number', () => ({ contactNumber: `+${contact().contact_number}` }), ({ id }) => id === contact().id],
		[
			'first name',
			() => ({ firstName: contact().first_name }),
			(row) => row.first_name === contact().first_name && own(row),
		],
		[
			'last name',
			() => ({ lastName: contact().last_name }),
			(row) => row.last_name === contact().last_name && own(row),
		],
		['status', () => ({ status: ['dnd', 'dnm'] }), (row) => (row.status.dnd || row.status.dnm) && own(row)],
		[
			'agents',
			() => ({ acrossTeam: true, agentIds: `${state().users[3]?.id}, ${state().users[6]?.id}` }),
			({ agent_id }) => [state().users[3]?.id, state().users[6]?.id].includes(agent_id),
		],
	])('filtered by %s', async (_name, filters, keep) => {
		// That the filter is sent as it is: how exactly it compares is JustCall's own affair.
		env.sandbox.set({ filters: 'exact' });
		const { items } = await env.run('contact', 'getAll', { returnAll: true, filters: filters() });
		expect(items.length).toBeGreaterThan(0);
		expect(items.map(({ json }) => json.id)).toEqual(newestFirst(keep));
		noViolations();
	});

	it('of blocked ones have a reference of their own', async () => {
		const { items } = await env.run('contact', 'getAllBlocked', {
			returnAll: true,
			filters: { acrossTeam: true },
		});
		const blocked = newestFirst(({ status }) => Object.values(status).some(Boolean));
		expect(items.map(({ json }) => json.ref_id)).toEqual(blocked.map((id) => `b${id.toString(16)}`));
		noViolations();
	});

	it('show ten useful fields unless told otherwise', async () => {
		const simple = await env.run('contact', 'getAll', { limit: 1 });
		expect(Object.keys(simple.items[0]?.json ?? {}).length).toBeLessThanOrEqual(10);
		const raw = await env.run('contact', 'getAll', { limit: 1, simplify: false });
		expect(raw.items[0]?.json).toEqual(state().contactRecords.filter(own).at(-1));
	});
});

describe('one contact', () => {
	it('is got by id', async () => {
		const { items } = await env.run('contact', 'get', { contactId: byId(contact().id), simplify: false });
		expect(items[0]?.json).toEqual(contact());
	});

	it('is created with everything, answered as one item', async () => {
		const agent = state().users[2]?.id ?? 0;
		const { items } = await env.run('contact', 'create', {
			firstName: 'Mara',
			contactNumber: '+1 (202) 555-0143',
			additionalFields: {
				acrossTeam: false,
				address: '40 Harbor Road',
				agentId: byId(agent),
				agentIds: String(agent),
				company: 'Northwind Bakery',
				email: 'mara@example.com',
				extension: 7,
				lastName: 'Ellison',
				notes: 'Prefers e-mail',
				otherNumbers: { number: [{ label: 'Work', number: '+1 202 555 0177' }] },
			},
		});
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({
			name: 'Mara Ellison',
			contact_number: '12025550143',
			company: 'Northwind Bakery',
		});
		expect(env.sandbox.requests()[0]?.body).toEqual({
			first_name: 'Mara',
			contact_number: '12025550143',
			across_team: false,
			address: '40 Harbor Road',
			agent_id: agent,
			agent_ids: [String(agent)],
			company: 'Northwind Bakery',
			email: 'mara@example.com',
			extension: 7,
			last_name: 'Ellison',
			notes: 'Prefers e-mail',
			other_numbers: [{ label: 'Work', number: '12025550177' }],
		});
		noViolations();
		const found = await env.run('contact', 'get', { contactId: byId(items[0]?.json.id) });
		expect(found.items[0]?.json.email).toBe('mara@example.com');
	});

	it('is created with the required only', async () => {
		await env.run('contact', 'create', { firstName: 'Theo', contactNumber: '13035550127' });
		expect(env.sandbox.requests()[0]?.body).toEqual({ first_name: 'Theo', contact_number: '13035550127' });
	});

	it('is changed by id, with the notes as a list', async () => {
		const { id } = contact();
		const { items } = await env.run('contact', 'update', {
			findBy: 'id',
			contactId: byId(id),
			updateFields: {
				company: 'New Company',
				contactNumber: '+1 202 555 0199',
				notes: { note: [{ note: 'Called' }] },
			},
		});
		expect(items[0]?.json).toMatchObject({ id, company: 'New Company', contact_number: '12025550199' });
		expect(env.sandbox.requests()[0]?.body).toEqual({
			id,
			company: 'New Company',
			contact_number: '12025550199',
			notes: [{ note: 'Called' }],
		});
	});

	it('is changed by number, for the whole team', async () => {
		const number = contact().contact_number;
		await env.run('contact', 'update', {
			findBy: 'number',
			contactNumber: `+${number}`,
			updateFields: { acrossTeam: true, lastName: 'Smith' },
		});
		expect(env.sandbox.requests()[0]?.body).toEqual({
			contact_number: number,
			across_team: true,
			last_name: 'Smith',
		});
		expect(contact().last_name).toBe('Smith');
	});

	it('is not changed without a change', async () => {
		const { error } = await env.run('contact', 'update', {
			findBy: 'id',
			contactId: byId(1),
			updateFields: {},
		});
		expect(error?.message).toMatch(/'Update Fields' is empty/);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('is deleted by id or by number', async () => {
		const [first, second] = [state().contactRecords[0]!, state().contactRecords[1]!];
		const deleted = await env.run('contact', 'delete', { findBy: 'id', contactId: byId(first.id) });
		expect(deleted.items).toEqual([{ json: { deleted: true }, pairedItem: { item: 0 } }]);
		await env.run('contact', 'delete', {
			findBy: 'number',
			contactNumber: second.contact_number,
			options: { acrossTeam: true },
		});
		expect(env.sandbox.requests().map(({ query }) => query)).toEqual([
			{ id: String(first.id) },
			{ contact_number: second.contact_number, across_team: 'true' },
		]);
		expect(state().contactRecords).not.toContain(first);
		const again = await env.run('contact', 'delete', { findBy: 'id', contactId: byId(first.id) });
		expect(again.error?.message).toBe('The contact was not found');
	});
});

describe('lists of numbers that are not to be called', () => {
	it('take a contact on and off', async () => {
		const row = state().contactRecords.find(({ status }) => status.blacklist)!;
		const { items } = await env.run('contact', 'updateStatus', {
			findBy: 'id',
			contactId: byId(row.id),
			updateFields: { addTo: ['dnd'], removeFrom: ['blacklist'] },
			options: { acrossTeam: true },
		});
		expect(items[0]?.json.status).toMatchObject({ blacklist: false, dnd: true });
		expect(env.sandbox.requests()[0]?.body).toEqual({
			id: row.id,
			add_to: ['dnd'],
			remove_from: ['blacklist'],
			across_team: true,
		});
	});

	it('take many numbers at once', async () => {
		const known = contact().contact_number;
		const { items } = await env.run('contact', 'bulkUpdateStatus', {
			contactNumbers: `+${known}, +1 202 555 0188`,
			addTo: ['blacklist', 'dnm'],
		});
		expect(items[0]?.json).toMatchObject({ added: { numbers: [known, '12025550188'] } });
		expect(contact().status).toMatchObject({ blacklist: true, dnm: true });
		noViolations();
	});

	it('one that cannot be a number is named and does not hold up the others; nothing but such ones is refused', async () => {
		const block = async (contactNumbers: string) =>
			await env.run('contact', 'bulkUpdateStatus', { contactNumbers, addTo: ['dnd'] });
		const { items } = await block('call me, 12, +1 202 555 0188');
		expect(items[0]?.json).toMatchObject({
			added: { numbers: ['12025550188'] },
			refused: [
				{
					number: 'call me',
					reason: expect.stringMatching(/^It has letters\. Write all of it in digits/) as string,
				},
				{ number: '12', reason: expect.stringMatching(/^It has no country code\./) as string },
			],
		});
		expect(env.sandbox.requests().at(-1)?.body).toMatchObject({ contact_numbers: ['12025550188'] });
		env.sandbox.clearRequests();
		const { error } = await block('call me, 12');
		expect(error?.message).toMatch(/'Contact Numbers' is not a telephone number: "call me"/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

describe('search', () => {
	it('finds by e-mail, company and notes, over several pages from 1', async () => {
		const { items } = await env.run('contact', 'search', {
			searchFields: { company: 'bakery' },
			returnAll: true,
		});
		const wanted = state().contactRecords.filter(({ company }) => company === 'Northwind Bakery');
		expect(items.map(({ json }) => json.id)).toEqual(wanted.map(({ id }) => id));
		expect(env.sandbox.requests().map(({ body }) => body)).toEqual([
			{ company: 'bakery', page: 1, per_page: 100 },
			{ company: 'bakery', page: 2, per_page: 99 },
		]);
		const one = await env.run('contact', 'search', { searchFields: { email: contact().email }, limit: 5 });
		expect(one.items.map(({ json }) => json.email)).toContain(contact().email);
		noViolations();
	});

	it('finds by number or name through v2.1, with everybody, and by ID', async () => {
		const row = state().contactRecords.find((one) => !own(one) && one.last_name !== '')!;
		for (const searchFields of [
			{ phone: `+${row.contact_number}` },
			{ firstName: row.first_name, lastName: row.last_name },
			{ id: String(row.id) },
		]) {
			const { items } = await env.run('contact', 'search', { searchFields, simplify: false });
			expect(items.map(({ json }) => json)).toContainEqual(row);
		}
		expect(env.sandbox.requests().map(({ path, query }) => [path, query])).toEqual([
			[
				'/v2.1/contacts',
				{ contact_number: row.contact_number, across_team: 'true', page: '0', per_page: '50' },
			],
			[
				'/v2.1/contacts',
				{
					first_name: row.first_name,
					last_name: row.last_name,
					across_team: 'true',
					page: '0',
					per_page: '50',
				},
			],
			[`/v2.1/contacts/${row.id}`, {}],
		]);
		noViolations();
	});

	it('gives the same names whichever way it went', async () => {
		const row = state().contactRecords.find((one) => own(one) && one.email !== '')!;
		const byMail = await env.run('contact', 'search', { searchFields: { email: row.email } });
		const found = byMail.items.find(({ json }) => json.id === row.id);
		expect(found?.json).toMatchObject({
			first_name: row.first_name,
			last_name: row.last_name,
			contact_number: row.contact_number,
			other_numbers: row.other_numbers.map(({ label, number }) => ({ label, number })),
		});
		const both = await env.run('contact', 'search', {
			searchFields: { email: row.email, phone: `+${row.contact_number}` },
		});
		expect(both.items.map(({ json }) => json.id)).toEqual([row.id]);
		expect(env.sandbox.requests().map(({ path }) => path)).toEqual([
			'/v1/contacts/query',
			'/v1/contacts/query',
		]);
	});

	it('needs something to look for', async () => {
		const { error } = await env.run('contact', 'search', { searchFields: {} });
		expect(error?.message).toMatch(/'Search Fields' is empty/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});

it('the dropdown finds contacts of all agents', async () => {
	const row = state().contactRecords[2]!;
	const { results } = await env.n8n.search('justCall', 'searchContacts', row.name);
	expect(results).toContainEqual({ name: `${row.name} +${row.contact_number}`, value: String(row.id) });
});

describe('create or update', () => {
	const upsert = async (items: Array<{ json: { phone: string; name: string } }>) =>
		await env.run(
			'contact',
			'upsert',
			{
				contactNumber: '={{ $json.phone }}',
				firstName: '={{ $json.name }}',
				additionalFields: { notes: 'Seen', company: 'New' },
			},
			{ items },
		);

	it('changes who is there, creates who is not, and makes one contact of one number', async () => {
		const before = state().contactRecords.length;
		const row = state().contactRecords.find(own)!;
		const { items } = await upsert([
			{ json: { phone: `+${row.contact_number}`, name: 'Known' } },
			{ json: { phone: '+1 202 555 0143', name: 'Mara' } },
			{ json: { phone: '(1) 202-555-0143', name: 'Mara again' } },
		]);
		expect(items.map(({ json }) => json.created)).toEqual([false, true, false]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(state().contactRecords.length).toBe(before + 1);
		expect(row).toMatchObject({ first_name: 'Known', company: 'New' });
		expect(state().contactRecords.at(-1)).toMatchObject({
			first_name: 'Mara again',
			contact_number: '12025550143',
		});
		noViolations();
	});

	it('an id decides before the number; where it is of nobody, the number does', async () => {
		const [row, other] = state().contactRecords.filter(own);
		const { items } = await env.run(
			'contact',
			'upsert',
			{
				contactNumber: '={{ $json.phone }}',
				firstName: 'Ida',
				additionalFields: { contactId: '={{ $json.id }}' },
			},
			{
				items: [
					{ json: { id: row!.id, phone: '+1 202 555 0177' } },
					{ json: { id: 1, phone: `+${other!.contact_number}` } },
				],
			},
		);
		expect(items.map(({ json }) => [json.created, json.id])).toEqual([
			[false, row!.id],
			[false, other!.id],
		]);
		expect(row).toMatchObject({ first_name: 'Ida', contact_number: '12025550177' });
		expect(other).toMatchObject({ first_name: 'Ida' });
		noViolations();
	});

	it.each([
		['at once', 0],
		['a moment later', 2],
	])(
		'leaves alone what the item has nothing for, and adds no note twice that lists show %s',
		async (_when, after) => {
			env.sandbox.set({ writesVisibleAfter: after });
			const row = state().contactRecords.find(own)!;
			row.email = 'there@example.com';
			const run = async (contactId: string) =>
				await env.run('contact', 'upsert', {
					contactNumber: `+${row.contact_number}`,
					firstName: 'Known',
					additionalFields: { email: '={{ null }}', company: '', notes: 'From the CRM', contactId },
				});
			for (const id of ['', '', String(row.id), '999']) expect((await run(id)).error).toBeUndefined();
			expect(row.email).toBe('there@example.com');
			expect(row.notes.filter(({ description }) => description === 'From the CRM')).toHaveLength(1);
			noViolations();
		},
	);

	it("refuses a CRM's ID as JustCall's", async () => {
		const { error } = await env.run('contact', 'upsert', {
			contactNumber: '+1 202 555 0143',
			firstName: 'Mara',
			additionalFields: { contactId: 'hs-123' },
		});
		expect(error?.message).toBe(`'Contact ID' is not an ID of JustCall: "hs-123"`);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('names the item that cannot be', async () => {
		const { error } = await upsert([{ json: { phone: 'nobody', name: 'x' } }]);
		expect(error?.message).toMatch(/'Contact Number' is not a telephone number: "nobody"/);
		expect(env.sandbox.requests()).toEqual([]);
	});
});
