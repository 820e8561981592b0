import type {
	IHttpRequestMethods,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';

import type { Paging } from '../answers/paginator';
import { effectByMethod, type Effect } from '../http/retry';
import type { SimpleField } from '../answers/simplify';
import type { TranscriptFacts } from '../answers/transcript';
import type { EncodedField } from '../values/encode';
import type { OwnFields } from './ownFields';

/** How a field is sent: where, under which of JustCall's names, in which form. */
export interface Send extends Omit<EncodedField, 'label' | 'choices' | 'example'> {
	/**
	 * `row`: sent in each row of a custom operation. `setting`: not sent; the operation reads it. `country`: not
	 * sent; the default country of numbers. `request`: a part of the request itself, see {@link
	 * Operation.anyEndpoint}.
	 */
	in: 'query' | 'body' | 'path' | 'row' | 'setting' | 'country' | 'request';
	name: string;
}

/** A parameter of the panel in n8n's form, plus how it is sent; the `options` of a collection are fields too. */
export type Field = Omit<INodeProperties, 'routing' | 'options'> & {
	send?: Send;
	/** Of a resource mapper: the columns that it has in every account. Its method gives n8n these and the account's own. */
	columns?: Field[];
	options?: Array<INodePropertyOptions | INodePropertyCollection | Field>;
};

/** New names of fields, by their original names. */
export type Names = Readonly<Record<string, string>>;

/** Another endpoint that does the same better, used when these are the only fields of the body. */
export interface Route {
	/**
	 * The fields, with their names at that endpoint. A field in the path's braces goes into the path, the others
	 * into the query.
	 */
	fields: Names;
	method: IHttpRequestMethods;
	path: string;
	/** Sent in every case. */
	query?: Readonly<Record<string, string | boolean>>;
	answer: AnswerShape;
}

/** Shape of an operation's answer. */
export type AnswerShape =
	/**
	 * A list. `paging: null`: the endpoint has no paging. `oneToo`: a single record may come without a list.
	 * `inside`: the list is a field of a single object. `rename`: the records have v1's names.
	 */
	| { kind: 'list'; paging: Paging | null; oneToo?: true; inside?: string; rename?: Names }
	| { kind: 'one' }
	/** An acknowledgement without data; `result` is the node's output. */
	| { kind: 'done'; result: Readonly<Record<string, boolean>> }
	/** The answer of an unknown endpoint; with `paging`, its list is read page by page. */
	| { kind: 'any'; paging?: Paging }
	| { kind: 'file'; fallbackName: string; fallbackType: string };

/** One operation of the API as data: its panel, its request, its answer. */
export interface Operation {
	/** Names in the panel. `value` is stored in workflows and must not change. */
	name: string;
	value: string;
	/** Sentence case, without articles. */
	action: string;
	description: string;
	method: IHttpRequestMethods;
	/** Path of the contract, for example "/v2.1/calls/{id}". */
	path: string;
	/** Name for messages, as in "... was not found". */
	subject: string;
	answer: AnswerShape;
	fields: Field[];
	/** The useful fields of a wide record, useful ones first. Gives the operation the switch Simplify, on by default. */
	simplify?: readonly SimpleField[];
	/** The same in version 1 of the node, where it differs. */
	simplifyInVersion1?: readonly SimpleField[];
	/** Paths of fields that exist only when an option asks for them. Simplify keeps them. */
	onRequest?: readonly string[];
	/** Where its records have a transcript, for the option 'Transcript As'. */
	transcript?: TranscriptFacts;
	/** A list of records that JustCall keeps for three months (FACTS.md section 2). */
	keepsThreeMonths?: true;
	/** Needs more than one request for each item; see custom/. */
	custom?: true;
	/** The output, where it is more than the records of the answer. */
	output?: OwnOutput;
	/** The same in version 1 of the node, where it differs. */
	outputInVersion1?: OwnOutput;
	/**
	 * The user enters method, path, query and body, for any endpoint of the API. The contract has no entry for
	 * it, and `method` and `path` are not used.
	 */
	anyEndpoint?: true;
	/** Effect of sending the request twice, if the method does not say it; see {@link effectOf}. */
	effect?: Effect;
	/** Body fields that make the request `notIdempotent`, because their values are added to the stored ones. */
	onceWith?: readonly string[];
	/** Endpoints to use instead if they can do the request; the first one that fits is used. */
	routes?: readonly Route[];
	/**
	 * Numbers without a country code are read with the campaign's country, unless the option or the credential
	 * sets one.
	 */
	countryOfCampaign?: true;
	/** An update needs at least one field of this collection; otherwise it changes nothing. */
	needsOneOf?: { parameter: string; label: string };
}

/** Output of an operation that adds to JustCall's records, or gives those of other endpoints. */
export interface OwnOutput {
	/** Before the fields of the records. */
	fields: OwnFields;
	/** The records of these endpoints; `rows`: the contacts that the input items give. */
	records: ReadonlyArray<'rows' | Pick<Operation, 'method' | 'path'>>;
	/** Lists in the rows whose entries come with the label that the account has for their ID. */
	labelled?: string;
}

/**
 * Effect of sending a request of the operation twice. It follows from the method, unless the operation says
 * otherwise.
 *
 * @param body of the request
 */
export function effectOf(
	{ method, effect, onceWith = [] }: Pick<Operation, 'method' | 'effect' | 'onceWith'>,
	body: object = {},
): Effect {
	if (onceWith.some((name) => name in body)) return 'notIdempotent';
	return effect ?? effectByMethod(method);
}

/** A group of operations, grouped as in the API. */
export interface Resource {
	name: string;
	value: string;
	/** Sorted by name. */
	operations: Operation[];
}

/** An operation with the facts about its fields that the executor needs. */
export interface KnownOperation extends Operation {
	/** Fields sent in query or body, by JustCall's name. */
	encodedFields: ReadonlyMap<string, EncodedField>;
	/** Parameters that fill the path; `example` is an ID as the panel shows one. */
	pathFields: ReadonlyArray<{ parameter: string; name: string; label: string; example?: string }>;
}

/** All operations, found by resource and operation value. */
export type OperationRegistry = ReadonlyMap<string, KnownOperation>;

/** Key of an operation in the registry. */
export function operationKey(resource: unknown, operation: unknown): string {
	return `${String(resource)}.${String(operation)}`;
}

/**
 * Returns an operation of the registry.
 *
 * @throws Error when there is none
 */
export function getOperation(
	registry: ReadonlyMap<string, KnownOperation>,
	resource: string,
	operation: string,
): KnownOperation {
	const found = registry.get(operationKey(resource, operation));
	if (!found) throw new Error(`there is no operation ${resource}.${operation}`);
	return found;
}

/** Collects the facts that the executor needs from the operations' files. */
export function registryOf(resources: readonly Resource[]): OperationRegistry {
	return new Map(
		resources.flatMap((resource) =>
			resource.operations.map(
				(operation) => [operationKey(resource.value, operation.value), knownOperation(operation)] as const,
			),
		),
	);
}

/** An operation with the facts about its fields. */
export function knownOperation(operation: Operation): KnownOperation {
	const sent = operation.fields.flatMap(withNested).filter((field) => field.send);
	const encodedFields = sent.flatMap((field) =>
		field.send && field.send.in !== 'path'
			? [[field.send.name, encodedFieldOf(field, field.send)] as const]
			: [],
	);
	const pathFields = sent.flatMap((field) =>
		field.send?.in === 'path'
			? [
					{
						parameter: field.name,
						name: field.send.name,
						label: field.displayName,
						...exampleIn(field),
					},
				]
			: [],
	);
	return { ...operation, encodedFields: new Map(encodedFields), pathFields };
}

function encodedFieldOf(field: Field, send: Send): EncodedField {
	const { displayName, type, options = [] } = field;
	const isChoice = type === 'options' || type === 'multiOptions';
	const choices = options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
	return {
		...send,
		label: displayName,
		...(isChoice && !isLoaded(field) && send.kind !== 'country' && { choices }),
		...(send.kind === 'id' && exampleIn(field)),
	};
}

/** Whether the choices of a field come from the account. An expression may give others. */
function isLoaded({ typeOptions }: Field): boolean {
	return typeOptions?.loadOptionsMethod !== undefined;
}

/** Example in a field's placeholder, or in the placeholder of its typed mode. */
function exampleIn({ placeholder, modes = [] }: Field): { example?: string } {
	const shown = [placeholder, ...modes.map((mode) => mode.placeholder)];
	const example = shown.flatMap((text) => /^e\.g\. (.+)$/.exec(text ?? '')?.[1] ?? [])[0];
	return example === undefined ? {} : { example };
}

/**
 * Makes n8n's description of all resources: the Resource and Operation selectors and every field, with its
 * display options and its routing.
 *
 * @param standard the resource of a node that was added without choosing an action
 */
export function propertiesOf(resources: readonly Resource[], standard: string): INodeProperties[] {
	const selector: INodeProperties = {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ name, value }) => ({ name, value })),
		default: standard,
		// Always visible, so that n8n passes every request of every operation to the executor.
		routing: { send: { paginate: true } },
	};
	return [selector, ...resources.flatMap(resourceProperties)];
}

