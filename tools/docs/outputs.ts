import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';

import { bodyOf } from '../../contract/coverage';
import type { Contract, ContractOperation, Schema } from '../../contract/load';
import { recordForms } from '../../contract/records';
import { listed, unwrapInside, unwrapList, unwrapRecords } from '../../nodes/shared/answers/envelope';
import { placeOf, simplifier, type SimpleField } from '../../nodes/shared/answers/simplify';
import { SKIP_BLOCKED } from '../../nodes/shared/description/courtesyFields';
import { inVersion } from '../../nodes/shared/description/nodeVersion';
import {
	COURTESY_FIELDS,
	FILE_FIELDS,
	LEFT_OUT_FIELDS,
	REFUSED_FIELDS,
	SKIPPED_FIELDS,
	type OwnFields,
} from '../../nodes/shared/description/ownFields';
import {
	getOperation,
	registryOf,
	type AnswerShape,
	type KnownOperation,
	type Resource,
} from '../../nodes/shared/description/operation';
import { renamed } from '../../nodes/shared/run/planRequest';

/**
 * JSON schema of an item, in the words that n8n 2.41.1 reads: its editor reads `type`, `properties` and `items`, and of several types
 * the first; its workflow builder reads `enum` and `additionalProperties` too. None of them follows a `$ref`.
 */
export interface OutputSchema {
	type?: string | string[];
	enum?: unknown[];
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
	additionalProperties?: boolean | OutputSchema;
}

/** An item's view: with Simplify on, or off. Versions of the node may simplify differently. */
export interface View {
	version: number;
	isSimplified: boolean;
}

/** The versions of a node, as its description names them. */
export function versionsOf({ version }: Pick<INodeTypeDescription, 'version'>): number[] {
	return [version].flat();
}

/**
 * Where n8n looks for the schema of an operation, within the folder `__schema__` beside the node. It looks into the folder of the node's exact version, and
 * knows of the other parameters nothing: so Simplify is as it is in a new node, on.
 */
export function schemaPath(resource: string, operation: string, version: number): string {
	const folder = [...String(version).split('.'), '0', '0'].slice(0, 3).join('.');
	return `v${folder}/${resource}/${operation}.json`;
}

/**
 * All schemas of a node, as files.
 *
 * @param description of the node, for its versions
 * @returns their text by path within the folder `__schema__`
 */
export function schemaFiles(
	contract: Contract,
	resources: readonly Resource[],
	description: Pick<INodeTypeDescription, 'version'>,
): Map<string, string> {
	const registry = registryOf(resources);
	const files = versionsOf(description).flatMap((version) =>
		resources.flatMap(({ value: resource, operations }) =>
			operations.flatMap(({ value }) => {
				const operation = getOperation(registry, resource, value);
				const schema = outputSchema(contract, operation, { version, isSimplified: true });
				const text = `${JSON.stringify(schema, undefined, '\t')}\n`;
				return schema ? [[schemaPath(resource, value, version), text] as const] : [];
			}),
		),
	);
	return new Map(files);
}

/**
 * The schema of an operation's items. Every field may be absent: JustCall leaves fields out, and some come only when an option asks
 * for them.
 *
 * @returns `undefined` where nothing is known of the output: the answer of any endpoint that a person names
 */
export function outputSchema(
	contract: Contract,
	known: KnownOperation,
	view: View,
): OutputSchema | undefined {
	const operation = inVersion(known, view.version);
	const { answer, output } = operation;
	if (answer.kind === 'any') return undefined;
	const own = ownFieldsOf(operation);
	const fields =
		answer.kind === 'done'
			? Object.fromEntries(Object.entries(answer.result).map(([name, value]) => [name, { type: typeof value }]))
			: answer.kind === 'file'
				? idsOf(contract, operation)
				: viewedFields(operation, view, recordSchema(contract, operation));
	return {
		type: 'object',
		properties: { ...fieldSchemas({ ...output?.fields }), ...fields, ...fieldSchemas(own) },
	};
}

/**
 * An item of an operation, made of the contract's example of the answer as the node makes it of an answer.
 *
 * @returns `undefined` where nothing is known of the output, see {@link outputSchema}
 */
export function outputExample(
	contract: Contract,
	known: KnownOperation,
	view: View,
): IDataObject | undefined {
	const operation = inVersion(known, view.version);
	const { answer, output } = operation;
	if (answer.kind === 'any') return undefined;
	const own = exampleOf(ownFieldsOf(operation));
	if (answer.kind === 'done') return { ...answer.result, ...own };
	if (answer.kind === 'file') {
		const ids = operation.pathFields.map(({ name, example = '' }) => [name, Number(example) || example]);
		return { ...Object.fromEntries(ids), ...own };
	}
	const record = exampleRecord(contract, operation);
	const paths = pathsOf(operation, view);
	const shown = paths ? simplifier(paths)(record) : record;
	return { ...exampleOf(output?.fields ?? {}), ...shown, ...own };
}

