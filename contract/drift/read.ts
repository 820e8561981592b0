import type { Document, Schema } from './document';
import { follow, list, record } from './document';

/** The parts of a schema that are compared. */
export interface Shape {
	types: string[];
	/** Types of a list's items. */
	items: string[];
	/** Whether a request must have it; `undefined` when this does not count or is not stated. */
	required: boolean | undefined;
	values: string[];
	limits: Record<string, unknown>;
	format: string | undefined;
	/** How a list is sent in the query, in words. */
	style: string | undefined;
	deprecated: boolean | undefined;
}

/** Everything that is compared about an operation or an event. */
export interface Read {
	summary: string;
	/** Everything that is sent or answered, by a name such as "parameter page" or "answer field call_info.type". */
	parts: Map<string, Shape>;
	/** Status and media type of the answer, media type of the body; "JSON" is one. */
	status: string | undefined;
	answerAs: string | undefined;
	bodyAs: string | undefined;
	/** The authentication that it declares, in words, and the one in effect. */
	ownProtection: string | undefined;
	protection: string | undefined;
	deprecated: boolean | undefined;
	/** References that cannot be resolved, and the parts that are unknown because of them. */
	lost: Array<{ reference: string; place: string }>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Fields of an envelope (FACTS.md section 3), which authors may or may not declare. */
const FRAME = new Set([
	...['status', 'status_code', 'message', 'count', 'total', 'total_count', 'total_texts'],
	...['current_page', 'per_page', 'next_page_link', 'prev_page_link'],
]);
const LIMITS = ['maximum', 'minimum', 'maxLength', 'minLength', 'maxItems', 'default'];
/** Header parameters that OpenAPI ignores. */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);
/** Formats of numbers, which generators add by themselves. */
const FORMATS_OF_NUMBERS = new Set(['int32', 'int64', 'float', 'double']);
/** Name of the value under `data` of an answer: a list of records or one. */
export const RECORDS = 'data of the answer';
const DEEPEST = 8;
const NOTHING: Shape = {
	types: [],
	items: [],
	required: undefined,
	values: [],
	limits: {},
	format: undefined,
	style: undefined,
	deprecated: undefined,
};

type Kind = 'parameter' | 'body field' | 'answer field' | 'event field';

/** Paths of a document, with its server's path in front and nameless parameters: "GET /v2.1/calls/{}". */
export function operationsOf(document: Document): Map<string, Read> {
	const servers = list(document.servers) as Array<{ url?: string }>;
	const base = pathOf(servers[0]?.url);
	const found = new Map<string, Read>();
	for (const [path, item] of Object.entries(record(document.paths))) {
		const whole = (path.startsWith(`${base}/`) ? path : `${base}${path}`).replace(/\{[^}]*\}/g, '{}');
		const { value: methods, lost } = follow(document, item);
		if (lost !== undefined) {
			found.set(`ALL ${whole}`, { ...emptyRead(), lost: [{ reference: lost, place: '' }] });
			continue;
		}
		for (const method of METHODS) {
			if (methods[method] === undefined) continue;
			const reader = new Reader(document, path);
			found.set(
				`${method.toUpperCase()} ${whole}`,
				reader.operation(record(methods[method]), list(methods.parameters)),
			);
		}
	}
	return found;
}

/** Events of a document: "EVENT call.completed"; `undefined` where it describes none. */
export function eventsOf(document: Document): Map<string, Read> | undefined {
	if (document.webhooks === undefined) return undefined;
	return new Map(
		Object.entries(record(document.webhooks)).map(([type, item]) => {
			const reader = new Reader(document, '');
			return [`EVENT ${type}`, reader.event(item)];
		}),
	);
}

/** Hosts that a document names. */
export function hostsOf(document: Document): string[] {
	return list(document.servers).flatMap((server) => {
		const { url } = record(server);
		return typeof url === 'string' && URL.canParse(url) ? [new URL(url).host] : [];
	});
}

/** The authentication of requests, in words; `undefined` when none is declared. */
export function securityOf(document: Document, requirements: unknown): string | undefined {
	if (!Array.isArray(requirements)) return undefined;
	if (requirements.length === 0) return 'nothing';
	const schemes = record(record(document.components).securitySchemes);
	const words = requirements.map((requirement) => {
		const names = Object.keys(record(requirement)).map((name) => {
			const { value } = follow(document, schemes[name]);
			const { type = name, in: place, name: key, scheme } = value;
			// JustCall's file declares the header as Basic or as an API key. Only its location counts.
			return [type, scheme, key && `in ${String(place)} ${String(key)}`]
				.filter(Boolean)
				.map(String)
				.join(' ');
		});
		return names.sort().join(' and ') || 'nothing';
	});
	return words.sort().join(' or ');
}

