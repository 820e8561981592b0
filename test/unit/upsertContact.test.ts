import type { IDataObject } from 'n8n-workflow';

import { upsertContact } from '../../nodes/JustCall/custom/upsertContact';
import { START } from '../../tools/bench/simulation';
import { data, facts, lost, refused, scripted, type Asked, type Scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const NUMBER = '14155550119';
const MARA = { id: 7, first_name: 'Mara', contact_number: NUMBER };
const OTHER: IDataObject = { id: 8, first_name: 'Omar', contact_number: '14155550100' };

/** JustCall's contacts: what its number filter finds, what one ID gives, and what a write answers. */
function justCall(found: IDataObject[], one: Scripted['answer'] = () => refused(404)): Scripted['answer'] {
	return (request, place) => {
		const { method, path, body } = request;
		if (method === 'GET') return path === '/v2.1/contacts' ? data(found) : one(request, place);
		return data([{ id: 99, ...body }]);
	};
}

function upsert({
	additionalFields = {},
	answer,
	...rest
}: Partial<Omit<Scripted, 'parameters'>> & { additionalFields?: unknown; answer: Scripted['answer'] }) {
	return scripted('contact.upsert', upsertContact, {
		parameters: {
			contactNumber: (json: IDataObject) => json.phone ?? `+${NUMBER}`,
			firstName: (json: IDataObject) => json.name ?? 'Mara',
			additionalFields,
		},
		answer,
		...rest,
	});
}

const bodyOf = (sent: readonly Asked[], method: string) => sent.find((one) => one.method === method)?.body;

describe('whom it changes', () => {
	it('nobody but the one with this very number, whoever the filter gives', async () => {
		const { run, writes, sent } = upsert({ answer: justCall([OTHER]) });
		expect(facts(await run(), 'created')).toEqual([true]);
		expect(writes()).toEqual(['POST /v2.1/contacts']);
		expect(bodyOf(sent, 'POST')).toEqual({ contact_number: NUMBER, first_name: 'Mara' });
	});

	it.each([
		['behind others', [OTHER, { ...OTHER, contact_number: `1${NUMBER}` }, MARA]],
		['as a number', [{ ...MARA, contact_number: Number(NUMBER) }]],
		['written with signs', [OTHER, { ...MARA, contact_number: '+1 (415) 555-0119' }]],
	])('the one with this number, %s', async (_how, found) => {
		const { run, sent } = upsert({ answer: justCall(found) });
		const items = await run();
		expect(items.map(({ json }) => [json.created, json.id])).toEqual([[false, 7]]);
		expect(sent.map(({ method }) => method)).toEqual(['GET', 'PUT']);
		expect(bodyOf(sent, 'PUT')).toEqual({ id: 7, first_name: 'Mara' });
	});

	it('the same digits with country code rather than a number that reads as it in the default country', async () => {
		const typed = { id: 9, contact_number: '4155550119' };
		const { run, sent } = upsert({
			answer: justCall([typed, MARA]),
			additionalFields: { defaultCountry: 'US' },
		});
		await run();
		expect(bodyOf(sent, 'PUT')).toMatchObject({ id: 7 });
	});

	it('one that somebody typed without a country code, found by that form', async () => {
		const typed = { id: 9, contact_number: '4155550119' };
		const { run, sent, writes } = upsert({
			answer: (request, place) =>
				justCall(request.query.contact_number === '4155550119' ? [OTHER, typed] : [])(request, place),
			additionalFields: { defaultCountry: 'US' },
		});
		await run();
		expect(sent.map(({ query }) => query.contact_number).slice(0, 2)).toEqual([NUMBER, '4155550119']);
		expect(writes()).toEqual(['PUT /v2.1/contacts']);
		expect(bodyOf(sent, 'PUT')).toMatchObject({ id: 9 });
	});

	it('is looked for among all agents when it is created for all of them', async () => {
		const { run, sent } = upsert({
			answer: justCall([MARA]),
			additionalFields: { acrossTeam: true },
		});
		await run();
		expect(sent[0]?.query).toEqual({ contact_number: NUMBER, across_team: true, page: 0, per_page: 50 });
		expect(bodyOf(sent, 'PUT')).toEqual({ id: 7, first_name: 'Mara' });
	});

	it('looks without that word otherwise', async () => {
		const { run, sent } = upsert({ answer: justCall([MARA]) });
		await run();
		expect(sent[0]?.query).toStrictEqual({ contact_number: NUMBER, page: 0, per_page: 50 });
	});

	it('nobody when the lookup fails: an answer that is no list is not an empty one', async () => {
		for (const answer of [refused(401), refused(403), refused(404), refused(500), { body: 'gone' }]) {
			const { run, writes } = upsert({
				answer: (request) => (request.method === 'GET' ? answer : data([{ id: 99 }])),
			});
			await expect(run()).rejects.toThrow();
			expect(writes()).toEqual([]);
		}
	});
});

describe('an ID', () => {
	const additionalFields = { contactId: ' 7 ' };

	it('decides, and the contact gets the number', async () => {
		const { run, sent } = upsert({ additionalFields, answer: justCall([]) });
		expect(facts(await run(), 'created')).toEqual([false]);
		expect(sent.map(({ method }) => method)).toEqual(['PUT']);
		expect(sent[0]?.body).toEqual({ id: 7, first_name: 'Mara', contact_number: NUMBER });
	});

	it('is left out of the change when the contact is for all agents', async () => {
		const { run, sent } = upsert({
			additionalFields: { ...additionalFields, acrossTeam: true },
			answer: justCall([]),
		});
		await run();
		expect(sent[0]?.body).toEqual({ id: 7, first_name: 'Mara', contact_number: NUMBER });
	});

	it('of nobody: the number decides', async () => {
		const { run, writes } = upsert({
			additionalFields,
			answer: (request, place) =>
				request.body.id === 7 ? refused(404) : justCall([{ ...MARA, id: 12 }])(request, place),
		});
		const items = await run();
		expect(items.map(({ json }) => [json.created, json.id])).toEqual([[false, 12]]);
		expect(writes()).toEqual(['PUT /v2.1/contacts', 'PUT /v2.1/contacts']);
	});

	it.each([401, 403, 409, 422])(
		'that cannot be changed (HTTP %i) is no reason to create somebody',
		async (status) => {
			const { run, writes } = upsert({
				additionalFields,
				answer: (request, place) =>
					request.method === 'PUT' ? refused(status) : justCall([])(request, place),
			});
			await expect(run()).rejects.toMatchObject({ httpCode: String(status) });
			expect(writes()).toEqual(['PUT /v2.1/contacts']);
		},
	);

	it.each([401, 403, 500])(
		'that cannot be read (HTTP %i) is no reason to create somebody',
		async (status) => {
			const { run, writes } = upsert({
				additionalFields: { ...additionalFields, notes: 'Called' },
				answer: justCall([], () => refused(status)),
			});
			await expect(run()).rejects.toMatchObject({ httpCode: String(status) });
			expect(writes()).toEqual([]);
		},
	);

	it('whose contact is not there when its notes are read: the number decides, and the ID is not changed', async () => {
		const { run, sent } = upsert({
			additionalFields: { ...additionalFields, notes: 'Called' },
			answer: justCall([{ ...MARA, id: 12 }], () => refused(404)),
		});
		await run();
		expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /v2.1/contacts/7',
			'GET /v2.1/contacts',
			// Its own notes: the list may not show the newest yet.
			'GET /v2.1/contacts/12',
			'PUT /v2.1/contacts',
		]);
		expect(bodyOf(sent, 'PUT')).toMatchObject({ id: 12 });
	});

	it.each([
		['hs-123'],
		['7 8'],
		['x7'],
		['7x'],
		['7.5'],
		['1e3'],
		['-7'],
		['99999999999999999999'],
		[7.5],
		[{ id: 7 }],
		[[7]],
		[true],
	])('%j is refused before anything is sent', async (contactId) => {
		const { run, sent } = upsert({ additionalFields: { contactId }, answer: justCall([]) });
		await expect(run()).rejects.toThrow("'Contact ID' is not an ID of JustCall: ");
		await expect(run()).rejects.toMatchObject({
			description: expect.stringMatching(/only digits, for example .* leave 'Contact ID' out/),
		});
		expect(sent).toEqual([]);
	});

	it.each([[''], ['  '], [null], [undefined]])('%j is none', async (contactId) => {
		const { run, sent } = upsert({ additionalFields: { contactId }, answer: justCall([MARA]) });
		await run();
		expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /v2.1/contacts',
			'PUT /v2.1/contacts',
		]);
	});
});

