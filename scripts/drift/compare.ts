/** An OpenAPI document as it is read from a file. */
export type Document = Record<string, unknown>;

/** One difference, in words. */
export interface Change {
	/** Where it is, for example "GET /v2.1/calls". */
	operation: string;
	says: string;
}

/** What of a schema is compared. */
interface Shape {
	types: string[];
	required: boolean;
	values: string[];
	limits: Record<string, unknown>;
}

interface Read {
	summary: string;
	/** Everything that is sent or answered, by a name such as "parameter page" or "answer field call_info.type". */
	parts: Map<string, Shape>;
}

interface Schema extends Record<string, unknown> {
	properties?: Record<string, unknown>;
	required?: string[];
	enum?: unknown[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Fields of the frame around records (FACTS.md section 3): whether they are declared differs by author. */
const FRAME = new Set([
	...['status', 'status_code', 'message', 'count', 'total', 'total_count', 'total_texts'],
	...['current_page', 'per_page', 'next_page_link', 'prev_page_link'],
]);
const LIMITS = ['maximum', 'minimum', 'maxLength', 'minLength', 'maxItems', 'default'];
const DEEPEST = 8;
const ANSWER = 'answer field';

/**
 * Compares two OpenAPI documents: operations, parameters, body fields and fields of the answer 200, with type, obligation, allowed
 * values and limits. Names of path parameters, frames around records and descriptions do not count.
 *
 * @returns what is new, gone or changed in `theirs`, in the order of the paths
 */
export function compareContracts(ours: Document, theirs: Document): Change[] {
	const before = operationsOf(ours);
	const after = operationsOf(theirs);
	return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((operation): Change[] => {
		const [was, is] = [before.get(operation), after.get(operation)];
		if (!was) return [{ operation, says: `is new${is?.summary ? `: ${is.summary}` : ''}` }];
		if (!is) return [{ operation, says: 'is gone' }];
		return changesIn(was, is).map((says) => ({ operation, says }));
	});
}

/** Paths of a document, with its server's path in front and nameless parameters: "GET /v2.1/calls/{}". */
function operationsOf(document: Document): Map<string, Read> {
	const servers = list(document.servers) as Array<{ url?: string }>;
	const base = prefixOf(servers[0]?.url);
	const found = new Map<string, Read>();
	for (const [path, methods] of Object.entries(record(document.paths))) {
		const whole = (path.startsWith(`${base}/`) ? path : `${base}${path}`).replace(/\{[^}]*\}/g, '{}');
		for (const method of METHODS) {
			const operation = record(record(methods)[method]);
			if (Object.keys(operation).length === 0) continue;
			const shared = list(record(methods).parameters);
			found.set(`${method.toUpperCase()} ${whole}`, readOperation(document, operation, shared));
		}
	}
	return found;
}

function prefixOf(url = ''): string {
	const path = URL.canParse(url) ? new URL(url).pathname : url;
	return path.replace(/\/+$/, '');
}

function readOperation(document: Document, operation: Document, shared: unknown[]): Read {
	const parts = new Map<string, Shape>();
	for (const one of [...shared, ...list(operation.parameters)]) {
		const { name, in: place, required, schema } = resolve(document, one);
		if (place !== 'query') continue;
		parts.set(
			`parameter ${String(name)}`,
			shapeOf(resolve(document, schema), 'parameter', required === true),
		);
	}
	const body = jsonSchema(resolve(document, operation.requestBody));
	if (body) collect(document, body, 'body field', '', parts, 0);
	const answer = jsonSchema(resolve(document, record(operation.responses)['200']));
	if (answer) collect(document, answer, ANSWER, '', parts, 0);
	return { summary: String(operation.summary ?? ''), parts };
}

function jsonSchema({ content }: Document): unknown {
	return record(record(content)['application/json']).schema;
}

/** Fields of a schema by path; lists add "[]", several forms are taken together. */
function collect(
	document: Document,
	reference: unknown,
	kind: string,
	path: string,
	parts: Map<string, Shape>,
	depth: number,
): void {
	if (depth > DEEPEST) return;
	const schema: Schema = resolve(document, reference);
	for (const form of ['anyOf', 'oneOf', 'allOf'].flatMap((name) => list(schema[name])))
		collect(document, form, kind, path, parts, depth + 1);
	if (schema.items) collect(document, schema.items, kind, path === '' ? '' : `${path}[]`, parts, depth + 1);
	for (const [name, property] of Object.entries(record(schema.properties))) {
		const isTop = path === '' && kind === ANSWER;
		if (isTop && FRAME.has(name)) continue;
		const inner = resolve(document, property);
		// What is under `data` is the record itself.
		if (isTop && name === 'data') {
			collect(document, inner, kind, '', parts, depth + 1);
			continue;
		}
		const at = path === '' ? name : `${path}.${name}`;
		// An answer's fields may be absent anyway.
		const required = kind === 'body field' && (schema.required ?? []).includes(name);
		if (!parts.has(`${kind} ${at}`)) parts.set(`${kind} ${at}`, shapeOf(inner, kind, required));
		collect(document, inner, kind, at, parts, depth + 1);
	}
}

function shapeOf(schema: Schema, kind: string, required: boolean): Shape {
	const items: Schema = record(schema.items);
	// JustCall's file has number for every integer, and examples as defaults of answers.
	const types = [schema.type ?? []].flat().map((type) => (type === 'integer' ? 'number' : String(type)));
	const limits = LIMITS.filter((name) => !(kind === ANSWER && name === 'default'));
	return {
		types: [...new Set(types)].filter((type) => type !== 'null').sort(),
		required,
		values: list(schema.enum ?? items.enum)
			.map(String)
			.filter(Boolean),
		limits: Object.fromEntries(
			limits.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]]),
		),
	};
}