function emptyRead(): Read {
	return {
		summary: '',
		parts: new Map(),
		status: undefined,
		answerAs: undefined,
		bodyAs: undefined,
		ownProtection: undefined,
		protection: undefined,
		deprecated: undefined,
		lost: [],
	};
}

function pathOf(url = ''): string {
	const path = URL.canParse(url) ? new URL(url).pathname : url;
	return path.replace(/\/+$/, '');
}

/** Reads one operation or event of a document. */
class Reader {
	private readonly read = emptyRead();

	constructor(
		private readonly document: Document,
		private readonly path: string,
	) {}

	operation(operation: Document, shared: unknown[]): Read {
		this.read.summary = String(operation.summary ?? '');
		this.read.deprecated = flag(operation.deprecated);
		this.read.ownProtection = securityOf(this.document, operation.security);
		this.read.protection = this.read.ownProtection ?? securityOf(this.document, this.document.security);
		for (const one of [...shared, ...list(operation.parameters)]) this.parameter(one);
		this.body(operation.requestBody, 'body field');
		this.answer(record(operation.responses));
		return this.read;
	}

	event(item: unknown): Read {
		const { post, ...others } = this.follow(item, '');
		const operation = this.follow(post ?? Object.values(others)[0], '');
		this.read.summary = String(operation.summary ?? '');
		this.read.deprecated = flag(operation.deprecated);
		for (const one of list(operation.parameters)) this.parameter(one);
		this.body(operation.requestBody, 'event field');
		return this.read;
	}

	private parameter(reference: unknown): void {
		const parameter = this.follow(reference, 'parameter');
		const { name = '', in: place, required } = parameter;
		const named = this.nameOf(String(name), String(place));
		if (named === undefined) return;
		const schema = this.merged(parameter.schema, named);
		const shape = this.shapeOf(schema, 'parameter', named);
		this.read.parts.set(named, {
			...shape,
			required: place === 'path' ? undefined : required === true,
			style: shape.types.includes('array') ? styleOf(parameter) : undefined,
			deprecated: flag(parameter.deprecated ?? schema.deprecated),
		});
	}

