import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import type { Contract, ContractOperation, Schema } from '../contract/load';
import type { Settings } from './settings';

/** Values of a request, converted to the contract's types. */
export interface CheckedRequest {
	query: Record<string, unknown>;
	params: Record<string, unknown>;
	/** Violations of the contract that get status 400; each names the parameter. */
	refusals: string[];
	/** Query parameters that the contract does not have. JustCall ignores them silently. */
	unknown: string[];
}

/** Checks requests and answers against the contract. */
export interface Validator {
	request: (
		operation: ContractOperation,
		query: Record<string, unknown>,
		params: Record<string, unknown>,
		body: unknown,
	) => CheckedRequest;
	/** Violations in an answer; empty when it matches the contract. */
	answer: (operation: ContractOperation, body: unknown) => string[];
}

const DOCUMENT = 'contract';

/**
 * Compiles each schema of the contract when it is first needed.
 *
 * @param arrays the accepted form of lists in the query
 */
export function createValidator(
	contract: Contract,
	arrays: () => Settings['arrays'] = () => 'any',
): Validator {
	const settings = { strict: false, allErrors: true, validateFormats: true } as const;
	const bodies = addFormats(new Ajv2020(settings));
	const parameters = addFormats(new Ajv2020({ ...settings, coerceTypes: 'array' }));
	bodies.addSchema(contract.document, DOCUMENT);
	const compiled = new Map<string, ValidateFunction>();
	const byPointer = (pointer: string) =>
		cached(compiled, pointer, () => bodies.compile({ $ref: `${DOCUMENT}${pointer}` }));
	const byPlace = (operation: ContractOperation, place: 'query' | 'path') =>
		cached(compiled, `${operation.id} ${place}`, () => parameters.compile(placeSchema(operation, place)));

	return {
		request(operation, rawQuery, rawParams, body) {
			const { query, unknown } = normalise(operation, rawQuery, arrays());
			const params = { ...rawParams };
			const refusals = [
				...faults(byPlace(operation, 'query'), query, 'The parameter'),
				...faults(byPlace(operation, 'path'), params, 'The path parameter'),
				...(operation.bodyPointer ? faults(byPointer(operation.bodyPointer), body ?? {}, 'The field') : []),
			];
			return { query, params, refusals, unknown };
		},
		answer(operation, body) {
			return operation.answerPointer
				? faults(byPointer(operation.answerPointer), body, 'The answer field')
				: [];
		},
	};
}

function cached<T>(store: Map<string, T>, key: string, make: () => T): T {
	const known = store.get(key) ?? make();
	store.set(key, known);
	return known;
}

function placeSchema(operation: ContractOperation, place: 'query' | 'path'): Schema {
	const declared = operation.parameters.filter((parameter) => parameter.in === place);
	return {
		type: 'object',
		properties: Object.fromEntries(declared.map(({ name, schema }) => [name, withoutMaximum(name, schema)])),
		required: declared.filter(({ required }) => required).map(({ name }) => name),
	};
}

/** A page size that is too large is reduced, not refused. */
function withoutMaximum(name: string, schema: Schema): Schema {
	if (name !== 'per_page') return schema;
	return { ...schema, maximum: Number.MAX_SAFE_INTEGER };
}

/** Converts a query to the contract's names, and 1/0 to true/false (FACTS.md section 5). */
function normalise(
	operation: ContractOperation,
	raw: Record<string, unknown>,
	arrays: Settings['arrays'],
): { query: Record<string, unknown>; unknown: string[] } {
	const declared = new Map(
		operation.parameters
			.filter((parameter) => parameter.in === 'query')
			.map(({ name, schema }) => [name, schema]),
	);
	const query: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const [written, value] of Object.entries(raw)) {
		const hasBrackets = /\[\d*\]$/.test(written);
		const name = written.replace(/\[\d*\]$/, '');
		const schema = declared.get(name);
		if (!schema || (hasBrackets && arrays !== 'any' && arrays !== 'brackets')) {
			unknown.push(written);
		} else if (schema.type === 'array') {
			const parts = listOf(value, hasBrackets, arrays);
			query[name] = [...((query[name] as unknown[] | undefined) ?? []), ...parts];
		} else if (schema.type === 'boolean') {
			query[name] = value === '1' ? 'true' : value === '0' ? 'false' : value;
		} else {
			query[name] = value;
		}
	}
	return { query, unknown };
}

/** The values of a list parameter. If its form is not understood, the last value counts as a whole. */
function listOf(value: unknown, hasBrackets: boolean, arrays: Settings['arrays']): unknown[] {
	const values: unknown[] = Array.isArray(value) ? value : [value];
	switch (arrays) {
		case 'any':
			return values.flatMap((part) => String(part).split(','));
		case 'commas':
			return String(values.at(-1)).split(',');
		case 'brackets':
			return hasBrackets ? values : values.slice(-1);
		case 'repeat':
			return values;
	}
}

function faults(validate: ValidateFunction, value: unknown, subject: string): string[] {
	if (validate(value)) return [];
	return [...new Set((validate.errors ?? []).map((error) => describe(error, subject)))];
}

function describe({ instancePath, message, params, keyword }: ErrorObject, subject: string): string {
	const missing = keyword === 'required' ? String(params.missingProperty) : '';
	const name = [...instancePath.split('/').filter(Boolean), missing].filter(Boolean).join('.');
	const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
	return `${subject} ${name || '(whole)'} ${missing ? 'is required' : `${message ?? 'is not valid'}${allowed}`}`;
}