/** Subtitle of the node on the canvas: the chosen operation in words. */
export function subtitleOf(resources: readonly Resource[]): string {
	const actions = Object.fromEntries(
		resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value, action }) => [operationKey(resource, value), action]),
		),
	);
	return `={{ ${wordsIn(actions)}[$parameter["resource"] + "." + $parameter["operation"]] }}`;
}

/** Names by value, for use in an expression, so that the subtitle shows a name instead of a value. */
export function wordsIn(words: Readonly<Record<string, string>>): string {
	return `(${JSON.stringify(words)})`;
}

function resourceProperties(resource: Resource): INodeProperties[] {
	const { operations } = resource;
	const first = (operations.find(({ value }) => value === 'getAll') ?? operations[0])?.value ?? '';
	const selector: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options: operations.map(({ name, value, action, description, method, path, custom, anyEndpoint }) => ({
			name,
			value,
			action,
			description,
			...(!custom && !anyEndpoint && { routing: { request: { method, url: path } } }),
		})),
		default: first,
	};
	const fields = operations.flatMap((operation) =>
		[...operation.fields, ...(operation.simplify ? [SIMPLIFY] : [])].map((field) =>
			shownFor(routed(field), resource.value, operation.value),
		),
	);
	return [selector, ...fields];
}

/** The switch between the useful fields and all fields. */
export const SIMPLIFY: Field = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

