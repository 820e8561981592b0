import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Fastify from 'fastify';
import { stringify } from 'yaml';

import { compareContracts, type Document } from '../../contract/drift/compare';
import { loadContract } from '../../contract/load';
import { driftReport } from '../../contract/drift/report';

interface Editable {
	servers: unknown;
	security: unknown;
	paths: Record<string, Record<string, DocumentOperation>>;
	webhooks: Record<string, { post: { summary: string } }>;
	components: {
		schemas: Record<string, { properties: Record<string, object>; required?: string[]; enum?: string[] }>;
		securitySchemes: Record<string, object>;
	};
}

type Content = Record<
	string,
	{ schema?: { properties?: Record<string, unknown>; [keyword: string]: unknown } }
>;

interface DocumentOperation {
	summary?: string;
	deprecated?: boolean;
	security?: unknown[];
	parameters?: Parameter[];
	requestBody: { required?: boolean; content: Content };
	responses: Record<string, { content: Content }>;
}

interface Parameter {
	name: string;
	required?: boolean;
	schema: Record<string, unknown>;
}

const text = readFileSync(join(__dirname, '..', '..', 'contract', 'openapi.yaml'), 'utf8');
const ours = loadContract().document as Document;

/** A copy of the contract with a change. */
function doctored(change: (copy: Editable) => void): Document {
	const copy = structuredClone(ours) as unknown as Editable;
	change(copy);
	return copy as unknown as Document;
}

function operation(copy: Editable, path: string, method: string): DocumentOperation {
	const found = copy.paths[path]?.[method];
	if (!found) throw new Error(`there is no ${method} ${path}`);
	return found;
}

const get = (copy: Editable, path: string) => operation(copy, path, 'get');
const post = (copy: Editable, path: string) => operation(copy, path, 'post');

function setAnswer(copy: Editable, path: string, schema: Record<string, unknown>): void {
	get(copy, path).responses['200'] = { content: { 'application/json': { schema } } };
}

function parameter(copy: Editable, path: string, name: string): Parameter {
	const found = copy.paths[path]?.get?.parameters?.find((one) => one.name === name);
	if (!found) throw new Error(`${path} has no ${name}`);
	return found;
}

