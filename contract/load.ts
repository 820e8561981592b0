import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

/** The parts of a JSON schema that the sandbox uses. */
export interface Schema {
	$ref?: string;
	type?: string | string[];
	enum?: unknown[];
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	anyOf?: Schema[];
	[keyword: string]: unknown;
}

/** A parameter of an operation. */
export interface Parameter {
	name: string;
	in: 'query' | 'path' | 'header';
	required?: boolean;
	schema: Schema;
}

/** How an operation is paged: the contract's `x-pagination`. */
export interface Pagination {
	style: 'page' | 'offset';
	defaultSize: number | null;
	maxSize: number | null;
}

/** One operation of the contract. */
export interface ContractOperation {
	id: string;
	/** What it does, in the contract's words. */
	summary?: string;
	/** Upper case. */
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Path with its parameters in braces, for example "/v2.1/calls/{id}". */
	path: string;
	parameters: Parameter[];
	pagination: Pagination | undefined;
	/** JSON pointers into the contract for validation. */
	bodyPointer: string | undefined;
	answerPointer: string | undefined;
	/** Schema of the JSON answer, references resolved at the top. */
	answer: Schema | undefined;
	/** First example of the JSON body and of the JSON answer. */
	bodyExample?: unknown;
	answerExample?: unknown;
}

interface RawContent {
	schema?: Schema;
	examples?: Record<string, { value: unknown }>;
}

interface RawOperation {
	operationId: string;
	summary?: string;
	parameters?: Parameter[];
	requestBody?: { content?: Record<string, RawContent> };
	responses: Record<string, { content?: Record<string, RawContent> }>;
	'x-pagination'?: Pagination;
}

interface RawEvent {
	post: { requestBody: { content: Record<string, { examples: Record<string, { value: EventBody }> }> } };
}

/** The body that JustCall posts to a webhook. */
export interface EventBody {
	request_id: string;
	webhook_url: string;
	url_id: string;
	type: string;
	data: Record<string, unknown>;
}

interface Document {
	paths: Record<string, Record<string, RawOperation>>;
	webhooks: Record<string, RawEvent>;
	components: { schemas: Record<string, Schema> };
}

/** The contract: the requests the API accepts, and its answers. */
export interface Contract {
	document: object;
	operations: ContractOperation[];
	/** Example body of each webhook event, by type. */
	events: ReadonlyMap<string, EventBody>;
	/** Resolves a reference inside the contract. */
	resolve: (schema: Schema) => Schema;
}

/** Path of the contract. */
export const CONTRACT_FILE = join(__dirname, 'openapi.yaml');
const JSON_TYPE = 'application/json';

let loaded: Contract | undefined;

/** Reads the contract once for each process, because it is large. */
export function loadContract(): Contract {
	loaded ??= read(parseOnce(readFileSync(CONTRACT_FILE, 'utf8')) as Document);
	return loaded;
}

/** Parsing YAML takes half a second, which every test file would pay; JSON takes a hundredth. */
const CACHE_FOLDER = join(__dirname, '..', '.runtime', 'contract');

/** The document in a YAML text, from the cache where one like it was parsed before. A cache that cannot be used is done without. */
function parseOnce(text: string): unknown {
	const file = join(CACHE_FOLDER, `${createHash('sha256').update(text).digest('hex')}.json`);
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		const document: unknown = parse(text);
		try {
			mkdirSync(CACHE_FOLDER, { recursive: true });
			// Another process may read it meanwhile: it sees all of it, or nothing.
			writeFileSync(`${file}.${process.pid}`, JSON.stringify(document));
			renameSync(`${file}.${process.pid}`, file);
		} catch {
			// The folder of the project can only be read.
		}
		return document;
	}
}

function read(document: Document): Contract {
	const resolve = (schema: Schema): Schema => {
		const name = schema.$ref?.replace('#/components/schemas/', '');
		return name === undefined ? schema : resolve(document.components.schemas[name] ?? {});
	};
	const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, raw]): ContractOperation => {
			const pointer = `#/paths/${escapePointer(path)}/${method}`;
			const schemaIn = `content/${escapePointer(JSON_TYPE)}/schema`;
			const body = raw.requestBody?.content?.[JSON_TYPE];
			const answered = raw.responses['200']?.content?.[JSON_TYPE];
			const answer = answered?.schema;
			return {
				id: raw.operationId,
				...(raw.summary !== undefined && { summary: raw.summary }),
				method: method.toUpperCase() as ContractOperation['method'],
				path,
				parameters: (raw.parameters ?? []).map((parameter) => ({
					...parameter,
					schema: resolve(parameter.schema),
				})),
				pagination: raw['x-pagination'],
				bodyPointer: body && `${pointer}/requestBody/${schemaIn}`,
				answerPointer: answer && `${pointer}/responses/200/${schemaIn}`,
				answer: answer && resolve(answer),
				bodyExample: firstExample(body),
				answerExample: firstExample(answered),
			};
		}),
	);
	const events = Object.entries(document.webhooks).flatMap(([type, { post }]) =>
		Object.values(post.requestBody.content[JSON_TYPE]?.examples ?? {})
			// The contract also describes the validation call there, but it is not an event: it has no data.
			.filter(({ value }) => 'data' in value)
			.slice(0, 1)
			.map(({ value }) => [type, value] as const),
	);
	return { document, operations, events: new Map(events), resolve };
}

function firstExample({ examples = {} }: RawContent = {}): unknown {
	return Object.values(examples)[0]?.value;
}

function escapePointer(part: string): string {
	return encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'));
}
