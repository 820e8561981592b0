import type { IDataObject, INodeExecutionData, INodeParameters, ResourceMapperField } from 'n8n-workflow';

import type { RunOptions } from '../../tools/engine/inProcess';
import { byId, useSandbox } from '../harness/sandboxed';
import { CUSTOM_FIELDS, type CampaignRow } from '../../sandbox/seed/salesDialer';

const env = useSandbox({ calls: 50 });

const dialer = () => env.sandbox.state.salesDialer;
const campaign = () => dialer().campaigns.find(({ members }) => members.length >= 20) as CampaignRow;
const contactOf = (id: number) => dialer().contacts.find((contact) => contact.id === id)!;
const memberOf = (place: number) => contactOf(campaign().members[place]!.contactId);
const withNumber = (number: string) => dialer().contacts.find(({ phone_number }) => phone_number === number);
const writes = () => env.sandbox.requests().filter(({ method }) => method !== 'GET');
const [STATUS, ZIP, SCORE] = CUSTOM_FIELDS.map(({ key }) => `custom_${key}`) as [string, string, string];
const LEAD = '17205550101';

/** A mapper's value as n8n's editor keeps it. */
const mapped = (value: IDataObject, schema: Array<Partial<ResourceMapperField>> = []): INodeParameters =>
	({ mappingMode: 'defineBelow', value, matchingColumns: ['phone_number'], schema }) as never;
const automatic: INodeParameters = {
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns: [],
	schema: [],
} as never;
const itemsOf = (rows: IDataObject[]): INodeExecutionData[] => rows.map((json) => ({ json }));
/** Answers the list of custom fields with these. */
const listing = (data: IDataObject[]) =>
	env.sandbox.fault({
		kind: 'status',
		status: 200,
		body: { status: 'success', data },
		match: { operationId: 'listSalesDialerCustomFields' },
		times: 99,
	});

async function sync(rows: IDataObject[], parameters: INodeParameters, run: RunOptions = {}) {
	return await env.run(
		'campaignContact',
		'sync',
		{ campaignId: byId(campaign().id), contactFields: automatic, ...parameters },
		{ items: itemsOf(rows), ...run },
	);
}

describe('the columns that the editor shows', () => {
	const columns = async (method = 'getContactColumns') =>
		(await env.n8n.mapperFields('justCall', method, {})).fields;

	it('are those of a contact, and the custom fields of the account by label and type', async () => {
		expect(
			(await columns()).map(({ id, displayName, type, required }) => [id, displayName, type, required]),
		).toEqual([
			['phone_number', 'Phone Number', 'string', true],
			['name', 'Name', 'string', false],
			['email', 'Email', 'string', false],
			['address', 'Address', 'string', false],
			['birthday', 'Birthday', 'dateTime', false],
			['occupation', 'Occupation', 'string', false],
			[STATUS, 'membership_status', 'string', false],
			[ZIP, 'zip_code', 'string', false],
			[SCORE, 'lead_score', 'number', false],
		]);
		expect(env.sandbox.requests()).toHaveLength(1);
	});

	it('the number alone is the column to match', async () => {
		const match = (await columns()).filter(
			({ defaultMatch, canBeUsedToMatch }) => defaultMatch || canBeUsedToMatch,
		);
		expect(match.map(({ id }) => id)).toEqual(['phone_number']);
	});

	it('a new contact needs a name too, and one that exists keeps its number', async () => {
		const required = (fields: ResourceMapperField[]) =>
			fields.filter((field) => field.required).map(({ id }) => id);
		expect(required(await columns('getContactColumnsToCreate'))).toEqual(['name', 'phone_number']);
		const known = await columns('getContactColumnsToUpdate');
		expect([required(known), known.some(({ id }) => id === 'phone_number')]).toEqual([[], false]);
	});

	it('tell custom fields of the same label apart, and take no label for an expression', async () => {
		listing([
			{ key: 1, label: 'Zip', type: 'string' },
			{ key: 2, label: 'zip', type: 'number' },
			{ key: 3, label: 'Name', type: 'string' },
			{ key: 4, label: '={{ $env.SECRET }}', type: 'string' },
			{ key: 5, label: 'Called', type: 'boolean' },
			{ key: 6, label: 'Since', type: 'date' },
			{ key: null, label: 'nothing' },
		]);
		const custom = (await columns()).slice(6);
		expect(custom.map(({ displayName, type }) => [displayName, type])).toEqual([
			['Zip (1)', 'string'],
			['zip (2)', 'number'],
			['Name (3)', 'string'],
			[' ={{ $env.SECRET }}', 'string'],
			['Called', 'options'],
			['Since', 'dateTime'],
		]);
	});

	it('are not given without the custom fields when JustCall is down: n8n would drop what is mapped to those', async () => {
		env.sandbox.fault({
			kind: 'status',
			status: 500,
			times: 99,
			match: { operationId: 'listSalesDialerCustomFields' },
		});
		await expect(columns()).rejects.toThrow(/JustCall/);
	});
});

