import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { startInProcess, type InProcessN8n, type RunOptions } from '../../tools/engine/inProcess';
import { byId, KEY, SECRET, useSandbox } from '../harness/sandboxed';
import { join as joinCampaign, newDialerContact } from '../../sandbox/handlers/dialerState';
import { emptyContact } from '../../sandbox/seed/contacts';
import type { CampaignRow } from '../../sandbox/seed/salesDialer';

const env = useSandbox({ calls: 50 });
/** The account with a default country in the credential. */
let british: InProcessN8n;

beforeAll(async () => {
	british = await startInProcess({
		apiKey: KEY,
		apiSecret: SECRET,
		baseUrl: env.sandbox.url,
		defaultCountry: 'GB',
	});
});
afterAll(() => british.stop());

const bodies = () =>
	env.sandbox.requests().flatMap(({ body }) => (body === undefined ? [] : [body as IDataObject]));
const operations = () => env.sandbox.requests().map(({ operationId }) => operationId);
const items = (rows: IDataObject[]): INodeExecutionData[] => rows.map((json) => ({ json }));
const campaigns = () => env.sandbox.state.salesDialer.campaigns;
const dialerContacts = () => env.sandbox.state.salesDialer.contacts;
const campaignOf = (country: string): CampaignRow => {
	const row = campaigns()[1] as CampaignRow;
	row.country_code = country;
	row.members = [];
	return row;
};
const text = (contactNumber: string, more: INodeParameters = {}): INodeParameters => ({
	justcallNumber: byId('+1 415 555 0110'),
	contactNumber,
	body: 'Hello',
	...more,
});
const noViolations = () => expect(env.sandbox.requests().flatMap(({ violations }) => violations)).toEqual([]);

