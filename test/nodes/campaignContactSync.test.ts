import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RunOptions } from '../../tools/engine/inProcess';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';
import { fillContact, join, newDialerContact } from '../../sandbox/handlers/dialerState';
import { national } from '../../sandbox/numbers';
import { CUSTOM_FIELDS, type CampaignRow } from '../../sandbox/seed/salesDialer';
import { sizeOf } from '../harness/thorough';

const env = useSandbox({ calls: 50 });

const dialer = () => env.sandbox.state.salesDialer;
const campaign = () => dialer().campaigns.find(({ members }) => members.length >= 20) as CampaignRow;
const contactOf = (id: number) => dialer().contacts.find((contact) => contact.id === id)!;
const numbers = () => campaign().members.map(({ contactId }) => contactOf(contactId).phone_number);
const lead = (place: number) => `+1 (720) 555-${String(100 + place).padStart(4, '0')}`;
const digits = (text: string) => text.replace(/\D/g, '');
/** A number as the campaign lists it. */
const asListed = (phone: string) =>
	env.sandbox.settings().campaignNumbers === 'national'
		? national(digits(phone), campaign().country_code)
		: digits(phone);

/** Items as a CRM outputs them. */
const items = (rows: Array<{ phone: string; name?: string }>): INodeExecutionData[] =>
	rows.map((row) => ({ json: { name: '', ...row } }));
/** All members of the campaign. */
const present = () =>
	campaign().members.map(({ contactId }) => {
		const { phone_number, name } = contactOf(contactId);
		return { phone: `+${phone_number}`, name };
	});

async function sync(
	rows: Array<{ phone: string; name?: string }>,
	options: INodeParameters = {},
	run: Pick<RunOptions, 'onError' | 'settings'> & { parameters?: INodeParameters } = {},
) {
	return await env.run(
		'campaignContact',
		'sync',
		{
			campaignId: byId(campaign().id),
			phoneNumber: '={{ $json.phone }}',
			additionalFields: { name: '={{ $json.name || "Nobody" }}' },
			options,
			...run.parameters,
		},
		{ items: items(rows), onError: run.onError, settings: run.settings },
	);
}
const actions = (out: INodeExecutionData[]) => out.map(({ json }) => json.action);
const writes = () => env.sandbox.requests().filter(({ method }) => method !== 'GET');