describe('Sync', () => {
	const rows = () => [
		{ Phone: `+${memberOf(0).phone_number}`, Name: 'New Name', 'Zip Code': '10115', 'Lead Source': 'Fair' },
		{ Phone: `+${memberOf(1).phone_number}`, Name: memberOf(1).name, Company: 'Lakeside' },
		{ Phone: `+${LEAD}`, Name: 'Mara' },
		{ Phone: 'not known', Name: 'Nobody' },
	];

	it('is a dry run in a new node: what would be done, each change with its old and its new value, totals in a hint', async () => {
		memberOf(0).custom_fields = [
			{ key: CUSTOM_FIELDS[1]!.key, label: 'zip_code', type: 'string', value: '80014' },
		];
		const before = memberOf(0).name;
		const { items, error, hints } = await sync(rows(), {});
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.action)).toEqual(['would_update', 'would_add', 'failed']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }, { item: 3 }]);
		expect(items[0]?.json).toMatchObject({
			reason: 'Differs in Name, zip_code',
			dry_run: true,
			changes: [
				{ field: 'Name', from: before, to: 'New Name' },
				{ field: 'zip_code', from: '80014', to: '10115' },
			],
			custom_fields: [{ id: CUSTOM_FIELDS[1]!.key, label: 'zip_code', value: '10115' }],
		});
		expect(hints).toEqual([
			'Dry run: 1 to add, 1 to update, 1 stay, 1 cannot be used; not used: Lead Source, Company. Mapped: Phone Number from Phone; Name from Name; zip_code from Zip Code.',
		]);
		expect(writes()).toEqual([]);
	});

	it('says what it would remove', async () => {
		const { items } = await sync([{ phone: `+${memberOf(0).phone_number}` }], {
			options: { removeOthers: true, force: true },
		});
		expect(new Set(items.map(({ json }) => json.action))).toEqual(new Set(['would_remove']));
		expect(writes()).toEqual([]);
	});

	it('does it when Dry Run is off, and gives those that stay when they are asked for', async () => {
		const options = { dryRun: false, options: { includeUnchanged: true } };
		const { items, hints } = await sync(rows(), options);
		expect(items.map(({ json }) => json.action)).toEqual(['updated', 'unchanged', 'added', 'failed']);
		expect(items.map(({ json }) => json.dry_run)).toEqual([undefined, undefined, undefined, undefined]);
		expect(hints[0]).toMatch(/^1 added, 1 updated, 1 stay, 1 failed; not used: /);
		expect(memberOf(0).name).toBe('New Name');
		expect(withNumber(LEAD)?.name).toBe('Mara');
	});

	it('gives nothing but the totals when all stay', async () => {
		const present = campaign().members.map((_, place) => ({ phone: `+${memberOf(place).phone_number}` }));
		const { items, hints, error } = await sync(present, { dryRun: false });
		expect([items, error]).toEqual([[], undefined]);
		expect(hints[0]).toMatch(new RegExp(`^${present.length} stay\\.`));
	});

	it.each([['={{ "no" }}'], ['={{ undefined }}'], ['={{ "maybe" }}']])(
		'a Dry Run of %s is off only when it says so',
		async (dryRun) => {
			await sync([{ phone: `+${LEAD}` }], { dryRun });
			expect(writes()).toHaveLength(dryRun.includes('no"') ? 1 : 0);
		},
	);

	it('in version 1 is as it was: it does it, its words are those of JustCall, and it has no totals', async () => {
		const { items, hints } = await sync(
			rows(),
			{
				contactFields: {},
				mappingMode: 'autoMapInputData',
			},
			{ place: { typeVersion: 1 } },
		);
		expect(items.map(({ json }) => json.action)).toEqual(['updated', 'unchanged', 'added', 'failed']);
		expect(items[0]?.json.reason).toBe('Differs in name, custom_fields');
		expect(items[0]?.json).not.toHaveProperty('changes');
		expect(hints).toEqual([]);
	});

	it('failures go to the error output, also in a dry run', async () => {
		const { items, ...rest } = await sync(rows(), {}, { onError: 'continueErrorOutput' });
		expect(items.map(({ json }) => json.action)).toEqual(['would_update', 'would_add']);
		expect(rest.errorItems).toHaveLength(1);
	});

	it('shows names of columns as text, and only so many', async () => {
		const many = Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`field ${place}`, 1]));
		const { hints } = await sync([{ phone: `+${LEAD}`, '<a href="x">click</a>': 1, ...many, Empty: '' }], {});
		expect(hints[0]).toContain('not used: ‹a href="x"›click‹/a›, field 0,');
		expect(hints[0]).toContain('field 8, 3 more.');
	});

	it('takes the columns of the mapper, item by item; what has no value is left alone', async () => {
		const { custom_fields: before } = Object.assign(memberOf(0), {
			custom_fields: [
				{ key: CUSTOM_FIELDS[0]!.key, label: 'membership_status', type: 'string', value: 'Gold' },
			],
		});
		expect(before).toHaveLength(1);
		const contactFields = mapped({
			phone_number: '={{ $json.tel }}',
			name: '={{ $json.who }}',
			birthday: '={{ $json.born }}',
			[SCORE]: '={{ $json.score }}',
			[ZIP]: null,
			[STATUS]: '',
		});
		const { items, error } = await sync(
			[
				{ tel: `+${memberOf(0).phone_number}`, who: 'Ann', score: 7 },
				{ tel: `+${LEAD}`, who: 'Mara', born: 'soon', score: 'high' },
				{ tel: `+1${LEAD.slice(1, -1)}2`, born: '2001-03-01T00:00:00', score: '12.50' },
			],
			{ contactFields, dryRun: false },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.action)).toEqual(['updated', 'added', 'added']);
		expect(items[1]?.json.left_out).toEqual([
			{ field: 'Birthday', reason: expect.stringMatching(/^'Birthday' is not a date/) },
			{ field: 'lead_score', reason: expect.stringMatching(/^'lead_score' is not a number: "high"/) },
		]);
		expect(
			memberOf(0)
				.custom_fields.map(({ label, value }) => [label, value])
				.sort(),
		).toEqual([
			['lead_score', '7'],
			['membership_status', 'Gold'],
		]);
		expect(withNumber('17205550102')).toMatchObject({
			birthday: '2001-03-01',
			custom_fields: [{ label: 'lead_score', value: '12.50' }],
		});
		expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);
	});

	it('ignores a column that was taken out of the panel', async () => {
		const contactFields = mapped({ phone_number: `+${LEAD}`, name: 'Old', [ZIP]: '1' }, [
			{ id: 'name', removed: true },
			{ id: ZIP, removed: true },
		]);
		const { items } = await sync([{}], { contactFields });
		expect(items[0]?.json).not.toHaveProperty('name');
		expect(items[0]?.json).not.toHaveProperty('custom_fields');
	});

	it.each([
		[
			{ phone_number: `+${LEAD}`, custom_5: 'x' },
			/custom field that JustCall does not have any more: "Region"/,
		],
		[
			{ phone_number: `+${LEAD}`, phone: 'x' },
			/'Contact Fields' has a field that a contact does not have: "phone"/,
		],
	])('refuses %j before anything is sent', async (value, message) => {
		const contactFields = mapped(value, [{ id: 'custom_5', displayName: 'Region' }]);
		const { error } = await sync([{}, {}], { contactFields, dryRun: false, options: { removeOthers: true } });
		expect(error?.message).toMatch(message);
		expect(writes()).toEqual([]);
	});

	it('removes nobody when the mapping finds no number, and names the mapper', async () => {
		const options = { removeOthers: true, force: true };
		const { error } = await sync([{ phone: '', name: 'Mara' }], { dryRun: false, options });
		expect(error?.description).toMatch(/Check that 'Contact Fields' finds the number/);
		expect(writes()).toEqual([]);
	});

	it('without a number in the mapper refuses each item and removes nobody', async () => {
		const { items } = await sync([{}], {
			contactFields: mapped({}),
			dryRun: false,
			options: { removeOthers: true },
		});
		expect(items.map(({ json }) => json.action)).not.toContain('removed');
		expect(items[0]?.json.reason).toMatch(/^'Phone Number' is empty/);
		expect(writes()).toEqual([]);
	});
});