describe('a number without a country code', () => {
	it('is refused without a default country, in a sentence that names both ways out', async () => {
		const { error } = await env.run('sms', 'send', text('(415) 555-0119'));
		expect(error?.message).toBe(
			`'To' is not a telephone number: "(415) 555-0119", as it has no country code, and may be a number in North America or somewhere else`,
		);
		expect(error?.description).toBe(
			"Write it with + and country code, for example +1 415 555 0119, or set 'Default Country' in the credential or in this node.",
		);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('holds up the whole run, in the middle of ten: nothing is sent', async () => {
		const rows = Array.from({ length: 10 }, (_, place) => ({
			to: place === 5 ? '6035550144' : `+1415555012${place}`,
		}));
		const { error } = await env.run('sms', 'send', text('={{ $json.to }}'), { items: items(rows) });
		expect(error?.message).toMatch(/"6035550144"/);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it.each<[string, string, INodeParameters, string]>([
		['sms', 'send', text('(415) 555-0119', { additionalFields: { defaultCountry: 'US' } }), '+14155550119'],
		[
			'whatsApp',
			'send',
			text('(415) 555-0119', { content: 'text', additionalFields: { defaultCountry: 'US' } }),
			'+14155550119',
		],
		[
			'voiceAgent',
			'startCall',
			{
				voiceAgentId: byId('agent_1'),
				contactNumber: '(415) 555-0119',
				hasConsent: true,
				additionalFields: { defaultCountry: 'US' },
			},
			'+14155550119',
		],
		[
			'contact',
			'create',
			{ firstName: 'Mara', contactNumber: '(415) 555-0119', additionalFields: { defaultCountry: 'US' } },
			'14155550119',
		],
		[
			'contact',
			'upsert',
			{ firstName: 'Mara', contactNumber: '(415) 555-0119', additionalFields: { defaultCountry: 'US' } },
			'14155550119',
		],
		[
			'salesDialerContact',
			'create',
			{ name: 'Mara', phoneNumber: '(415) 555-0119', additionalFields: { defaultCountry: 'US' } },
			'14155550119',
		],
		[
			'contact',
			'bulkUpdateStatus',
			{ contactNumbers: '(415) 555-0119', addTo: ['dnd'], options: { defaultCountry: 'US' } },
			'14155550119',
		],
		[
			'salesDialerContact',
			'addToDnca',
			{ addBy: 'numbers', contactNumbers: '(415) 555-0119', options: { defaultCountry: 'US' } },
			'14155550119',
		],
	])(
		"%s %s reads it by the option, before the credential's",
		async (resource, operation, parameters, sent) => {
			await british.run('justCall', { resource, operation, ...parameters });
			const { contact_number, phone_number, contact_numbers } = bodies().at(-1) ?? {};
			expect([contact_number ?? phone_number ?? contact_numbers].flat()).toEqual([sent]);
		},
	);

	it.each<[string, string, INodeParameters, string]>([
		[
			'contact',
			'updateStatus',
			{ findBy: 'number', updateFields: { addTo: ['blacklist'] } },
			'contact_number',
		],
		['contact', 'update', { findBy: 'number', updateFields: { firstName: 'Mara' } }, 'contact_number'],
		['contact', 'delete', { findBy: 'number' }, 'contact_number'],
		['campaignContact', 'remove', { removeBy: 'number', campaignId: byId('1') }, 'phone_number'],
		['campaignContact', 'removeFromAll', {}, 'phone'],
		['phoneNumber', 'detectType', {}, 'phone_number'],
		['sms', 'checkReply', {}, 'contact_number'],
		['whatsApp', 'checkReply', { justcallNumber: byId('+1 415 555 0110') }, 'contact_number'],
	])('is read by the option of %s > %s', async (resource, operation, more, sentAs) => {
		const collection = operation === 'checkReply' && resource === 'sms' ? 'additionalFields' : 'options';
		await env.run(resource, operation, {
			contactNumber: '020 7946 0958',
			phoneNumber: '020 7946 0958',
			...more,
			[collection]: { defaultCountry: 'GB' },
		});
		const [request] = env.sandbox.requests();
		const sent = { ...request?.query, ...(request?.body as IDataObject) }[sentAs];
		expect(String(sent)).toMatch(/^\+?442079460958$/);
	});

	it('of which only the country is changed is no change of the contact', async () => {
		const { error } = await env.run('contact', 'update', {
			findBy: 'number',
			contactNumber: '020 7946 0958',
			updateFields: {},
			options: { defaultCountry: 'GB' },
		});
		expect(error?.message).toMatch(/nothing to change/);
		expect(env.sandbox.requests()).toEqual([]);
	});

	it('is read by the credential where the option says nothing', async () => {
		for (const additionalFields of [{}, { defaultCountry: '' }])
			await british.run('justCall', {
				resource: 'sms',
				operation: 'send',
				...text('020 7946 0958', { additionalFields }),
			});
		expect(bodies().map(({ contact_number }) => contact_number)).toEqual(['+442079460958', '+442079460958']);
	});

	it('is read by the country of its item', async () => {
		const rows = [
			{ to: '(415) 555-0119', country: 'us' },
			{ to: '020 7946 0958', country: 'United Kingdom' },
			{ to: '030 23125 001', country: 'DE' },
			{ to: '+390612345678', country: '' },
		];
		await env.run(
			'sms',
			'send',
			text('={{ $json.to }}', { additionalFields: { defaultCountry: '={{ $json.country }}' } }),
			{
				items: items(rows),
				onError: 'continueRegularOutput',
			},
		);
		expect(bodies().map(({ contact_number }) => contact_number)).toEqual([
			'+14155550119',
			'+442079460958',
			'+493023125001',
			'+390612345678',
		]);
	});

	it.each(['XX', 'Narnia', '={{ false }}', '={{ { a: 1 } }}'])(
		'is refused with %p as its country',
		async (defaultCountry) => {
			const { error } = await env.run(
				'sms',
				'send',
				text('+14155550119', { additionalFields: { defaultCountry } }),
			);
			expect(error?.message).toMatch(/^'Default Country' is not a country: "/);
			expect(env.sandbox.requests()).toEqual([]);
		},
	);

	it('a filter of a list is read by the credential', async () => {
		const run = async (parameters: INodeParameters) =>
			await british.run('justCall', { resource: 'call', operation: 'getAll', ...parameters });
		await run({ filters: { contactNumber: '020 7946 0958' } });
		expect(env.sandbox.requests()[0]?.query).toMatchObject({ contact_number: '442079460958' });
	});
});

it('a filter of the polling trigger is read by the credential too', async () => {
	const poller = british.poller('justCallPollingTrigger', {
		event: 'newCall',
		filters: { contactNumber: '020 7946 0958' },
	});
	await poller.look();
	expect(env.sandbox.requests()[0]?.query).toMatchObject({ contact_number: '442079460958' });
});

describe('lists of numbers that are not to be called', () => {
	it('take the number column of a spreadsheet, and name what is refused', async () => {
		const contactNumbers =
			"={{ ['14155550114.0', '(415) 555-0119', '+1 415 555 0120 ext 4', '+266696687'] }}";
		const { items: out } = await env.run('contact', 'bulkUpdateStatus', { contactNumbers, addTo: ['dnd'] });
		expect(bodies()[0]?.contact_numbers).toEqual(['14155550114']);
		expect(out[0]?.json.added).toMatchObject({ numbers: ['14155550114'] });
		expect(out[0]?.json.refused).toEqual([
			{ number: '(415) 555-0119', reason: expect.stringMatching(/^It has no country code/) as string },
			{ number: '+1 415 555 0120 ext 4', reason: expect.stringMatching(/an extension/) as string },
			{ number: '+266696687', reason: expect.stringMatching(/^It stands for a caller who hides/) as string },
		]);
		noViolations();
	});
});

describe('Create or Update', () => {
	const upsert = async (rows: IDataObject[], options: RunOptions = {}) =>
		await env.run(
			'contact',
			'upsert',
			{
				contactNumber: '={{ $json.phone }}',
				firstName: '={{ $json.name }}',
				additionalFields: { acrossTeam: true, defaultCountry: 'US' },
			},
			{ items: items(rows), ...options },
		);
	const records = () => env.sandbox.state.contactRecords;
	const add = (contact_number: string) => {
		const record = {
			...emptyContact(90_000_000 + records().length, env.sandbox.state.users[0]!.id, '2026-11-01'),
			contact_number,
		};
		records().push(record);
		return record;
	};

	it('three spellings are one contact', async () => {
		const before = records().length;
		const phones = ['(415) 555-0198', '+1 415 555 0198', '0014155550198', 14155550198];
		const { items: out } = await upsert(phones.map((phone) => ({ phone, name: 'Mara' })));
		expect(out.map(({ json }) => json.created)).toEqual([true, false, false, false]);
		expect(records()).toHaveLength(before + 1);
	});

	it.each(['4155550198', '(415) 555-0198', '+1 (415) 555-0198', '415.555.0198'])(
		'finds a contact that somebody typed as %p',
		async (stored) => {
			const record = add(stored);
			const { items: out } = await upsert([{ phone: '+1 415 555 0198', name: 'Mara' }]);
			expect(out[0]?.json).toMatchObject({ created: false, id: record.id });
			expect(record.first_name).toBe('Mara');
			noViolations();
		},
	);

	it.each(['5550198', '+4155550198', '415555019'])(
		'does not overwrite a contact that somebody typed as %p: it may be anybody',
		async (stored) => {
			const other = add(stored);
			const { items: out } = await upsert([{ phone: '+1 415 555 0198', name: 'Mara' }]);
			expect(out[0]?.json.created).toBe(true);
			expect(other.first_name).toBe('');
		},
	);

	it('finds one that JustCall lists with its country code, though the digits could be American', async () => {
		const record = add('6598765432');
		const { items: out } = await env.run('contact', 'upsert', {
			contactNumber: '+65 9876 5432',
			firstName: 'Mei',
		});
		expect(out[0]?.json).toMatchObject({ created: false, id: record.id });
	});

	it('does not overwrite somebody whom the filter finds as well', async () => {
		const other = add('4414155550198');
		const { items: out } = await upsert([{ phone: '+1 415 555 0198', name: 'Mara' }]);
		expect(out[0]?.json.created).toBe(true);
		expect(other.first_name).toBe('');
	});
});

describe('Campaign Contact > Add', () => {
	const add = async (
		rows: IDataObject[],
		n8n: Pick<InProcessN8n, 'run'> = env.n8n,
		more: INodeParameters = {},
	) =>
		await n8n.run(
			'justCall',
			{
				resource: 'campaignContact',
				operation: 'add',
				campaignId: byId(campaigns()[1]!.id),
				phoneNumber: '={{ $json.phone }}',
				additionalFields: more,
			},
			{ items: items(rows) },
		);
	const added = () => bodies().map(({ phone_number }) => phone_number);

	it("reads numbers by the campaign's country, asked once", async () => {
		campaignOf('CA');
		await add([{ phone: '(604) 555-0131' }, { phone: '604-555-0132' }, { phone: '+1 415 555 0119' }]);
		expect(added()).toEqual(['16045550131', '16045550132', '14155550119']);
		expect(operations().filter((id) => id === 'getCampaign')).toHaveLength(1);
	});

	it('does not ask for it where option or credential name a country, or every number has one', async () => {
		campaignOf('CA');
		await add([{ phone: '+1 415 555 0119' }]);
		await add([{ phone: '020 7946 0958' }], british);
		await add([{ phone: '030 23125 001' }], british, { defaultCountry: 'DE' });
		expect(added()).toEqual(['14155550119', '442079460958', '493023125001']);
		expect(operations()).not.toContain('getCampaign');
	});

	it('Remove finds a member by the same number', async () => {
		const row = campaignOf('CA');
		await add([{ phone: '(604) 555-0131' }]);
		expect(row.members).toHaveLength(1);
		const { error } = await env.run('campaignContact', 'remove', {
			campaignId: byId(row.id),
			removeBy: 'number',
			phoneNumber: '604.555.0131',
		});
		expect(error).toBeUndefined();
		expect(row.members).toHaveLength(0);
	});

	it.each(['', 'XX', 'EU'])('refuses them where the campaign has the country %p', async (country) => {
		campaignOf(country);
		const { error } = await add([{ phone: '(604) 555-0131' }]);
		expect(error?.message).toMatch(/has no country code/);
		expect(added()).toEqual([]);
	});

	it('sends nothing while the campaign cannot be read', async () => {
		campaignOf('CA');
		env.sandbox.fault({ kind: 'status', status: 404, match: { operationId: 'getCampaign' } });
		const { error } = await add([{ phone: '(604) 555-0131' }]);
		expect(error?.message).toBe('The campaign was not found');
		expect(added()).toEqual([]);
	});
});

describe('Sync', () => {
	const people = Array.from({ length: 10 }, (_, place) => `720555010${place}`);
	const asNational = people.map(
		(digits) => `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`,
	);
	const asInternational = people.map((digits) => `+1 ${digits}`);
	const mixed = people.map(
		(digits, place) =>
			[`1${digits}`, digits, Number(digits), `1${digits}.0`, `001 ${digits}`, `\u202a+1${digits}\u202c`][
				place % 6
			],
	);
	const sync = async (phones: unknown[], options: INodeParameters = {}) =>
		await env.run(
			'campaignContact',
			'sync',
			{
				campaignId: byId(campaigns()[1]!.id),
				phoneNumber: '={{ $json.phone }}',
				options: { dryRun: false, removeOthers: true, ...options },
			},
			{ items: items(phones.map((phone) => ({ phone }) as IDataObject)) },
		);
	const writes = () => operations().filter((id) => id !== 'getCampaign' && id !== 'listCampaignContacts');
	const members = () =>
		campaigns()[1]!
			.members.map(({ contactId }) => dialerContacts().find(({ id }) => id === contactId)?.phone_number)
			.sort();
	const actions = (out: INodeExecutionData[]) => out.map(({ json }) => json.action);

	it.each<['completed' | 'national', string, unknown[]]>([
		['completed', 'national', asNational],
		['completed', 'international', asInternational],
		['completed', 'mixed', mixed],
		['national', 'national', asNational],
		['national', 'international', asInternational],
		['national', 'mixed', mixed],
	])(
		'into a campaign with a country, which lists numbers %s, a list of %s numbers is written once in ten runs',
		async (campaignNumbers, _, phones) => {
			env.sandbox.set({ campaignNumbers });
			campaignOf('US');
			const first = await sync(phones);
			expect(new Set(actions(first.items))).toEqual(new Set(['added']));
			expect(members()).toEqual(people.map((digits) => `1${digits}`));
			for (let run = 2; run <= 10; run++) {
				env.sandbox.clearRequests();
				const { items: out, error } = await sync(phones);
				expect([run, error, new Set(actions(out)), writes()]).toEqual([
					run,
					undefined,
					new Set(['unchanged']),
					[],
				]);
			}
			noViolations();
		},
	);

	it('from one form to the other, nobody comes and nobody goes', async () => {
		campaignOf('US');
		await sync(asNational);
		for (const phones of [asInternational, mixed, asNational]) {
			env.sandbox.clearRequests();
			expect(new Set(actions((await sync(phones)).items))).toEqual(new Set(['unchanged']));
			expect(writes()).toEqual([]);
		}
	});

	it('two spellings of one person are one member', async () => {
		campaignOf('US');
		const { items: out } = await sync([asNational[0], asInternational[0], mixed[0]]);
		expect(actions(out)).toEqual(['added', 'skipped', 'skipped']);
	});

	it('without a country anywhere: what is not clear fails by itself, and nobody is removed', async () => {
		campaignOf('US');
		await sync(asInternational);
		campaigns()[1]!.country_code = '';
		env.sandbox.clearRequests();
		const { items: out } = await sync([...asInternational.slice(0, 8), ...asNational.slice(8)]);
		expect(actions(out)).toEqual([...Array.from({ length: 8 }, () => 'unchanged'), 'failed', 'failed']);
		expect(writes()).toEqual([]);
	});

	it('even forced, nobody is removed who may be one of those that cannot be read', async () => {
		campaignOf('US');
		await sync(asInternational);
		campaigns()[1]!.country_code = '';
		const { items: out } = await sync([asInternational[0], asNational[1], `${asInternational[2]} ext 4`], {
			force: true,
			maximumShare: 100,
		});
		expect(actions(out).filter((action) => action === 'removed')).toHaveLength(7);
		expect(members()).toEqual(people.slice(0, 3).map((digits) => `1${digits}`));
	});

	it("national numbers in a campaign are its country's, also where others could have them", async () => {
		const row = campaignOf('GB');
		const contact = newDialerContact(env.sandbox.state, '2079460958');
		joinCampaign(row, contact.id);
		const { items: out } = await sync(['+44 20 7946 0958', '+1 207 946 0958'], { dryRun: true });
		expect(actions(out)).toEqual(['unchanged', 'added']);
	});

	it.each([
		['RU', '84951234567', '+7 495 123 45 67'],
		['DE', '15276329218', '+49 1527 6329218'],
	])(
		'a member of a campaign for %s without country code stays, also where it looks foreign: %p',
		async (...given) => {
			const [country, stored, item] = given;
			const row = campaignOf(country);
			const contact = newDialerContact(env.sandbox.state, stored);
			joinCampaign(row, contact.id);
			const { items: out } = await sync([item], { maximumShare: 100 });
			expect(actions(out)).toEqual(['unchanged']);
		},
	);

	it('leaves hidden callers out, by name', async () => {
		campaignOf('US');
		const { items: out } = await sync([asNational[0], '+266696687', 'Anonymous', 7378742833]);
		expect(actions(out)).toEqual(['added', 'failed', 'failed', 'failed']);
		expect(out.slice(1).every(({ json }) => /hides the number/.test(String(json.reason)))).toBe(true);
	});
});
