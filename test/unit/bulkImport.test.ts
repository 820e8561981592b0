import type { IDataObject } from 'n8n-workflow';

import { bulkImport } from '../../nodes/JustCall/custom/bulkImport';
import { START } from '../../tools/bench/simulation';
import { data, facts, lost, refused, scripted, without, type Scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const IMPORT = '/v2.1/sales_dialer/contacts/bulk_import';
const STATUS = `${IMPORT}/status`;
const FIELDS = '/v2.1/sales_dialer/contacts/custom-fields';

const people = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, place) => ({ phone: `+1212555${String(100 + place).padStart(4, '0')}` }));

function importing({
	options = {},
	parameters = {},
	...rest
}: Partial<Scripted> & { options?: unknown; items: IDataObject[]; answer: Scripted['answer'] }) {
	return scripted('salesDialerContact.bulkImport', bulkImport, {
		parameters: {
			mappingMode: 'defineBelow',
			phoneNumber: (json: IDataObject) => json.phone,
			additionalFields: without('phone'),
			options,
			...parameters,
		},
		...rest,
	});
}

const batch = (more: IDataObject = {}) => data({ batch_id: 'b 1', import_status: 'completed', ...more });

describe('an import', () => {
	it('is packed by 250, with the values that all share, and one result for each item', async () => {
		const made = importing({
			items: people(501),
			options: { campaignId: { __rl: true, mode: 'id', value: '5' }, callbackUrl: 'https://n8n.example/x' },
			answer: () => batch(),
		});
		const items = await made.run();
		expect(items).toHaveLength(501);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(people(501).map((_, item) => ({ item })));
		expect(items[0]?.json).toStrictEqual({
			status: 'imported',
			batch_id: 'b 1',
			phone_number: expect.anything(),
		});
		expect(made.hints).toEqual([]);
		expect(made.sent.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill(`POST ${IMPORT}`));
		expect(made.sent.map(({ body }) => (body.contacts as unknown[]).length)).toEqual([250, 250, 1]);
		for (const { body } of made.sent)
			expect(body).toMatchObject({ campaign_id: 5, callback_url: 'https://n8n.example/x' });
	});

	it('is waited for with growing pauses until it is over', async () => {
		const times: number[] = [];
		const made = importing({
			items: people(1),
			options: { waitForCompletion: true, maximumWait: 300 },
			answer: ({ path, method }, place) => {
				times.push((Date.now() - START) / 1000);
				if (method === 'POST') return batch({ import_status: 'processing' });
				expect([method, path]).toEqual(['GET', `${STATUS}/b%201`]);
				return batch({ import_status: place < 7 ? 'processing' : 'Completed' });
			},
		});
		expect(facts(await made.run(), 'status')).toEqual(['imported']);
		expect(times.map(Math.round)).toEqual([0, 1, 3, 7, 15, 30, 45, 60]);
	});

	it('is waited for as long as Maximum Wait says, and is queued then', async () => {
		for (const [options, longest] of [
			[{ waitForCompletion: true, maximumWait: 5 }, 8],
			[{ waitForCompletion: true }, 75],
		] as const) {
			const made = importing({
				items: people(1),
				options,
				answer: () => batch({ import_status: 'processing' }),
			});
			const since = Date.now();
			expect(facts(await made.run(), 'status', 'reason')).toEqual([['queued', undefined]]);
			expect((Date.now() - since) / 1000).toBeLessThan(longest);
			expect((Date.now() - since) / 1000).toBeGreaterThanOrEqual(options === undefined ? 0 : longest / 2);
		}
	});

	it('is not waited for unless that is switched on', async () => {
		for (const options of [{ waitForCompletion: false, maximumWait: 60 }, {}]) {
			const made = importing({
				items: people(2),
				options,
				answer: () => batch({ import_status: 'processing' }),
			});
			expect(facts(await made.run(), 'status')).toEqual(['queued', 'queued']);
			expect(made.sent).toHaveLength(1);
		}
	});

	it('that failed is failed, in any letters', async () => {
		for (const import_status of ['failed', 'FAILED']) {
			const made = importing({ items: people(1), signal: null, answer: () => batch({ import_status }) });
			expect(facts(await made.run(), 'status')).toEqual(['failed']);
		}
	});

	it('without an ID to ask for is queued with the reason, and not asked for', async () => {
		for (const batch_id of [undefined, '', null, { id: 1 }, '../x']) {
			const made = importing({
				items: people(1),
				options: { waitForCompletion: true },
				answer: () => data({ batch_id, import_status: 'processing' }),
			});
			expect(facts(await made.run(), 'status', 'reason')).toEqual([
				['queued', 'JustCall took the import and gave no batch ID to ask for.'],
			]);
			expect(made.sent).toHaveLength(1);
		}
	});

	it('without an ID that is over has no reason: there is nothing to ask', async () => {
		const made = importing({ items: people(1), answer: () => data({ import_status: 'completed' }) });
		expect(facts(await made.run(), 'status', 'reason')).toEqual([['imported', undefined]]);
	});

	it('that JustCall does not know any more was taken all the same', async () => {
		const made = importing({
			items: people(1),
			options: { waitForCompletion: true },
			answer: ({ method }) => (method === 'POST' ? batch({ import_status: 'processing' }) : refused(404)),
		});
		expect(facts(await made.run(), 'status', 'reason')).toEqual([
			['queued', expect.stringMatching(/^JustCall took the import\. Then: The import was not found\. /)],
		]);
	});

	it('whose status cannot be read was taken all the same', async () => {
		const made = importing({
			items: people(1),
			options: { waitForCompletion: true },
			answer: ({ method }) =>
				method === 'POST' ? batch({ import_status: 'processing' }) : refused(403, 'Not yours'),
		});
		const [item] = await made.run();
		expect(item?.json.status).toBe('queued');
		expect(item?.json.reason).toMatch(
			/^JustCall took the import\. Then: JustCall denied this request\. .*"Not yours"/,
		);
	});
});

