import type { IDataObject } from 'n8n-workflow';

import { syncCampaign } from '../../nodes/JustCall/custom/syncCampaign';
import { START } from '../../tools/bench/simulation';
import {
	data,
	facts,
	lost,
	refused,
	scripted,
	without,
	type Answered,
	type Asked,
	type Scripted,
} from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const MEMBER = '/v2.1/sales_dialer/campaigns/contact';
const MEMBERS = '/v2.1/sales_dialer/campaigns/contacts';
const IMPORT = '/v2.1/sales_dialer/contacts/bulk_import';

/** Members with the numbers +1 415 555 0100, ...0101 and so on, ids from 1. */
const numberOf = (place: number) => `1415555${String(100 + place).padStart(4, '0')}`;
const members = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, place) => ({
		id: place + 1,
		name: `Member ${place}`,
		phone_number: numberOf(place),
	}));
const stays = (count: number): IDataObject[] =>
	members(count).map(({ phone_number, name }) => ({ phone: `+${String(phone_number)}`, name }));
const newcomers = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, place) => ({ phone: `+1212555${String(100 + place).padStart(4, '0')}` }));

/** A campaign with members; the writes are answered by `write`. */
function campaign(
	listed: IDataObject[],
	write: Scripted['answer'] = () => data({ id: 1 }),
	more: IDataObject = {},
): Scripted['answer'] {
	return (request, place) => {
		if (request.method !== 'GET') return write(request, place);
		if (request.path === MEMBERS) return Number(request.query.page) === 0 ? data(listed, more) : data([]);
		if (request.path === '/v2.1/sales_dialer/campaigns/5') return data({ id: 5, country_code: 'US' });
		return refused(404);
	};
}

function sync({
	options = {},
	parameters = {},
	...rest
}: Partial<Scripted> & { options?: unknown; items: IDataObject[]; answer: Scripted['answer'] }) {
	return scripted('campaignContact.sync', syncCampaign, {
		parameters: {
			campaignId: { __rl: true, mode: 'id', value: '5' },
			mappingMode: 'defineBelow',
			phoneNumber: (json: IDataObject) => json.phone,
			additionalFields: without('phone'),
			options:
				typeof options === 'function' || typeof options === 'string'
					? options
					: { dryRun: false, ...(options as IDataObject) },
			...parameters,
		},
		...rest,
	});
}

const FORCED = { removeOthers: true, force: true };
const REMOVING = { removeOthers: true, maximumShare: 100 };
const throwing = () => {
	throw Object.assign(new Error("Cannot read properties of undefined (reading 'phone')"), {
		context: { parameter: 'phoneNumber' },
	});
};