/** The same, but no field may come that it does not describe: to check items with it. */
export function closed({ properties, items, ...schema }: OutputSchema): OutputSchema {
	const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, closed(field)] as const);
	return {
		...(properties && { properties: Object.fromEntries(fields), additionalProperties: false }),
		...schema,
		...(items && { items: closed(items) }),
	};
}

/** Paths of the fields that Simplify keeps; `undefined` for all fields. */
function pathsOf(
	{ simplify, onRequest = [] }: KnownOperation,
	{ isSimplified }: View,
): SimpleField[] | undefined {
	return simplify && isSimplified ? [...simplify, ...onRequest] : undefined;
}

function viewedFields(
	operation: KnownOperation,
	view: View,
	{ properties = {} }: OutputSchema,
): Record<string, OutputSchema> {
	const paths = pathsOf(operation, view);
	if (!paths) return properties;
	const fields = paths.map(placeOf).flatMap(({ name, path }) => {
		let field: OutputSchema | undefined = { properties };
		for (const part of path.split('.')) field = field?.properties?.[part];
		return field ? [[name, field] as const] : [];
	});
	return Object.fromEntries(fields);
}

/** Fields of the node's own that follow from the other facts about an operation. */
function ownFieldsOf({ answer, encodedFields, output }: KnownOperation): OwnFields {
	const kinds = [...encodedFields.values()].map(({ kind }) => kind);
	return {
		...(answer.kind === 'file' && { ...FILE_FIELDS, ...(encodedFields.has('skipMissing') && SKIPPED_FIELDS) }),
		...(kinds.includes('numbers') && REFUSED_FIELDS),
		...(encodedFields.has(SKIP_BLOCKED) && courtesyFields(encodedFields)),
		...(output?.records.includes('rows') && LEFT_OUT_FIELDS),
	};
}

/** Only what JustCall can put off has the time for which it was. */
function courtesyFields(encodedFields: KnownOperation['encodedFields']): OwnFields {
	const { scheduled_at, ...others } = COURTESY_FIELDS;
	return { ...others, ...(encodedFields.has('schedule_at') && scheduled_at && { scheduled_at }) };
}

function fieldSchemas(fields: OwnFields): Record<string, OutputSchema> {
	return Object.fromEntries(
		Object.entries(fields).map(([name, { type, enum: choices, items, properties }]) => {
			const entries = items && { type: items.type, properties: fieldSchemas(items.properties) };
			const schema = {
				type,
				...(choices && { enum: [...choices] }),
				...(properties && { properties: fieldSchemas(properties) }),
				...(entries && { items: entries }),
			};
			return [name, schema];
		}),
	);
}