it('adds who is missing, updates who changed, leaves the others; the second time nothing', async () => {
	const [first, ...others] = present();
	const rows = [{ ...first!, name: 'New Name' }, ...others, { phone: lead(1), name: 'Mara' }];
	const { items: out, error } = await sync(rows);
	expect(error).toBeUndefined();
	expect(actions(out)).toEqual(['updated', ...others.map(() => 'unchanged'), 'added']);
	expect(out.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
	expect(out[0]?.json.reason).toBe('Differs in name');
	expect(contactOf(campaign().members[0]!.contactId).name).toBe('New Name');
	expect(numbers()).toContain(digits(lead(1)));
	env.sandbox.catchUp();
	env.sandbox.clearRequests();
	const again = await sync(rows);
	expect(new Set(actions(again.items))).toEqual(new Set(['unchanged']));
	expect(writes()).toEqual([]);
	expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
});

it('adds many in packs of 250', async () => {
	const rows = [
		...present(),
		...Array.from({ length: 300 }, (_, place) => ({ phone: lead(place), name: 'Lead' })),
	];
	const before = campaign().members.length;
	const { items: out } = await sync(rows);
	expect(actions(out).filter((action) => action === 'added')).toHaveLength(300);
	expect(campaign().members.length).toBe(before + 300);
	expect(writes().map(({ operationId }) => operationId)).toEqual([
		'bulkImportSalesDialerContacts',
		'bulkImportSalesDialerContacts',
	]);
});

/** Adds contacts that the dialer has, but that are not in the campaign. */
async function addKnown(count: number): Promise<void> {
	const inside = new Set(numbers());
	const known = dialer()
		.contacts.filter(({ phone_number }) => !inside.has(phone_number))
		.slice(0, count);
	const { items: out } = await sync(known.map(({ phone_number, name }) => ({ phone: phone_number, name })));
	expect(new Set(actions(out))).toEqual(new Set(['added']));
	expect(numbers()).toEqual(expect.arrayContaining(known.map(({ phone_number }) => phone_number)));
}

it('adds contacts that the dialer knows already, also in bulk', async () => {
	await addKnown(8);
});

it('removes others only when switched on, and only so many', async () => {
	const [gone, ...kept] = present();
	const before = campaign().members.length;
	await sync(kept);
	expect(campaign().members).toHaveLength(before);
	const { items: out } = await sync(kept, { removeOthers: true });
	expect(out.at(-1)?.json).toMatchObject({ action: 'removed', phone_number: asListed(gone!.phone) });
	env.sandbox.catchUp();
	expect(numbers()).not.toContain(digits(gone!.phone));
	const refused = await sync(kept.slice(0, 2), { removeOthers: true });
	expect(refused.error?.message).toMatch(/^\d+ of \d+ contacts would be removed from the campaign/);
	expect(campaign().members).toHaveLength(before - 1);
	await sync(kept.slice(0, 2), { removeOthers: true, force: true });
});

describe('never removes', () => {
	const withBirthday = { additionalFields: { birthday: '={{ $json.name }}' } };

	it('whom an item stands for that has something else wrong', async () => {
		const rows = present();
		const { items: out } = await sync(rows, { removeOthers: true }, { parameters: withBirthday });
		expect(new Set(actions(out))).toEqual(new Set(['unchanged']));
		expect(out[0]?.json).toMatchObject({
			phone_number: digits(rows[0]!.phone),
			left_out: [{ field: 'Birthday', reason: expect.stringMatching(/^'Birthday' is not a date/) }],
		});
		expect(writes()).toEqual([]);
	});

	it.each(['', 'false', 'null', '({})'])('nobody less because an item has no number: %s', async (empty) => {
		const [gone, ...kept] = present();
		const parameters = { phoneNumber: `={{ $json.phone === "none" ? ${empty || '""'} : $json.phone }}` };
		const rows = [...kept, { phone: 'none' }];
		const { items: out } = await sync(rows, { removeOthers: true, dryRun: true }, { parameters });
		expect(out.at(-2)?.json.reason).toMatch(/^'Phone Number' is empty/);
		expect(out.at(-1)?.json).toMatchObject({ action: 'removed', phone_number: asListed(gone!.phone) });
	});

	it('anybody while an item has a number that cannot be read, unless forced', async () => {
		const [gone, ...kept] = present();
		const rows = [...kept, { phone: 'ext. 12' }];
		const { items: out } = await sync(rows, { removeOthers: true });
		expect(out.at(-1)?.json).toMatchObject({ action: 'skipped', phone_number: asListed(gone!.phone) });
		expect(out.at(-1)?.json.reason).toMatch(/1 of them cannot be read/);
		expect(writes()).toEqual([]);
		expect(actions((await sync(rows, { removeOthers: true, force: true })).items).at(-1)).toBe('removed');
	});

	it('everybody, because the mapping finds no number', async () => {
		const parameters = { mappingMode: 'autoMapInputData' };
		const rows = [{ phone: '', name: 'Mara' }];
		const { error } = await sync(rows, { removeOthers: true, force: true }, { parameters });
		expect(error?.message).toBe(
			'No input item has a telephone number, so everybody would be removed from the campaign',
		);
		expect(writes()).toEqual([]);
	});
});

it.each<[INodeParameters, RegExp]>([
	[{ dryRun: '={{ "maybe" }}' }, /'Dry Run' is neither true nor false: "maybe"/],
	[{ removeOthers: true, maximumShare: '={{ "30 %" }}' }, /'Maximum Share to Remove \(%\)' is not a number/],
	[{ removeOthers: true, maximumShare: 300 }, /'Maximum Share to Remove \(%\)' cannot be 300/],
])('refuses %j before anything is sent', async (options, message) => {
	const { error } = await sync(present().slice(0, 1), options);
	expect(error?.message).toMatch(message);
	expect(env.sandbox.requests()).toEqual([]);
});

it('takes switches as text, as sheets and forms give them', async () => {
	await sync([{ phone: lead(1) }], { dryRun: '={{ "true" }}' });
	expect(writes()).toEqual([]);
});

it('refuses a campaign that differs from item to item', async () => {
	const parameters = { campaignId: byId('={{ $json.name }}') };
	const rows = [
		{ phone: lead(1), name: '2170000' },
		{ phone: lead(2), name: '2170001' },
	];
	const { error } = await sync(rows, {}, { parameters });
	expect(error?.message).toBe(`'Campaign' is not the same for all input items: "2170000" and "2170001"`);
	expect(env.sandbox.requests()).toEqual([]);
});

it('leaves alone what an item has nothing for', async () => {
	const { contactId } = campaign().members[0]!;
	const contact = contactOf(contactId);
	contact.custom_fields = [{ label: 'zip_code', key: ZIP, type: 'number', value: '80014' }];
	const { items: out } = await sync(
		[{ phone: contact.phone_number, name: contact.name }],
		{},
		{
			parameters: {
				additionalFields: {
					email: '={{ null }}',
					birthday: '',
					customFields: { field: [{ id: byId(ZIP), value: '={{ $json.zip }}' }] },
				},
			},
		},
	);
	expect(actions(out)).toEqual(['unchanged']);
	expect(writes()).toEqual([]);
});

it('a birthday is the day that the CRM names, in any zone', async () => {
	const { contactId } = campaign().members[0]!;
	const { phone_number } = contactOf(contactId);
	const parameters = { additionalFields: { birthday: '2001-03-01T00:00:00.000Z' } };
	await sync([{ phone: phone_number }], {}, { parameters });
	expect(contactOf(contactId).birthday).toBe('2001-03-01');
});

describe('when JustCall does not take it all', () => {
	const leads = (count: number) => Array.from({ length: count }, (_, place) => ({ phone: lead(place) }));

	it('one refusal is one failed item, whatever its status', async () => {
		env.sandbox.fault({ kind: 'status', status: 403, match: { operationId: 'addContactToCampaign' } });
		expect(actions((await sync(leads(3))).items)).toEqual(['failed', 'added', 'added']);
	});

	it('a reason has no secret in it, though JustCall echoes them', async () => {
		const body = { status: 'failed', message: `bad ${KEY}:${SECRET}` };
		env.sandbox.fault({ kind: 'status', status: 400, body, match: { operationId: 'addContactToCampaign' } });
		expect((await sync(leads(1))).items[0]?.json.reason).toContain(`"bad [hidden]"`);
	});

	it('an import that is refused does not hold up the others, nor the updates', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 400,
			match: { operationId: 'bulkImportSalesDialerContacts' },
		});
		const [member] = present();
		const { items: out } = await sync([...leads(260), { ...member!, name: 'New Name' }]);
		expect(actions(out).filter((action) => action === 'failed')).toHaveLength(250);
		expect(actions(out).slice(250)).toEqual([...Array.from({ length: 10 }, () => 'added'), 'updated']);
	});

	it('a wrong key on the way ends it, and says what was done before', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 401,
			after: 2,
			match: { operationId: 'addContactToCampaign' },
		});
		const { error } = await sync(leads(5));
		expect(error?.message).toMatch(/did not accept the API key/);
		expect(error?.description).toMatch(/Before that: 2 added\. Run it again to do the rest\.$/);
	});

	describe('with Retry On Fail', () => {
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const wrongKey = (times: number) =>
			env.sandbox.fault({
				kind: 'status',
				status: 401,
				after: 2,
				times,
				match: { operationId: 'addContactToCampaign' },
			});

		it('tells what an earlier try did', async () => {
			wrongKey(1);
			const { items: out } = await sync(leads(4), {}, { settings });
			expect(actions(out)).toEqual(['added', 'added', 'added', 'added']);
		});

		it('says in the end what all tries did together', async () => {
			wrongKey(9);
			const { error } = await sync(leads(4), {}, { settings });
			expect(error?.description).toMatch(/Before that: 2 added\. Run it again to do the rest\.$/);
		});

		it('tells who was removed by an earlier try', async () => {
			const forced = { removeOthers: true, force: true };
			const before = numbers().length;
			// A number whose digits no member has, not even in a number that cannot be read.
			const rows = [{ phone: '' }, { phone: '+1 (720) 555-9876' }];
			const { items: out } = await sync(rows, forced, { settings, onError: 'continueErrorOutput' });
			expect(actions(out)).toEqual(['added', ...Array<string>(before).fill('removed')]);
		});
	});

	it('lost answers end it, and the rest is not told as unknown', async () => {
		env.sandbox.fault({
			kind: 'reset',
			processed: true,
			times: 3,
			match: { operationId: 'addContactToCampaign' },
		});
		const { items: out } = await sync(leads(5), {}, { onError: 'continueRegularOutput' });
		expect(out.map(({ json }) => String(json.reason).slice(0, 30))).toEqual([
			...Array<string>(3).fill('The outcome is unknown: JustCa'),
			...Array<string>(2).fill('Not tried: JustCall did not an'),
		]);
	});

	it('with "continue" there is an item for each contact all the same', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 401,
			after: 2,
			times: 9,
			match: { operationId: 'addContactToCampaign' },
		});
		const { items: out } = await sync(leads(5), {}, { onError: 'continueRegularOutput' });
		expect(actions(out)).toEqual(['added', 'added', 'failed', 'failed', 'failed']);
		expect(out[4]?.json.reason).toBe('Not tried: JustCall did not accept the API key and secret');
		env.sandbox.clearFaults();
		env.sandbox.fault({ kind: 'status', status: 401, match: { operationId: 'listCampaignContacts' } });
		const none = await sync(leads(2), {}, { onError: 'continueRegularOutput' });
		expect(actions(none.items)).toEqual(['failed', 'failed']);
	});

	it('contacts that an import calls duplicates are added one by one', async () => {
		env.sandbox.set({ knownContacts: 'duplicates' });
		await addKnown(8);
		expect(writes().map(({ operationId }) => operationId)).toEqual([
			'bulkImportSalesDialerContacts',
			...Array.from({ length: 8 }, () => 'addContactToCampaign'),
		]);
	});
});

