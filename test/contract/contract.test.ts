import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { parse } from 'yaml';

import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { placeOf } from '../../nodes/shared/answers/simplify';
import { EVENT_TYPES } from '../../nodes/shared/description/eventTypes';
import { effectOf, type Operation } from '../../nodes/shared/description/operation';
import { loadContract, type Schema } from '../../contract/load';
import { bodyOf, coverageOf, ofContract as resources } from '../../contract/coverage';
import { recordForms } from '../../contract/records';

const { properties } = new JustCall().description;
const contract = loadContract();
/** The contract as a file. */
const FILE = parse(readFileSync(join(__dirname, '..', '..', 'contract', 'openapi.yaml'), 'utf8')) as Record<
	'paths' | 'webhooks',
	Record<string, object>
>;
/** The paginator sets these, not the user. */
const PAGING = ['page', 'per_page'];

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Parameters of the panel that are sent, for one operation: JustCall's name, place, and the allowed values. */
function sentBy(resource: string, operation: string) {
	const shown = properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource) &&
			displayOptions.show.operation?.includes(operation),
	);
	const walk = (property: Option): INodeProperties[] =>
		'type' in property
			? [property, ...(property.type === 'collection' ? (property.options ?? []).flatMap(walk) : [])]
			: [];
	return shown.flatMap(walk).flatMap((property) => {
		const { send } = property.routing ?? {};
		if (!send?.property) return [];
		const values = (property.options ?? []).flatMap((option) =>
			'value' in option ? [String(option.value)] : [],
		);
		const isLoaded = property.typeOptions?.loadOptionsMethod !== undefined;
		return [{ name: send.property, place: send.type, type: property.type, values, isLoaded }];
	});
}

function allowedValues(schema: Schema | undefined): string[] {
	return (schema?.enum ?? schema?.items?.enum ?? []).map(String).sort();
}

/** The field of the body that a custom operation fills with its rows. */
function packed({ fields }: Operation): string[] {
	return fields.some(({ send }) => send?.in === 'row') ? ['contacts'] : [];
}

/**
 * Create or Update sets only the fields that can also be changed; only Create sets whom a contact belongs to.
 * Sync waits by itself. Summarize counts, whatever the order, and needs no AI data.
 */
function left({ value }: Operation, name: string): boolean {
	return (LEFT[value] ?? []).includes(name);
}

const LEFT: Record<string, string[]> = {
	upsert: ['agent_id', 'agent_ids'],
	// The message is a text with a link, sent at once.
	sendAndWait: [
		...['media_file_name', 'media_url', 'restrict_once', 'schedule_at'],
		...['template_id', 'template_variables'],
	],
	sync: ['callback_url'],
	summarize: ['fetch_ai_data', 'fetch_queue_data', 'last_call_id_fetched', 'order', 'sort'],
};

function hasPath(schema: Schema, path: string): boolean {
	const [first = '', ...rest] = path.split('.');
	const field = schema.properties?.[first];
	return field !== undefined && (rest.length === 0 || hasPath(contract.resolve(field), rest.join('.')));
}

