import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';
import { fillContact, join, newDialerContact } from '../sandbox/handlers/dialerState';
import { CUSTOM_FIELDS, type CampaignRow } from '../sandbox/seed/salesDialer';

const env = useSandbox({ calls: 50 });

const dialer = () => env.sandbox.state.salesDialer;
const campaign = () => dialer().campaigns.find(({ members }) => members.length >= 20) as CampaignRow;
const contactOf = (id: number) => dialer().contacts.find((contact) => contact.id === id)!;
const numbers = () => campaign().members.map(({ contactId }) => contactOf(contactId).phone_number);
const lead = (place: number) => `+1 (720) 555-${String(100 + place).padStart(4, '0')}`;
const digits = (text: string) => text.replace(/\D/g, '');

/** Items as a CRM gives them. */
const items = (rows: Array<{ phone: string; name?: string }>): INodeExecutionData[] =>
	rows.map((row) => ({ json: { name: '', ...row } }));
/** Everybody who is in the campaign. */
const present = () =>
	campaign().members.map(({ contactId }) => {
		const { phone_number, name } = contactOf(contactId);
		return { phone: `+${phone_number}`, name };
	});

async function sync(rows: Array<{ phone: string; name?: string }>, options: INodeParameters = {}) {
	return await env.run(
		'campaignContact',
		'sync',
		{
			campaignId: byId(campaign().id),
			phoneNumber: '={{ $json.phone }}',
			additionalFields: { name: '={{ $json.name || "Nobody" }}' },
			options,
		},
		{ items: items(rows) },
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

it('adds contacts that the dialer knows already, also in bulk', async () => {
	const inside = new Set(numbers());
	const known = dialer()
		.contacts.filter(({ phone_number }) => !inside.has(phone_number))
		.slice(0, 8);
	const { items: out } = await sync(known.map(({ phone_number, name }) => ({ phone: phone_number, name })));
	expect(new Set(actions(out))).toEqual(new Set(['added']));
	expect(numbers()).toEqual(expect.arrayContaining(known.map(({ phone_number }) => phone_number)));
});

it('removes others only when switched on, and only so many', async () => {
	const [gone, ...kept] = present();
	const before = campaign().members.length;
	await sync(kept);
	expect(campaign().members).toHaveLength(before);
	const { items: out } = await sync(kept, { removeOthers: true });
	expect(out.at(-1)?.json).toMatchObject({ action: 'removed', phone_number: digits(gone!.phone) });
	expect(numbers()).not.toContain(digits(gone!.phone));
	const refused = await sync(kept.slice(0, 2), { removeOthers: true });
	expect(refused.error?.message).toMatch(/^\d+ of \d+ contacts would be removed from the campaign/);
	expect(campaign().members).toHaveLength(before - 1);
	await sync(kept.slice(0, 2), { removeOthers: true, force: true });
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
		{ Name: 'Theo', MobilePhone: lead(8), Email: 'theo@example.com', Lead_Score: 7, Notes: 'not a field' },
		{ name: 'Ida', phone: [{ value: lead(1) }, { value: lead(9), primary: true }], email: null },
		{ name: 'Nobody' },
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

/** Makes a campaign hold exactly these contacts. */
function fillCampaign(id: number, rows: ReadonlyArray<{ phone: string; name: string; zip: string }>): void {
	const row = rowOf(id);
	row.members.length = 0;
	for (const { phone, name, zip } of rows) {
		const number = digits(phone);
		const known = dialer().contacts.find(({ phone_number }) => phone_number === number);
		const contact = known ?? newDialerContact(env.sandbox.state, number);
		fillContact(contact, { name, custom_fields: [{ id: ZIP, value: zip }] });
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
	});
	const contacts = (minLength: number) =>
		fc.uniqueArray(contact, { selector: ({ place }) => place, minLength, maxLength: 16 });
	await fc.assert(
		// At least one is wanted: n8n does not run a node without items.
		fc.asyncProperty(contacts(0), contacts(1), fc.boolean(), async (existing, wanted, removeOthers) => {
			env.sandbox.reset();
			fillCampaign(
				id,
				existing.map(({ place, ...rest }) => ({ phone: lead(place), ...rest })),
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
							customFields: { field: [{ id: byId(ZIP), value: '={{ $json.zip }}' }] },
						},
						options: { removeOthers, force: true },
					},
					{ items: wanted.map(({ place, ...rest }) => ({ json: { phone: lead(place), ...rest } })) },
				);
			const first = await run();
			expect(first.error).toBeUndefined();

			const places = new Set(wanted.map(({ place }) => place));
			const left = removeOthers ? [] : existing.filter(({ place }) => !places.has(place));
			const expected = [...wanted, ...left].map(({ place, name, zip }) => [digits(lead(place)), name, zip]);
			const actual = rowOf(id).members.map(({ contactId }) => {
				const { phone_number, name, custom_fields } = contactOf(contactId);
				return [phone_number, name, custom_fields.find(({ key }) => key === ZIP)?.value];
			});
			expect(actual.sort()).toEqual(expected.sort());
			env.sandbox.clearRequests();
			const second = await run();
			expect(actions(second.items).filter((action) => action !== 'unchanged')).toEqual([]);
			expect(writes()).toEqual([]);
		}),
		{ numRuns: 15 },
	);
});

it('10,000 contacts against a campaign of 10,000: its pages, its imports, and one request for each other change', async () => {
	const rows = Array.from({ length: 10_000 }, (_, place) => ({
		phone: `+1${730 + Math.floor(place / 100)}55501${String(place % 100).padStart(2, '0')}`,
		name: 'Lead',
	}));
	// Quicker than one by one: none of them is in the dialer yet.
	const { members } = campaign();
	members.length = 0;
	for (const { phone } of rows) {
		const contact = newDialerContact(env.sandbox.state, digits(phone));
		contact.name = 'Lead';
		members.push({ contactId: contact.id, progress: 'Undialed', addedAt: 0 });
	}
	// 200 differences: 160 who are new in place of 160 others, and 40 with another name.
	const { items: out, error } = await sync(
		[
			...rows.slice(160, 9960),
			...rows.slice(9960).map((row) => ({ ...row, name: 'Renamed' })),
			...Array.from({ length: 160 }, (_, place) => ({ phone: lead(place), name: 'New' })),
		],
		{ removeOthers: false },
	);
	expect(error).toBeUndefined();
	const count = (action: string) => actions(out).filter((one) => one === action).length;
	expect([count('unchanged'), count('updated'), count('added')]).toEqual([9800, 40, 160]);
	const asked = env.sandbox.requests().map(({ method, operationId }) => `${method} ${operationId}`);
	const times = (request: string) => asked.filter((one) => one === request).length;
	expect(times('GET listCampaignContacts')).toBe(100);
	expect(times('POST bulkImportSalesDialerContacts')).toBe(1);
	expect(times('PUT updateSalesDialerContact')).toBe(40);
	// What is left are looks at the import.
	expect(asked.length).toBeLessThanOrEqual(144);
}, 60_000);