it('a dry run lists what would be done and does nothing', async () => {
	const rows = [...present().slice(1), { phone: lead(2) }];
	const { items: out } = await sync(rows, { dryRun: true, removeOthers: true });
	expect(actions(out).slice(-2)).toEqual(['added', 'removed']);
	expect(out.every(({ json }) => json.dry_run === true)).toBe(true);
	expect(writes()).toEqual([]);
});

it('tells numbers apart however they are written; what is none fails by itself', async () => {
	const { items: out } = await sync([
		{ phone: lead(3) },
		{ phone: `00${digits(lead(3))}` },
		{ phone: 'Mara' },
	]);
	expect(actions(out)).toEqual(['added', 'skipped', 'failed']);
	expect(out[2]?.json.reason).toMatch(/'Phone Number' is not a telephone number/);
});

it('one that JustCall refuses fails by itself, a wrong key ends it all', async () => {
	env.sandbox.fault({ kind: 'status', status: 400, match: { operationId: 'addContactToCampaign' } });
	const { items: out } = await sync([{ phone: lead(4) }, { phone: lead(5) }]);
	expect(actions(out)).toEqual(['failed', 'added']);
	env.sandbox.fault({ kind: 'status', status: 401, match: { operationId: 'addContactToCampaign' } });
	const { error } = await sync([{ phone: lead(6) }]);
	expect(error?.message).toMatch(/did not accept the API key/);
});

