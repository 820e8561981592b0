import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../../nodes/shared/values/parameterError';
import { checkPlaces, placeInBrief, placeInWords, placesOf } from '../../nodes/shared/values/templatePlaces';

describe('the places of a template', () => {
	it.each<[IDataObject, IDataObject]>([
		[{ body: 'Hello' }, { names: [], fewest: 0, most: 0 }],
		[{ body: 'Hello {{1}}, {{2}}' }, { names: ['1', '2'], fewest: 2, most: 2 }],
		[{ body: '{{ 2 }} for {{  1\n}}' }, { names: ['1', '2'], fewest: 2, most: 2 }],
		[{ body: '{{10}} {{2}} {{1}}' }, { names: ['1', '2', '10'], fewest: 3, most: 10 }],
		[{ body: '{{1}} and {{1}}' }, { names: ['1'], fewest: 1, most: 1 }],
		// How JustCall counts a number that is left out is not known.
		[{ body: '{{1}} {{3}}' }, { names: ['1', '3'], fewest: 2, most: 3 }],
		[{ body: '{{plan}} for {{name}}' }, { names: ['plan', 'name'], fewest: 2, most: 2 }],
		[{ body: '{{two words}} {{}} {{ }} {1}' }, { names: ['two words'], fewest: 1, most: 1 }],
		// Whether JustCall fills header and buttons is not known either.
		[
			{ body: '{{1}}', header_value: 'For {{1}}' },
			{ names: ['1'], fewest: 1, most: 2 },
		],
		[
			{
				body: '{{1}}',
				header_value: null,
				actions: [{ url: 'https://example.com/{{1}}', texts: ['{{a}} {{b}}', 5, null] }],
			},
			{ names: ['1'], fewest: 1, most: 4 },
		],
	])('%j', (template, places) => {
		expect(placesOf(template)).toEqual({ ...places, body: template.body });
	});

	it.each([undefined, null, '', ' \n', 5, ['Hello {{1}}'], {}])(
		'are not known when its text is %j',
		(body) => {
			expect(placesOf({ body })).toBeUndefined();
		},
	);
});

describe('the words around a place', () => {
	it.each([
		['1', 'Hello {{1}}!', '{{1}} in "Hello {{1}}!"'],
		['2', '  Hello {{1}},\n\nyour code is {{ 2 }}.  ', '{{2}} in "Hello {{1}}, your code is {{ 2 }}."'],
		['3', 'Hello {{1}}', '{{3}}'],
		// 40 characters before and behind are shown, and of more the whole words.
		['1', `${'b'.repeat(40)}{{1}}${'a'.repeat(40)}`, `{{1}} in "${'b'.repeat(40)}{{1}}${'a'.repeat(40)}"`],
		[
			'1',
			`x one two ${'b'.repeat(32)} {{1}} ${'a'.repeat(32)} two one x`,
			`{{1}} in "…two ${'b'.repeat(32)} {{1}} ${'a'.repeat(32)} two…"`,
		],
		[
			'1',
			`${'👋'.repeat(39)} {{1}} ${'👋'.repeat(39)}`,
			`{{1}} in "${'👋'.repeat(39)} {{1}} ${'👋'.repeat(39)}"`,
		],
	])('%s in %j', (name, body, words) => {
		expect(placeInWords(name, body)).toBe(words);
	});
});

describe('the name of a field for a place', () => {
	const long =
		'Hello {{1}}, thank you for your order {{2}} of {{3}},\nwhich comes on {{ 4 }} between {{5}} and {{6}}. Bye';

	it.each([
		['1', long, 'Hello {{1}}, thank you…'],
		['2', long, '…your order {{2}} of…'],
		['3', long, '…of {{3}}, which comes…'],
		['4', long, '…comes on {{4}} between…'],
		['5', long, '…between {{5}} and…'],
		['6', long, '…and {{6}}. Bye'],
		['7', long, '{{7}}'],
		['1', '{{1}}', '{{1}}'],
		['2', '{{1}}{{2}}{{3}}', '…{{2}}…'],
		['1', 'Your code is {{1}}.', 'Your code is {{1}}.'],
		['1', 'Use {{1}} to sign in, and tell nobody.', 'Use {{1}} to sign in,…'],
		// Words without an end are cut, and characters of two units are not.
		['1', `${'b'.repeat(40)}{{1}}${'a'.repeat(40)}`, `…${'b'.repeat(11)}{{1}}${'a'.repeat(6)}…`],
		['1', `${'👋'.repeat(40)}{{1}}`, `…${'👋'.repeat(17)}{{1}}`],
		[
			'a_very_long_name_of_a_place',
			'Hi {{a_very_long_name_of_a_place}}!',
			'…{{a_very_long_name_of_a_place}}…',
		],
	])('%s in %j', (name, body, words) => {
		expect(placeInBrief(name, body)).toBe(words);
	});
});

describe('values for places', () => {
	const places = { names: ['1', '2'], fewest: 2, most: 3, body: 'Hello {{1}} {{3}}' };
	const refusal = (count: number, given = places) => {
		try {
			checkPlaces(
				Array.from({ length: count }, (_, place) => `v${place}`),
				given,
				'Values',
				'offer',
			);
			return undefined;
		} catch (error) {
			if (!(error instanceof ParameterError)) throw error;
			return `${error.message} | ${error.hint}`;
		}
	};
	const hint =
		'Give one value for each place. A comma divides values: to keep a comma in a value, let an expression give a list, for example {{ [$json.name, $json.time] }}, or write each value on a line of its own.';

	it.each([2, 3])('%d fit', (count) => {
		expect(refusal(count)).toBeUndefined();
	});

	it.each([
		[0, places, 'no value', '2 to 3 places', ''],
		[1, places, '1 value', '2 to 3 places', ' The values were read as "v0".'],
		[4, places, '4 values', '2 to 3 places', ' The values were read as "v0", "v1", "v2", "v3".'],
		[2, { ...places, fewest: 1, most: 1 }, '2 values', '1 place', ' The values were read as "v0", "v1".'],
		[1, { ...places, fewest: 0, most: 0 }, '1 value', 'no places', ' The values were read as "v0".'],
		[0, { ...places, most: 2 }, 'no value', '2 places', ''],
	])('%d do not fit', (count, given, values, wanted, read) => {
		expect(refusal(count, given)).toBe(
			`'Values' has ${values}, and the template "offer" has ${wanted} | Its text is "Hello {{1}} {{3}}".${read} ${hint}`,
		);
	});
});
