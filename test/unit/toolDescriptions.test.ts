import { resources } from '../../nodes/JustCall/resources';
import { effectOf, type Operation } from '../../nodes/shared/description/operation';

const operations = resources.flatMap(({ value: resource, operations: all }) =>
	all.map((operation) => [`${resource}.${operation.value}`, operation, all] as const),
);
const writes = operations.filter(([, operation]) => effectOf(operation) !== 'safe' || operation.anyEndpoint);

/** n8n prescribes the whole sentence for these. */
const PRESCRIBED = new Set(['contact.upsert']);
/** They are not safe to repeat, as they may cost something, but change nothing. */
const CHANGES_NOTHING = new Set(['phoneNumber.detectType']);

const sentencesOf = ({ description }: Operation) => description.split(/(?<=\.) /);

it.each(writes.filter(([key]) => !PRESCRIBED.has(key) && !CHANGES_NOTHING.has(key)))(
	'%s: the last sentence says, shortly, whether it can be undone',
	(_, operation) => {
		const last = sentencesOf(operation).at(-1) ?? '';
		expect(last).toMatch(/^To undo it, .+\.$|cannot be undone( at once| here)?\.$/);
		expect(last.length).toBeLessThan(160);
		expect(operation.description.length).toBeLessThan(240);
	},
);

it.each([...CHANGES_NOTHING])('%s says that it changes nothing', (name) => {
	const [, operation] = operations.find(([key]) => key === name) ?? [];
	expect(operation?.description).toMatch(/Changes nothing\.$/);
});

it('the operation that undoes it is there, under this name', () => {
	const names = new Set(operations.map(([, { name }]) => name));
	const named = writes.flatMap(([, operation]) => {
		return /To undo it, use ((?:[A-Z]\w*)(?: [A-Z]\w*)*)/.exec(operation.description)?.[1] ?? [];
	});
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter((name) => !names.has(name))).toEqual([]);
});

it('nothing that only reads speaks of undoing', () => {
	const reads = operations.filter(
		([, operation]) => effectOf(operation) === 'safe' && !operation.anyEndpoint,
	);
	expect(reads.length).toBeGreaterThan(30);
	expect(reads.filter(([, { description }]) => /undo/.test(description)).map(([key]) => key)).toEqual([]);
});
