import { shownHost, shownName, shownType } from '../../tools/live/names';
import { absentFields, differences, fieldsOf, shapeOf } from '../../tools/live/shapes';
import type { Schema } from '../../contract/load';

const schema: Schema = {
	anyOf: [
		{
			type: 'object',
			required: ['status', 'data'],
			properties: {
				status: { type: 'string' },
				data: {
					type: 'object',
					required: ['id'],
					properties: {
						id: { type: 'integer' },
						kind: { enum: ['a', 'b'] },
						rows: { type: 'array', items: { type: ['string', 'null'] } },
					},
				},
			},
		},
		{ type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
	],
};
const found = (value: unknown) =>
	differences(schema, value, (one) => one).map(({ path, kind, got }) => [path, kind, got]);

it('finds none in what the contract has, in either form', () => {
	expect(found({ status: 'success', data: { id: 1, kind: 'a', rows: ['x', null] } })).toEqual([]);
	expect(found({ id: 1 })).toEqual([]);
});

it('finds what is missing, unknown, of another type or not in the list, each once and without its value', () => {
	expect(found({ status: 'success', data: { kind: 'Mara', rows: [1, 2], secret: 'Mara' } })).toEqual([
		['data.id', 'missing', 'nothing'],
		['data.kind', 'value', 'text, another'],
		['data.rows[]', 'type', 'integer'],
		['data.secret', 'unknown', 'text'],
	]);
});

it('finds the fields that no record has, in either form', () => {
	const absent = (value: unknown) => absentFields(schema, value, (one) => one);
	expect(absent({ status: 'success', data: { id: 1, kind: 'a', rows: [] } })).toEqual([]);
	expect(absent({ status: 'success', data: { id: 1 } })).toEqual(['data.kind', 'data.rows']);
	expect(absent({ id: 1 })).toEqual([]);
	const list: Schema = {
		properties: { data: { items: { properties: { a: {}, b: { properties: { c: {}, d: {} } }, e: {} } } } },
	};
	const rows = { data: [{ a: 1 }, { b: { c: 1 } }, { b: null }] };
	expect(absentFields(list, rows, (one) => one)).toEqual(['data[].b.d', 'data[].e']);
});

describe('names of fields', () => {
	it.each([
		'+14155550119',
		'14155550119',
		'maria.lopez@example.com',
		'Maria_Lopez',
		'MariaLopez',
		'x7',
		'CA4f1d0c8e',
	])('%s may be of somebody, and is not repeated', (key) => {
		expect(found({ status: 'x', data: { id: 1, [key]: 'x' } })).toEqual([
			['data.(a key)', 'unknown', 'text'],
		]);
		expect(fieldsOf({ status: 'failed', [key]: 1 })).toBe('status (text), (a key) (integer)');
	});

	it('are said when the contract has them, or when they look like one', () => {
		expect(['error_text', 'sla_rate_30sec', 'sla_rate_31sec'].map(shownName)).toEqual([
			'error_text',
			'sla_rate_30sec',
			'(a key)',
		]);
	});
});

it.each([
	['recordings-of-acme.s3.eu-west-1.amazonaws.com', '*.amazonaws.com'],
	['acme.example', 'acme.example'],
	['localhost', 'localhost'],
	['203.0.113.7', 'an IP address'],
	['[2001:db8::1]', 'an IP address'],
])('of the host %s no more than %s is said', (host, shown) => {
	expect(shownHost(host)).toBe(shown);
});

it('of a media type its parameters are not said', () => {
	expect(shownType('audio/mpeg; name="Maria Lopez.mp3"')).toBe('audio/mpeg');
	expect(shownType(null)).toBe('no type');
});

it.each([
	['', 'empty text'],
	['2026-03-01 9:30:00', 'text like YYYY-MM-DD HH:MM:SS'],
	['+14155550119', 'text of digits with a plus sign'],
	['mara@example.com', 'text like an e-mail address'],
	[[], 'empty list'],
	[[{ a: 1 }], 'list of object'],
	[1.5, 'number'],
	[null, 'null'],
])('%p has a shape', (value, shape) => {
	expect(shapeOf(value)).toBe(shape);
});
