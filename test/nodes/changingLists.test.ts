import type { INodeParameters } from 'n8n-workflow';

import { sentenceOf } from '../../nodes/shared/run/listDoubts';
import { byId, useSandbox } from '../harness/sandboxed';
import { emptyContact } from '../../sandbox/seed/contacts';
import type { CampaignRow } from '../../sandbox/seed/salesDialer';
import { addCall } from '../../sandbox/state';

// These tests say themselves how a list changes while it is read.
const env = useSandbox({ calls: 450 });

const dialer = () => env.sandbox.state.salesDialer;
const contactOf = (id: number) => dialer().contacts.find((contact) => contact.id === id)!;
const campaign = () => dialer().campaigns[0] as CampaignRow;
const idsOf = ({ items }: { items: Array<{ json: { id?: unknown } }> }) => items.map(({ json }) => json.id);
const requests = () => env.sandbox.requests().length;
/** The first page is sent unchanged; records leave the list before the second one. */
const leaving = (operationId: string, leave: number, more: object = {}) =>
	env.sandbox.fault({ kind: 'change', leave, after: 1, match: { operationId }, ...more });

/** A campaign with this many members, none of them dialed. */
function fill(count: number): number[] {
	const row = campaign();
	row.members = dialer()
		.contacts.slice(0, count)
		.map(({ id }) => ({ contactId: id, progress: 'Undialed', addedAt: row.createdAt }));
	return row.members.map(({ contactId }) => contactId).reverse();
}
const undialed = async (more: INodeParameters = {}) =>
	await env.run('campaignContact', 'getAll', {
		campaignId: byId(campaign().id),
		returnAll: true,
		filters: { progressStatus: 'Undialed' },
		...more,
	});

describe('a list that shrinks while it is read', () => {
	it('gives all undialed contacts while the dialer dials ten: 240, none of the living missing', async () => {
		const all = fill(240);
		leaving('listCampaignContacts', 10);
		const out = await undialed();
		expect(out.error).toBeUndefined();
		expect(idsOf(out)).toEqual(all);
		expect(out.hints).toEqual([]);
	});

	it('gives the contact that a deleted one hid, in a list without a total', async () => {
		const { contactRecords, users } = env.sandbox.state;
		const last = contactRecords.at(-1)!.id;
		const added = Array.from({ length: 700 }, (_, place) => last + 1 + place);
		for (const id of added) contactRecords.push(emptyContact(id, users[0]!.id, '2026-11-23'));
		const before = idsOf(await contacts());
		leaving('listContacts', 1);
		const out = await contacts();
		expect(before.length).toBeGreaterThan(500);
		expect(idsOf(out)).toEqual(before);
	});
	const contacts = async () =>
		await env.run('contact', 'getAll', { returnAll: true, options: { acrossTeam: true } });

	it.each<[string, object]>([
		['one, on the first page', { leave: 1, place: 40 }],
		['the last one of the first page', { leave: 1, place: 99 }],
		['ten at each page', { leave: 10, times: 30 }],
		['all of the first page', { leave: 100 }],
		['one, while another one comes on top', { leave: 1, come: 1 }],
		['three, while one comes on top', { leave: 3, come: 1, place: 5 }],
	])('gives all calls that stay when there leave %s', async (_name, change) => {
		// First the unchanged list, which takes five requests, and then the change after the first page.
		leaving('listCalls', 0, { after: 6, ...change });
		const stay = idsOf(await env.call('getAll', { returnAll: true }));
		const got = idsOf(await env.call('getAll', { returnAll: true }));
		const now = idsOf(await env.call('getAll', { returnAll: true }));
		expect(new Set(got).size).toBe(got.length);
		expect(stay.filter((id) => now.includes(id) && !got.includes(id))).toEqual([]);
	});

	it('gives all calls oldest first, when one leaves and one comes at the end: the total stays', async () => {
		leaving('listCalls', 1, { come: 1 });
		const ascending = { returnAll: true, options: { order: 'asc' } };
		const got = idsOf(await env.call('getAll', ascending));
		const now = idsOf(await env.call('getAll', ascending));
		expect(now.filter((id) => !got.includes(id))).toEqual([]);
	});

	it('gives the first ones up to a limit without a gap', async () => {
		const all = fill(240);
		leaving('listCampaignContacts', 10);
		expect(idsOf(await undialed({ returnAll: false, limit: 150 }))).toEqual(all.slice(0, 150));
	});

	it('costs no request more when it does not', async () => {
		fill(240);
		await undialed();
		expect(requests()).toBe(3);
		env.sandbox.clearRequests();
		await env.call('getAll', { returnAll: true });
		expect(requests()).toBe(5);
	});
});

