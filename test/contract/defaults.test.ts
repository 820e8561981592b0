import { NodeHelpers } from 'n8n-workflow';

import { JustCall } from '../../nodes/JustCall/JustCall.node';
import { JustCallPollingTrigger } from '../../nodes/JustCallPollingTrigger/JustCallPollingTrigger.node';
import { JustCallTrigger } from '../../nodes/JustCallTrigger/JustCallTrigger.node';
import { JustCallApi } from '../../credentials/JustCallApi.credentials';
import { PERIODS } from '../../nodes/shared/values/period';

interface Described {
	name?: string;
	default?: unknown;
	options?: unknown[];
	values?: unknown[];
	modes?: unknown[];
	typeOptions?: { searchListMethod?: string; resourceMapper?: { resourceMapperMethod?: string } };
}

/** Everything in a description: parameters, their parts and modes. */
function partsOf(described: readonly unknown[]): Described[] {
	return (described as Described[]).flatMap((part) => [
		part,
		...partsOf([...(part.options ?? []), ...(part.values ?? []), ...(part.modes ?? [])]),
	]);
}

const NODES = [new JustCall(), new JustCallTrigger(), new JustCallPollingTrigger()] as const;

describe.each(NODES.map((node) => [node.description.displayName, node] as const))('%s', (_name, node) => {
	it('has every list that its fields are chosen from', () => {
		const wanted = partsOf(node.description.properties).flatMap(
			({ typeOptions }) => typeOptions?.searchListMethod ?? [],
		);
		expect(wanted).not.toHaveLength(0);
		const there = new Set(Object.keys(node.methods.listSearch));
		expect(wanted.filter((name) => !there.has(name))).toEqual([]);
	});
});

it('has every method that gives the columns of a mapper', () => {
	const [node] = NODES;
	const wanted = partsOf(node.description.properties).flatMap(
		({ typeOptions }) => typeOptions?.resourceMapper?.resourceMapperMethod ?? [],
	);
	expect([...new Set(wanted)].sort()).toEqual(Object.keys(node.methods.resourceMapping).sort());
});

/**
 * Defaults that must not change by accident. Each decides who is contacted, removed or let in, or how long
 * people wait.
 */
const SAFE: ReadonlyArray<readonly [string, readonly unknown[], string, unknown]> = [
	['Sync removes at most 30 % of a campaign', NODES[0]!.description.properties, 'maximumShare', 30],
	[
		'Sync is a dry run in a new node, and when it is added in one of version 1',
		NODES[0]!.description.properties,
		'dryRun',
		true,
	],
	['Sync does not remove others by force', NODES[0]!.description.properties, 'force', false],
	['Sync does not remove others', NODES[0]!.description.properties, 'removeOthers', false],
	['a list gives 50', NODES[0]!.description.properties, 'limit', 50],
	['Bulk Import waits a minute', NODES[0]!.description.properties, 'maximumWait', 60],
	['signatures are verified', NODES[1]!.description.properties, 'verifySignature', true],
	['a signature is good for five minutes', NODES[1]!.description.properties, 'tolerance', 300],
	['a recording is waited for a minute', NODES[1]!.description.properties, 'recordingWait', 60],
	['Catch Up reaches back a day', NODES[1]!.description.properties, 'catchUpHours', 24],
	['the polling trigger looks back a day', NODES[2]!.description.properties, 'lookBack', 24],
	['a request waits five minutes', new JustCallApi().properties, 'longestWait', 300],
	['requests go to JustCall', new JustCallApi().properties, 'baseUrl', 'https://api.justcall.io'],
];

it.each(SAFE)('unless told otherwise: %s', (_what, properties, name, value) => {
	const found = partsOf(properties).filter((part) => part.name === name);
	expect(found).not.toHaveLength(0);
	expect(new Set(found.map((part) => part.default))).toEqual(new Set([value]));
});

it('a filter that a saved node has keeps its value, whichever value a new one begins with', () => {
	const { description } = NODES[0]!;
	const choices = PERIODS.map(({ value }) => value);
	const kept = choices.map(
		(period) =>
			NodeHelpers.getNodeParameters(
				description.properties,
				{ resource: 'call', operation: 'getAll', filters: { period: String(period) } },
				// As n8n saves a node: without the values that are defaults.
				false,
				false,
				{ typeVersion: 1 },
				description,
			)?.filters,
	);
	expect(kept).toEqual(choices.map((period) => ({ period })));
});