describe.each(
	resources.flatMap((resource) =>
		resource.operations.map(
			(operation) => [`${resource.value}.${operation.value}`, resource, operation] as const,
		),
	),
)('%s is what the contract says', (_name, resource, operation) => {
	const found = contract.operations.find(
		({ method, path }) => method === operation.method && path === operation.path,
	);
	const sent = sentBy(resource.value, operation.value);

	it('method and path', () => {
		expect(found).toBeDefined();
		const selector = properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
		);
		const option = selector?.options?.find(
			(one) => 'value' in one && one.value === operation.value,
		) as INodePropertyOptions;
		const request = { method: operation.method, url: operation.path };
		expect(option.routing?.request).toEqual(operation.custom ? undefined : request);
	});

	it('every parameter can be set, and none is sent that it does not know', () => {
		const declared = (found?.parameters ?? []).filter(
			(parameter) => parameter.in === 'query' && !PAGING.includes(parameter.name),
		);
		const query = sent.filter(({ place }) => place === 'query').map(({ name }) => name);
		expect([...new Set(query)].sort()).toEqual(
			declared
				.map(({ name }) => name)
				.filter((name) => !left(operation, name))
				.sort(),
		);
		const body = [...new Set(sent.filter(({ place }) => place === 'body').map(({ name }) => name))];
		const known = (found ? Object.keys(bodyOf(contract, found)) : []).filter(
			(name) => !PAGING.includes(name),
		);
		// The node uses v1 only for features that v2.1 lacks, so not every field.
		if (operation.path.startsWith('/v1/')) expect(known).toEqual(expect.arrayContaining(body));
		else
			expect([...body, ...packed(operation)].sort()).toEqual(
				known.filter((name) => !left(operation, name)).sort(),
			);
	});

	it('every path parameter has its field', () => {
		const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		const fields = operation.fields.flatMap(({ send }) => (send?.in === 'path' ? [send.name] : []));
		expect(fields).toEqual(inPath);
	});

	it('offers exactly the allowed values', () => {
		const schemas = new Map([
			...(found?.parameters ?? []).map(({ name, schema }) => [name, schema] as const),
			...Object.entries(found ? bodyOf(contract, found) : {}),
		]);
		for (const { name, values, type, isLoaded } of sent) {
			const allowed = allowedValues(contract.resolve(schemas.get(name) ?? {}));
			// A switch offers both words of an endpoint that takes words.
			if (type === 'boolean') {
				expect([name, allowed]).toEqual([name, allowed.length > 0 ? ['No', 'Yes'] : []]);
				continue;
			}
			// The account's own records, which the contract cannot name.
			if (isLoaded) {
				expect([name, values, allowed]).toEqual([name, [], []]);
				continue;
			}
			// When the contract names no values, only a direction may have choices.
			const choices = allowed.length > 0 ? allowed : ['asc', 'desc'];
			if (allowed.length > 0 || ['options', 'multiOptions'].includes(type)) {
				expect([name, [...values].sort()]).toEqual([name, choices]);
			}
		}
	});

	it('never asks for a page larger than the endpoint serves', () => {
		if (operation.answer.kind !== 'list') {
			expect(found?.pagination?.style).not.toBe('page');
			return;
		}
		const { paging } = operation.answer;
		const stated = found?.pagination?.maxSize;
		if (stated) expect(paging?.maxPageSize).toBe(stated);
		if (!operation.path.startsWith('/v1/')) expect(paging === null).toBe(found?.pagination === undefined);
	});
});

describe.each(
	resources.flatMap((resource) =>
		resource.operations.flatMap((operation) =>
			operation.simplify ? [[`${resource.value}.${operation.value}`, operation] as const] : [],
		),
	),
)('%s, simplified', (_name, operation) => {
	it('keeps about ten fields, each under a name of its own, and only such as the contract knows', () => {
		const { simplify = [], simplifyInVersion1 = simplify, onRequest = [] } = operation;
		expect(simplifyInVersion1.length).toBeLessThanOrEqual(10);
		expect(simplify.length).toBeLessThanOrEqual(13);
		const names = [...simplify, ...onRequest].map((field) => placeOf(field).name);
		expect(new Set(names).size).toBe(names.length);
		// Records of v1 are brought to the names of v2.1, which the routes beside it answer with.
		const { method, path, answer } = operation.routes?.at(-1) ?? operation;
		const found = contract.operations.find((one) => one.method === method && one.path === path);
		const inside = answer.kind === 'list' ? answer.inside : undefined;
		const forms = recordForms(contract, found?.answer, inside);
		for (const { path: field } of [...simplify, ...simplifyInVersion1, ...onRequest].map(placeOf))
			expect([field, forms.some((form) => hasPath(form, field))]).toEqual([field, true]);
	});
});

it('offers Simplify wherever a record of more than ten fields is read', () => {
	const without = resources.flatMap((resource) =>
		resource.operations.flatMap(({ value, method, path, simplify, output }) => {
			const found = contract.operations.find((one) => one.method === method && one.path === path);
			const wide = recordForms(contract, found?.answer).some(
				({ properties: fields = {} }) => Object.keys(fields).length > 10,
			);
			// One that gives none of the records, but figures of its own, has nothing to simplify.
			const isOwn = output?.records.length === 0;
			return method === 'GET' && wide && !simplify && !isOwn ? [`${resource.value}.${value}`] : [];
		}),
	);
	expect(without).toEqual([]);
});