describe('stops', () => {
	const faults: Array<[string, () => Answered]> = [
		['lost answers', lost],
		['HTTP 500', () => refused(500)],
		['HTTP 503', () => refused(503)],
	];

	it.each(faults)('after three contacts in a row that end in %s', async (_name, fault) => {
		const { run, writes } = sync({
			items: newcomers(5),
			answer: campaign([], fault),
			signal: null,
			onError: 'continueRegularOutput',
		});
		const items = await run();
		expect(facts(items, 'action')).toEqual(Array(5).fill('failed'));
		expect(writes()).toEqual(Array(3).fill(`POST ${MEMBER}`));
		expect(String(items[2]?.json.reason)).toMatch(/^The outcome is unknown/);
		expect(items[4]?.json.reason).toBe('Not tried: JustCall did not answer clearly 3 times in a row');
	});

	it('not for faults with an answer between them: JustCall is there', async () => {
		for (const between of [() => data({ id: 1 }), () => refused(422), () => refused(200)]) {
			const plan: Array<() => Answered> = [lost, lost, between, lost, lost];
			const writes = { count: 0 };
			const { run } = sync({
				items: newcomers(5),
				answer: campaign([], () => plan[writes.count++]!()),
			});
			await run();
			expect(writes.count).toBe(5);
		}
	});

	it('at the first contact when the key is wrong, and says what was done', async () => {
		const { run, writes } = sync({
			items: newcomers(4),
			answer: campaign([], ({ body }) =>
				Number(body.phone_number) === 12125550101 ? refused(401) : data({ id: 1 }),
			),
		});
		await expect(run()).rejects.toMatchObject({
			message: 'JustCall did not accept the API key and secret',
			description: expect.stringMatching(/ Before that: 1 added\. Run it again to do the rest\.$/),
		});
		expect(writes()).toHaveLength(2);
	});

	it('at the first contact when the limit stays used up longer than Longest Wait', async () => {
		const { run, writes } = sync({
			items: newcomers(4),
			credential: { longestWait: 1 },
			onError: 'continueRegularOutput',
			answer: campaign([], () => refused(429, 'Too many requests', { 'retry-after': '3000' })),
		});
		const items = await run();
		expect(facts(items, 'action')).toEqual(Array(4).fill('failed'));
		expect(new Set(writes().map(String)).size).toBe(1);
		expect(writes()).toHaveLength(1);
		expect(items[3]?.json.reason).toBe(
			'Not tried: JustCall is receiving too many requests from this account',
		);
	});

	it('with nothing done, and says so', async () => {
		const { run } = sync({ items: newcomers(1), answer: campaign([], () => refused(401)) });
		await expect(run()).rejects.toMatchObject({
			description: expect.stringMatching(/ Nothing was changed before that\. Run it again to do the rest\.$/),
		});
	});

	it('when a person cancels it, and says so of the rest', async () => {
		const cancel = new AbortController();
		const { run, writes } = sync({
			items: newcomers(3),
			signal: cancel.signal,
			onError: 'continueRegularOutput',
			answer: campaign([], () => {
				cancel.abort();
				return refused(422);
			}),
		});
		const items = await run();
		expect(writes()).toHaveLength(1);
		expect(items[2]?.json.reason).toBe('Not tried: The execution was cancelled');
	});

	it('what was updated is told too', async () => {
		const { run } = sync({
			items: [{ ...stays(1)[0], name: 'New' }, ...newcomers(1)],
			answer: campaign(members(1), ({ method }) => (method === 'PUT' ? data({ id: 1 }) : refused(401))),
		});
		await expect(run()).rejects.toMatchObject({
			description: expect.stringContaining('Before that: 1 updated.'),
		});
	});

	it('and leaves alone what needs no request; failures go to the error output with their reason', async () => {
		const { run } = sync({
			items: [...newcomers(1), ...stays(1), ...newcomers(1)],
			answer: campaign(members(1), () => refused(401)),
			onError: 'continueErrorOutput',
		});
		const items = await run();
		expect(items[0]?.json).toMatchObject({ error: expect.stringMatching(/^JustCall did not accept/) });
		expect(items.slice(1).map(({ json }) => json.reason)).toEqual([
			'Is in the campaign as wanted',
			'The number was in an earlier item already',
		]);
	});
});

describe('a refusal', () => {
	it.each([400, 403, 404, 409, 422])('of one contact (HTTP %i) is of that one', async (status) => {
		const { run, writes } = sync({
			items: newcomers(5),
			answer: campaign([], ({ body }) =>
				Number(body.phone_number) < 12125550104 ? refused(status) : data({ id: 1 }),
			),
		});
		expect(facts(await run(), 'action')).toEqual(['failed', 'failed', 'failed', 'failed', 'added']);
		expect(writes()).toHaveLength(5);
	});
});

it('a contact that is gone is not taken for the campaign', async () => {
	const { run } = sync({
		items: [{ ...stays(1)[0], name: 'New' }, ...newcomers(1)],
		answer: campaign(members(1), () => refused(404)),
	});
	const reasons = facts(await run(), 'reason').map((reason) => String(reason).slice(0, 26));
	expect(reasons).toEqual(['The contact was not found.', 'The campaign was not found']);
});

