import { resources } from '../nodes/JustCall/resources';
import type { Field, Operation, Resource } from '../nodes/shared/description/operation';
import {
	loadContract,
	type Contract,
	type ContractOperation as ContractOperation,
	type Schema,
} from './load';

/** How much of v2.1 of the contract the node's operations cover. */
export interface Coverage {
	operations: { covered: number; of: number; missing: string[] };
	parameters: { covered: number; of: number; missing: string[] };
	fields: { covered: number; of: number; missing: string[] };
	/** Fields that are sent although the contract does not have them. */
	unknown: string[];
}

/** The resources with the operations that have an entry in the contract: all except those for any endpoint. */
export const ofContract: Resource[] = resources
	.map((resource) => ({
		...resource,
		operations: resource.operations.filter(({ anyEndpoint }) => !anyEndpoint),
	}))
	.filter(({ operations }) => operations.length > 0);

/** The paginator sets these, not the user. */
const PAGING = ['page', 'per_page'];

/** Compares the node's operations with the whole contract. */
export function coverageOf(contract: Contract = loadContract()): Coverage {
	const ours = ofContract.flatMap(({ operations }) => operations);
	const coverage: Coverage = {
		operations: { covered: 0, of: 0, missing: [] },
		parameters: { covered: 0, of: 0, missing: [] },
		fields: { covered: 0, of: 0, missing: [] },
		unknown: [],
	};
	for (const operation of contract.operations) {
		const matches = ours.filter(({ method, path }) => method === operation.method && path === operation.path);
		const sent = new Set(matches.flatMap(sentBy));
		const parameters = operation.parameters.map(({ in: place, name }) => `${place} ${name}`).filter(isAsked);
		const fields = Object.keys(bodyOf(contract, operation))
			.map((name) => `body ${name}`)
			.filter(isAsked);
		const known = new Set([...parameters, ...fields]);
		coverage.unknown.push(
			...[...sent].filter((name) => !known.has(name)).map((name) => `${operation.id}: ${name}`),
		);
		if (!operation.path.startsWith('/v2.1/')) continue;
		count(coverage.operations, matches.length > 0, operation.id);
		for (const name of parameters) count(coverage.parameters, sent.has(name), `${operation.id}: ${name}`);
		for (const name of fields) count(coverage.fields, sent.has(name), `${operation.id}: ${name}`);
	}
	const paths = new Set(contract.operations.map(({ method, path }) => `${method} ${path}`));
	coverage.unknown.push(
		...ours.map(({ method, path }) => `${method} ${path}`).filter((one) => !paths.has(one)),
	);
	return coverage;
}

/** Schemas of an operation's JSON body by field. */
export function bodyOf(contract: Contract, operation: ContractOperation): Record<string, Schema> {
	if (!operation.bodyPointer) return {};
	const parts = operation.bodyPointer
		.slice(2)
		.split('/')
		.map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'));
	const schema = parts.reduce<unknown>(
		(at, part) => (at as Record<string, unknown>)[part],
		contract.document,
	) as Schema;
	return contract.resolve(schema).properties ?? {};
}

function isAsked(name: string): boolean {
	return !PAGING.includes(name.split(' ')[1] ?? '');
}

function sentBy({ fields }: Operation): string[] {
	const all = (field: Field): Field[] => [
		field,
		...(field.options ?? []).flatMap((option) => ('type' in option ? all(option as Field) : [])),
	];
	return fields.flatMap(all).flatMap(({ send }) => {
		if (!send || send.in === 'setting' || send.in === 'country') return [];
		return [send.in === 'row' ? 'body contacts' : `${send.in} ${send.name}`];
	});
}

function count(part: Coverage['operations'], covered: boolean, name: string): void {
	part.of++;
	if (covered) part.covered++;
	else part.missing.push(name);
}