describe('an entry', () => {
	const of = async (more: IDataObject, count = 4) =>
		facts(await importing({ items: people(count), answer: () => batch(more) }).run(), 'status', 'reason');

	it('is told by its place, which may be text', async () => {
		expect(
			await of({
				import_summary: { duplicate_list: [0], rejected_list: ['3'] },
				import_details: { rejected_contacts: [{ index: '1', reasons: 'Blocked' }] },
			}),
		).toEqual([
			['duplicate', undefined],
			['rejected', 'Blocked'],
			['imported', undefined],
			['rejected', 'JustCall rejected it'],
		]);
	});

	it.each([
		[{ reasons: ['Bad', '', null, 'Worse'] }, 'Bad Worse'],
		[{ reason: 'Bad' }, 'Bad'],
		[{ reasons: [], reason: 'Bad' }, 'JustCall rejected it'],
		[{}, 'JustCall rejected it'],
		[{ reasons: [7] }, '7'],
	])('rejected with %j says so', async (said, reason) => {
		expect(await of({ import_details: { rejected_contacts: [{ index: 0, ...said }] } }, 1)).toEqual([
			['rejected', reason],
		]);
	});

	it.each([
		[{ import_summary: null, import_details: 'none' }],
		[{ import_summary: { duplicate_list: 'none', rejected_list: { 0: 1 } } }],
		[{ import_details: { rejected_contacts: ['+12125550100', null] } }],
	])('is imported where nothing can be read: %j', async (more) => {
		expect(await of(more, 1)).toEqual([['imported', undefined]]);
	});

	it("is spoken of in the panel's names", async () => {
		expect(
			await of({ import_details: { rejected_contacts: [{ index: 0, reasons: 'phone_number is bad' }] } }, 1),
		).toEqual([['rejected', "'Phone Number' is bad"]]);
	});
});