it('contacts that need no request say nothing of whether JustCall is there', async () => {
	const [first, second, third, fourth] = newcomers(4);
	const { run, writes } = sync({
		items: [first!, second!, ...stays(2), third!, fourth!],
		answer: campaign(members(2), lost),
		onError: 'continueRegularOutput',
	});
	const items = await run();
	expect(facts(items, 'action')).toEqual(['failed', 'failed', 'unchanged', 'unchanged', 'failed', 'failed']);
	expect(writes()).toHaveLength(3);
});

it('removes after everybody else was added and updated, and needs no cancel signal of n8n', async () => {
	const { run, writes } = sync({
		items: [{ ...stays(1)[0], name: 'New' }, ...newcomers(2)],
		options: REMOVING,
		signal: null,
		answer: campaign(members(3), ({ method }) =>
			method === 'DELETE' ? { status: 204, body: '' } : data({ id: 1 }),
		),
	});
	expect(facts(await run(), 'action')).toEqual(['updated', 'added', 'added', 'removed', 'removed']);
	expect(writes()).toEqual([
		'PUT /v2.1/sales_dialer/contacts/1',
		`POST ${MEMBER}`,
		`POST ${MEMBER}`,
		`DELETE ${MEMBER}`,
		`DELETE ${MEMBER}`,
	]);
});