function shownFor(property: INodeProperties, resource: string, operation: string): INodeProperties {
	const { show, ...rest } = property.displayOptions ?? {};
	return {
		...property,
		displayOptions: { ...rest, show: { resource: [resource], operation: [operation], ...show } },
	};
}

function routed(field: Field): INodeProperties {
	const { send, options, ...property } = { ...field, columns: undefined };
	return {
		...property,
		...(options && { options: options.map((option) => (isField(option) ? routed(option) : option)) }),
		...(send &&
			(send.in === 'query' || send.in === 'body') && {
				routing: { send: { type: send.in, property: send.name, propertyInDotNotation: false } },
			}),
	};
}

/** A field in n8n's form, for nodes that send it themselves. */
export function withoutRouting(field: Field): INodeProperties {
	const { options, ...property } = { ...field, send: undefined, columns: undefined };
	return {
		...property,
		...(options && { options: options.map((option) => (isField(option) ? withoutRouting(option) : option)) }),
	};
}

function withNested(field: Field): Field[] {
	return [field, ...[...(field.options ?? []).filter(isField), ...(field.columns ?? [])].flatMap(withNested)];
}

/** Whether an entry of a field's options is a field itself, as in a collection. */
export function isField(option: INodePropertyOptions | INodePropertyCollection | Field): option is Field {
	return 'type' in option;
}
