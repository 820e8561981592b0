import type { IDataObject } from 'n8n-workflow';

import { syncCampaign } from '../../nodes/JustCall/custom/syncCampaign';
import { START } from '../../tools/bench/simulation';
import { data, facts, lost, refused, scripted, type Scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const MEMBER = '/v2.1/sales_dialer/campaigns/contact';
const MEMBERS = '/v2.1/sales_dialer/campaigns/contacts';
const FIELDS = '/v2.1/sales_dialer/contacts/custom-fields';

const numberOf = (place: number) => `1415555${String(100 + place).padStart(4, '0')}`;
const member = (place: number, more: IDataObject = {}): IDataObject => ({
	id: place,
	phone_number: numberOf(place),
	name: `Member ${place}`,
	...more,
});
const members = (count: number) => Array.from({ length: count }, (_, place) => member(place + 1));
const itemOf = (place: number, more: IDataObject = {}): IDataObject => ({
	phone: `+${numberOf(place)}`,
	name: `Member ${place}`,
	...more,
});

/** A campaign whose list may change; the writes are answered by `write`. */
function campaign(
	listed: readonly IDataObject[],
	write: Scripted['answer'] = () => data({ id: 1 }),
	more: IDataObject = {},
): Scripted['answer'] {
	return (request, place) => {
		const { method, path, query } = request;
		if (method !== 'GET') return write(request, place);
		if (path === MEMBERS) {
			const from = Number(query.page) * Number(query.per_page);
			return data(listed.slice(from, from + Number(query.per_page)), more);
		}
		if (path === FIELDS)
			return data([
				{ key: 7, label: 'Zip', type: 'string' },
				{ key: 8, label: 'Score', type: 'number' },
			]);
		return path === '/v2.1/sales_dialer/campaigns/5' ? data({ id: 5, country_code: 'DE' }) : refused(404);
	};
}

/** A sync in version 2, mapped by the names of the items' fields. */
function sync({
	options = {},
	parameters = {},
	...rest
}: Partial<Scripted> & { options?: IDataObject; items: IDataObject[]; answer: Scripted['answer'] }) {
	return scripted('campaignContact.sync', syncCampaign, {
		version: 2,
		parameters: {
			campaignId: { __rl: true, mode: 'id', value: '5' },
			contactFields: { mappingMode: 'autoMapInputData', value: null, schema: [] },
			dryRun: false,
			options,
			...parameters,
		},
		...rest,
	});
}
const REMOVING = { removeOthers: true, maximumShare: 100 };

describe('the output since version 2', () => {
	const listed = [
		member(1, { custom_fields: [{ key: 7, label: 'Old Zip', value: '80014' }] }),
		member(2),
		member(3, { email: 'm3@x.com' }),
	];
	const items = [
		itemOf(1, { name: 'New', zip: '10115', score: '5', color: 'red' }),
		itemOf(2),
		itemOf(7, { zip: '80014' }),
		{ phone: 'nobody', name: 'Nobody' },
		itemOf(2),
		itemOf(8, { birthday: 'soon' }),
	];
	const told = async (more: Partial<Parameters<typeof sync>[0]> = {}) => {
		const made = sync({ items, options: { ...REMOVING, force: true }, answer: campaign(listed), ...more });
		return { output: await made.run(), made };
	};

	it('tells each change in the words of the panel, and leaves out who stays', async () => {
		const { output, made } = await told();
		expect(output.map(({ json, pairedItem }) => [json.action, json.reason, pairedItem])).toEqual([
			['updated', 'Differs in Name, Old Zip, Score', { item: 0 }],
			['added', 'Was not in the campaign', { item: 2 }],
			['failed', expect.stringMatching(/^'Phone Number' is not a telephone number: "nobody"/), { item: 3 }],
			['skipped', 'The number was in an earlier item already', { item: 4 }],
			['added', 'Was not in the campaign', { item: 5 }],
			['removed', 'No input item has this number', undefined],
		]);
		expect(output[0]?.json).toEqual({
			action: 'updated',
			reason: 'Differs in Name, Old Zip, Score',
			changes: [
				{ field: 'Name', from: 'Member 1', to: 'New' },
				{ field: 'Old Zip', from: '80014', to: '10115' },
				{ field: 'Score', from: '', to: '5' },
			],
			phone_number: numberOf(1),
			name: 'New',
			custom_fields: [
				{ id: 7, label: 'Zip', value: '10115' },
				{ id: 8, label: 'Score', value: '5' },
			],
			id: 1,
		});
		expect(output[1]?.json).toStrictEqual({
			action: 'added',
			reason: 'Was not in the campaign',
			phone_number: numberOf(7),
			name: 'Member 7',
			custom_fields: [{ id: 7, label: 'Zip', value: '80014' }],
		});
		expect(output[4]?.json.left_out).toEqual([{ field: 'Birthday', reason: expect.anything() }]);
		expect(output[5]?.json).toEqual({
			action: 'removed',
			reason: 'No input item has this number',
			...member(3, { email: 'm3@x.com' }),
		});
		expect(made.hints).toEqual([
			'2 added, 1 updated, 1 removed, 1 stay, 1 repeated, 1 failed; not used: color. Mapped: Phone Number from phone; Name from name; Zip from zip; Score from score; Birthday from birthday.',
		]);
	});

	it('has the custom fields of who is removed as JustCall lists them', async () => {
		const custom_fields = [
			{ key: 7, label: 'Old Zip', value: '80014' },
			{ id: 8, label: 'Old Score', value: '5' },
			'text',
			null,
		] as never;
		const { output } = await told({
			items: [itemOf(1)],
			answer: campaign([member(1), member(2, { custom_fields })]),
		});
		expect(output[0]?.json).toMatchObject({ action: 'removed', custom_fields });
	});

	it('says in a dry run what would be done', async () => {
		const { output, made } = await told({ parameters: { dryRun: true } });
		expect(output.map(({ json }) => json.action)).toEqual([
			'would_update',
			'would_add',
			'failed',
			'skipped',
			'would_add',
			'would_remove',
		]);
		expect(output[0]?.json).toMatchObject({
			reason: 'Differs in Name, Old Zip, Score',
			changes: expect.arrayContaining([{ field: 'Name', from: 'Member 1', to: 'New' }]),
			id: 1,
		});
		expect(new Set(facts(output, 'dry_run'))).toEqual(new Set([true]));
		expect(made.hints[0]).toMatch(
			/^Dry run: 2 to add, 1 to update, 1 to remove, 1 stay, 1 repeated, 1 cannot be used; not used: color\./,
		);
		expect(made.writes()).toEqual([]);
	});

	it('has who stays where they are asked for', async () => {
		const { output } = await told({ options: { includeUnchanged: true } });
		expect(facts(output, 'action')).toEqual(['updated', 'unchanged', 'added', 'failed', 'skipped', 'added']);
		const without = await told({ options: { includeUnchanged: false } });
		expect(facts(without.output, 'action')).toEqual(['updated', 'added', 'failed', 'skipped', 'added']);
	});

	it('has failures in the error output, with an update that JustCall refused', async () => {
		const { output } = await told({
			onError: 'continueErrorOutput',
			answer: campaign(listed, ({ method }) => (method === 'PUT' ? refused(422) : data({ id: 1 }))),
		});
		expect(output.filter(({ json }) => 'error' in json).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 3 },
		]);
	});

	it('tells the reason of a failed update, and not what differs', async () => {
		const { output } = await told({
			answer: campaign(listed, ({ method }) =>
				method === 'PUT' ? refused(422, 'Too long') : data({ id: 1 }),
			),
		});
		expect(output[0]?.json).toMatchObject({
			action: 'failed',
			reason: expect.stringContaining('Too long'),
			changes: expect.anything(),
		});
	});

	it('says that there was nothing to do', async () => {
		const { output, made } = await told({ items: [itemOf(1)], answer: campaign([member(1)]), options: {} });
		expect([output, made.hints, made.hintTypes]).toEqual([
			[],
			['1 stay. Mapped: Phone Number from phone; Name from name.'],
			['info'],
		]);
	});

	it('hides a secret in a hint', async () => {
		const { made } = await told({
			credential: { apiSecret: 'a-secret-that-must-not-show' },
			items: [itemOf(1, { 'a-secret-that-must-not-show': 1 })],
		});
		expect(made.hints[0]).toContain('not used: [hidden].');
	});
});