describe('removes nobody', () => {
	it('while an item has an expression that throws', async () => {
		const { run, writes } = sync({
			items: [...stays(3), { broken: true }],
			options: REMOVING,
			parameters: { phoneNumber: (json: IDataObject) => (json.broken ? throwing() : json.phone) },
			answer: campaign(members(6)),
		});
		const items = await run();
		expect(facts(items, 'action')).toEqual([
			...Array(3).fill('unchanged'),
			'failed',
			...Array(3).fill('skipped'),
		]);
		expect(items[3]?.json.reason).toMatch(/^The expression in 'phoneNumber' cannot be resolved/);
		expect(items[4]?.json.reason).toMatch(/1 of them cannot be read: not removed/);
		expect(writes()).toEqual([]);
	});

	it.each([
		['a country that is none', { defaultCountry: 'Atlantis' }],
		['options that are no object', 'nothing'],
	])('while an item has %s', async (_name, options) => {
		const { run, writes } = sync({
			items: [...stays(3), {}],
			options: (json: IDataObject) =>
				json.phone
					? { ...REMOVING, dryRun: false }
					: typeof options === 'string'
						? options
						: { ...REMOVING, dryRun: false, ...options },
			answer: campaign(members(6)),
		});
		await run().catch(() => undefined);
		expect(writes()).toEqual([]);
	});

	it.each([
		['letters', 'Mara', {}],
		['letters, beside the name of somebody', 'Mara', { name: 'Somebody' }],
		['an object', { number: numberOf(4) }, {}],
		['too few digits', '555', {}],
		['nothing at all beside it', '', {}],
		['nothing', null, {}],
	])('while an item has %s for its number', async (_name, phone, fields) => {
		const { run, writes } = sync({
			items: [...stays(3), { phone, ...fields } as IDataObject],
			options: REMOVING,
			answer: campaign(members(6)),
		});
		expect(facts(await run(), 'action').slice(4)).toEqual(Array(3).fill('skipped'));
		expect(writes()).toEqual([]);
	});

	it('whose name or e-mail stands in an item with an empty number; others go', async () => {
		const listed = members(5).map((member, place) => ({ ...member, email: `M${place}@example.com` }));
		const { run, sent } = sync({
			items: [
				...stays(2),
				{ phone: '', name: ' member   2 ' },
				{ phone: null as never, email: 'm3@EXAMPLE.com', name: 'Somebody' },
			],
			options: REMOVING,
			answer: campaign(listed),
		});
		expect(facts(await run(), 'action')).toEqual(['unchanged', 'unchanged', 'failed', 'failed', 'removed']);
		expect(sent.filter(({ method }) => method === 'DELETE').map(({ query }) => query)).toEqual([
			{ campaign_id: 5, contact_id: 5 },
		]);
	});

	it.each([
		['refused', () => refused(422)],
		['lost', lost],
	])('while a contact could not be added (%s), unless forced', async (_name, write) => {
		const answer = campaign(members(3), ({ method }) => (method === 'DELETE' ? data({ id: 1 }) : write()));
		const careful = sync({ items: [...stays(2), ...newcomers(1)], options: REMOVING, answer });
		const items = await careful.run();
		expect(facts(items, 'action')).toEqual(['unchanged', 'unchanged', 'failed', 'skipped']);
		expect(items[3]?.json.reason).toBe(
			"No input item has this number, but 1 contact could not be added: nobody is removed then, unless 'Force' is on",
		);
		const forced = sync({ items: [...stays(2), ...newcomers(2)], options: FORCED, answer });
		expect(facts(await forced.run(), 'action').at(-1)).toBe('removed');
		const two = sync({ items: [...stays(2), ...newcomers(2)], options: REMOVING, answer });
		expect((await two.run()).at(-1)?.json.reason).toMatch(/but 2 contacts could not be added/);
	});

	it('unless that is switched on', async () => {
		for (const options of [{}, { force: true }, { removeOthers: false, force: true }]) {
			const { run, writes } = sync({ items: stays(1), options, answer: campaign(members(3)) });
			expect(facts(await run(), 'action')).toEqual(['unchanged']);
			expect(writes()).toEqual([]);
		}
	});

	it.each([
		[10, 3, 30, 'removed'],
		[10, 4, 30, 'refused'],
		[10, 4, 39, 'refused'],
		[10, 4, 40, 'removed'],
		[10, 1, 0, 'refused'],
	])('of %i more than the share: %i at %i %% are %s', async (count, gone, maximumShare, outcome) => {
		const { run, writes } = sync({
			items: stays(count - gone),
			options: { removeOthers: true, maximumShare },
			answer: campaign(members(count)),
		});
		if (outcome === 'removed') {
			await run();
			expect(writes()).toHaveLength(gone);
			return;
		}
		await expect(run()).rejects.toThrow(
			`${gone} of ${count} contacts would be removed from the campaign, more than allowed`,
		);
		expect(writes()).toEqual([]);
	});

	it('of ten more than three unless told', async () => {
		const run = async (gone: number) =>
			await sync({
				items: stays(10 - gone),
				options: { removeOthers: true },
				answer: campaign(members(10)),
			}).run();
		expect(facts(await run(3), 'action').slice(-3)).toEqual(['removed', 'removed', 'removed']);
		await expect(run(4)).rejects.toThrow('4 of 10 contacts would be removed');
	});

	it('when no item has a number, though forced', async () => {
		const { run, writes } = sync({
			items: [{ name: 'Somebody', phone: '' }],
			options: { ...FORCED, maximumShare: 100 },
			answer: campaign(members(3)),
		});
		await expect(run()).rejects.toThrow('No input item has a telephone number');
		expect(writes()).toEqual([]);
	});

	it('from a list that counts more than it gives, unless forced or told', async () => {
		const answer = campaign(members(6), undefined, { total_count: 9 });
		const run = (options: IDataObject) =>
			sync({ items: stays(5), options: { ...REMOVING, ...options }, answer });
		const careful = run({});
		const items = await careful.run();
		expect(facts(items, 'action').at(-1)).toBe('skipped');
		expect(items.at(-1)?.json.reason).toMatch(/nobody is removed after a list that may not be whole/);
		expect(careful.hints).toEqual([expect.stringContaining('JustCall counts 9 records and lists 6')]);
		expect(careful.writes()).toEqual([]);
		for (const options of [{ removeIfListIsNotWhole: true }, { force: true }])
			expect(facts(await run(options).run(), 'action').at(-1)).toBe('removed');
	});
});