it('maps items by the names that CRMs give to fields, custom fields by their label', async () => {
	const rows: IDataObject[] = [
		{ id: 1, properties: { firstname: 'Mara', lastname: 'Ellison', phone: lead(7), 'Zip Code': '80014' } },
		{
			Name: 'Theo',
			Phone: 'n/a',
			MobilePhone: lead(8),
			Email: 'theo@example.com',
			Lead_Score: 7,
			Notes: 'not a field',
		},
		{ name: 'Ida', phones: [{ value: lead(1) }, { value: lead(9), primary: true }], email: null },
		{ name: 'Nobody', number: 1234567 },
	];
	const { items: out } = await env.run(
		'campaignContact',
		'sync',
		{ campaignId: byId(campaign().id), mappingMode: 'autoMapInputData' },
		{ items: rows.map((json) => ({ json })) },
	);
	expect(actions(out)).toEqual(['added', 'added', 'added', 'failed']);
	expect(out[3]?.json.reason).toMatch(/no telephone number.*Name the field phone/);
	const stored = [7, 8, 9].map((place) =>
		dialer().contacts.find(({ phone_number }) => phone_number === digits(lead(place))),
	);
	expect(stored).toMatchObject([
		{ name: 'Mara Ellison', custom_fields: [{ label: 'zip_code', value: '80014' }] },
		{ name: 'Theo', email: 'theo@example.com', custom_fields: [{ label: 'lead_score', value: '7' }] },
		{ name: 'Ida', email: '' },
	]);
	expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
});

/** Sets the campaign's members to exactly these contacts. */
function fillCampaign(id: number, rows: ReadonlyArray<{ phone: string; name: string; zip: string }>): void {
	const row = rowOf(id);
	row.members.length = 0;
	for (const { phone, name, zip } of rows) {
		const number = digits(phone);
		const known = dialer().contacts.find(({ phone_number }) => phone_number === number);
		const contact = known ?? newDialerContact(env.sandbox.state, number);
		fillContact(contact, { name, custom_fields: [{ id: ZIP, value: zip }] }, env.sandbox.settings());
		join(row, contact.id);
	}
}
const rowOf = (id: number) => dialer().campaigns.find((row) => row.id === id)!;
const ZIP = CUSTOM_FIELDS[1]!.key;

