import type { IDataObject } from 'n8n-workflow';

import { bulkImport } from '../../nodes/JustCall/custom/bulkImport';
import {
	customColumns,
	customFieldsIn,
	keyIn,
	kindOf,
	labelsOf,
} from '../../nodes/JustCall/custom/customFields';
import { mappedItems } from '../../nodes/JustCall/custom/mapping';
import { runRequests } from '../../nodes/shared/executor';
import { START } from '../../tools/bench/simulation';
import { data, facts, refused, scripted, type Scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const FIELDS = '/v2.1/sales_dialer/contacts/custom-fields';
const LISTED = [
	{ key: 7, label: 'Zip', type: 'string' },
	{ key: 8, label: 'Score', type: 'number' },
];
const NUMBER = '+12125550100';

/** JustCall with some custom fields, which takes everything. */
const account =
	(listed: IDataObject[] = LISTED): Scripted['answer'] =>
	({ path, method, body }) => {
		if (path === FIELDS) return data(listed);
		if (method === 'GET') return data({ id: 5, country_code: 'DE' });
		return data({ ...body, id: 1, batch_id: 'b1', import_status: 'completed' });
	};

type Given = Partial<Omit<Scripted, 'parameters'>> & { more?: IDataObject };

/** A mapper's value as the editor keeps it. */
const below = (value: unknown, schema: unknown = []) => ({ mappingMode: 'defineBelow', value, schema });
const AUTOMATIC = { mappingMode: 'autoMapInputData', value: null, schema: [] };

/** An import of all items at once. */
const importing = (contactFields: unknown, { more, ...rest }: Given = {}) =>
	scripted('salesDialerContact.bulkImport', bulkImport, {
		version: 2,
		parameters: { contactFields, options: {}, ...more },
		answer: account(),
		...rest,
	});

/** A request for each item. */
const requesting = (name: string, { more, ...rest }: Given) =>
	scripted(
		name,
		async (run, operation) => await runRequests(run, operation, { readItem: mappedItems(run, operation) }),
		{ version: 2, parameters: { simplify: false, ...more }, answer: account(), ...rest },
	);
const adding = (contactFields: unknown, { more, ...rest }: Given = {}) =>
	requesting('campaignContact.add', {
		more: { campaignId: 5, addBy: 'number', contactFields, ...more } as IDataObject,
		...rest,
	});

const asked = ({ sent }: ReturnType<typeof importing>) => sent.map(({ method, path }) => `${method} ${path}`);
const contactsIn = ({ sent }: ReturnType<typeof importing>) =>
	sent.flatMap(({ body }) => (body.contacts ?? []) as IDataObject[]);

describe('the columns of all items', () => {
	it('are sent by their names; custom fields under their key, as text', async () => {
		const made = importing(
			below({
				phone_number: ({ tel }: IDataObject) => tel,
				name: 'Lead',
				custom_7: ({ zip }: IDataObject) => zip,
				custom_8: '12.50',
			}),
			{ items: [{ tel: NUMBER, zip: 80014 }, { tel: '+12125550101' }] },
		);
		const items = await made.run();
		expect(contactsIn(made)).toEqual([
			{
				phone_number: '12125550100',
				name: 'Lead',
				custom_fields: [
					{ id: 7, value: '80014' },
					{ id: 8, value: '12.50' },
				],
			},
			{ phone_number: '12125550101', name: 'Lead', custom_fields: [{ id: 8, value: '12.50' }] },
		]);
		expect(items[1]?.json).toEqual({
			status: 'imported',
			batch_id: 'b1',
			phone_number: '12125550101',
			name: 'Lead',
			custom_fields: [{ id: 8, label: 'Score', value: '12.50' }],
		});
		expect(asked(made)).toEqual([`GET ${FIELDS}`, 'POST /v2.1/sales_dialer/contacts/bulk_import']);
		expect([made.hints, made.hintTypes]).toEqual([['2 imported.'], ['info']]);
	});

	it.each([
		['no custom field among them', { phone_number: NUMBER }],
		['one that is empty', { phone_number: NUMBER, custom_7: '' }],
		['one that is null', { phone_number: NUMBER, custom_7: null }],
		['one that is undefined', { phone_number: NUMBER, custom_7: undefined }],
	])('cost no request for custom fields without one: %s', async (_how, value) => {
		const made = importing(below(value));
		expect(facts(await made.run(), 'status')).toEqual(['imported']);
		expect(made.sent).toHaveLength(1);
	});

	it('of a column that the user took out are not sent, and not asked for', async () => {
		const removed = [{ id: 'name', removed: true }, { id: 'custom_7', removed: true }, null, 'text'];
		const value = { phone_number: NUMBER, name: 'Old', custom_7: '1', custom_9: '' };
		const made = importing(below(value, removed));
		await made.run();
		expect(contactsIn(made)).toEqual([{ phone_number: '12125550100' }]);
		expect(made.sent).toHaveLength(1);
		const kept = importing(
			below(
				{ phone_number: NUMBER, name: 'New' },
				removed.map((one) => Object(one) && { ...Object(one), removed: false }),
			),
		);
		await kept.run();
		expect(contactsIn(kept)[0]?.name).toBe('New');
	});

	it.each<[string, unknown, string, string]>([
		[
			'a custom field that is gone',
			below({ phone_number: NUMBER, custom_9: 'x' }, [
				{ id: 'custom_7', displayName: 'Zip' },
				{ id: 'custom_9', displayName: 'Region' },
			]),
			`'Contact Fields' has a custom field that JustCall does not have any more: "Region"`,
			'Refresh Field List',
		],
		[
			'one whose name is not known',
			below({ phone_number: NUMBER, custom_9: 'x' }),
			`'Contact Fields' has a custom field that JustCall does not have any more: "custom_9"`,
			'Refresh Field List',
		],
		[
			'a field of no contact',
			below({ phone_number: NUMBER, phone: 'x' }, [{ id: 'phone', displayName: 'The Phone' }]),
			`'Contact Fields' has a field that a contact does not have: "The Phone"`,
			'Remove the field',
		],
	])('end the run before anything is sent: %s', async (_how, contactFields, message, fix) => {
		const made = importing(contactFields, { items: [{}, {}] });
		await expect(made.run()).rejects.toMatchObject({ message, description: expect.stringContaining(fix) });
		expect(made.writes()).toEqual([]);
	});

	it('that an expression gives refuse their item alone, when a contact has no such field', async () => {
		const value = ({ phone }: IDataObject) => (phone ? { phone } : { phone_number: NUMBER });
		const made = importing(below(value), { items: [{ phone: NUMBER }, {}] });
		const items = await made.run();
		expect(facts(items, 'status')).toEqual(['rejected', 'imported']);
		expect(items[0]?.json.reason).toMatch(
			/^'Contact Fields' has a field that a contact does not have: "phone"/,
		);
	});

	it('that are left from an earlier choice do not stand in the way of the automatic mapping', async () => {
		const made = importing({ ...AUTOMATIC, value: { phone: 'x' } }, { items: [{ phone: NUMBER }] });
		expect(facts(await made.run(), 'status')).toEqual(['imported']);
	});

	it('without any value refuse each item', async () => {
		const made = importing({ mappingMode: 'defineBelow' }, { items: [{}] });
		expect((await made.run())[0]?.json.reason).toMatch(/^'Phone Number' is empty/);
	});

	it('may come from an expression, which then says which they are, item by item', async () => {
		const value = ({ tel, name }: IDataObject) => ({
			phone_number: tel,
			...(name !== undefined && { name }),
		});
		const made = importing(below(value), { items: [{ tel: NUMBER, name: 'Mara' }, { tel: '+12125550101' }] });
		await made.run();
		expect(contactsIn(made)).toEqual([
			{ phone_number: '12125550100', name: 'Mara' },
			{ phone_number: '12125550101' },
		]);
		expect(asked(made)[0]).toBe(`GET ${FIELDS}`);
	});

	it('that are no object refuse their item alone; nothing is an item without a number', async () => {
		const made = importing(
			below(({ value }: IDataObject) => value),
			{ items: [{ value: 'Mara' }, { value: null }, {}, { value: { phone_number: NUMBER } }] },
		);
		const items = await made.run();
		expect(facts(items, 'status')).toEqual(['rejected', 'rejected', 'rejected', 'imported']);
		expect(items[0]?.json.reason).toBe(
			`'Contact Fields' is not a set of fields: "Mara". Map the fields in the panel, or let the expression in 'Contact Fields' give an object.`,
		);
		for (const { json } of items.slice(1, 3)) expect(json.reason).toMatch(/^'Phone Number' is empty/);
	});

	it('of a refused item are told as far as they can be read', async () => {
		const made = importing(
			below({ phone_number: 'none', name: 'Mara', birthday: 'soon', custom_7: 'a', custom_8: '5' }),
		);
		const [item] = await made.run();
		expect(item?.json).toEqual({
			status: 'rejected',
			reason: expect.stringMatching(/^'Phone Number' is not a telephone number: "none"/),
			name: 'Mara',
			custom_fields: [
				{ id: 7, label: 'Zip', value: 'a' },
				{ id: 8, label: 'Score', value: '5' },
			],
		});
	});

	it('that cannot be sent are left out by their label, the others of the item go', async () => {
		const made = importing(
			below({ phone_number: NUMBER, birthday: 'soon', custom_7: 'a', custom_8: 'high', name: 'Mara' }),
		);
		const [item] = await made.run();
		expect(contactsIn(made)).toEqual([
			{ phone_number: '12125550100', name: 'Mara', custom_fields: [{ id: 7, value: 'a' }] },
		]);
		expect(item?.json.left_out).toEqual([
			{ field: 'Birthday', reason: expect.stringMatching(/^'Birthday' is not a date/) },
			{ field: 'Score', reason: expect.stringMatching(/^'Score' is not a number: "high"/) },
		]);
	});
});

describe('columns found by the names of the fields', () => {
	it('are told in a hint, with those that were not used', async () => {
		const made = importing(AUTOMATIC, {
			items: [
				{ Phone: NUMBER, Name: 'Mara', ZIP: '80014', Company: 'Lakeside' },
				{ mobile: '+12125550101', Region: 'North' },
			],
		});
		const items = await made.run();
		expect(contactsIn(made)).toEqual([
			{ phone_number: '12125550100', name: 'Mara', custom_fields: [{ id: 7, value: '80014' }] },
			{ phone_number: '12125550101' },
		]);
		expect(items[0]?.json.custom_fields).toEqual([{ id: 7, label: 'Zip', value: '80014' }]);
		expect(made.hints).toEqual([
			'2 imported; not used: Company, Region. Mapped: Phone Number from Phone, mobile; Name from Name; Zip from ZIP.',
		]);
	});

	it('say nothing of columns when none was found', async () => {
		const made = importing(AUTOMATIC, { items: [{}] });
		const [item] = await made.run();
		expect(item?.json.reason).toBe(
			"The item has no telephone number in a field that this node knows. Name the field phone, mobile or phone_number, or choose 'Map Each Field Manually'.",
		);
		expect(made.hints).toEqual(['1 rejected.']);
	});

	it.each([
		[10, 'c0, c1, c2, c3, c4, c5, c6, c7, c8, c9.'],
		[12, 'c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, 2 more.'],
	])('%i that are not used are named as far as they fit', async (count, end) => {
		const unused = Object.fromEntries(Array.from({ length: count }, (_, place) => [`c${place}`, 1]));
		const made = importing(AUTOMATIC, { items: [{ phone: NUMBER, ...unused }] });
		await made.run();
		expect(made.hints[0]).toContain(`1 imported; not used: ${end}`);
	});

	it.each([
		['<b>&amp;</b>', '‹b›＆amp;‹/b›'],
		[' two\n\u0007\u200b lines ', 'two lines'],
		['x'.repeat(40), 'x'.repeat(40)],
		['x'.repeat(41), `${'x'.repeat(40)}...`],
		['😀'.repeat(41), `${'😀'.repeat(40)}...`],
	])('are shown as text, and not at any length: %j', async (name, shown) => {
		const made = importing(AUTOMATIC, { items: [{ phone: NUMBER, [name]: 1 }] });
		await made.run();
		expect(made.hints[0]).toBe(`1 imported; not used: ${shown}. Mapped: Phone Number from phone.`);
	});
});

describe('one request for each item', () => {
	it('takes the columns, and asks for custom fields once in a run', async () => {
		const made = adding(below({ phone_number: ({ tel }: IDataObject) => tel, custom_7: 'a' }), {
			items: [{ tel: NUMBER }, { tel: '+12125550101' }],
		});
		await made.run();
		expect(asked(made)).toEqual([
			`GET ${FIELDS}`,
			'POST /v2.1/sales_dialer/campaigns/contact',
			'POST /v2.1/sales_dialer/campaigns/contact',
		]);
		expect(made.sent[2]?.body).toEqual({
			campaign_id: 5,
			phone_number: '12125550101',
			custom_fields: [{ id: 7, value: 'a' }],
		});
	});

	it('maps by names, and prefers a number that is one in the country of the item', async () => {
		const rows = [{ phone: '030 23125001', mobile: '+12125550100', zip: 1 }];
		const made = adding(AUTOMATIC, { items: rows, more: { options: { defaultCountry: 'DE' } } });
		await made.run();
		expect(made.sent.at(-1)?.body).toEqual({
			campaign_id: 5,
			phone_number: '493023125001',
			custom_fields: [{ id: 7, value: '1' }],
		});
		const plain = adding(AUTOMATIC, { items: rows });
		await plain.run();
		expect(plain.sent.at(-1)?.body.phone_number).toBe('12125550100');
	});

	it('that has no mapper in its version, or shows none, reads its other parameters', async () => {
		const byId = requesting('campaignContact.add', {
			more: { campaignId: 5, addBy: 'id', salesDialerContactId: 9 },
		});
		await byId.run();
		expect(byId.sent.map(({ body }) => body)).toEqual([{ campaign_id: 5, contact_id: 9 }]);
		const first = requesting('campaignContact.add', {
			version: 1,
			more: { campaignId: 5, addBy: 'number', phoneNumber: NUMBER },
		});
		await first.run();
		expect(first.sent.map(({ body }) => body)).toEqual([{ campaign_id: 5, phone_number: '12125550100' }]);
	});

	it('changes custom fields of a contact', async () => {
		const made = requesting('salesDialerContact.update', {
			more: { salesDialerContactId: 9, fieldsToUpdate: below({ occupation: 'Baker', custom_8: 7 }) },
		});
		await made.run();
		expect(made.sent.at(-1)).toMatchObject({
			path: '/v2.1/sales_dialer/contacts/9',
			body: { occupation: 'Baker', custom_fields: [{ id: 8, value: '7' }] },
		});
	});

	it('fails when the custom fields cannot be read, and sends nothing', async () => {
		const answer: Scripted['answer'] = (request, place) =>
			request.path === FIELDS ? refused(403) : account()(request, place);
		const made = adding(below({ phone_number: NUMBER, custom_7: 'a' }), { answer });
		await expect(made.run()).rejects.toThrow('JustCall denied this request');
		expect(made.writes()).toEqual([]);
	});
});

describe('custom fields', () => {
	it('as JustCall lists them: those without a usable key are left out', () => {
		const rows = [
			{ key: '7', label: 'Zip', type: 'string' },
			{ key: 8 },
			...[0, -1, 1.5, null, 'x', 2 ** 60].map((key) => ({ key, label: 'None' })),
		];
		expect(customFieldsIn(rows)).toEqual([
			{ key: 7, label: 'Zip', type: 'string' },
			{ key: 8, label: '', type: '' },
		]);
	});

	it('have their label as name, with the key where it is not theirs alone', () => {
		const names = labelsOf(
			[
				{ key: 1, label: ' Zip ', type: '' },
				{ key: 2, label: 'zip', type: '' },
				{ key: 3, label: ' name', type: '' },
				{ key: 4, label: ' Region ', type: '' },
				{ key: 5, label: ' ', type: '' },
			],
			['Name ', 'Email'],
		);
		expect([...names]).toEqual([
			[1, 'Zip (1)'],
			[2, 'zip (2)'],
			[3, 'name (3)'],
			[4, 'Region'],
			[5, 'Custom field 5'],
		]);
		expect(labelsOf([{ key: 1, label: 'Name', type: '' }], []).get(1)).toBe('Name');
	});

	it.each([
		['custom_7', 7],
		['custom_170', 170],
		['custom_', undefined],
		['custom_7a', undefined],
		['custom_a7', undefined],
		['my_custom_7', undefined],
		['1234567', undefined],
		['address1', undefined],
		['name', undefined],
	])('the column %s has the key %s', (column, key) => {
		expect(keyIn(column)).toBe(key);
	});

	it.each([
		['boolean', 'boolean'],
		['Check Box', 'boolean'],
		['a boolean', 'boolean'],
		['number', 'number'],
		['Integer', 'number'],
		['float', 'number'],
		['double', 'number'],
		['DECIMAL', 'number'],
		['phone number', 'text'],
		['pointer', 'text'],
		['date', 'date'],
		['Date', 'date'],
		['update', 'text'],
		['datetime', 'text'],
		['string', 'text'],
		['', 'text'],
	])('of the type %s take a %s', (type, kind) => {
		expect(kindOf({ key: 1, label: 'x', type })).toBe(kind);
	});

	it('are columns like others', () => {
		const fields = [
			{ key: 1, label: 'Zip', type: 'string' },
			{ key: 2, label: 'Since', type: 'date' },
		];
		expect(customColumns(fields, 'row', new Map([[1, 'Zip (1)']]))).toEqual([
			{
				displayName: 'Zip (1)',
				name: 'custom_1',
				type: 'string',
				default: '',
				send: {
					in: 'row',
					name: 'custom_1',
					kind: 'text',
					isOptional: true,
					takesBooleans: true,
					entryOf: { list: 'custom_fields', id: 1 },
				},
			},
			{
				displayName: 'Since',
				name: 'custom_2',
				type: 'string',
				default: '',
				send: {
					in: 'row',
					name: 'custom_2',
					kind: 'date',
					isOptional: true,
					entryOf: { list: 'custom_fields', id: 2 },
				},
			},
		]);
	});
});
