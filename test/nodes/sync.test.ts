import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { byId, useSandbox } from '../harness/sandboxed';
import type { CampaignRow } from '../sandbox/seed/salesDialer';

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

it('a large campaign with few differences costs about its pages', async () => {
	const rows = Array.from({ length: 2000 }, (_, place) => ({
		phone: `+1${730 + Math.floor(place / 100)}55501${String(place % 100).padStart(2, '0')}`,
		name: 'Lead',
	}));
	await sync(rows);
	env.sandbox.clearRequests();
	const { items: out } = await sync([
		...rows.slice(0, 1960),
		...Array.from({ length: 40 }, (_, place) => ({ phone: lead(place) })),
	]);
	expect(actions(out).filter((action) => action === 'added')).toHaveLength(40);
	// 21 pages, one import, and the looks at it.
	expect(env.sandbox.requests().length).toBeLessThan(40);
});