describe('a dry run', () => {
	it('is the default, writes nothing and says what would be', async () => {
		const { run, writes } = sync({
			items: [...stays(2), ...newcomers(1)],
			options: { ...REMOVING, dryRun: true },
			answer: campaign(members(3)),
		});
		const items = await run();
		expect(facts(items, 'action', 'dry_run')).toEqual([
			['unchanged', true],
			['unchanged', true],
			['added', true],
			['removed', true],
		]);
		expect(writes()).toEqual([]);
	});

	it('that is off does not say that it is one', async () => {
		const { run } = sync({ items: [...stays(1), ...newcomers(1)], answer: campaign(members(1)) });
		expect((await run()).map(({ json }) => json)).toStrictEqual([
			{
				action: 'unchanged',
				reason: 'Is in the campaign as wanted',
				phone_number: numberOf(0),
				name: 'Member 0',
				id: 1,
			},
			{ action: 'added', reason: 'Was not in the campaign', phone_number: '12125550100' },
		]);
	});
});

describe('a change', () => {
	const listed = [
		{
			id: 1,
			name: 'Mara',
			email: 'mara@example.com',
			occupation: '',
			address: ' 1 Main St ',
			phone_number: numberOf(0),
			custom_fields: [
				{ key: 10, value: 'blue' },
				{ key: 11, value: '' },
				{ key: '12', value: 3 },
			],
		},
	];
	const run = async (item: IDataObject) => {
		const made = sync({ items: [{ phone: `+${numberOf(0)}`, ...item }], answer: campaign(listed) });
		const items = await made.run();
		return { items, put: made.sent.find(({ method }) => method === 'PUT') as Asked | undefined };
	};
	const fields = (...entries: Array<[number, string]>) => ({
		customFields: { field: entries.map(([id, value]) => ({ id, value })) },
	});

	it('sends the whole record with the change in it: what is left out might be cleared', async () => {
		const { items, put } = await run({ name: 'Mara E.', ...fields([10, 'red'], [13, 'new']) });
		expect(items[0]?.json).toMatchObject({ action: 'updated', reason: 'Differs in name, custom_fields' });
		expect(put).toMatchObject({
			path: '/v2.1/sales_dialer/contacts/1',
			body: {
				name: 'Mara E.',
				email: 'mara@example.com',
				address: ' 1 Main St ',
				custom_fields: [
					{ id: 10, value: 'red' },
					{ id: 12, value: '3' },
					{ id: 13, value: 'new' },
				],
			},
		});
		expect(put?.body).not.toHaveProperty('occupation');
		expect(put?.body).not.toHaveProperty('phone_number');
	});

	it.each([
		['nothing but the number', {}],
		['an e-mail in other letters', { email: 'MARA@Example.com' }],
		['blanks around a text', { name: ' Mara ', address: '1 Main St' }],
		['a field that is empty on both sides', fields([11, '']) as IDataObject],
		['a number as text', fields([12, '3']) as IDataObject],
	])('is not made for %s', async (_name, item) => {
		const { items, put } = await run(item);
		expect([items[0]?.json.action, put]).toEqual(['unchanged', undefined]);
	});

	it('a name in other letters is one', async () => {
		expect((await run({ name: 'MARA' })).items[0]?.json.reason).toBe('Differs in name');
	});
});