function exampleOf(fields: OwnFields): IDataObject {
	return Object.fromEntries(
		Object.entries(fields).flatMap(([name, { example, properties }]) => {
			const value = properties ? exampleOf(properties) : example;
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

/** The IDs of the path, which a downloaded file is told with. */
function idsOf(contract: Contract, operation: KnownOperation): Record<string, OutputSchema> {
	const { parameters } = endpoint(contract, operation);
	return Object.fromEntries(
		parameters
			.filter((parameter) => parameter.in === 'path')
			.map(({ name, schema }) => [name, simple(contract, schema)]),
	);
}

/** An endpoint and how its answer is read. */
interface Source {
	endpoint: ContractOperation;
	answer: AnswerShape;
}

/** The endpoints whose records an operation gives. */
function sourcesOf(contract: Contract, operation: KnownOperation): Source[] {
	if (operation.output)
		return operation.output.records.flatMap((records) =>
			records === 'rows' ? [] : [{ endpoint: endpoint(contract, records), answer: { kind: 'one' as const } }],
		);
	return [...(operation.routes ?? []), operation].map((route) => {
		return { endpoint: endpoint(contract, route), answer: route.answer };
	});
}

function endpoint(contract: Contract, { method, path }: Pick<KnownOperation, 'method' | 'path'>) {
	const found = contract.operations.find((one) => one.method === method && one.path === path);
	if (!found) throw new Error(`the contract has no ${method} ${path}`);
	return found;
}

function recordSchema(contract: Contract, operation: KnownOperation): OutputSchema {
	const records = sourcesOf(contract, operation).flatMap(({ endpoint: { answer }, answer: shape }) => {
		const inside = shape.kind === 'list' ? shape.inside : undefined;
		const rename = shape.kind === 'list' ? shape.rename : undefined;
		// Each record gets the fields that the object around the list says of all.
		const shared = inside === undefined ? [] : recordForms(contract, answer).map(sharedIn);
		const forms = [...shared, ...recordForms(contract, answer, inside)].map((form) => simple(contract, form));
		return forms.map((form) =>
			rename ? { ...form, properties: renamed((form.properties ?? {}) as IDataObject, rename) } : form,
		) as OutputSchema[];
	});
	return [...rowsOf(contract, operation), ...records].reduce(merged, {});
}

function sharedIn({ properties }: Schema): Schema {
	return properties?.metadata ?? {};
}

/** Contacts that the input items give, as they are sent. */
function rowsOf(contract: Contract, operation: KnownOperation): OutputSchema[] {
	if (!operation.output?.records.includes('rows')) return [];
	const { contacts } = bodyOf(contract, endpoint(contract, operation));
	const row = simple(contract, contacts?.items ?? {});
	const { labelled } = operation.output;
	const label = { items: { properties: { label: { type: 'string' } } } };
	return [
		{ ...row, properties: ofRows(operation, row.properties ?? {}) },
		...(labelled === undefined ? [] : [{ properties: { [labelled]: label } }]),
	];
}

function ofRows<Value>(
	{ encodedFields, output }: KnownOperation,
	values: Record<string, Value>,
): Record<string, Value> {
	return Object.fromEntries(
		Object.entries(values).filter(([name]) => encodedFields.has(name) || name === output?.labelled),
	);
}

function exampleRecord(contract: Contract, operation: KnownOperation): IDataObject {
	if (operation.output?.records.includes('rows')) {
		const { contacts } = endpoint(contract, operation).bodyExample as { contacts: IDataObject[] };
		return ofRows(operation, contacts[0] ?? {}) as IDataObject;
	}
	// Everything in the output is the node's own.
	if (operation.output?.records.length === 0) return {};
	const [source] = sourcesOf(contract, operation);
	if (!source) throw new Error(`there is no example of ${operation.subject}`);
	const { endpoint: found, answer } = source;
	const body = structuredClone(found.answerExample);
	if (answer.kind !== 'list') return unwrapRecords(body)[0] ?? {};
	const { rows } =
		answer.inside === undefined
			? unwrapList(answer.oneToo ? listed(body) : body)
			: unwrapInside(body, answer.inside);
	const [row = {}] = rows;
	return answer.rename ? renamed(row, answer.rename) : row;
}

/** A schema of the contract in the words of {@link OutputSchema}: what it refers to is in it, its forms are one. */
function simple(contract: Contract, schema: Schema): OutputSchema {
	const { type, enum: choices, properties, items, anyOf, additionalProperties } = contract.resolve(schema);
	if (anyOf) return anyOf.map((form) => simple(contract, form)).reduce(merged, {});
	const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, simple(contract, field)] as const);
	return {
		...typed([type ?? []].flat()),
		...(choices && { enum: choices }),
		...(fields.length > 0 && { properties: Object.fromEntries(fields) }),
		...(items && { items: simple(contract, items) }),
		...(additionalProperties !== undefined && {
			additionalProperties:
				typeof additionalProperties === 'object'
					? simple(contract, additionalProperties as Schema)
					: additionalProperties === true,
		}),
	};
}

/** One schema for the values of two. */
function merged(one: OutputSchema, other: OutputSchema): OutputSchema {
	if (Object.keys(one).length === 0) return other;
	const both = { ...one.properties };
	for (const [name, field] of Object.entries(other.properties ?? {})) {
		const known = both[name];
		both[name] = known ? merged(known, field) : field;
	}
	const items = one.items && other.items ? merged(one.items, other.items) : (one.items ?? other.items);
	const more = one.additionalProperties ?? other.additionalProperties;
	return {
		...typed([one.type ?? [], other.type ?? []].flat()),
		...(one.enum && other.enum && { enum: [...new Set([...one.enum, ...other.enum])] }),
		...(Object.keys(both).length > 0 && { properties: both }),
		...(items && { items }),
		...(more !== undefined && { additionalProperties: more }),
	};
}

/** Types without repetition; `null` is last, as the editor shows the first, and a number may be a whole one. */
function typed(types: readonly string[]): Pick<OutputSchema, 'type'> {
	const kept = [...new Set(types)].filter((type) => type !== 'integer' || !types.includes('number'));
	const [first, ...others] = [...kept.filter((type) => type !== 'null'), ...kept.filter((type) => type === 'null')];
	return first === undefined ? {} : { type: others.length > 0 ? [first, ...others] : first };
}