describe('a note', () => {
	const additionalFields = { notes: 'Called' };

	it.each([
		['of a contact found by its number', additionalFields],
		['of a contact with an ID', { ...additionalFields, contactId: '7' }],
	])('%s is sent once, though the answer is lost', async (_which, fields) => {
		const { run, writes } = upsert({
			additionalFields: fields,
			answer: (request, place) =>
				request.method === 'PUT' ? lost() : justCall([MARA], () => data(MARA))(request, place),
		});
		await expect(run()).rejects.toThrow('The outcome is unknown');
		expect(writes()).toEqual(['PUT /v2.1/contacts']);
	});

	it('is not there: the change is sent again', async () => {
		let puts = 0;
		const { run, writes } = upsert({
			answer: (request, place) =>
				request.method === 'PUT' && puts++ === 0 ? lost() : justCall([MARA])(request, place),
		});
		expect(facts(await run(), 'created')).toEqual([false]);
		expect(writes()).toEqual(['PUT /v2.1/contacts', 'PUT /v2.1/contacts']);
	});

	it('that is new is sent as a list, to a new contact as text', async () => {
		const known = upsert({
			additionalFields,
			answer: justCall([{ ...MARA, notes: [{ description: 'Met' }] }]),
		});
		await known.run();
		expect(bodyOf(known.sent, 'PUT')).toEqual({ id: 7, first_name: 'Mara', notes: [{ note: 'Called' }] });
		const fresh = upsert({ additionalFields, answer: justCall([]) });
		await fresh.run();
		expect(bodyOf(fresh.sent, 'POST')).toMatchObject({ notes: 'Called' });
	});

	it('that the contact has is not added again, whichever way it is found', async () => {
		const has = { ...MARA, notes: [{ description: 'Met' }, { description: 'Called' }] };
		for (const fields of [additionalFields, { ...additionalFields, contactId: 7 }]) {
			const { run, sent } = upsert({ additionalFields: fields, answer: justCall([has], () => data(has)) });
			await run();
			expect(bodyOf(sent, 'PUT')).not.toHaveProperty('notes');
		}
	});
});

