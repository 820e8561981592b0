import type { DeclarativeRestApiSettings, IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { resources } from '../../nodes/JustCall/resources';
import { inVersion } from '../../nodes/shared/description/nodeVersion';
import {
	operationKey,
	registryOf,
	type Field,
	type KnownOperation,
} from '../../nodes/shared/description/operation';
import { checkId, fillPath } from '../../nodes/shared/values/path';
import { encodeValues } from '../../nodes/shared/values/encode';
import { startInProcess, type InProcessN8n } from '../../tools/engine/inProcess';
import { KEY, SECRET, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 20 });
const registry = registryOf(resources);

/** The requests that n8n's routing makes from the description, as it would pass them to the node. */
const described: DeclarativeRestApiSettings.ResultOptions['options'][] = [];
let routing: InProcessN8n;

beforeAll(async () => {
	const { description } = new JustCall();
	const asRouted = {
		description: {
			...description,
			requestOperations: {
				async pagination(requestData: DeclarativeRestApiSettings.ResultOptions) {
					described.push(requestData.options);
					return [];
				},
			},
		},
	} as unknown as INodeType;
	routing = await startInProcess({ apiKey: KEY, apiSecret: SECRET, baseUrl: env.sandbox.url }, { asRouted });
});
beforeEach(() => (described.length = 0));

/** A value that the field accepts, by its encoding. */
const BY_KIND: Readonly<Record<string, IDataObject[string]>> = {
	text: 'Hello',
	integer: 7,
	number: 7,
	boolean: true,
	yesNo: true,
	from: '2026-03-01 09:00:00',
	to: '2026-03-02 09:00:00',
	moment: '2026-03-01 09:00:00',
	day: '2026-03-01',
	date: '2026-03-01',
	fromDay: '2026-03-01',
	toDay: '2026-03-02',
	time: '09:30',
	zone: 'Europe/Berlin',
	digits: '+14155550119',
	e164: '+14155550119',
	country: 'US',
	list: 'one,two',
	positions: 'one,two',
	integers: '1,2',
	numbers: '+14155550119,+14155550120',
	csv: 'one,two',
};

function sampleOf(field: Field): IDataObject[string] {
	if (field.type === 'collection') {
		const nested = (field.options ?? []).filter((option): option is Field => 'type' in option);
		return Object.fromEntries(nested.map((option) => [option.name, sampleOf(option)]));
	}
	// Any other period would replace the described days.
	if (field.name === 'period') return 'custom';
	const choice = (field.options ?? []).find((option) => 'value' in option);
	if (field.type === 'options' && field.default) return field.default as string;
	if (choice && 'value' in choice) return field.type === 'multiOptions' ? [choice.value] : choice.value;
	if (field.send?.kind === 'records') return { [String(field.options?.[0]?.name)]: [recordOf(field)] };
	const { kind = 'text', range, maxLength = 5 } = field.send ?? {};
	if (kind === 'text' && maxLength < 5) return 'US'.slice(0, maxLength);
	const value =
		field.send?.in === 'path' || field.type === 'resourceLocator' ? 7 : (range?.min ?? BY_KIND[kind]);
	if (field.type !== 'resourceLocator') return field.send ? value : (field.default as string);
	return { __rl: true, mode: 'id', value: kind === 'digits' || kind === 'e164' ? '14155550119' : value };
}

function recordOf({ send }: Field): IDataObject {
	return Object.fromEntries(
		Object.entries(send?.each ?? {}).map(([name, { kind, choices }]) => {
			return [name, choices?.[0] ?? BY_KIND[kind]] as const;
		}),
	);
}

/** The request in the description, in JustCall's forms. */
async function describedRequest(operation: KnownOperation, parameters: INodeParameters) {
	const [options] = described;
	const zones = async () => ({ account: 'America/New_York', workflow: 'UTC' });
	const ids = Object.fromEntries(
		operation.pathFields.map(({ parameter, name, label }) => {
			const { value } = parameters[parameter] as { value?: unknown };
			return [name, checkId(value ?? parameters[parameter], label)];
		}),
	);
	return {
		method: options?.method,
		path: fillPath(String(options?.url), ids),
		query: await encodeValues(options?.qs ?? {}, operation.encodedFields, { zones }),
		body: await encodeValues((options?.body ?? {}) as IDataObject, operation.encodedFields, { zones }),
	};
}

const routed = resources.flatMap(({ value: resource, operations }) =>
	operations
		// These operations send several requests, use another endpoint when it can do more, or send any request
		// that the user enters.
		.filter(({ custom, routes, anyEndpoint }) => !custom && !routes && !anyEndpoint)
		.map(({ value }) => [resource, value] as const),
);

it.each(routed)('%s.%s sends the request that its routing describes', async (resource, operation) => {
	// Version 1, whose panel has a field for each value: a mapper has its values in one.
	const known = inVersion(registry.get(operationKey(resource, operation)) as KnownOperation, 1);
	const parameters = {
		...Object.fromEntries(known.fields.map((field) => [field.name, sampleOf(field)])),
	} as INodeParameters;
	const { error } = await routing.run('asRouted', { resource, operation, ...parameters });
	expect([error, described.length]).toEqual([undefined, 1]);
	env.sandbox.clearRequests();
	await env.run(resource, operation, parameters);
	const [sent] = env.sandbox.requests();
	const { method, path, query, body } = await describedRequest(known, parameters);
	expect(sent).toMatchObject({ method, path });
	expect(withoutPaging(sent?.query)).toEqual(asQuery(query));
	expect(withoutPaging(sent?.body)).toEqual(body);
});

it('covers all operations but those that go their own way', () => {
	expect(registry.size - routed.length).toBe(
		[...registry.values()].filter(({ custom, routes, anyEndpoint }) => custom ?? routes ?? anyEndpoint)
			.length,
	);
});

function withoutPaging(value: unknown): object {
	const others = Object.entries((value ?? {}) as IDataObject);
	return Object.fromEntries(others.filter(([name]) => name !== 'page' && name !== 'per_page'));
}

/** The request as it arrives: lists by repetition, all values as text. */
function asQuery(query: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(query).map(([name, value]) => {
			const list = [value].flat().map(String);
			return [name, list.length > 1 ? list : list[0]];
		}),
	);
}