it('an error of the whole run is the result of each item where the run goes on', async () => {
	const given = { items: [itemOf(1), itemOf(2)], answer: () => refused(403) };
	const failures = await sync({ ...given, onError: 'continueErrorOutput' }).run();
	expect(facts(failures, 'message')).toEqual(['The contact: failed', 'The contact: failed']);
	expect(failures[0]?.json.error).toMatch(/^JustCall denied this request\. \S/);
	const output = await sync({ ...given, onError: 'continueRegularOutput' }).run();
	expect(facts(output, 'action')).toEqual(['failed', 'failed']);
	expect(output[0]?.json.reason).toMatch(/^JustCall denied this request\. \S/);
});

describe.each([
	[1, 'Mapping', { mappingMode: 'defineBelow', phoneNumber: ({ phone }: IDataObject) => phone }],
	[2, 'Contact Fields', {}],
])('the refusal to remove so many, in version %d', (version, mapping, parameters) => {
	const refusalOf = async (items: IDataObject[], options: IDataObject) => {
		const made = sync({
			version,
			items,
			options: { removeOthers: true, dryRun: false, ...options },
			parameters,
			answer: campaign(members(4)),
		});
		const error = await made.run().catch((thrown: unknown) => thrown);
		expect(made.writes()).toEqual([]);
		return error;
	};

	it("is the node's own, and says what to check when nobody is wanted", async () => {
		expect(await refusalOf([{ phone: '', name: 'Mara' }], { force: true })).toMatchObject({
			name: 'NodeOperationError',
			message: 'No input item has a telephone number, so everybody would be removed from the campaign',
			description: `Nothing was changed. Check that '${mapping}' finds the number; to empty a campaign, use Campaign Contact > Remove with 'Empty the Campaign'.`,
		});
	});

	it("is the node's own, and says what to check when too many would go", async () => {
		expect(await refusalOf([itemOf(1)], {})).toMatchObject({
			name: 'NodeOperationError',
			message: '3 of 4 contacts would be removed from the campaign, more than allowed',
			description:
				"Nothing was changed. Check that the input holds everybody who should stay; then raise 'Maximum Share to Remove (%)', or switch on 'Force'.",
		});
	});
});