it('other numbers are added too: such a change is sent once', async () => {
	const { run, writes } = upsert({
		additionalFields: { otherNumbers: { number: [{ label: 'Home', number: '+14155550123' }] } },
		answer: (request, place) => (request.method === 'PUT' ? lost() : justCall([MARA])(request, place)),
	});
	await expect(run()).rejects.toThrow('The outcome is unknown');
	expect(writes()).toHaveLength(1);
});

describe('several items', () => {
	it('of one number make one contact, and the later ones change it without looking again', async () => {
		const { run, sent } = upsert({
			items: [{ name: 'Mara' }, { phone: '+1 (415) 555-0119', name: 'Mara E.' }, { phone: '+14155550100' }],
			answer: justCall([]),
		});
		expect(facts(await run(), 'created')).toEqual([true, false, true]);
		expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'PUT', 'GET', 'POST']);
		expect(bodyOf(sent, 'PUT')).toEqual({ id: 99, first_name: 'Mara E.' });
	});

	it('go one after the other: a fault in the middle stops those after it', async () => {
		const { run, writes } = upsert({
			items: [{}, { phone: '+14155550100' }, { phone: '+14155550101' }],
			answer: (request, place) =>
				request.body.contact_number === '14155550100' ? lost() : justCall([])(request, place),
		});
		await expect(run()).rejects.toThrow('The outcome is unknown');
		expect(writes()).toEqual(['POST /v2.1/contacts', 'POST /v2.1/contacts']);
	});

	it('run again: whoever was made is known to the next item, and is not made again', async () => {
		let isDown = true;
		const { run, writes } = upsert({
			retryOnFail: true,
			items: [{}, { phone: '+14155550100' }, {}],
			answer: (request, place) =>
				request.body.contact_number === '14155550100' && isDown ? refused(400) : justCall([])(request, place),
		});
		await expect(run()).rejects.toMatchObject({ httpCode: '400' });
		isDown = false;
		expect(facts(await run(), 'created')).toEqual([true, true, false]);
		expect(writes()).toEqual([
			'POST /v2.1/contacts',
			'POST /v2.1/contacts',
			'POST /v2.1/contacts',
			'PUT /v2.1/contacts',
		]);
	});
});

it('a contact that was made without saying its ID is looked for by the next item, not made again', async () => {
	const made: IDataObject[] = [];
	const { run, sent } = upsert({
		items: [{}, {}],
		answer: ({ method, body }) => {
			if (method === 'GET') return data(made);
			if (method === 'POST') made.push({ ...body, id: 11942871 });
			return data({ first_name: 'Mara' });
		},
	});
	await run();
	expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'PUT']);
});

it('an ID of JustCall has as many digits as it has', async () => {
	const { run, sent } = upsert({
		additionalFields: { contactId: '11942871' },
		answer: justCall([]),
	});
	await run();
	expect(sent.map(({ body }) => body.id)).toEqual([11942871]);
});

it('fields that are no fields are refused by their name', async () => {
	const { run, sent } = upsert({ additionalFields: 'none', answer: justCall([]) });
	await expect(run()).rejects.toThrow(`'Additional Fields' is not a set of fields: "none"`);
	expect(sent).toEqual([]);
});

it('of the contacts that an answer lists, the output is the one that was changed, never another', async () => {
	const answers = [[OTHER, { ...MARA, company: 'New' }], [{ company: 'New' }], [OTHER]];
	for (const answer of answers) {
		const { run, sent } = upsert({
			items: [{}, {}],
			answer: (request, place) =>
				request.method === 'PUT' ? data(answer) : justCall([MARA])(request, place),
		});
		const company = answer.at(-1)?.company;
		expect(facts(await run(), 'created', 'id', 'company')).toEqual([
			[false, 7, company],
			[false, 7, company],
		]);
		// The second item is not taken for the person whom the answer was about.
		expect(sent.filter(({ method }) => method === 'PUT').map(({ body }) => body.id)).toEqual([7, 7]);
	}
});
