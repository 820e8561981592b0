import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Fastify from 'fastify';
import { parse, stringify } from 'yaml';

import { compareContracts, type Document } from '../../scripts/drift/compare';
import { driftReport } from '../../scripts/drift/report';

interface Editable {
	servers: unknown;
	paths: Record<string, Record<string, { summary?: string; parameters?: Parameter[] }>>;
	components: { schemas: Record<string, { properties: Record<string, object>; required?: string[] }> };
}

interface Parameter {
	name: string;
	required?: boolean;
	schema: Record<string, unknown>;
}

const text = readFileSync(join(__dirname, 'openapi.yaml'), 'utf8');
const ours = parse(text) as Document;

/** A copy of the contract with a change. */
function doctored(change: (copy: Editable) => void): Document {
	const copy = structuredClone(ours) as unknown as Editable;
	change(copy);
	return copy as unknown as Document;
}

function parameter(copy: Editable, path: string, name: string): Parameter {
	const found = copy.paths[path]?.get?.parameters?.find((one) => one.name === name);
	if (!found) throw new Error(`${path} has no ${name}`);
	return found;
}

function changes(change: (copy: Editable) => void): string[] {
	return compareContracts(ours, doctored(change)).map(({ operation, says }) => `${operation} ${says}`);
}

it('finds nothing in the contract itself', () => {
	expect(compareContracts(ours, structuredClone(ours))).toEqual([]);
});

it('takes a path under a server, and another name of a path parameter, for the same', () => {
	const moved = doctored((copy) => {
		copy.servers = [{ url: 'https://api.justcall.io/v2.1' }];
		copy.paths = Object.fromEntries(
			Object.entries(copy.paths)
				.filter(([path]) => path.startsWith('/v2.1/'))
				.map(([path, methods]) => [path.slice('/v2.1'.length).replace('{id}', '{record_id}'), methods]),
		);
	});
	expect(compareContracts(ours, moved).filter(({ operation }) => !operation.includes(' /v1/'))).toEqual([]);
});

it('takes what JustCall writes its own way for the same: number for integer, examples as defaults, no limits', () => {
	const asTheirs = (schema: unknown): void => {
		if (typeof schema !== 'object' || schema === null) return;
		const one = schema as Record<string, unknown>;
		if (one.type === 'integer') one.type = 'number';
		for (const limit of ['maximum', 'minimum', 'maxLength', 'maxItems']) delete one[limit];
		if (one.example !== undefined) one.default = one.example;
		for (const inner of Object.values(one)) asTheirs(inner);
	};
	const theirs = doctored((copy) => {
		asTheirs(copy);
		Object.assign(copy.components.schemas.UserGroup?.properties.group_name ?? {}, { default: 'Sales' });
	});
	expect(compareContracts(ours, theirs)).toEqual([]);
});

it.each<[string, (copy: Editable) => void, string[]]>([
	[
		'a new operation',
		(copy) => (copy.paths['/v2.1/rcs/messages'] = { post: { summary: 'Send an RCS message' } }),
		['POST /v2.1/rcs/messages is new: Send an RCS message'],
	],
	['a gone operation', (copy) => delete copy.paths['/v2.1/users']?.get, ['GET /v2.1/users is gone']],
	[
		'a new parameter',
		(copy) =>
			copy.paths['/v2.1/users']?.get?.parameters?.push({
				name: 'team',
				required: true,
				schema: { type: 'string' },
				...{ in: 'query' },
			}),
		['GET /v2.1/users parameter team is new (string, required)'],
	],
	[
		'a parameter of another type',
		(copy) => (parameter(copy, '/v2.1/users', 'email').schema = { type: 'integer' }),
		['GET /v2.1/users parameter email was string and is number'],
	],
	[
		'other limits',
		(copy) => (parameter(copy, '/v2.1/users', 'per_page').schema.maximum = 200),
		['GET /v2.1/users parameter per_page had maximum 100 and has 200'],
	],
	[
		'another obligation',
		(copy) => (parameter(copy, '/v2.1/calls/analytics/account', 'from_date').required = false),
		['GET /v2.1/calls/analytics/account parameter from_date is no longer required'],
	],
	[
		'other values',
		(copy) => (parameter(copy, '/v2.1/calls', 'call_direction').schema.enum = ['Incoming', 'Sideways']),
		[
			'GET /v2.1/calls parameter call_direction also takes Sideways',
			'GET /v2.1/calls parameter call_direction no longer takes Outgoing',
		],
	],
	[
		'a new field of a record',
		(copy) =>
			Object.assign(copy.components.schemas.UserGroup?.properties ?? {}, { color: { type: 'string' } }),
		[
			'GET /v2.1/user_groups answer field color is new (string)',
			'GET /v2.1/user_groups/{} answer field color is new (string)',
		],
	],
	[
		'a gone field of a record',
		(copy) => delete copy.components.schemas.UserGroup?.properties.group_name,
		[
			'GET /v2.1/user_groups answer field group_name is gone',
			'GET /v2.1/user_groups/{} answer field group_name is gone',
		],
	],
])('says %s', (_what, change, says) => {
	expect(changes(change)).toEqual(says);
});

describe('of a file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'justcall-drift-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, 'vendor.json');
	const vendor = doctored((copy) => {
		for (const path of Object.keys(copy.paths)) if (path.startsWith('/v1/')) delete copy.paths[path];
		delete copy.paths['/v2.1/users']?.get;
	});

	it('by path: leaves out v1 when the file has none, and counts', async () => {
		writeFileSync(file, JSON.stringify(vendor));
		const { text: report, count } = await driftReport(file);
		expect(count).toBe(1);
		expect(report).toBe(
			[
				'GET /v2.1/users',
				'  is gone',
				'',
				'The file has nothing of v1, which was left out.',
				'1 difference, in 1 operation.',
			].join('\n'),
		);
	});

	it('by address', async () => {
		const app = Fastify();
		app.get('/openapi.yaml', (_request, reply) => reply.type('text/yaml').send(stringify(vendor)));
		const address = await app.listen({ host: '127.0.0.1', port: 0 });
		try {
			expect((await driftReport(`${address}/openapi.yaml`)).count).toBe(1);
			await expect(driftReport(`${address}/none`)).rejects.toThrow('answered 404');
		} finally {
			await app.close();
		}
	});

	it.each([
		['what is no YAML', '[a](b): {', 'neither YAML nor JSON'],
		['what is no OpenAPI', 'a: 1', 'no OpenAPI file'],
	])('refuses %s', async (_what, content, says) => {
		writeFileSync(file, content);
		await expect(driftReport(file)).rejects.toThrow(says);
	});
});
