import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RunOptions } from '../../tools/engine/inProcess';
import { byId, useSandbox } from '../harness/sandboxed';
import type { CampaignRow } from '../../sandbox/seed/salesDialer';

const env = useSandbox({ calls: 50 });

const dialer = () => env.sandbox.state.salesDialer;
const campaign = () => dialer().campaigns.find(({ members }) => members.length >= 20) as CampaignRow;
const contactOf = (id: number) => dialer().contacts.find((contact) => contact.id === id)!;
const members = () => campaign().members.map(({ contactId }) => contactOf(contactId));
const present = () => members().map(({ phone_number, name }) => ({ phone: `+${phone_number}`, name }));
const newcomers = (count: number) =>
	Array.from({ length: count }, (_, place) => ({ phone: `+1720555${2000 + place}`, name: `Lead ${place}` }));
const itemsOf = (rows: object[]): INodeExecutionData[] => rows.map((row) => ({ json: { ...row } }));
const writes = () => env.sandbox.requests().filter(({ method }) => method !== 'GET');
const fieldOf = (name: string, { items }: { items: INodeExecutionData[] }) =>
	items.map(({ json }) => json[name]);

const sync = async (rows: object[], options: INodeParameters = {}, run: RunOptions = {}) =>
	await env.run(
		'campaignContact',
		'sync',
		{
			campaignId: byId(campaign().id),
			phoneNumber: '={{ $json.phone }}',
			additionalFields: { name: '={{ $json.name }}', email: '={{ $json.email }}' },
			options,
		},
		{ items: itemsOf(rows), ...run },
	);
const bulkImport = async (rows: object[], options: INodeParameters = {}, run: RunOptions = {}) =>
	await env.run(
		'salesDialerContact',
		'bulkImport',
		{ phoneNumber: '={{ $json.phone }}', options },
		{ items: itemsOf(rows), ...run },
	);

describe.each([
	['sync', 'action', sync],
	['bulkImport', 'status', bulkImport],
] as const)('%s', (_name, fact, work) => {
	const wrongKey = () => env.sandbox.fault({ kind: 'status', status: 401, times: 20 });

	it('puts every item into the error output when nothing works', async () => {
		wrongKey();
		const { items, errorItems } = await work(newcomers(3), {}, { onError: 'continueErrorOutput' });
		expect([items, errorItems.length]).toEqual([[], 3]);
		expect(errorItems.map(({ json }) => json.phone)).toEqual(newcomers(3).map(({ phone }) => phone));
		expect(String(errorItems[0]?.json.error)).toContain('API key and secret');
	});

	it('tells of each item in the regular output, as it did before', async () => {
		wrongKey();
		const out = await work(newcomers(3), {}, { onError: 'continueRegularOutput' });
		expect(fieldOf(fact, out)).toEqual(['failed', 'failed', 'failed']);
	});

	it('puts an item that cannot be used into the error output, and the others go on', async () => {
		const [first, second] = newcomers(2);
		const rows = [first!, { phone: 'none', name: 'Nobody' }, second!];
		const { items, errorItems } = await work(rows, {}, { onError: 'continueErrorOutput' });
		expect(items).toHaveLength(2);
		expect(errorItems.map(({ json, pairedItem }) => [json.phone, pairedItem])).toEqual([
			['none', { item: 1 }],
		]);
	});
});

describe('options of a sync', () => {
	it.each([
		['dryRun', 'Dry Run'],
		['removeOthers', 'Remove Others'],
		['force', 'Force'],
	])('%s is the same for all items, or nothing is done', async (option, label) => {
		const options = { dryRun: false, [option]: '={{ $itemIndex > 0 }}' };
		const { error } = await sync(present().slice(0, 3), options);
		expect(error?.message).toBe(`'${label}' is not the same for all input items: "false" and "true"`);
		expect(writes()).toEqual([]);
	});

	it('are compared, not refused, when an expression says the same for all', async () => {
		const { error, items } = await sync(newcomers(2), { dryRun: '={{ $json.phone !== "" }}' });
		expect([error, items[0]?.json.dry_run, writes()]).toEqual([undefined, true, []]);
	});
});

