import type { IDataObject } from 'n8n-workflow';

import { sendWhatsApp } from '../../nodes/JustCall/custom/sendWhatsApp';
import { isMediaHeader } from '../../nodes/JustCall/custom/templateValues';
import { START } from '../../tools/bench/simulation';
import { data, lost, refused, scripted, type Answered, type Scripted } from '../harness/scriptedRun';

beforeEach(() => jest.useFakeTimers({ now: START }));
afterEach(() => jest.useRealTimers());

const NUMBER = '+14155550119';
const OFFER = {
	id: 1241,
	name: 'autumn_offer',
	header_type: 'Normal Text',
	header_value: 'Our offer',
	actions: [],
	body: 'Hello {{1}}, the annual plan is {{2}} percent off',
	status: 'Approved',
};

interface Given extends Partial<Omit<Scripted, 'parameters' | 'answer'>> {
	parameters?: Scripted['parameters'];
	/** The templates of each number, or what comes instead of the list. */
	templates?: IDataObject[] | (() => Answered);
}

/** Sends a message made from a template for each item; `variables` of an item are its values. */
function send({ parameters = {}, templates = [OFFER], ...rest }: Given) {
	return scripted('whatsApp.send', sendWhatsApp, {
		parameters: {
			justcallNumber: (json: IDataObject) => json.number ?? NUMBER,
			contactNumber: '+12025550143',
			content: 'template',
			templateId: (json: IDataObject) => json.template ?? 1241,
			additionalFields: ({ variables }: IDataObject) =>
				variables === undefined ? {} : { templateVariables: variables },
			simplify: false,
			...parameters,
		},
		answer: ({ path, body }) => {
			if (!path.endsWith('/templates')) return data({ id: 1, ...body });
			return Array.isArray(templates) ? data(templates, { count: templates.length }) : templates();
		},
		...rest,
	});
}

const sentValues = ({ sent }: ReturnType<typeof send>) =>
	sent.filter(({ method }) => method === 'POST').map(({ body }) => body.template_variables);

