import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/JustCall/resources';
import { firstCountry } from '../../nodes/shared/http/defaultCountry';
import { inVersion } from '../../nodes/shared/description/nodeVersion';
import { registryOf, type Field, type KnownOperation } from '../../nodes/shared/description/operation';
import { isSentTo, MISSING, valuesOf } from '../../nodes/shared/description/nodeParameters';
import { ParameterError, UNREADABLE } from '../../nodes/shared/values/parameterError';
import { planRequest } from '../../nodes/shared/run/planRequest';
import type { ApiRequest } from '../../nodes/shared/http/transport';
import { encodeValues } from '../../nodes/shared/values/encode';
import { loadContract } from '../../contract/load';
import { createValidator } from '../../sandbox/validation';
import { sizeOf } from '../harness/thorough';

const contract = loadContract();
const validator = createValidator(contract);
const ZONES = { account: 'America/New_York', workflow: 'Europe/Berlin' };
const surroundings = {
	now: Date.parse('2026-03-04T12:00:00Z'),
	zones: async () => ZONES,
	countryOf: async (option: unknown) => firstCountry(option, 'US'),
	campaignCountry: async () => 'US',
};

/** The parameters of a node, by name. */
type Parameters = Record<string, unknown>;

/** Values that the panel accepts, by encoding. */
const GOOD: Readonly<Record<string, unknown>> = {
	text: 'Hello',
	id: 'agent_0c1d2e3f',
	integer: 5,
	number: 5,
	boolean: true,
	yesNo: true,
	from: '2026-03-01',
	to: '2026-03-05',
	moment: '2026-03-01T10:00:00Z',
	day: '2026-03-01',
	date: '2001-03-01',
	fromDay: '2026-03-01',
	toDay: '2026-03-05',
	time: '09:30',
	zone: 'America/New_York',
	digits: '+1 415 555 0119',
	e164: '+1 415 555 0119',
	country: 'US',
	list: 'a, b',
	positions: 'a, b',
	integers: '1, 2',
	numbers: '+1 415 555 0119',
	csv: '1, 2',
	endpoint: '/v2.1/texts/tags',
	parameters: { tag: 'a', order: ['asc', 'desc'] },
	json: { name: 'Mara', list: [1, { id: 5 }] },
};

const nestedIn = ({ options = [], columns = [] }: Field) => [
	...options.filter((option): option is Field => 'type' in option),
	...columns,
];
/** A collection, or a mapper: its value has the values of other fields. */
const hasNested = ({ type, columns }: Field) => type === 'collection' || columns !== undefined;

function goodValue(field: Field): unknown {
	const { type, send, options = [] } = field;
	if (hasNested(field)) {
		return Object.fromEntries(nestedIn(field).map((nested) => [nested.name, goodValue(nested)]));
	}
	const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
	if (type === 'options') return choices.at(-1);
	if (type === 'multiOptions' && choices.length > 0) return choices;
	if (send?.kind === 'records') {
		const row = Object.entries(send.each ?? {}).map(([name, { kind, choices }]) => [
			name,
			choices?.[0] ?? GOOD[kind],
		]);
		return { row: [Object.fromEntries(row)] };
	}
	const value = send === undefined || send.in === 'path' ? field.default : GOOD[send.kind];
	const good = send?.in === 'path' ? 'abc123==' : value;
	return type === 'resourceLocator' ? { __rl: true, mode: 'id', value: good } : good;
}

/** A panel with every field filled in, for each variant that its own choices offer. */
function panelsOf({ fields, simplify }: KnownOperation): Parameters[] {
	const filled = Object.fromEntries(fields.map((field) => [field.name, goodValue(field)]));
	const base: Parameters = { ...filled, ...(simplify && { simplify: true }) };
	const panels = fields
		.filter((field) => field.noDataExpression && field.type !== 'resourceMapper' && !hasNested(field))
		.reduce(
			(chosen, { name, type, options = [] }) => {
				const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
				const values = type === 'boolean' ? [true, false] : choices;
				return chosen.flatMap((panel) => values.map((value) => ({ ...panel, [name]: value })));
			},
			[base],
		);
	// From and To count only when the period is Custom.
	const collection = fields.find((field) => nestedIn(field).some(({ name }) => name === 'period'));
	if (!collection && !('period' in base)) return panels;
	return panels.flatMap((panel) =>
		['custom', 'yesterday'].map((period) =>
			collection
				? { ...panel, [collection.name]: { ...(filled[collection.name] as Parameters), period } }
				: { ...panel, period },
		),
	);
}

