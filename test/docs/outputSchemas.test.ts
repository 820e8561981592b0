import Ajv from 'ajv';

import { loadContract } from '../../contract/load';
import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { resources } from '../../nodes/JustCall/resources';
import { registryOf } from '../../nodes/shared/description/operation';
import { expectFolder } from '../../tools/docs/document';
import {
	closed,
	outputExample,
	outputSchema,
	schemaFiles,
	schemaPath,
	versionsOf,
	type OutputSchema,
} from '../../tools/docs/outputs';

const contract = loadContract();
const registry = registryOf(resources);
const { description } = new JustCall();
const files = schemaFiles(contract, resources, description);

it('are the files beside the node, for each version and operation', () => {
	expectFolder('nodes/JustCall/__schema__', files);
	const known = [...registry].filter(([, { answer }]) => answer.kind !== 'any').map(([key]) => key);
	const expected = versionsOf(description).flatMap((version) =>
		known.map((key) => {
			const [resource = '', operation = ''] = key.split('.');
			return schemaPath(resource, operation, version);
		}),
	);
	expect([...files.keys()].sort()).toEqual(expected.sort());
});

it('have a folder for each version that a description names, in the form that n8n asks for', () => {
	const of = (version: number | number[]) => [
		...new Set([...schemaFiles(contract, resources, { version }).keys()].map((path) => path.split('/')[0])),
	];
	expect(of(1)).toEqual(['v1.0.0']);
	expect(of([1, 1.1, 2])).toEqual(['v1.0.0', 'v1.1.0', 'v2.0.0']);
});


describe.each([...registry])('%s', (_key, operation) => {
	it.each([true, false])('with Simplify %s is what the editor can show, and has an example', (isSimplified) => {
		for (const version of versionsOf(description)) {
			const schema = outputSchema(contract, operation, { version, isSimplified });
			const example = outputExample(contract, operation, { version, isSimplified });
			if (operation.answer.kind === 'any') {
				expect([schema, example]).toEqual([undefined, undefined]);
				continue;
			}
			// The editor refuses a schema without fields, and shows a field by its type.
			expect(Object.keys(schema?.properties ?? {})).not.toEqual([]);
			expect(untyped(schema ?? {})).toEqual([]);
			const validate = new Ajv({ allowUnionTypes: true }).compile(closed(schema ?? {}));
			expect([validate(example), validate.errors]).toEqual([true, null]);
			expect(Object.keys(example ?? {})).not.toEqual([]);
		}
	});
});

/** Fields without a type; of an object of any fields nothing is known. */
function untyped({ type, properties = {}, items }: OutputSchema, at = ''): string[] {
	return [
		...(type === undefined ? [at] : []),
		...Object.entries(properties).flatMap(([name, field]) => untyped(field, `${at}.${name}`)),
		...(items ? untyped(items, `${at}[]`) : []),
	];
}