describe('one contact at a time', () => {
	const add = async (
		contactFields: INodeParameters,
		rows: IDataObject[] = [{}],
		more: INodeParameters = {},
	) =>
		await env.run(
			'campaignContact',
			'add',
			{ campaignId: byId(campaign().id), addBy: 'number', contactFields, ...more },
			{ items: itemsOf(rows) },
		);

	it('Add takes the columns, leaves out what is empty, and names a custom field in its refusal', async () => {
		const contactFields = mapped({
			phone_number: '={{ $json.tel }}',
			email: '={{ $json.mail }}',
			[SCORE]: '={{ $json.score }}',
		});
		const { error } = await add(contactFields, [{ tel: `+${LEAD}`, mail: null, score: 7 }]);
		expect(error).toBeUndefined();
		expect(withNumber(LEAD)?.custom_fields).toMatchObject([{ label: 'lead_score', value: '7' }]);
		const refused = await add(contactFields, [{ tel: `+${LEAD}`, score: 'high' }]);
		expect(refused.error?.message).toMatch(/^'lead_score' is not a number: "high"/);
		expect(writes()).toHaveLength(1);
	});

	it('Add maps by itself, custom fields asked for once', async () => {
		const rows = [
			{ Phone: `+${LEAD}`, 'Zip Code': '80014' },
			{ mobile: '+17205550102', 'Full Name': 'Theo' },
		];
		const { error } = await add(automatic, rows);
		expect(error).toBeUndefined();
		expect(withNumber(LEAD)?.custom_fields).toMatchObject([{ label: 'zip_code', value: '80014' }]);
		expect(withNumber('17205550102')?.name).toBe('Theo');
		expect(env.sandbox.requests().map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
	});

	it('Add by ID has no mapper', async () => {
		const outside = dialer().contacts.find(
			({ id }) => !campaign().members.some(({ contactId }) => contactId === id),
		)!;
		const { error } = await add(mapped({ phone_number: `+${LEAD}` }), [{}], {
			addBy: 'id',
			salesDialerContactId: byId(outside.id),
		});
		expect(error).toBeUndefined();
		expect(writes().map(({ body }) => body)).toEqual([
			{ campaign_id: campaign().id, contact_id: outside.id },
		]);
	});

	it("Add reads a national number with the campaign's country, or the option", async () => {
		const { error } = await add(mapped({ phone_number: '020 7946 0018' }), [{}], {
			options: { defaultCountry: 'GB' },
		});
		expect(error).toBeUndefined();
		expect(withNumber('442079460018')).toBeDefined();
	});

	it('Create needs name and number', async () => {
		const create = async (value: IDataObject) =>
			await env.run('salesDialerContact', 'create', { contactFields: mapped(value) });
		expect((await create({ phone_number: `+${LEAD}`, name: '={{ "" }}' })).error?.message).toBe(
			"'Name' is empty",
		);
		expect((await create({ phone_number: `+${LEAD}` })).error?.message).toBe("'Name' is empty");
		expect(writes()).toEqual([]);
		const { items } = await create({ phone_number: `+${LEAD}`, name: 'Mara', [ZIP]: 80014 });
		expect(items[0]?.json.name).toBe('Mara');
		expect(withNumber(LEAD)?.custom_fields).toMatchObject([{ label: 'zip_code', value: '80014' }]);
	});

	it('Update changes what has a value, clears with an empty text, and refuses to change nothing', async () => {
		const { id } = memberOf(0);
		const update = async (value: IDataObject) =>
			await env.run('salesDialerContact', 'update', {
				salesDialerContactId: byId(id),
				fieldsToUpdate: mapped(value),
			});
		expect((await update({ name: null, email: '' })).error?.message).toBe(
			"'Fields to Update' has no value, so there is nothing to change",
		);
		expect((await update({ occupation: '={{ undefined }}' })).error?.message).toBe("'Occupation' is empty");
		expect(writes()).toEqual([]);
		expect((await update({ occupation: 'Baker', email: '={{ "" }}', [ZIP]: '10115' })).error).toBeUndefined();
		expect(writes()[0]?.body).toEqual({
			occupation: 'Baker',
			email: '',
			custom_fields: [{ id: CUSTOM_FIELDS[1]!.key, value: '10115' }],
		});
	});

	describe('with Retry On Fail', () => {
		const addThree = async () => {
			env.sandbox.fault({
				kind: 'status',
				status: 403,
				after: 1,
				match: { operationId: 'addContactToCampaign' },
			});
			const contactFields = mapped({ phone_number: '={{ $json.tel }}', [ZIP]: '1' });
			const rows = ['1', '2', '3'].map((last) => ({ tel: `+1720555010${last}` }));
			return await env.run(
				'campaignContact',
				'add',
				{ campaignId: byId(campaign().id), addBy: 'number', contactFields },
				{ items: itemsOf(rows), settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } },
			);
		};
		const sent = () => writes().map(({ body }) => (body as IDataObject).phone_number);

		it('sends again only what failed', async () => {
			expect((await addThree()).error).toBeUndefined();
			expect(sent()).toEqual(['17205550101', '17205550102', '17205550102', '17205550103']);
		});

		it('says what was done before, when the custom fields cannot be read in the second try', async () => {
			const operationId = 'listSalesDialerCustomFields';
			env.sandbox.fault({ kind: 'status', status: 403, after: 1, match: { operationId } });
			const { error } = await addThree();
			expect(error?.description).toMatch(/Done: item 1\./);
			expect(sent()).toEqual(['17205550101', '17205550102']);
		});
	});

	it('an agent fills the columns that it is given', async () => {
		const tool = env.n8n.agent()('justCall', {
			resource: 'campaignContact',
			operation: 'add',
			campaignId: byId(campaign().id),
			addBy: 'number',
			contactFields: mapped({
				phone_number: "={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Phone_Number', ``, 'string') }}",
				[ZIP]: "={{ $fromAI('zip_code', ``, 'string') }}",
			}),
		});
		await tool({ Phone_Number: `+${LEAD}`, zip_code: '80014' });
		expect(withNumber(LEAD)?.custom_fields).toMatchObject([{ label: 'zip_code', value: '80014' }]);
	});
});

describe('Bulk Import', () => {
	it('imports the columns of the mapper, and names custom fields by label in the output', async () => {
		env.sandbox.set({ imports: { checks: 0 } });
		const contactFields = mapped({
			phone_number: '={{ $json.tel }}',
			name: 'Lead',
			[ZIP]: '={{ $json.zip }}',
		});
		const { items, hints } = await env.run(
			'salesDialerContact',
			'bulkImport',
			{ contactFields, options: { waitForCompletion: true } },
			{ items: itemsOf([{ tel: `+${LEAD}`, zip: 80014 }, { tel: 'none' }]) },
		);
		expect(items.map(({ json }) => json.status)).toEqual(['imported', 'rejected']);
		expect(items[0]?.json.custom_fields).toEqual([
			{ id: CUSTOM_FIELDS[1]!.key, label: 'zip_code', value: '80014' },
		]);
		expect(withNumber(LEAD)?.custom_fields).toMatchObject([{ label: 'zip_code', value: '80014' }]);
		expect(hints).toEqual(['1 imported, 1 rejected.']);
	});
});