/** Reads like n8n: hidden parameters are missing. */
function reader({ fields }: KnownOperation, panel: Parameters) {
	return (name: string): unknown => {
		const shown = fields.filter((field) => field.name === name && isShown(field, panel));
		if (fields.some((field) => field.name === name) && shown.length === 0) return MISSING;
		return name in panel ? panel[name] : MISSING;
	};
}

function isShown({ displayOptions, name }: Field, panel: Parameters): boolean {
	// 'Return All' hides 'Limit', but not while it is an expression that n8n has not resolved yet.
	if (name === 'limit') return true;
	return Object.entries(displayOptions?.show ?? {}).every(([other, values]) => {
		// The operation has the fields of its version alone.
		if (other === '@version') return true;
		return (values as unknown[]).includes(panel[other]);
	});
}

/** One parameter of a panel. */
interface Place {
	/** Its name, or the names of its collection and of the field in it. */
	names: readonly string[];
	/** The names that a message may use: the parameter's, or those of a collection's fields. */
	labels: readonly string[];
	/** Whether it decides how other parameters are read. A message may then name one of those. */
	isContext: boolean;
}

function placesOf({ fields, simplify }: KnownOperation): Place[] {
	const ofField = (field: Field, before: readonly string[] = []): Place[] => {
		const names = [...before, field.name];
		const nested = hasNested(field) ? nestedIn(field) : [];
		const labels = [field, ...nested].map(({ displayName }) => displayName);
		const isContext = [field, ...nested].some(
			({ send }) => send?.kind === 'country' || send?.kind === 'zone',
		);
		return [{ names, labels, isContext }, ...nested.flatMap((one) => ofField(one, names))];
	};
	const own = fields
		.filter((field) => !field.noDataExpression || hasNested(field))
		.flatMap((field) => ofField(field));
	return [...own, ...(simplify ? [{ names: ['simplify'], labels: ['Simplify'], isContext: false }] : [])];
}

function replaced(panel: Parameters, [first = '', second]: readonly string[], value: unknown): Parameters {
	if (second === undefined) return { ...panel, [first]: value };
	return { ...panel, [first]: { ...(panel[first] as Parameters), [second]: value } };
}

/** Values that an expression can give: any JSON value, its text, and the forms that people and CRMs write. */
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 3 }),
	fc.json({ maxDepth: 2 }),
	fc.constantFrom<unknown>(
		...[true, false, null, undefined, {}, [], '', ' ', 0, 1, -1, 1.5, 1e21, 2 ** 60, Number.NaN, Infinity],
		...['true', 'false', '1', 'null', 'undefined', 'NaN', '[object Object]', 'a [object Object] b'],
		...[
			'../users',
			'a/b',
			'..',
			'a b',
			'a?b=c',
			'a==',
			'\u0000',
			'\ud800',
			'Mara',
			'missed',
			'ASC',
			'asc',
			'Desc',
		],
		...['2026-03-01', '2026-03-011', '2026-03-01 02:00:00+00:00', '2026-03-01T25:00:00', '11/03/2026'],
		...['["1001","1002"]', '[1001,1002]', "['a','b']", '1001\n1002', 'a, b', '{"a":1}', '["a",{"b":1}]'],
		...['+1 415 555 0119', '4155550119', 'US', 'Germany', 'America/New_York', 'UTC', '09:30', '24:00'],
		...[
			[null],
			[{}],
			['a', null],
			[['a']],
			[true],
			[1001, '1002'],
			['incoming_missed'],
			{ a: 1 },
			{ row: [] },
		],
		...[{ __rl: true, mode: 'id', value: {} }, { __rl: true, mode: 'id', value: false }, { __rl: true }],
		...[{ row: [{ id: 1, value: false }] }, [{ id: {}, value: {} }], [{ name: 'a', value: { b: 1 } }]],
		...[{ row: [{ label: {}, number: '+1 415 555 0119' }] }, { row: ['a'] }, { row: [null] }],
	),
	fc.string({ unit: 'binary' }),
	fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })),
);