	/** A parameter of the path is identified by its position, because authors name it differently. */
	private nameOf(name: string, place: string): string | undefined {
		switch (place) {
			case 'query':
				return `parameter ${name}`;
			case 'path': {
				const names = [...this.path.matchAll(/\{([^}]*)\}/g)].map(([, one]) => one);
				return names.includes(name) ? `path parameter ${names.indexOf(name) + 1}` : undefined;
			}
			case 'header':
				return IGNORED_HEADERS.has(name.toLowerCase()) ? undefined : `header ${name.toLowerCase()}`;
			case 'cookie':
				return `cookie ${name}`;
			default:
				return undefined;
		}
	}

	private body(reference: unknown, kind: 'body field' | 'event field'): void {
		if (reference === undefined) return;
		const name = kind === 'body field' ? 'body' : 'event';
		const body = this.follow(reference, name);
		const { schema, type } = contentOf(body.content);
		if (kind === 'body field') this.read.bodyAs = type;
		this.read.parts.set(name, {
			...this.shapeOf(this.merged(schema, name), kind, name),
			required: kind === 'body field' ? flag(body.required) : undefined,
		});
		this.collect(schema, kind, '', 0, []);
	}

	private answer(responses: Document): void {
		const status = ['200', ...Object.keys(responses).filter((one) => /^2/.test(one)), 'default'].find(
			(one) => responses[one] !== undefined,
		);
		if (status === undefined) return;
		this.read.status = status;
		const answer = this.follow(responses[status], 'answer');
		const { schema, type } = contentOf(answer.content);
		this.read.answerAs = type;
		if (type === 'JSON') this.collect(schema, 'answer field', '', 0, []);
	}

	/** Fields of a schema by path; several forms are merged. Lists are not part of the path; the type shows them. */
	private collect(reference: unknown, kind: Kind, path: string, depth: number, trail: string[]): void {
		const followed = follow(this.document, reference);
		const place = path === '' ? kind.replace(' field', '') : `${kind} ${path}`;
		// A record inside itself is described only once.
		if (depth > DEEPEST || followed.trail.some((one) => trail.includes(one))) return;
		this.note(followed.lost, place);
		const schema: Schema = followed.value;
		const inner = [...trail, ...followed.trail];
		for (const form of formsOf(schema)) this.collect(form, kind, path, depth + 1, inner);
		if (schema.items) this.collect(schema.items, kind, path, depth + 1, inner);
		const required = new Set(this.requiredOf(schema));
		for (const name of required) {
			// One part of allOf may describe a field of another part.
			const known = this.read.parts.get(`${kind} ${path === '' ? name : `${path}.${name}`}`);
			if (known && kind === 'body field') known.required = true;
		}
		for (const [name, property] of Object.entries(record(schema.properties))) {
			const isTop = path === '' && kind === 'answer field';
			// The type of an event is its name.
			if ((isTop && FRAME.has(name)) || (path === '' && kind === 'event field' && name === 'type')) continue;
			const at = path === '' ? name : `${path}.${name}`;
			const shape = this.shapeOf(this.merged(property, `${kind} ${at}`), kind, `${kind} ${at}`);
			// The value under `data` is the record itself; whether there is one or a list counts.
			if (isTop && name === 'data') {
				this.add(RECORDS, { ...shape, values: [], limits: {}, items: [] });
				this.collect(property, kind, '', depth + 1, inner);
				continue;
			}
			// Fields of an answer may always be missing.
			this.add(`${kind} ${at}`, {
				...shape,
				required: kind === 'body field' ? required.has(name) : undefined,
			});
			this.collect(property, kind, at, depth + 1, inner);
		}
	}

	/** Merges several forms of a field into one with the types and values of all. */
	private add(name: string, shape: Shape): void {
		const known = this.read.parts.get(name);
		if (!known) {
			this.read.parts.set(name, shape);
			return;
		}
		known.types = union(known.types, shape.types);
		known.items = union(known.items, shape.items);
		known.values = union(known.values, shape.values);
		known.required ||= shape.required;
	}

	private requiredOf(schema: Schema): string[] {
		const parts = list(schema.allOf).map((part) => follow(this.document, part).value as Schema);
		return [...(schema.required ?? []), ...parts.flatMap((part) => this.requiredOf(part))];
	}

	/** Merges a schema and its forms into one. Reports a reference that cannot be followed. */
	private merged(reference: unknown, place: string, depth = 0): Schema {
		const schema: Schema = this.follow(reference, place);
		if (depth > DEEPEST) return schema;
		const forms = formsOf(schema).map((form) => this.merged(form, place, depth + 1));
		if (forms.length === 0) return schema;
		const all = [schema, ...forms];
		const types = union(...all.map(({ type }) => [type ?? []].flat().map(String)));
		const values = union(...all.map((one) => valuesOf(one)));
		return {
			...Object.assign({}, ...forms.reverse()),
			...schema,
			...(types.length > 0 && { type: types }),
			...(values.length > 0 && { enum: values }),
		};
	}

	private shapeOf(schema: Schema, kind: Kind, place: string): Shape {
		const items = this.merged(schema.items, place);
		const limits = LIMITS.filter((name) => !(/^(?:answer|event)/.test(kind) && name === 'default'));
		const { format } = schema.format === undefined ? items : schema;
		return {
			...NOTHING,
			types: typesOf(schema),
			items: typesOf(items),
			values: union(valuesOf(schema), valuesOf(items)),
			limits: Object.fromEntries(
				limits.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]]),
			),
			format: typeof format === 'string' && !FORMATS_OF_NUMBERS.has(format) ? format : undefined,
			deprecated: flag(schema.deprecated),
		};
	}

	private follow(reference: unknown, place: string): Document {
		const { value, lost } = follow(this.document, reference);
		this.note(lost, place);
		return value;
	}

	private note(reference: string | undefined, place: string): void {
		if (reference !== undefined) this.read.lost.push({ reference, place });
	}
}

function formsOf(schema: Schema): unknown[] {
	return ['anyOf', 'oneOf', 'allOf'].flatMap((name) => list(schema[name]));
}

/** JustCall's file uses number for every integer. */
function typesOf({ type }: Schema): string[] {
	const types = [type ?? []].flat().map((one) => (one === 'integer' ? 'number' : String(one)));
	return union(types.filter((one) => one !== 'null')).sort();
}

function valuesOf(schema: Schema): string[] {
	const { const: only } = schema;
	return [...list(schema.enum), ...(only === undefined ? [] : [only])].map(String).filter(Boolean);
}

/** The schema of a content and its media type, JSON first. */
function contentOf(content: unknown): { schema?: unknown; type?: string } {
	const entries = Object.entries(record(content));
	const json = entries.find(([type]) => /[/+]json\b/.test(type));
	const [type, media] = json ?? entries[0] ?? [];
	return { schema: record(media).schema, type: json ? 'JSON' : type };
}

/** How a list is sent in the query; repetition by default (FACTS.md section 5). */
function styleOf({ style = 'form', explode }: Document): string {
	const repeated = explode ?? style === 'form';
	if (style === 'form') return repeated ? 'repeated, a=1&a=2' : 'joined with commas, a=1,2';
	return `in the style ${String(style)}${repeated ? ', exploded' : ''}`;
}

function union(...lists: string[][]): string[] {
	return [...new Set(lists.flat())];
}

function flag(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}
