import type { IDisplayOptions } from 'n8n-workflow';

import { isField, knownOperation, type Field, type KnownOperation } from './operation';

/** Versions of the node JustCall. Nodes that were saved keep the version, the panel and the output that they have. */
export const NODE_VERSIONS = { version: [1, 2], defaultVersion: 2 };

/** Shows a field in this version of the node and in all later ones. */
export function since(version: number): IDisplayOptions {
	return { show: { '@version': [{ _cnd: { gte: version } }] } };
}

/** Shows a field in the versions of the node before this one. */
export function before(version: number): IDisplayOptions {
	return { show: { '@version': [{ _cnd: { lt: version } }] } };
}

const known = new WeakMap<KnownOperation, Map<number, KnownOperation>>();

/** An operation as a version of the node has it, with the fields of that version alone. */
export function inVersion(operation: KnownOperation, version: number): KnownOperation {
	const versions = known.get(operation) ?? new Map<number, KnownOperation>();
	known.set(operation, versions);
	const made = versions.get(version) ?? makeVersion(operation, version);
	versions.set(version, made);
	return made;
}

function makeVersion(operation: KnownOperation, version: number): KnownOperation {
	const { simplifyInVersion1, outputInVersion1, fields } = operation;
	return knownOperation({
		...operation,
		fields: fieldsIn(fields, version),
		...(version < 2 && simplifyInVersion1 && { simplify: simplifyInVersion1 }),
		...(version < 2 && outputInVersion1 && { output: outputInVersion1 }),
	});
}

/**
 * A saved node may still hold values of fields that its panel does not show: of fields inside a collection, n8n
 * keeps them.
 */
function fieldsIn(fields: readonly Field[], version: number): Field[] {
	return fields
		.filter((field) => isIn(field, version))
		.map(({ options, ...field }) => ({
			...field,
			...(options && { options: options.filter((option) => !isField(option) || isIn(option, version)) }),
		}));
}

/** Whether {@link since} or {@link before} lets a version have the field. */
function isIn({ displayOptions }: Field, version: number): boolean {
	const [condition] = displayOptions?.show?.['@version'] ?? [];
	if (typeof condition !== 'object' || condition === null || !('_cnd' in condition)) return true;
	const { gte = -Infinity, lt = Infinity } = condition._cnd as { gte?: number; lt?: number };
	return version >= gte && version < lt;
}