describe.each([1, 2])('the values of a template, in version %d of the node', (version) => {
	it.each<[string, IDataObject[string], IDataObject, string]>([
		[
			'a comma in a value',
			'Mara, Monday, 3 pm',
			{},
			'3 values, and the template "autumn_offer" has 2 places',
		],
		['too few', 'Mara', {}, '1 value, and the template "autumn_offer" has 2 places'],
		['none', undefined, {}, 'no value, and the template "autumn_offer" has 2 places'],
		['a list that is too long', ['Mara', 10, 'x'], {}, '3 values,'],
		['a single number', 10, {}, '1 value,'],
		['a template without places', 'Mara', { body: 'Hello' }, 'and the template "autumn_offer" has no places'],
		['one place that comes twice', 'Mara, Omar', { body: '{{1}}, {{ 1 }}!' }, 'has 1 place'],
		['places with names', 'Mara', { body: '{{name}} at {{time}}' }, 'has 2 places'],
		['a template without a name', 'Mara', { name: null }, 'the template "1241"'],
		['a template with a blank name', 'Mara', { name: ' ' }, 'the template "1241"'],
		['a name with blanks around it', 'Mara', { name: ' offer ' }, 'the template "offer"'],
		['a state in small letters', 'Mara', { status: 'approved' }, '1 value,'],
	])('are refused before anything is sent: %s', async (_why, variables, template, message) => {
		const run = send({ version, items: [{ variables }], templates: [{ ...OFFER, ...template }] });
		await expect(run.run()).rejects.toThrow(message);
		expect(run.writes()).toEqual([]);
		expect(run.sent).toHaveLength(1);
	});

	it.each<[string, IDataObject[string], IDataObject, unknown]>([
		['text with a comma between them', 'Mara, 10', {}, ['Mara', '10']],
		['a list with a comma in a value', ['Mara, Omar', 10], {}, ['Mara, Omar', '10']],
		['JSON', '["Mara", "10"]', {}, ['Mara', '10']],
		['one on each line', 'Mara, Omar\n10', {}, ['Mara, Omar', '10']],
		['none where there is no place', undefined, { body: 'Hello' }, undefined],
		['one more for a place in the header', 'a, b, c', { header_value: 'Hi {{1}}' }, ['a', 'b', 'c']],
		['those of the text alone', 'a, b', { header_value: 'Hi {{1}}' }, ['a', 'b']],
		[
			'one more for the address of a button',
			'a, b, c',
			{ actions: [{ action_value: '/{{1}}' }] },
			['a', 'b', 'c'],
		],
		['as many as the highest number', 'a, b, c', { body: '{{1}} {{3}}' }, ['a', 'b', 'c']],
		['with a state that is not in the documents', 'a, b', { status: 'Active' }, ['a', 'b']],
		['with no state', 'a, b', { status: null }, ['a', 'b']],
	])('go out: %s', async (_how, variables, template, values) => {
		const run = send({ version, items: [{ variables }], templates: [{ ...OFFER, ...template }] });
		await run.run();
		expect(sentValues(run)).toEqual([values]);
		expect(run.hints).toEqual([]);
	});

	it('are all checked before the first message goes, the wrong one in the middle', async () => {
		const items = Array.from({ length: 10 }, (_, place) => ({
			variables: place === 5 ? 'Mara, Monday, 3 pm' : 'Mara, 10',
		}));
		const run = send({ version, items });
		await expect(run.run()).rejects.toThrow(/^Item 6 of 10: 'Template Variables' has 3 values/);
		expect(run.writes()).toEqual([]);
	});

	it('stop their own item alone where the run goes on', async () => {
		const items = [{ variables: 'a, b' }, { variables: 'a' }, { variables: 'c, d' }];
		const run = send({ version, items, onError: 'continueRegularOutput' });
		const output = await run.run();
		expect(output.map(({ json }) => 'error' in json)).toEqual([false, true, false]);
		expect(sentValues(run)).toEqual([
			['a', 'b'],
			['c', 'd'],
		]);
	});

	it('cost one request for each number, whatever the number of items and templates', async () => {
		const other = { ...OFFER, id: 1242, body: '{{1}}' };
		const items = [1241, '1242', 1241, 1242].map((template) => ({
			template,
			variables: Number(template) === 1241 ? 'a, b' : 'a',
		}));
		const run = send({
			version,
			items: [...items, { number: '+14155550120', variables: 'a, b' } as IDataObject],
			templates: [OFFER, other],
		});
		await run.run();
		expect(
			run.sent.filter(({ method }) => method === 'GET').map(({ query }) => query.justcall_number),
		).toEqual([NUMBER, '+14155550120']);
		expect(run.writes()).toHaveLength(5);
	});

	it('cost nothing in messages that are not made from a template', async () => {
		const run = send({
			version,
			parameters: { content: 'text', body: 'Hello', templateId: '\u0000not there\u0000' },
		});
		await run.run();
		expect(run.sent.map(({ method }) => method)).toEqual(['POST']);
	});

	it.each(['not rejected', 'Pending review'])('are left to JustCall when it is %s', async (status) => {
		const run = send({ version, items: [{ variables: 'a, b' }], templates: [{ ...OFFER, status }] });
		await run.run();
		expect(run.writes()).toHaveLength(1);
	});

	it.each(['Rejected', 'Pending', 'pending', ' Pending '])(
		'are not sent when the template is %s',
		async (status) => {
			const run = send({ version, items: [{ variables: 'a, b' }], templates: [{ ...OFFER, status }] });
			await expect(run.run()).rejects.toMatchObject({
				message: `'Template' 1241 ("autumn_offer") is not approved: JustCall says "${status}"`,
				description: expect.stringMatching(
					/^WhatsApp sends approved templates only\. Choose another one, or wait until it is approved\./,
				),
			});
			expect(run.writes()).toEqual([]);
		},
	);
});