describe('a pack that is not taken', () => {
	const answer: Scripted['answer'] = ({ body }) =>
		(body.contacts as IDataObject[]).some(({ phone_number }) => Number(phone_number) === 12125550350)
			? refused(422, 'No')
			: batch();

	it('ends it with Stop, and says which items were handed over', async () => {
		const made = importing({ items: people(600), answer });
		const error = (await made.run().catch((thrown: unknown) => thrown)) as {
			description: string;
			context: { data: { itemIndexes: Record<string, number[]> } };
		};
		expect(error.description).toMatch(/ The first 250 contacts were handed over before\.$/);
		const { done, failed, notSent } = error.context.data.itemIndexes;
		expect([done?.length, failed?.length, notSent?.length]).toEqual([250, 250, 100]);
		expect([done?.[0], failed?.[0], notSent?.[0]]).toEqual([0, 250, 500]);
		expect(made.sent).toHaveLength(2);
	});

	it('at once does not say that something was handed over', async () => {
		const made = importing({ items: people(3), answer: () => refused(422) });
		await expect(made.run()).rejects.toMatchObject({
			description: expect.stringMatching(/\(HTTP 422\)$/),
		});
	});

	it('with Continue fails by itself, the others go on', async () => {
		const made = importing({ items: people(600), answer, onError: 'continueRegularOutput' });
		const items = await made.run();
		expect(facts(items, 'status').map(String)).toEqual([
			...Array<string>(250).fill('imported'),
			...Array<string>(250).fill('failed'),
			...Array<string>(100).fill('imported'),
		]);
		expect(items[250]?.json.reason).toMatch(/^JustCall did not accept .*\. .*"No"/);
	});

	it('goes to the error output with its reason', async () => {
		const made = importing({
			items: people(1),
			answer: () => refused(422, 'No'),
			onError: 'continueErrorOutput',
		});
		expect((await made.run())[0]).toMatchObject({
			json: { error: expect.stringMatching(/"No"/), message: 'The contact: failed' },
			pairedItem: { item: 0 },
		});
	});

	it('in part: what JustCall rejected goes to the error output, what is double does not', async () => {
		const made = importing({
			items: people(3),
			answer: () => batch({ import_summary: { rejected_list: [1], duplicate_list: [2] } }),
			onError: 'continueErrorOutput',
		});
		const items = await made.run();
		expect(items.map(({ json }) => [json.status, json.error, json.message])).toEqual([
			['imported', undefined, undefined],
			[undefined, 'JustCall rejected it', 'The contact: rejected'],
			['duplicate', undefined, undefined],
		]);
	});

	it('because its answer was lost is not sent again, also when n8n runs the node again', async () => {
		const made = importing({ items: people(3), retryOnFail: true, answer: lost });
		await expect(made.run()).rejects.toThrow('The outcome is unknown');
		await expect(made.run()).rejects.toThrow('The outcome is unknown');
		expect(made.writes()).toHaveLength(1);
	});

	it('is sent again by the next try, those that were taken are not', async () => {
		let isBad = true;
		const made = importing({
			items: people(501),
			retryOnFail: true,
			answer: (request, place) => (isBad ? answer(request, place) : batch()),
		});
		await expect(made.run()).rejects.toThrow();
		isBad = false;
		expect(new Set(facts(await made.run(), 'status'))).toEqual(new Set(['imported']));
		expect(made.sent.map(({ body }) => (body.contacts as unknown[]).length)).toEqual([250, 250, 250, 1]);
	});
});