describe('a list that JustCall counts larger than it lists', () => {
	// The hint says both counts. A list that changes has another hint, see above.
	beforeEach(() => env.sandbox.set({ arrivals: 0 }));
	const more = (operationId: string, count: number) =>
		env.sandbox.set({ countsMore: { [operationId]: count } });
	const said = (listed: number, counted: number) => sentenceOf({ listed, counted, isMoving: false });

	it.each<[string, INodeParameters]>([
		['Return All', {}],
		['a Limit', { returnAll: false, limit: 1000 }],
	])('is given as it is listed, and a hint says so: %s', async (_name, parameters) => {
		const all = fill(140);
		more('listCampaignContacts', 10);
		const out = await undialed(parameters);
		expect([out.error, idsOf(out), out.hints]).toEqual([undefined, all, [said(140, 150)]]);
	});

	it('is no doubt where the limit ends before it: the hint is that it ends there', async () => {
		fill(140);
		more('listCampaignContacts', 10);
		expect((await undialed({ returnAll: false, limit: 120 })).hints).toEqual([
			expect.stringMatching(/^These are 120 of the 150 records that JustCall counts/),
		]);
	});

	it('and is empty', async () => {
		fill(0);
		more('listCampaignContacts', 30);
		const out = await undialed();
		expect([out.items, out.error, out.hints]).toEqual([[], undefined, [said(0, 30)]]);
	});

	it('by more than n8n takes', async () => {
		more('listCalls', 200_000);
		const { items, error } = await env.call('getAll', { returnAll: true });
		expect([items.length, error]).toEqual([450, undefined]);
	});

	it('among the lists of several items: the hint names the item, and not more than five', async () => {
		fill(140);
		more('listCampaignContacts', 10);
		const [other] = dialer().campaigns.slice(1);
		const items = [other, campaign()].map((row) => ({ json: { id: row!.id } }));
		const run = async (rows: typeof items) =>
			await env.run(
				'campaignContact',
				'getAll',
				{ campaignId: byId('={{ $json.id }}'), returnAll: true },
				{ items: rows },
			);
		const { hints } = await run(items);
		expect(hints[1]).toBe(`Item 2: ${said(140, 150)}`);
		const many = await run(Array.from({ length: 8 }, () => items[1]!));
		expect(many.hints).toHaveLength(6);
		expect(many.hints[5]).toBe('The same goes for the lists of 3 more items.');
	});

	it('is given to an agent that has no place for hints', async () => {
		fill(140);
		more('listCampaignContacts', 10);
		const tool = env.n8n.agent()('justCall', {
			resource: 'campaignContact',
			operation: 'getAll',
			campaignId: byId(campaign().id),
			returnAll: true,
		});
		expect(await tool()).toHaveLength(140);
	});

	it('is watched by the polling trigger, which neither fails nor repeats', async () => {
		more('listCalls', 10);
		for (const event of ['newCall', 'callUpdated']) {
			const poller = env.n8n.poller('justCallPollingTrigger', { event });
			expect(await poller.look()).toEqual([]);
			const call = addCall(env.sandbox.state, { notes: 'Called back' });
			expect((await poller.look()).map(({ json }) => json.id)).toEqual([call.id]);
			expect(await poller.look()).toEqual([]);
		}
	});

	it.each([
		['once, is asked for again', 1, 240, undefined],
		['twice, is an error', 2, 0, "A page of JustCall's list is missing"],
	])('and a page in the middle that comes empty %s', async (_name, times, count, message) => {
		fill(240);
		const body = {
			status: 'success',
			count: 0,
			total_count: 240,
			per_page: 100,
			next_page_link: 'x',
			data: [],
		};
		const match = { operationId: 'listCampaignContacts' };
		// The second request of all, and the one that requests the same page again after the third page.
		for (let after = 1; after <= times; after++) env.sandbox.fault({ kind: 'malformed', after, body, match });
		const { items, error } = await undialed();
		expect([items.length, error?.message]).toEqual([count, message]);
	});
});