/** The request that is sent, or the values of each place for a custom operation. */
async function sentBy(operation: KnownOperation, panel: Parameters) {
	const read = reader(operation, panel);
	// One that only reads sends the values of its query.
	if (!operation.custom || operation.method === 'GET')
		return (await planRequest(operation, read, surroundings)).request;
	const { defaultCountry } = valuesOf(operation, ['country'], read);
	const context = { zones: surroundings.zones, defaultCountry: firstCountry(defaultCountry, 'US') };
	const of = async (place: 'body' | 'row' | 'setting') =>
		await encodeValues(valuesOf(operation, [place], read), operation.encodedFields, context);
	const [body, row] = [await of('body'), await of('row'), await of('setting')];
	// The other fields of the rows come from the items.
	const contacts = [{ phone_number: '14155550119', ...row }];
	const isPacked = operation.fields.some((field) => isSentTo(field, 'row'));
	return { ...operation, query: {}, body: { ...body, ...(isPacked && { contacts }) } };
}

/** Violations of the contract in a request. */
function faultsOf(operation: KnownOperation, sent: Awaited<ReturnType<typeof sentBy>>): string[] {
	return operation.anyEndpoint ? faultsOfAny(sent) : faultsOfKnown(sent);
}

/** Faults that no contract describes: a request must stay on its host and arrive as given. */
function faultsOfAny(sent: ApiRequest): string[] {
	const { method, path, query = {}, body, json } = sent;
	const { host, pathname, search } = new URL(`https://api.example.com${path}`);
	const written = JSON.stringify([query, body ?? JSON.parse(json ?? '{}')]);
	const isPlain = Object.values(query)
		.flat()
		.every((value) => typeof value === 'string' && value !== '');
	return [
		...(host === 'api.example.com' && pathname === path && search === '' ? [] : [`it leads to ${path}`]),
		...(/^\/v\d/.test(path) ? [] : [`${path} is none of the API`]),
		...(method !== 'GET' || (body === undefined && json === undefined) ? [] : ['a GET with a body']),
		...(isPlain ? [] : [`the query is ${JSON.stringify(query)}`]),
		...[UNREADABLE, '\\ud8'].filter((text) => written.includes(text)),
	];
}

function faultsOfKnown({
	method,
	path,
	query = {},
	body = {},
}: Awaited<ReturnType<typeof sentBy>>): string[] {
	const { pathname, search } = new URL(`https://api.example.com${path}`);
	const candidates = contract.operations.filter((one) => {
		const pattern = one.path.replace(/\{\w+\}/g, '[^/]+');
		return one.method === method && new RegExp(`^${pattern}$`).test(path) && pathname === path;
	});
	const found = candidates.find((one) => one.path === path) ?? candidates[0];
	if (!found || search !== '') return [`${method} ${path} is no operation of the contract`];
	// In the form in which it is sent.
	const plain = JSON.parse(JSON.stringify({ query, body })) as { query: IDataObject; body: IDataObject };
	const texts = Object.entries(plain.query).map(([name, value]) => {
		return [name, Array.isArray(value) ? value.map(String) : String(value as string)];
	});
	const { refusals, unknown } = validator.request(found, Object.fromEntries(texts), {}, plain.body);
	const written = JSON.stringify(plain) + decodeURIComponent(path);
	const rubbish = ['[object Object]', '\\ud8'].filter((text) => written.includes(text));
	return [...refusals.filter((refusal) => !refusal.startsWith('The path parameter')), ...unknown, ...rubbish];
}

/** Each operation in the newest version, and those whose panel was another one as that too. */
const versions = [...registryOf(resources)].flatMap(([key, operation]) => {
	const [first, newest] = [1, 2].map((version) => inVersion(operation, version)) as [
		KnownOperation,
		KnownOperation,
	];
	const shapeOf = ({ fields }: KnownOperation) =>
		fields.flatMap((field) => [field, ...nestedIn(field)]).map(({ name, type }) => [name, type]);
	const isChanged = JSON.stringify(shapeOf(first)) !== JSON.stringify(shapeOf(newest));
	return [[key, newest] as const, ...(isChanged ? [[`${key} in version 1`, first] as const] : [])];
});