describe('an item', () => {
	it('that cannot be a contact is rejected with the reason, the others go; the order stays', async () => {
		const made = importing({
			items: [
				...people(1),
				{ phone: 'Mara' },
				{ phone: '+12125550188', birthday: 'someday', email: 'm@example.com' },
			],
			answer: () => batch(),
		});
		const items = await made.run();
		expect(facts(items, 'status')).toEqual(['imported', 'rejected', 'imported']);
		expect(items[1]?.json.reason).toMatch(/^'Phone Number' is not a telephone number: "Mara"/);
		expect(items[2]?.json.left_out).toEqual([
			{ field: 'Birthday', reason: expect.stringMatching(/"someday"/) },
		]);
		expect(items[2]?.json.email).toBe('m@example.com');
		expect(items[0]?.json).not.toHaveProperty('left_out');
		expect(
			(made.sent[0]?.body.contacts as IDataObject[]).map(({ phone_number }) => Number(phone_number)),
		).toEqual([12125550100, 12125550188]);
	});

	it('when none can be a contact, nothing is sent', async () => {
		const made = importing({
			items: [{ phone: '' }, {}],
			answer: () => batch(),
			onError: 'continueErrorOutput',
		});
		expect(facts(await made.run(), 'message')).toEqual(['The contact: rejected', 'The contact: rejected']);
		expect(made.sent).toEqual([]);
	});

	it('of custom fields loses the one that cannot be sent, and keeps the others', async () => {
		const made = importing({
			items: [
				{
					...people(1)[0],
					customFields: {
						field: [
							{ id: 1, value: 'a' },
							{ id: 'x', value: 'b' },
							{ id: 3, value: 'c' },
						],
					},
				} as IDataObject,
			],
			answer: () => batch(),
		});
		const [item] = await made.run();
		const sent = [
			{ id: 1, value: 'a' },
			{ id: 3, value: 'c' },
		];
		expect((made.sent[0]?.body.contacts as IDataObject[])[0]?.custom_fields).toEqual(sent);
		expect(item?.json.custom_fields).toEqual(sent);
		expect(item?.json.left_out).toHaveLength(1);
	});

	it('of which an expression gives the custom fields loses those that cannot be sent, one by one', async () => {
		const customFields = [
			{ id: 1, value: 'a' },
			{ id: 'x', value: 'b' },
			{ id: 3, value: 'c' },
		];
		const made = importing({
			items: [{ ...people(1)[0], customFields } as IDataObject],
			answer: () => batch(),
		});
		const [item] = await made.run();
		expect((made.sent[0]?.body.contacts as IDataObject[])[0]?.custom_fields).toEqual([
			{ id: 1, value: 'a' },
			{ id: 3, value: 'c' },
		]);
		expect(item?.json.left_out).toHaveLength(1);
	});

	it('of a list where one value belongs loses the field as a whole', async () => {
		const made = importing({
			items: [{ ...people(1)[0], name: ['Mara', { first: 'Theo' }], email: 'm@example.com' } as IDataObject],
			answer: () => batch(),
		});
		const [item] = await made.run();
		expect(item?.json).toMatchObject({ email: 'm@example.com', left_out: [{ field: 'Name' }] });
		expect(item?.json.left_out).toHaveLength(1);
		expect(item?.json).not.toHaveProperty('name');
	});

	it('is mapped by the names of its fields, custom fields by their label, once asked for', async () => {
		const made = importing({
			items: [
				{ Mobile: '+12125550100', 'First Name': 'Mara', Shoe: 39 },
				{ Name: 'Nobody' },
				{ phone: '+12125550102' },
			],
			parameters: { mappingMode: 'autoMapInputData' },
			answer: ({ path }) => (path === FIELDS ? data([{ key: '9', label: 'Shoe' }]) : batch()),
		});
		const items = await made.run();
		expect(facts(items, 'status')).toEqual(['imported', 'rejected', 'imported']);
		expect(items[1]?.json.reason).toBe(
			"The item has no telephone number in a field that this node knows. Name the field phone, mobile or phone_number, or choose 'Map Each Field Below'.",
		);
		expect(made.sent.map(({ method }) => method)).toEqual(['GET', 'POST']);
		expect((made.sent[1]?.body.contacts as IDataObject[])[0]).toMatchObject({
			name: 'Mara',
			custom_fields: [{ id: 9, value: '39' }],
		});
	});

	it("without a country code takes the campaign's, asked for once, unless something nearer says one", async () => {
		const campaign = { campaignId: { __rl: true, mode: 'id', value: '5' } };
		const run = async (options: IDataObject, credential: IDataObject = {}) => {
			const made = importing({
				items: [{ phone: '030 23125001' }, { phone: '030 23125002' }],
				options,
				credential,
				answer: ({ method }) => (method === 'GET' ? data({ id: 5, country_code: 'DE' }) : batch()),
			});
			const items = await made.run();
			return [
				facts(items, 'status')[0],
				made.sent.filter(({ method }) => method === 'GET').map(({ path }) => path),
			];
		};
		expect(await run(campaign)).toEqual(['imported', ['/v2.1/sales_dialer/campaigns/5']]);
		expect(await run({ ...campaign, defaultCountry: 'DE' })).toEqual(['imported', []]);
		expect(await run(campaign, { defaultCountry: 'DE' })).toEqual(['imported', []]);
		expect(await run({})).toEqual(['rejected', []]);
	});
});

it.each([
	['Stop', 'stopWorkflow'],
	['Continue', 'continueRegularOutput'],
] as const)(
	'what ends it before the first request is told once, or for each item: %s',
	async (_name, onError) => {
		const made = importing({
			items: people(2),
			onError,
			options: (_json: IDataObject, item: number) => ({ callbackUrl: `https://n8n.example/${item}` }),
			answer: () => batch(),
		});
		const said = "'Callback URL' is not the same for all input items";
		if (onError === 'stopWorkflow') await expect(made.run()).rejects.toThrow(said);
		else {
			const items = await made.run();
			expect(facts(items, 'status')).toEqual(['failed', 'failed']);
			expect(items[1]?.json.reason).toMatch(new RegExp(`^${said}: .*Divide them before this node`));
		}
		expect(made.sent).toEqual([]);
	},
);

it('no reason has a secret that stands in an item', async () => {
	const apiSecret = 'a-secret-that-must-not-show';
	const made = importing({
		items: [{ phone: apiSecret }, { ...people(1)[0], birthday: apiSecret }],
		credential: { apiSecret },
		answer: () => batch(),
	});
	const items = await made.run();
	expect(items[0]?.json.reason).toMatch(/^'Phone Number' is not a telephone number: "\[hidden\]"/);
	expect(items[1]?.json.left_out).toEqual([
		{ field: 'Birthday', reason: expect.stringContaining('"[hidden]"') },
	]);
	expect(JSON.stringify(items)).not.toContain(apiSecret);
});

it('no reason has key or secret in it', async () => {
	const made = importing({
		items: people(1),
		credential: { apiSecret: 'a-secret-that-must-not-show' },
		answer: () =>
			batch({
				import_details: { rejected_contacts: [{ index: 0, reasons: 'bad a-secret-that-must-not-show' }] },
			}),
	});
	expect(facts(await made.run(), 'reason')).toEqual(['bad [hidden]']);
});
