import { loadContract } from '../../contract/load';
import { resources } from '../../nodes/JustCall/resources';
import { expectDocument } from '../../tools/docs/document';
import { reference } from '../../tools/docs/reference';

it('is the reference in the docs', () => {
	const { lines, operations, events } = reference();
	expect(operations).toEqual(
		resources.flatMap(({ value, operations: own }) => own.map((operation) => [value, operation.value])),
	);
	expect([...events].sort()).toEqual([...loadContract().events.keys()].sort());
	expectDocument('reference.md', lines);
});