describe('many newcomers', () => {
	const batch =
		(more: IDataObject): Scripted['answer'] =>
		({ path }) =>
			path === IMPORT ? data({ batch_id: 'b1', ...more }) : data({ id: 1 });

	it.each([
		[5, Array(5).fill(`POST ${MEMBER}`)],
		[6, [`POST ${IMPORT}`]],
		[250, [`POST ${IMPORT}`]],
		[251, [`POST ${IMPORT}`, `POST ${IMPORT}`]],
	])('%i are added with these requests', async (count, writes) => {
		const made = sync({
			items: newcomers(count),
			answer: campaign([], batch({ import_status: 'completed' })),
		});
		expect(new Set(facts(await made.run(), 'action'))).toEqual(new Set(['added']));
		expect(made.writes()).toEqual(writes);
		const packed = made.sent.filter(({ path }) => path === IMPORT).map(({ body }) => body);
		if (count > 5) {
			expect(
				packed
					.flatMap(({ contacts }) => contacts as IDataObject[])
					.map(({ phone_number }) => `+${String(phone_number)}`),
			).toEqual(newcomers(count).map(({ phone }) => phone));
			expect(packed[0]?.campaign_id).toBe(5);
			expect((packed[0]?.contacts as unknown[]).length).toBe(Math.min(count, 250));
		}
	});

	it('a duplicate is added by itself, a rejected one fails with the reason, and nobody is removed then', async () => {
		const made = sync({
			items: newcomers(7),
			options: REMOVING,
			answer: campaign(
				members(1),
				batch({
					import_status: 'completed',
					import_summary: { duplicate_list: ['1'], rejected_list: [2, 3] },
					import_details: { rejected_contacts: [{ index: '2', reasons: ['Bad number', 'Blocked'] }] },
				}),
			),
		});
		const items = await made.run();
		expect(facts(items, 'action')).toEqual([
			'added',
			'added',
			'failed',
			'failed',
			'added',
			'added',
			'added',
			'skipped',
		]);
		expect([items[2]?.json.reason, items[3]?.json.reason]).toEqual([
			'Bad number Blocked',
			'JustCall rejected it',
		]);
		expect(made.writes()).toEqual([`POST ${IMPORT}`, `POST ${MEMBER}`]);
		expect(made.sent.find(({ path }) => path === MEMBER)?.body).toMatchObject({
			phone_number: '12125550101',
		});
	});

	it.each([
		['failed', 'failed'],
		['FAILED', 'failed'],
	])('an import that ends as %s adds nobody', async (import_status, reason) => {
		const made = sync({ items: newcomers(6), answer: campaign([], batch({ import_status })) });
		expect(facts(await made.run(), 'action', 'reason')).toEqual(Array(6).fill(['failed', reason]));
	});

	it('an import that never ends is told as that, and removes nobody', async () => {
		const made = sync({
			items: newcomers(6),
			options: FORCED,
			answer: (request, place) =>
				request.path.startsWith(`${IMPORT}/status/`)
					? data({ batch_id: 'b1', import_status: 'processing' })
					: campaign([], batch({ import_status: 'processing' }))(request, place),
		});
		expect(facts(await made.run(), 'action', 'reason')).toEqual(
			Array(6).fill(['failed', 'JustCall has not said yet that the import is over']),
		);
		const looks = made.sent.filter(({ path }) => path.includes('/status/'));
		expect(looks.length).toBeLessThan(25);
	});
});

it('run again after a fault, nothing is sent twice and all tries are told', async () => {
	let isBroken = true;
	const listed = members(2);
	const made = sync({
		retryOnFail: true,
		items: [{ ...stays(1)[0], name: 'New' }, ...newcomers(3)],
		answer: (request, place) =>
			campaign(listed, ({ body }) => {
				if (Number(body.phone_number) === 12125550101 && isBroken) return refused(401);
				if (Number(body.phone_number) === 12125550100) listed.push({ id: 50, phone_number: 12125550100 });
				return data({ id: 1 });
			})(request, place),
	});
	await expect(made.run()).rejects.toMatchObject({
		description: expect.stringContaining('Before that: 1 added, 1 updated.'),
	});
	isBroken = false;
	expect(facts(await made.run(), 'action')).toEqual(['updated', 'added', 'added', 'added']);
	const bodies = made.sent.filter(({ method }) => method === 'POST').map(({ body }) => body.phone_number);
	expect(made.writes().filter((write) => write.startsWith('PUT'))).toHaveLength(1);
	expect(bodies.map(Number)).toEqual([12125550100, 12125550101, 12125550101, 12125550102]);
});