const OUTAGES: Array<[string, RegExp, Given['templates']]> = [
	['JustCall denies the list', /^JustCall denied this request\./, () => refused(403)],
	['the list fails', /^JustCall could not process the request\./, () => refused(500)],
	['there is no list', /^The list of templates was not found\./, () => refused(404)],
	['no answer comes', /^No answer came from /, () => lost()],
	['the answer is no list', /./, () => ({ body: 'Hello' })],
	[
		'the list does not have the template',
		/^The templates of \+14155550119 do not include one with the ID 1241\. Choose it from the list/,
		[{ ...OFFER, id: 7 }],
	],
	['the list has no text', /^JustCall gives no text of the template 1241$/, [{ ...OFFER, body: null }]],
];

describe('when the template cannot be read', () => {
	it.each(OUTAGES)(
		'version 1 sends, and says that it did not compare: %s',
		async (_why, reason, templates) => {
			const run = send({ items: [{ variables: 'a, b' }, { variables: 'c, d' }], templates });
			await run.run();
			expect(sentValues(run)).toEqual([
				['a', 'b'],
				['c', 'd'],
			]);
			const said = /^The values were not compared with the places of the template\. (.*)$/s.exec(
				run.hints.join('|'),
			);
			expect(said?.[1]).toMatch(reason);
		},
	);

	it.each(OUTAGES)('version 2 does not send what commas have cut: %s', async (_why, _reason, templates) => {
		const run = send({ version: 2, items: [{ variables: 'Mara, Monday, 3 pm' }], templates });
		await expect(run.run()).rejects.toThrow(
			`'Template Variables' cannot be compared with the places of the template: "Mara, Monday, 3 pm"`,
		);
		expect(run.writes()).toEqual([]);
	});

	it.each(['Mara [Monday, 3 pm]', '[Mara, Monday] 3 pm', 'Mara, Monday\n', '\nMara, Monday'])(
		'version 2 does not take %j for a list, or for lines',
		async (variables) => {
			const run = send({ version: 2, items: [{ variables }], templates: () => refused(500) });
			await expect(run.run()).rejects.toMatchObject({
				message: expect.stringMatching(
					/^'Template Variables' cannot be compared with the places of the template: /,
				),
				description: expect.stringMatching(
					/^JustCall could not process .* A comma within a value would move the values after it, so nothing was sent\. Let an expression give a list, for example \{\{ \[\$json\.name, \$json\.time\] \}\}: a list is sent without the comparison\.$/,
				),
			});
			expect(run.writes()).toEqual([]);
		},
	);

	it.each<[string, IDataObject[string], unknown]>([
		['a list', ['Mara, Omar', '10'], ['Mara, Omar', '10']],
		['JSON with blanks around it', ' \n["Mara, Omar", "10"] \n', ['Mara, Omar', '10']],
		['JSON', '["Mara, Omar", "10"]', ['Mara, Omar', '10']],
		['lines', 'Mara, Omar\n10', ['Mara, Omar', '10']],
		['one value', 'Mara', ['Mara']],
		['none', undefined, undefined],
	])('version 2 sends what no comma has cut: %s', async (_how, variables, values) => {
		const run = send({ version: 2, items: [{ variables }], templates: () => refused(500) });
		await run.run();
		expect(sentValues(run)).toEqual([values]);
		expect(run.hints).toHaveLength(1);
	});
});

it.each([
	['Image', true],
	[' video ', true],
	['PDF', true],
	['Normal Text', false],
	['an image', false],
	['images', false],
	[null, false],
	[['image'], false],
])('a header of the type %j is a file: %s', (type, isMedia) => {
	expect(isMediaHeader(type)).toBe(isMedia);
});

/** n8n's value of the fields that the panel shows. */
const fields = (value: IDataObject | null, shown = ['1', '2', 'headerMedia']) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns: [],
	schema: shown.map((id) => ({ id, displayName: id, required: true, display: true, type: 'string' })),
});