describe('nobody is removed', () => {
	it('while an item has a number that cannot be read, unless forced', async () => {
		const before = members().length;
		const [, ...others] = present();
		const rows = [...others.slice(1), { phone: 'none', name: others[0]?.name }];
		const out = await sync(rows, { removeOthers: true });
		expect([fieldOf('action', out).includes('removed'), members().length]).toEqual([false, before]);
		await sync(rows, { removeOthers: true, force: true });
		expect(members().length).toBeLessThan(before);
	});

	it.each(['', null, false, {}])(
		'who has the name or e-mail of an item whose number is %p',
		async (phone) => {
			const [gone, first, second] = members();
			Object.assign(first!, { name: 'Mara Reyes', email: '' });
			Object.assign(second!, { name: 'Theo Vance', email: 'theo@example.com' });
			const stay = [first!.phone_number, second!.phone_number];
			const rows = [
				...present().slice(3),
				{ phone, name: 'mara  reyes' },
				{ phone, name: 'T. Vance', email: 'Theo@Example.com' },
			];
			const out = await sync(rows, { removeOthers: true });
			expect(fieldOf('action', out).filter((action) => action === 'removed')).toHaveLength(1);
			expect(members().map(({ phone_number }) => phone_number)).toEqual(expect.arrayContaining(stay));
			expect(members()).not.toContain(gone);
		},
	);

	it('while an item has neither number nor name nor e-mail', async () => {
		const before = members().length;
		const out = await sync([...present().slice(1), { phone: '', name: '' }], { removeOthers: true });
		expect([fieldOf('action', out).includes('removed'), members().length]).toEqual([false, before]);
	});

	it('when contacts could not be added for them, unless forced', async () => {
		const before = members().map(({ phone_number }) => phone_number);
		const rows = [...present().slice(5), ...newcomers(5)];
		const refused = {
			kind: 'status',
			status: 403,
			times: 5,
			match: { operationId: 'addContactToCampaign' },
		} as const;
		env.sandbox.fault(refused);
		const out = await sync(rows, { removeOthers: true });
		expect(fieldOf('action', out).slice(-5)).toEqual(Array(5).fill('skipped'));
		expect(String(out.items.at(-1)?.json.reason)).toContain('5 contacts could not be added');
		expect(members().map(({ phone_number }) => phone_number)).toEqual(before);
		env.sandbox.clearFaults();
		env.sandbox.fault(refused);
		await sync(rows, { removeOthers: true, force: true });
		expect(members()).toHaveLength(before.length - 5);
	});
});

describe('an update', () => {
	it('is not made for an e-mail that JustCall stores in lower case', async () => {
		const [first] = members();
		first!.email = 'mara@example.com';
		const out = await sync([{ ...present()[0], email: 'Mara@Example.com ' }]);
		expect([fieldOf('action', out), writes()]).toEqual([['unchanged'], []]);
	});

	it('sends the fields that stay as well: whether JustCall clears what is left out is not known', async () => {
		const [first] = members();
		Object.assign(first!, {
			email: 'mara@example.com',
			occupation: 'Baker',
			custom_fields: [
				{ key: 1_091_122, label: 'lead_score', type: 'number', value: '7' },
				{ key: 1_091_123, label: 'source', type: 'string', value: 'fair' },
			],
		});
		await sync([{ ...present()[0], name: 'New Name' }]);
		expect(writes().map(({ body }) => body)).toEqual([
			expect.objectContaining({
				name: 'New Name',
				email: 'mara@example.com',
				occupation: 'Baker',
				custom_fields: [
					{ id: 1_091_122, value: '7' },
					{ id: 1_091_123, value: 'fair' },
				],
			}),
		]);
	});

	it('may change several contacts, which are all given', async () => {
		const changed = [
			{ id: 1, contact_number: '14155550131' },
			{ id: 2, contact_number: '14155550131' },
		];
		env.sandbox.fault({
			kind: 'status',
			status: 200,
			body: { status: 'success', data: changed },
			match: { operationId: 'updateContact' },
		});
		const { items, error } = await env.run('contact', 'update', {
			contactId: byId(1),
			updateFields: { firstName: 'Mara' },
		});
		expect([error, items.map(({ json }) => json.id)]).toEqual([undefined, [1, 2]]);
	});
});

describe('what an import names', () => {
	it.each([
		['texts', { index: '1', reasons: 'Number is not valid' }],
		['a list', { index: 1, reasons: ['Number is not valid'] }],
		['another name', { index: 1, reason: 'Number is not valid' }],
	])('is read as %s', async (_form, rejected) => {
		const data = {
			batch_id: 'b-1',
			import_status: 'Completed',
			import_summary: { duplicate_list: ['2'], rejected_list: null },
			import_details: { rejected_contacts: [null, rejected] },
		};
		env.sandbox.fault({
			kind: 'status',
			status: 200,
			body: { status: 'success', data },
			match: { operationId: 'bulkImportSalesDialerContacts' },
		});
		const out = await bulkImport(newcomers(3), { waitForCompletion: true });
		expect(fieldOf('status', out)).toEqual(['imported', 'rejected', 'duplicate']);
		expect(out.items[1]?.json.reason).toBe('Number is not valid');
	});

	it('can be without a batch ID to ask for', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 200,
			body: { status: 'success', data: { batch_id: '', import_status: 'Queued' } },
			match: { operationId: 'bulkImportSalesDialerContacts' },
		});
		const out = await bulkImport(newcomers(1), { waitForCompletion: true });
		expect(fieldOf('status', out)).toEqual(['queued']);
		expect(String(out.items[0]?.json.reason)).toContain('no batch ID');
	});
});