it('takes other routes only to what the contract knows', () => {
	const routes = resources.flatMap(({ operations }) =>
		operations.flatMap((operation) => operation.routes ?? []),
	);
	expect(routes.length).toBeGreaterThan(0);
	for (const { method, path, fields, query = {}, answer } of routes) {
		const found = contract.operations.find((one) => one.method === method && one.path === path);
		const known = (found?.parameters ?? []).map(({ name }) => name);
		expect(known).toEqual(expect.arrayContaining([...Object.values(fields), ...Object.keys(query)]));
		if (answer.kind === 'list') expect(answer.paging?.maxPageSize).toBe(found?.pagination?.maxSize);
	}
});

describe('what sending twice would do', () => {
	const named = resources.flatMap((resource) =>
		resource.operations.map((operation) => ({ name: `${resource.value}.${operation.value}`, operation })),
	);
	const of = (effect: string) =>
		named.filter(({ operation }) => effectOf(operation) === effect).map(({ name }) => name);

	it('is nothing for all that reads, by GET or only by its meaning', () => {
		const byGet = named.filter(({ operation }) => operation.method === 'GET').map(({ name }) => name);
		expect(of('safe').sort()).toEqual([...byGet, 'contact.search', 'sms.checkReply'].sort());
	});

	it('is the same for what sets or removes', () => {
		expect(of('idempotent')).toEqual([
			'user.updateAvailability',
			'call.update',
			'campaign.update',
			'campaignContact.remove',
			'campaignContact.removeFromAll',
			'contact.delete',
			'contact.update',
			'contact.updateStatus',
			'salesDialerContact.delete',
			'salesDialerContact.update',
			'smsTag.delete',
			'smsThread.removeTag',
			'webhook.delete',
		]);
		expect(named.filter(({ operation }) => operation.onceWith).map(({ name }) => name)).toEqual([
			'contact.upsert',
			'contact.update',
		]);
	});

	it('is a second time for everything else, and that is every other POST of the contract', () => {
		const posts = named.filter(({ operation }) => operation.method === 'POST').map(({ name }) => name);
		const others = ['contact.search', 'sms.checkReply', 'campaignContact.removeFromAll'];
		expect(of('notIdempotent')).toEqual(posts.filter((name) => !others.includes(name)));
		expect(of('notIdempotent')).toEqual(
			expect.arrayContaining([
				'sms.send',
				'whatsApp.send',
				'voiceAgent.startCall',
				'appointment.create',
				'contact.create',
				'campaignContact.add',
				'salesDialerContact.bulkImport',
			]),
		);
	});
});

it('hands every request to the executor', () => {
	const resource = properties.find(({ name }) => name === 'resource');
	expect(resource?.displayOptions).toBeUndefined();
	expect(resource?.routing?.send?.paginate).toBe(true);
	expect(typeof new JustCall().description.requestOperations?.pagination).toBe('function');
	expect(JustCall.prototype).not.toHaveProperty('execute');
});

it('covers v2.1 of the contract whole, and sends nothing it does not know', () => {
	const { operations, parameters, fields, unknown } = coverageOf(contract);
	expect([operations.missing, parameters.missing, fields.missing, unknown]).toEqual([[], [], [], []]);
	// Counted in the file itself, so that an operation that the reader misses is noticed.
	const written = Object.entries(FILE.paths).filter(([path]) => path.startsWith('/v2.1/'));
	expect(operations.of).toBe(written.flatMap(([, methods]) => Object.keys(methods)).length);
	expect(operations.covered).toBe(operations.of);
});

it('the events of the trigger are those of the contract', () => {
	// The file also describes the validation call there, which is not an event.
	const written = Object.keys(FILE.webhooks).filter((type) => type !== 'validationProbe');
	expect(EVENT_TYPES.map(({ value }) => String(value)).sort()).toEqual(written.sort());
	expect([...contract.events.keys()].sort()).toEqual(written);
});