describe('the fields of the panel, one for each place', () => {
	const fill = (templateValues: unknown, more: Given = {}) =>
		send({ version: 2, parameters: { templateValues: () => templateValues }, ...more });

	it.each<[string, unknown]>([
		['with commas', fields({ '1': 'Mara, Omar', '2': '10' })],
		['a number', fields({ '2': 10, '1': 'Mara, Omar' })],
		['with values of an earlier choice', fields({ '1': 'Mara, Omar', '2': '10', '3': 'old' }, ['1', '2'])],
		['with a place of an earlier choice', fields({ '1': 'Mara, Omar', '2': '10', '3': null })],
		['as a program writes them', { mappingMode: 'defineBelow', value: { '1': 'Mara, Omar', '2': '10' } }],
		['as an object', { '1': 'Mara, Omar', '2': '10' }],
		['with an empty list of fields', { ...fields({ '1': 'Mara, Omar', '2': '10' }), schema: [] }],
		[
			'with a field that was taken out',
			{
				...fields({ '1': 'Mara, Omar', '2': '10', '3': 'old' }),
				schema: [{ id: 1 }, { id: '2', removed: false }, { id: '3', removed: true }, null, '3'],
			},
		],
	])('go in their order: %s', async (_how, given) => {
		const run = fill(given);
		await run.run();
		expect(sentValues(run)).toEqual([['Mara, Omar', '10']]);
	});

	it.each<[string, unknown, string]>([
		[
			'a place without a value',
			fields({ '1': 'Mara', '2': '' }),
			'nothing for {{2}} in "Hello {{1}}, the annual plan is {{2}} percent off"',
		],
		['spaces', fields({ '1': '  ', '2': '10' }), 'nothing for {{1}}'],
		['nothing from an expression', fields({ '1': null, '2': '10' }), 'nothing for {{1}}'],
		['all empty', fields({ '1': '', '2': '' }), `'Template Values' has no value, and the template`],
		['none', fields(null), `'Template Values' has no value, and the template`],
		['an object', fields({ '1': { name: 'Mara' }, '2': '10' }), `'Template Values' has nothing in place 1`],
		[
			'a place that the template lost',
			fields({ '1': 'a', '2': 'b', '3': 'c' }, ['1', '2', '3']),
			'value for {{3}}',
		],
		['a text', 'Mara', `'Template Values' are not values by the names of the places: "Mara"`],
	])('are refused before anything is sent: %s', async (_why, given, message) => {
		const run = fill(given);
		await expect(run.run()).rejects.toThrow(message);
		expect(run.writes()).toEqual([]);
	});

	it.each<[string, unknown, string]>([
		[
			'a text',
			'Mara',
			'Fill the fields in the panel, or give an object such as { "1": "Mara", "2": "3 pm" }.',
		],
		[
			'a place that the template lost',
			{ '1': 'a', '2': 'b', '3': 'c' },
			`Its text is "Hello {{1}}, the annual plan is {{2}} percent off". It may have changed: open the node and refresh the fields of 'Template Values'.`,
		],
		[
			'a place without a value',
			{ '1': 'a' },
			'Give the field a text or a number. If it holds an expression, check that it finds something.',
		],
	])('are refused with what to do: %s', async (_why, given, description) => {
		await expect(fill(given).run()).rejects.toMatchObject({ description });
	});

	it.each(['{{2}} percent for {{1}}', '{{10}} {{2}} {{1}} {{3}} {{4}} {{5}} {{6}} {{7}} {{8}} {{9}}'])(
		'go in the order of the numbers, wherever they stand: %s',
		async (body) => {
			const count = body.split('}}').length - 1;
			const values = Array.from({ length: count }, (_, place) => `value ${place + 1}`);
			const given = Object.fromEntries(values.map((value, place) => [String(place + 1), value]));
			const run = fill({ mappingMode: 'defineBelow', value: given }, { templates: [{ ...OFFER, body }] });
			await run.run();
			expect(sentValues(run)).toEqual([values]);
		},
	);

	it('are not filled twice', async () => {
		const run = fill(fields({ '1': 'a', '2': 'b' }), { items: [{ variables: ['c', 'd'] }] });
		await expect(run.run()).rejects.toMatchObject({
			message: "Both 'Template Values' and 'Template Variables' give the same values of the template",
			description: "Empty the fields of 'Template Values', or remove 'Template Variables'.",
		});
		expect(run.writes()).toEqual([]);
	});

	it('do not stand in the way of a list when they are empty', async () => {
		const run = fill(fields({ '1': '', '2': null }), { items: [{ variables: ['c', 'd'] }] });
		await run.run();
		expect(sentValues(run)).toEqual([['c', 'd']]);
	});

	it.each(OUTAGES)('go out when the template cannot be read: %s', async (_why, _reason, templates) => {
		const run = fill(fields({ '2': '10', '1': 'Mara, Omar' }), { templates });
		await run.run();
		expect(sentValues(run)).toEqual([['Mara, Omar', '10']]);
		expect(run.hints).toHaveLength(1);
	});

	it('are not sent in half when the template cannot be read', async () => {
		const run = fill(fields({ '2': '10' }), { templates: () => refused(500) });
		await expect(run.run()).rejects.toMatchObject({ message: `'Template Values' has nothing for {{1}}` });
		expect(run.writes()).toEqual([]);
	});

	it('take the file of the header', async () => {
		const media = 'https://example.com/a,b.png';
		const run = fill(fields({ '1': 'a', '2': 'b', headerMedia: media }));
		await run.run();
		expect(run.sent.at(-1)?.body).toMatchObject({ template_variables: ['a', 'b'], media_url: media });
	});

	it('take the file of the header beside a list of the values', async () => {
		const media = 'https://example.com/a.png';
		const run = fill(fields({ headerMedia: media }), { items: [{ variables: ['a', 'b'] }] });
		await run.run();
		expect(run.sent.at(-1)?.body).toMatchObject({ template_variables: ['a', 'b'], media_url: media });
	});

	it('take the file of the header of a template without places', async () => {
		const media = 'https://example.com/a.png';
		const run = fill(fields({ headerMedia: media }), { templates: [{ ...OFFER, body: 'Hello' }] });
		await run.run();
		expect(run.sent.at(-1)?.body.media_url).toBe(media);
		expect(run.sent.at(-1)?.body).not.toHaveProperty('template_variables');
	});

	it('do not take anything for the address of a file', async () => {
		const run = fill(fields({ '1': 'a', '2': 'b', headerMedia: { url: 'x' } }));
		await expect(run.run()).rejects.toThrow(/^'Template Values > Header' /);
		expect(run.writes()).toEqual([]);
	});

	it('leave the address of a file to its own field', async () => {
		const media = 'https://example.com/b.png';
		const run = fill(fields({ '1': 'a', '2': 'b' }), {
			parameters: {
				templateValues: fields({ '1': 'a', '2': 'b' }),
				additionalFields: { mediaUrl: media },
			},
		});
		await run.run();
		expect(run.sent.at(-1)?.body).toMatchObject({ template_variables: ['a', 'b'], media_url: media });
	});

	it('as an object go out when the template cannot be read', async () => {
		const run = fill({ '1': 'Mara, Omar', '2': '10' }, { templates: () => refused(500) });
		await run.run();
		expect(sentValues(run)).toEqual([['Mara, Omar', '10']]);
	});

	it('take the file of the header once', async () => {
		const run = fill(fields({ '1': 'a', '2': 'b', headerMedia: 'https://example.com/a.png' }), {
			parameters: {
				templateValues: fields({ '1': 'a', '2': 'b', headerMedia: 'https://example.com/a.png' }),
				additionalFields: { mediaUrl: 'https://example.com/b.png' },
			},
		});
		await expect(run.run()).rejects.toThrow(`Both 'Template Values' and 'Media URL'`);
		expect(run.writes()).toEqual([]);
	});

	it('are not read in version 1, which does not show them', async () => {
		const run = fill(fields({ '1': 'a', '2': 'b' }), { version: 1, items: [{ variables: 'c, d' }] });
		await run.run();
		expect(sentValues(run)).toEqual([['c', 'd']]);
	});
});