/** The report on a changed contract, for one operation when many operations use a schema. */
function changes(change: (copy: Editable) => void, of?: string): string[] {
	return compareContracts(ours, doctored(change))
		.filter((one) => of === undefined || one.operation === of)
		.map((one) => `${one.operation} ${one.says}`);
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

it.each<[string, (copy: Editable) => void, string[], of?: string]>([
	[
		'a new operation',
		(copy) =>
			(copy.paths['/v2.1/rcs/messages'] = { post: { summary: 'Send an RCS message' } as DocumentOperation }),
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
	[
		'another host',
		(copy) => (copy.servers = [{ url: 'https://api2.justcall.com' }]),
		['The whole file was served by api.justcall.io and is served by api2.justcall.com'],
	],
	[
		'another protection',
		(copy) => (copy.components.securitySchemes.apiKeyAndSecret = { type: 'http', scheme: 'bearer' }),
		['The whole file was protected by apiKey in header Authorization and is by http bearer'],
	],
	[
		'an operation without protection',
		(copy) => (get(copy, '/v2.1/users').security = []),
		['GET /v2.1/users was protected by apiKey in header Authorization and is protected by nothing'],
	],
	[
		'a new event',
		(copy) => (copy.webhooks['call.transferred'] = { post: { summary: 'Transferred' } }),
		['EVENT call.transferred is new: Transferred'],
	],
	['a gone event', (copy) => delete copy.webhooks['call.completed'], ['EVENT call.completed is gone']],
	[
		'another body of an event',
		(copy) => {
			const { properties } = copy.components.schemas.CallWebhook ?? { properties: {} };
			delete properties.call_sid;
			properties.sid = { type: 'string' };
		},
		[
			'EVENT call.completed event field data.call_sid is gone',
			'EVENT call.completed event field data.sid is new (string)',
		],
		'EVENT call.completed',
	],
	[
		'one record where a list was',
		(copy) => {
			const data = get(copy, '/v2.1/users').responses['200']?.content['application/json']?.schema;
			if (data?.properties) data.properties.data = (data.properties.data as { items: object }).items;
		},
		['GET /v2.1/users data of the answer was array and is object'],
	],
	[
		'a list where an object was, without repeating its fields',
		(copy) => {
			const { properties } = copy.components.schemas.Call ?? { properties: {} };
			properties.call_info = { type: 'array', items: properties.call_info };
		},
		['GET /v2.1/calls/{} answer field call_info was object and is array'],
		'GET /v2.1/calls/{}',
	],
	[
		'a body that becomes a list',
		(copy) => {
			const media = post(copy, '/v2.1/contacts').requestBody.content['application/json'];
			if (media) media.schema = { type: 'array', items: media.schema };
		},
		['POST /v2.1/contacts body was object and is array'],
	],
	[
		'a body of another kind',
		(copy) => {
			const { content } = post(copy, '/v2.1/contacts').requestBody;
			post(copy, '/v2.1/contacts').requestBody.content = {
				'application/x-www-form-urlencoded': content['application/json'] ?? {},
			};
		},
		['POST /v2.1/contacts was sent as JSON and is sent as application/x-www-form-urlencoded'],
	],
	[
		'a body that may be left out',
		(copy) => (post(copy, '/v2.1/contacts').requestBody.required = false),
		['POST /v2.1/contacts body is no longer required'],
	],
	[
		'an obligation in a part of allOf',
		(copy) => {
			const media = post(copy, '/v2.1/contacts').requestBody.content['application/json'];
			if (media) media.schema = { allOf: [media.schema, { required: ['company'] }] };
		},
		['POST /v2.1/contacts body field company is now required'],
	],
	[
		'a list of something else',
		(copy) => (parameter(copy, '/v2.1/calls', 'ai_agent_ids').schema.items = { type: 'integer' }),
		['GET /v2.1/calls parameter ai_agent_ids was a list of string and is one of number'],
	],
	[
		'a list written otherwise',
		(copy) => Object.assign(parameter(copy, '/v2.1/calls', 'call_traits'), { explode: false }),
		['GET /v2.1/calls parameter call_traits was repeated, a=1&a=2 and is joined with commas, a=1,2'],
	],
	[
		'a list with brackets',
		(copy) => Object.assign(parameter(copy, '/v2.1/calls', 'call_traits'), { style: 'deepObject' }),
		['GET /v2.1/calls parameter call_traits was repeated, a=1&a=2 and is in the style deepObject, exploded'],
	],
	[
		'a header that has to be sent',
		(copy) =>
			get(copy, '/v2.1/users').parameters?.push({
				name: 'X-Account',
				required: true,
				schema: { type: 'string' },
				...{ in: 'header' },
			}),
		['GET /v2.1/users header x-account is new (string, required)'],
	],
	[
		'another type of a path parameter',
		(copy) => (parameter(copy, '/v2.1/calls/{id}', 'id').schema = { type: 'boolean' }),
		['GET /v2.1/calls/{} path parameter 1 was number or string and is boolean'],
	],
	[
		'a format of what is sent',
		(copy) => (parameter(copy, '/v2.1/calls', 'from_datetime').schema.format = 'date-time'),
		['GET /v2.1/calls parameter from_datetime now has the format date-time'],
	],
	[
		'what is deprecated',
		(copy) => {
			get(copy, '/v2.1/calls').deprecated = true;
			Object.assign(parameter(copy, '/v2.1/users', 'email'), { deprecated: true });
		},
		['GET /v2.1/calls is now deprecated', 'GET /v2.1/users parameter email is now deprecated'],
	],
	[
		'another status, and not every field',
		(copy) => {
			const { responses } = post(copy, '/v2.1/contacts');
			responses['201'] = responses['200'] ?? { content: {} };
			delete responses['200'];
		},
		['POST /v2.1/contacts was answered with 200 and is answered with 201'],
	],
	[
		'values that are free now',
		(copy) => delete parameter(copy, '/v2.1/calls', 'call_direction').schema.enum,
		['GET /v2.1/calls parameter call_direction is no longer one of Incoming, Outgoing'],
	],
	[
		'a new type of event where it is named, not at every event',
		(copy) => (copy.components.schemas.WebhookEventType?.enum as string[]).push('call.transferred'),
		[
			'DELETE /v2.1/webhooks/url/{} answer field type also takes call.transferred',
			'GET /v2.1/webhooks parameter type also takes call.transferred',
			'GET /v2.1/webhooks answer field type also takes call.transferred',
			'POST /v2.1/webhooks body field type also takes call.transferred',
			'POST /v2.1/webhooks answer field type also takes call.transferred',
		],
	],
	[
		'a reference to another file',
		(copy) => setAnswer(copy, '/v2.1/calls', { $ref: './other.yaml#/Calls' }),
		['GET /v2.1/calls cannot follow $ref ./other.yaml#/Calls; what is behind it is not compared'],
	],
	[
		'a reference to itself',
		(copy) => {
			Object.assign(copy.components.schemas, { Loop: { $ref: '#/components/schemas/Loop' } });
			setAnswer(copy, '/v2.1/calls', { $ref: '#/components/schemas/Loop' });
		},
		['GET /v2.1/calls cannot follow $ref #/components/schemas/Loop; what is behind it is not compared'],
	],
	[
		'a path in another file',
		(copy) => (copy.paths['/v2.1/users'] = { $ref: './users.yaml' } as never),
		['/v2.1/users cannot follow $ref ./users.yaml; what is behind it is not compared'],
	],
	[
		'a field behind a reference that leads nowhere',
		(copy) => {
			Object.assign(copy.components.schemas.UserGroup?.properties ?? {}, { members: { $ref: '#/nowhere' } });
		},
		['GET /v2.1/user_groups/{} cannot follow $ref #/nowhere; what is behind it is not compared'],
		'GET /v2.1/user_groups/{}',
	],
])('says %s', (...[, change, says, of]) => {
	expect(changes(change, of)).toEqual(says);
});

it.each<[string, (copy: Editable) => void]>([
	[
		'a path item by reference',
		(copy) => {
			Object.assign(copy.components, { pathItems: { Calls: copy.paths['/v2.1/calls'] } });
			copy.paths['/v2.1/calls'] = { $ref: '#/components/pathItems/Calls' } as never;
		},
	],
	[
		'parameters of the whole path',
		(copy) => {
			const { parameters } = get(copy, '/v2.1/calls');
			Object.assign(copy.paths['/v2.1/calls'] ?? {}, { parameters });
			delete get(copy, '/v2.1/calls').parameters;
		},
	],
	[
		'a media type with its characters',
		(copy) => {
			const answer = get(copy, '/v2.1/calls').responses['200'];
			if (answer)
				answer.content = { 'application/json; charset=utf-8': answer.content['application/json'] ?? {} };
		},
	],
	[
		'what is not said: events, protection, host, obligation of the body, styles',
		(copy) => {
			for (const name of ['webhooks', 'servers', 'security'] as const)
				delete (copy as Partial<Editable>)[name];
			delete post(copy, '/v2.1/contacts').requestBody.required;
			const traits = parameter(copy, '/v2.1/calls', 'call_traits') as Parameter & {
				style?: string;
				explode?: boolean;
			};
			delete traits.style;
			delete traits.explode;
		},
	],
	[
		'formats of numbers, and headers that OpenAPI ignores',
		(copy) => {
			parameter(copy, '/v2.1/users', 'per_page').schema.format = 'int32';
			get(copy, '/v2.1/users').parameters?.push({ name: 'Accept', schema: {}, ...{ in: 'header' } });
		},
	],
])('takes for the same %s', (_what, change) => {
	expect(changes(change)).toEqual([]);
});

it('a schema inside itself is read once', () => {
	const node: Record<string, unknown> = {
		type: 'object',
		properties: { next: { $ref: '#/components/schemas/Node' } },
	};
	const says = changes((copy) => {
		Object.assign(copy.components.schemas, { Node: node });
		Object.assign(copy.components.schemas.UserGroup?.properties ?? {}, {
			node: { $ref: '#/components/schemas/Node' },
		});
	}, 'GET /v2.1/user_groups/{}');
	expect(says).toEqual(['GET /v2.1/user_groups/{} answer field node is new (object)']);
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
		// Another one: a connection that is kept to the first may break in another way.
		const gone = Fastify();
		const nowhere = await gone.listen({ host: '127.0.0.1', port: 0 });
		await gone.close();
		await expect(driftReport(`${nowhere}/openapi.yaml`)).rejects.toThrow(
			`${nowhere}/openapi.yaml could not be reached: ECONNREFUSED`,
		);
	});

	describe('that is the list of the API reference', () => {
		/** In the vendor's form: a title and sections of links, with or without a sentence each. */
		const listOf = (names: readonly string[], more: readonly string[] = []) =>
			[
				'# Example Documentation',
				'',
				'> What this API is for.',
				'',
				'## Guides',
				'- [Overview](https://developer.example.com/docs/overview.md)',
				'- [Call events](https://developer.example.com/docs/call_events_v21.md): What is sent',
				'',
				'## API Reference',
				'- [Authentication](https://developer.example.com/reference/authentication.md): How to sign in',
				...names.map((name) => `- [Title](https://developer.example.com/reference/${name}.md): A sentence.`),
				...more,
				'- [Coming Soon](https://developer.example.com/reference/contacts.md)',
				'',
				'## Changelog',
				'- [June](https://developer.example.com/changelog/june_v21.md)',
				'',
			].join('\n');
		const known = [...text.matchAll(/x-vendor-operation: (\S+)/g)].map(([, name = '']) => name);
		const report = async (list: string) => {
			writeFileSync(file, list);
			return await driftReport(file);
		};

		it('knows all operations of v2.1 by name', async () => {
			const paths = Object.keys(ours.paths as object).filter((path) => path.startsWith('/v2.1/'));
			expect(known.length).toBeGreaterThanOrEqual(paths.length);
			const { text: says, count } = await report(listOf(known));
			expect([count, says]).toEqual([
				0,
				'The list names operations only: their paths and fields are not compared.\nNo difference from our contract.',
			]);
		});

		it('names what the contract lacks, and what is gone', async () => {
			const left = known.filter((name) => name !== 'users_list_v21');
			const { text: says, count } = await report(
				listOf(left, [
					'- [List all groups](https://developer.example.com/reference/texts_groups_list_v21.md): All groups.',
					'* [Delete a group](https://developer.example.com/reference/users_group_delete_v22)',
				]),
			);
			expect(says.split('\n')).toEqual([
				'texts_groups_list_v21',
				'  is new: List all groups: All groups.',
				'',
				'users_group_delete_v22',
				'  is new: Delete a group',
				'',
				'users_list_v21',
				'  is gone: GET /v2.1/users',
				'',
				'The list names operations only: their paths and fields are not compared.',
				'3 differences, in 3 operations.',
			]);
			expect(count).toBe(3);
		});
	});

	it.each([
		['what is no YAML', '[a](b): {', 'neither YAML nor JSON'],
		['what is no OpenAPI', 'a: 1', 'not an OpenAPI 3 file: it has no paths'],
		['a bare text', 'hello', 'not an OpenAPI 3 file: it holds no object'],
		['Swagger 2.0', 'swagger: "2.0"\npaths: {}', 'not an OpenAPI 3 file: it is Swagger 2.0'],
		['paths of nothing', 'openapi: 3.1.0\npaths:', 'not an OpenAPI 3 file: its paths are no object'],
		['paths that are a text', 'openapi: 3.1.0\npaths: x', 'not an OpenAPI 3 file: its paths are no object'],
	])('refuses %s', async (_what, content, says) => {
		writeFileSync(file, content);
		await expect(driftReport(file)).rejects.toThrow(says);
	});
});