it('packs of one size are told apart when n8n may run it again', async () => {
	const made = sync({
		retryOnFail: true,
		items: newcomers(500),
		answer: campaign([], () => data({ batch_id: 'b1', import_status: 'completed' })),
	});
	expect(new Set(facts(await made.run(), 'action'))).toEqual(new Set(['added']));
	expect(made.writes()).toEqual([`POST ${IMPORT}`, `POST ${IMPORT}`]);
});

it('an answer without a record does not say that a contact was added', async () => {
	const { run } = sync({ items: newcomers(1), answer: campaign([], () => ({ body: '' })) });
	expect((await run())[0]?.json).toMatchObject({
		action: 'failed',
		reason: expect.stringMatching(/^The outcome is unknown/),
	});
});

it('the campaign must be the same for all items', async () => {
	const { run, sent } = sync({
		items: stays(3),
		parameters: { campaignId: (_json: IDataObject, item: number) => (item === 1 ? 6 : 5) },
		answer: campaign(members(3)),
	});
	await expect(run()).rejects.toThrow(`'Campaign' is not the same for all input items: "5" and "6"`);
	expect(sent).toEqual([]);
});

describe('what all items share', () => {
	const run = async (campaignId: unknown, options: unknown, items: IDataObject[] = stays(3)) => {
		const made = sync({ items, parameters: { campaignId }, options, answer: campaign(members(3)) });
		return await made.run().then(
			(output) => facts(output, 'action'),
			(error: Error) => error.message,
		);
	};

	it('may come from expressions that give the same, however it is written', async () => {
		const items = stays(3).map(
			(item, place) => ({ ...item, campaign: [5, '5', ' 5 '][place] }) as IDataObject,
		);
		const campaignId = ({ campaign: id }: IDataObject) => ({ __rl: true, mode: 'id', value: id });
		const options = { dryRun: true, additionalFields: {} };
		expect(await run(campaignId, options, items)).toEqual(Array(3).fill('unchanged'));
		expect(await run(campaignId, options, items.slice(0, 1))).toEqual(['unchanged']);
	});

	it('may be missing in one item and empty in another', async () => {
		const options = (_json: IDataObject, item: number) => ({
			dryRun: true,
			...(item > 0 && { maximumShare: item === 1 ? undefined : '' }),
		});
		expect(await run(5, options)).toEqual(Array(3).fill('unchanged'));
	});

	it('must be the same in the last item too, by whichever of its fields', async () => {
		const options = (_json: IDataObject, item: number) => ({ dryRun: true, removeOthers: item === 2 });
		expect(await run(5, options)).toBe(
			`'Remove Others' is not the same for all input items: "false" and "true"`,
		);
	});

	it('is compared in version 2 by each of its parameters', async () => {
		const made = scripted('campaignContact.sync', syncCampaign, {
			version: 2,
			parameters: {
				campaignId: 5,
				contactFields: { mappingMode: 'autoMapInputData' },
				dryRun: true,
				options: { force: (_json: IDataObject, item: number) => item === 1 },
			},
			items: stays(2),
			answer: campaign(members(2)),
		});
		await expect(made.run()).rejects.toThrow(
			`'Force' is not the same for all input items: "false" and "true"`,
		);
	});
});

it('in version 2 a run that is told nothing of a dry run is one', async () => {
	const made = (dryRun: object) =>
		scripted('campaignContact.sync', syncCampaign, {
			version: 2,
			parameters: {
				campaignId: { __rl: true, mode: 'id', value: '5' },
				contactFields: {
					mappingMode: 'defineBelow',
					value: { phone_number: (json: IDataObject) => json.phone },
				},
				...dryRun,
			},
			items: newcomers(1),
			answer: campaign(members(1)),
		});
	const [silent, real] = [made({}), made({ dryRun: false })];
	expect([facts(await silent.run(), 'action'), silent.writes()]).toEqual([['would_add'], []]);
	expect([facts(await real.run(), 'action'), real.writes()]).toEqual([['added'], [`POST ${MEMBER}`]]);
});