it('whatever is wanted and whatever is there: ends with what is wanted, and the second run writes nothing', async () => {
	const { id } = campaign();
	const contact = fc.record({
		place: fc.integer({ min: 0, max: 15 }),
		name: fc.constantFrom('Mara', 'Theo Vance', "O'Neil <b>", 'Zoë'),
		zip: fc.constantFrom('80014', '10115'),
		// One of them is not a date, and is left out.
		birthday: fc.constantFrom('', '', '', 'soon'),
	});
	const contacts = (minLength: number) =>
		fc.uniqueArray(contact, { selector: ({ place }) => place, minLength, maxLength: 16 });
	await fc.assert(
		// At least one contact is wanted, because n8n does not run a node without items.
		fc.asyncProperty(contacts(0), contacts(1), fc.boolean(), async (existing, wanted, removeOthers) => {
			env.sandbox.reset();
			// How long an import takes is not what this is about.
			env.sandbox.set({ imports: { checks: 0 } });
			fillCampaign(
				id,
				existing.map(({ place, name, zip }) => ({ phone: lead(place), name, zip })),
			);
			const run = async () =>
				await env.run(
					'campaignContact',
					'sync',
					{
						campaignId: byId(id),
						phoneNumber: '={{ $json.phone }}',
						additionalFields: {
							name: '={{ $json.name }}',
							birthday: '={{ $json.birthday }}',
							customFields: { field: [{ id: byId(ZIP), value: '={{ $json.zip }}' }] },
						},
						options: { removeOthers, force: true },
					},
					{ items: wanted.map(({ place, ...rest }) => ({ json: { phone: lead(place), ...rest } })) },
				);
			const first = await run();
			expect(first.error).toBeUndefined();

			const named = first.items.filter(({ json }) => json.left_out !== undefined);
			expect(named).toHaveLength(wanted.filter(({ birthday }) => birthday !== '').length);
			const stands = new Set(wanted.map(({ place }) => place));
			const left = existing.filter(({ place }) => !stands.has(place) && !removeOthers);
			const expected = [...wanted, ...left].map(({ place, name, zip }) => [digits(lead(place)), name, zip]);
			const actual = rowOf(id).members.map(({ contactId }) => {
				const { phone_number, name, custom_fields } = contactOf(contactId);
				return [phone_number, name, custom_fields.find(({ key }) => key === ZIP)?.value];
			});
			expect(actual.sort()).toEqual(expected.sort());
			env.sandbox.catchUp();
			env.sandbox.clearRequests();
			const second = await run();
			const others = actions(second.items).filter((action) => action !== 'unchanged');
			expect(others).toEqual([]);
			expect(writes()).toEqual([]);
		}),
		{ numRuns: 15 },
	);
});

it('thousands of contacts against a campaign of thousands: its pages, its imports, and one request for each other change', async () => {
	// The least that it costs: in a list that nobody else changes.
	env.sandbox.set({ arrivals: 0, campaignNumbers: 'completed', imports: { checks: 0 } });
	const count = sizeOf(10_000);
	const rows = Array.from({ length: count }, (_, place) => ({
		phone: `+1${730 + Math.floor(place / 100)}55501${String(place % 100).padStart(2, '0')}`,
		name: 'Lead',
	}));
	// Faster than one by one, because none of them is in the dialer yet.
	const { members } = campaign();
	members.length = 0;
	for (const { phone } of rows) {
		const contact = newDialerContact(env.sandbox.state, digits(phone));
		contact.name = 'Lead';
		members.push({ contactId: contact.id, progress: 'Undialed', addedAt: 0 });
	}
	// 200 differences: 160 new people instead of 160 others, and 40 with another name.
	const { items: out, error } = await sync(
		[
			...rows.slice(160, count - 40),
			...rows.slice(count - 40).map((row) => ({ ...row, name: 'Renamed' })),
			...Array.from({ length: 160 }, (_, place) => ({ phone: lead(place), name: 'New' })),
		],
		{ removeOthers: false },
	);
	expect(error).toBeUndefined();
	const done = (action: string) => actions(out).filter((one) => one === action).length;
	expect([done('unchanged'), done('updated'), done('added')]).toEqual([count - 200, 40, 160]);
	const asked = env.sandbox.requests().map(({ method, operationId }) => `${method} ${operationId}`);
	const times = (request: string) => asked.filter((one) => one === request).length;
	expect(times('GET listCampaignContacts')).toBe(count / 100);
	expect(times('POST bulkImportSalesDialerContacts')).toBe(1);
	expect(times('PUT updateSalesDialerContact')).toBe(40);
	// The other requests ask for the import's status.
	expect(asked.length).toBeLessThanOrEqual(count / 100 + 44);
});