describe('a sync of a campaign whose list may not be whole', () => {
	// Both counts are in the reason.
	beforeEach(() => env.sandbox.set({ arrivals: 0 }));
	const sync = async (options: INodeParameters) => {
		const [, ...kept] = campaign().members.map(({ contactId }) => contactOf(contactId));
		const rows = kept.map(({ phone_number, name }) => ({ phone: `+${phone_number}`, name }));
		rows[0]!.name = 'New Name';
		rows.push({ phone: '+17205550199', name: 'Lead' });
		return await env.run(
			'campaignContact',
			'sync',
			{
				campaignId: byId(campaign().id),
				phoneNumber: '={{ $json.phone }}',
				additionalFields: { name: '={{ $json.name }}' },
				options: { dryRun: false, removeOthers: true, ...options },
			},
			{ items: rows.map((json) => ({ json })) },
		);
	};
	const count = (out: Awaited<ReturnType<typeof sync>>) => {
		const actions = out.items.map(({ json }) => json.action);
		return ['added', 'updated', 'removed', 'skipped'].map((one) => actions.filter((is) => is === one).length);
	};

	beforeEach(() => {
		fill(140);
		env.sandbox.set({ countsMore: { listCampaignContacts: 10 } });
	});

	it('adds and updates, removes nobody, and says why', async () => {
		const out = await sync({});
		expect([out.error, count(out)]).toEqual([undefined, [1, 1, 0, 1]]);
		expect(String(out.items.at(-1)?.json.reason)).toContain('JustCall counts 150 records and lists 140');
		expect(out.hints).toEqual([sentenceOf({ listed: 140, counted: 150, isMoving: false })]);
		expect(campaign().members).toHaveLength(141);
	});

	it.each(['removeIfListIsNotWhole', 'force'])('removes with the option %s', async (option) => {
		const out = await sync({ [option]: true });
		expect([count(out), campaign().members.length]).toEqual([[1, 1, 1, 0], 140]);
	});

	it('keeps to the share all the same', async () => {
		const { error } = await sync({ removeIfListIsNotWhole: true, maximumShare: 0 });
		expect(error?.message).toBe('1 of 140 contacts would be removed from the campaign, more than allowed');
	});
});

describe('more new contacts than one page holds, and some leave while they are read', () => {
	it.each<[string, object]>([
		['one of the first page', { leave: 1 }],
		['the last one of the first page', { leave: 1, place: 499 }],
		['thirty', { leave: 30, place: 100 }],
		['all of the first page', { leave: 500 }],
		['one at each page', { leave: 1, times: 5 }],
		['one, while one comes', { leave: 1, come: 1 }],
	])('the polling trigger gives each of the others once: %s', async (_name, change) => {
		const { contactRecords, users } = env.sandbox.state;
		const poller = env.n8n.poller('justCallPollingTrigger', { event: 'newContact' });
		expect(await poller.look()).toEqual([]);
		const last = contactRecords.at(-1)!.id;
		const add = (count: number) => {
			const from = contactRecords.at(-1)!.id;
			for (let more = 1; more <= count; more++)
				contactRecords.push(emptyContact(from + more, users[0]!.id, '2026-11-23'));
		};
		add(1600);
		leaving('listContacts', 1, change);
		const first = idsOf({ items: await poller.look() });
		expect(new Set(first).size).toBe(first.length);
		const second = idsOf({ items: await poller.look() });
		const listed = idsOf(
			await env.run('contact', 'getAll', { returnAll: true, options: { acrossTeam: true } }),
		).filter((id) => Number(id) > last);
		const got = [...first, ...second];
		expect(new Set(got).size).toBe(got.length);
		expect(listed.filter((id) => !got.includes(id))).toEqual([]);
	});
});