describe.each(versions)('%s', (_key, operation) => {
	const panels = panelsOf(operation);
	const places = placesOf(operation);

	it('sends what the contract knows when all is filled in', async () => {
		for (const panel of panels) expect(faultsOf(operation, await sentBy(operation, panel))).toEqual([]);
	});

	it('any value in any parameter is a right request, or a sentence that names the parameter', async () => {
		if (places.length === 0) return;
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...panels),
				fc.constantFrom(...places),
				anything,
				async (panel, place, value) => {
					const read = reader(operation, panel);
					fc.pre(read(place.names[0] ?? '') !== MISSING);
					let sent: Awaited<ReturnType<typeof sentBy>>;
					try {
						sent = await sentBy(operation, replaced(panel, place.names, value));
					} catch (error) {
						if (!(error instanceof ParameterError)) throw error;
						const { message } = error;
						const isNamed = place.labels.some((label) => message.includes(`'${label}`));
						expect([message, isNamed || (place.isContext && /^'[^']+' /.test(message))]).toEqual([
							message,
							true,
						]);
						expect(error.hint).not.toBe('');
						return;
					}
					expect(faultsOf(operation, sent)).toEqual([]);
				},
			),
			{ numRuns: sizeOf(Math.min(600, 60 * places.length)) },
		);
	});
});

describe('what an expression gives for the panel itself', () => {
	const registry = registryOf(resources);
	const plan = async (key: string, change: Parameters) => {
		const operation = registry.get(key) as KnownOperation;
		const [panel = {}] = panelsOf(operation);
		return await planRequest(operation, reader(operation, { ...panel, ...change }), surroundings);
	};

	it.each([
		['true', undefined],
		['1', undefined],
		[1, undefined],
		['false', 7],
		[0, 7],
	])("'Return All' as %p is read", async (returnAll, limit) => {
		expect((await plan('call.getAll', { returnAll, limit: 7 })).limit).toBe(limit);
	});

	it.each(['false', 'no', 0, false])("'Simplify' as %p is off", async (simplify) => {
		const { view } = await plan('call.getAll', { simplify });
		expect(view({ cost: 1 })).toEqual({ cost: 1 });
	});

	it.each<[string, Parameters, RegExp]>([
		['call.getAll', { returnAll: 'all' }, /^'Return All' is neither true nor false: "all"/],
		['call.getAll', { returnAll: null }, /^'Return All' is empty/],
		['call.getAll', { simplify: 'maybe' }, /^'Simplify' is neither true nor false/],
		['call.getAll', { limit: true }, /^'Limit' must be a whole number from 1 to 100000, not "true"/],
		['call.getAll', { limit: [5] }, /^'Limit' must be a whole number/],
		['call.getAll', { limit: '0x10' }, /^'Limit' must be a whole number/],
		['call.getAll', { filters: '{"agentId":5}' }, /^'Filters' is not a set of fields/],
		['call.getAll', { filters: null }, /^'Filters' is not a set of fields/],
		['call.getAll', { options: ['order'] }, /^'Options' is not a set of fields/],
		[
			'call.update',
			{ updateFields: { stranger: 1 } },
			/^'Update Fields' is empty, so there is nothing to change/,
		],
		[
			'call.downloadRecording',
			{ binaryPropertyName: { a: 1 } },
			/^'Put Output File in Field' is not the name/,
		],
		['call.downloadRecording', { binaryPropertyName: false }, /^'Put Output File in Field' is empty/],
	])('%s with %j is refused', async (key, change, message) => {
		await expect(plan(key, change)).rejects.toThrow(message);
	});

	it('gives an ID as the lists do: a number where it is one', async () => {
		expect((await plan('call.downloadRecording', { callId: '328951212' })).ids).toEqual({ id: 328951212 });
		for (const id of ['CA4f1d', '007', '9007199254740993'])
			expect((await plan('call.downloadRecording', { callId: id })).ids).toEqual({ id });
	});
});
