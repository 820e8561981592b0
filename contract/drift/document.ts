/** An OpenAPI document as it is read from a file. */
export type Document = Record<string, unknown>;

/** The parts of a JSON schema that are compared. */
export interface Schema extends Record<string, unknown> {
	properties?: Record<string, unknown>;
	required?: string[];
	enum?: unknown[];
}

/** The target of a reference. */
export interface Followed {
	value: Document;
	/** The reference that cannot be resolved: it points to another file, to itself, or to nothing. */
	lost?: string;
	/** References that were followed. */
	trail: string[];
}

/**
 * Resolves references inside a document. It reports a reference that cannot be resolved, and uses an empty
 * target.
 */
export function follow(document: Document, value: unknown): Followed {
	let found = record(value);
	const trail: string[] = [];
	while (typeof found.$ref === 'string') {
		const reference = found.$ref;
		if (trail.includes(reference) || !reference.startsWith('#/'))
			return { value: {}, lost: reference, trail };
		trail.push(reference);
		const next = at(document, reference);
		if (next === undefined) return { value: {}, lost: reference, trail };
		found = record(next);
	}
	return { value: found, trail };
}

function at(document: Document, reference: string): unknown {
	return reference
		.slice('#/'.length)
		.split('/')
		.reduce<unknown>((place, part) => {
			const name = decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~');
			return record(place)[name];
		}, document);
}

/** An object, or an empty one. */
export function record(value: unknown): Document {
	return typeof value === 'object' && value !== null ? (value as Document) : {};
}

/** A list, or an empty one. */
export function list(value: unknown): unknown[] {
	return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Why a value is not an OpenAPI 3 document, in words; `undefined` when it is one. */
export function whyNoContract(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null) return 'it holds no object';
	const { openapi, swagger, paths } = value as Document;
	if (swagger !== undefined) return `it is Swagger ${String(swagger)}`;
	if (openapi !== undefined && !String(openapi).startsWith('3')) return `it says openapi: ${String(openapi)}`;
	if (paths === undefined) return 'it has no paths';
	if (typeof paths !== 'object' || paths === null || Array.isArray(paths)) return 'its paths are no object';
	return openapi === undefined ? "it does not say 'openapi'" : undefined;
}