function changesIn(was: Read, is: Read): string[] {
	return [...new Set([...was.parts.keys(), ...is.parts.keys()])].flatMap((name) => {
		const [before, after] = [was.parts.get(name), is.parts.get(name)];
		if (!before) return [`${name} is new (${typesOf(after)}${after?.required ? ', required' : ''})`];
		if (!after) return [`${name} is gone`];
		const added = after.values.filter((value) => !before.values.includes(value));
		const removed = before.values.filter((value) => !after.values.includes(value));
		// Our contract knows forms and limits that others leave out: only what contradicts it is a change.
		const isOther = before.types.length > 0 && after.types.some((type) => !before.types.includes(type));
		const limits = Object.entries(after.limits).filter(
			([limit, value]) => limit in before.limits && before.limits[limit] !== value,
		);
		return [
			...(isOther ? [`${name} was ${typesOf(before)} and is ${typesOf(after)}`] : []),
			...(before.required === after.required
				? []
				: [`${name} is ${after.required ? 'now' : 'no longer'} required`]),
			...(added.length === 0 ? [] : [`${name} also takes ${added.join(', ')}`]),
			...(removed.length === 0 ? [] : [`${name} no longer takes ${removed.join(', ')}`]),
			...limits.map(
				([limit, value]) =>
					`${name} had ${limit} ${JSON.stringify(before.limits[limit])} and has ${JSON.stringify(value)}`,
			),
		];
	});
}

function typesOf(shape: Shape | undefined): string {
	return shape?.types.join(' or ') || 'any';
}

/** Follows a reference inside the document; what can not be followed is empty. */
function resolve(document: Document, value: unknown): Document {
	let found = record(value);
	for (let hops = 0; typeof found.$ref === 'string' && hops < DEEPEST; hops++) {
		const parts = found.$ref.replace(/^#\//, '').split('/');
		found = parts.reduce<Document>((at, part) => {
			const name = decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~');
			return record(at[name]);
		}, document);
	}
	return found;
}

function record(value: unknown): Document {
	return typeof value === 'object' && value !== null ? (value as Document) : {};
}

function list(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}