describe('numbers that the campaign lists as national ones', () => {
	const national = [member(1, { phone_number: `+${numberOf(1)}` }), { id: 2, phone_number: '030 23125001' }];
	it('are of its country, which is asked for once', async () => {
		const made = sync({
			items: [{ phone: '+443023125001' }, { phone: '+493023125001' }, itemOf(1)],
			answer: campaign(national),
		});
		expect(facts(await made.run(), 'action')).toEqual(['added']);
		expect(made.sent.filter(({ path }) => path.endsWith('/campaigns/5'))).toHaveLength(1);
	});

	it('are not asked for where all numbers are whole', async () => {
		const made = sync({
			items: [itemOf(1)],
			answer: campaign([member(1, { phone_number: '+14155550101' })]),
		});
		await made.run();
		expect(made.sent.filter(({ path }) => path.endsWith('/campaigns/5'))).toEqual([]);
	});
});

it('a list that moves while it is read tells nobody twice', async () => {
	const listed = members(150);
	const answer = campaign(listed, undefined, { total_count: 151 });
	let isFirst = true;
	const made = sync({
		items: [itemOf(1)],
		options: { ...REMOVING, force: true },
		parameters: { dryRun: true },
		answer: (request, place) => {
			const answered = answer(request, place);
			if (request.path === MEMBERS && isFirst) listed.unshift(member(999));
			if (request.path === MEMBERS) isFirst = false;
			return answered;
		},
	});
	const ids = facts(await made.run(), 'id');
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.length).toBeGreaterThanOrEqual(149);
	const pages = made.sent.filter(({ path }) => path === MEMBERS);
	expect(pages[0]?.query).toMatchObject({ campaign_id: 5, page: 0, per_page: 100 });
});

describe('when n8n runs it again', () => {
	/** Two tries: in the first, the contact 9 is refused with the key; then `between` happens. */
	const twice = async (
		items: IDataObject[],
		listed: IDataObject[],
		between: () => void,
		more: { first?: Scripted['answer']; options?: IDataObject } = {},
	) => {
		let isFirst = true;
		const made = sync({
			items,
			retryOnFail: true,
			options: { ...REMOVING, includeUnchanged: true, ...more.options },
			answer: (request, place) =>
				campaign(listed, (write, at) => {
					if (isFirst && Number(write.body.phone_number) === Number(numberOf(9))) return refused(401);
					return isFirst && more.first ? more.first(write, at) : data({ id: 1 });
				})(request, place),
		});
		await expect(made.run()).rejects.toThrow();
		isFirst = false;
		between();
		return { output: await made.run(), made };
	};

	it('what the first try did is told, with what changed', async () => {
		const listed = [member(1), member(2)];
		const items = [itemOf(1, { name: 'New' }), itemOf(2), itemOf(5), itemOf(9)];
		const { output, made } = await twice(items, listed, () => {
			listed.splice(0, 2, member(1, { name: 'New' }), member(2), member(5));
		});
		expect(facts(output, 'action', 'reason')).toEqual([
			['updated', 'Differs in Name'],
			['unchanged', 'Is in the campaign as wanted'],
			['added', 'Was not in the campaign'],
			['added', 'Was not in the campaign'],
		]);
		expect(output[0]?.json.changes).toEqual([{ field: 'Name', from: 'Member 1', to: 'New' }]);
		expect(made.writes()).toEqual([
			`POST ${MEMBER}`.replace('POST', 'PUT').replace(MEMBER, '/v2.1/sales_dialer/contacts/1'),
			`POST ${MEMBER}`,
			`POST ${MEMBER}`,
			`POST ${MEMBER}`,
		]);
	});

	it('what the second try has to change anew is told as that', async () => {
		const listed: IDataObject[] = [];
		const { output } = await twice([itemOf(5), itemOf(9)], listed, () => {
			listed.push(member(5, { name: 'Cut' }));
		});
		expect(facts(output, 'action', 'reason')).toEqual([
			['updated', 'Differs in Name'],
			['added', 'Was not in the campaign'],
		]);
	});

	it('what failed in the first try, and is there in the second, is not told as failed', async () => {
		const listed: IDataObject[] = [];
		const { output } = await twice(
			[itemOf(5), itemOf(9)],
			listed,
			() => {
				listed.push(member(5));
			},
			{ first: lost },
		);
		expect(facts(output, 'action')).toEqual(['unchanged', 'added']);
	});

	it.each([
		['is gone from the list', true, undefined],
		['is still in the list', false, undefined],
		['is still in a list that may not be whole', false, 9],
	])('who was removed is told once, whether the contact %s', async (_how, isGone, counted) => {
		const listed = members(3);
		let isFirst = true;
		const made = sync({
			items: [itemOf(1)],
			retryOnFail: true,
			options: { ...REMOVING, includeUnchanged: true },
			answer: (request, place) =>
				campaign(
					listed,
					({ query }) => (isFirst && query.contact_id === 3 ? refused(401) : { status: 204, body: '' }),
					isFirst || counted === undefined ? {} : { total_count: counted },
				)(request, place),
		});
		await expect(made.run()).rejects.toMatchObject({
			description: expect.stringContaining('Before that: 1 removed.'),
		});
		isFirst = false;
		if (isGone) listed.splice(1, 1);
		const output = await made.run();
		const told = output.slice(1).map(({ json }) => [json.id, json.action]);
		expect(told.sort()).toEqual([
			[2, 'removed'],
			[3, counted === undefined ? 'removed' : 'skipped'],
		]);
		expect(made.hints).toContainEqual(
			expect.stringMatching(
				counted === undefined ? /^2 removed, 1 stay/ : /^1 removed, 1 stay, 1 not removed/,
			),
		);
		expect(made.writes()).toHaveLength(counted === undefined ? 3 : 2);
	});
});
