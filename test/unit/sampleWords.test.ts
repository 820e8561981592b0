import { sampleWorkflows } from '../../tools/n8n/samples';

/** The pattern of opt-out words in the sample. */
function optOut(): RegExp {
	const workflow = sampleWorkflows().find(({ file }) => file === 'stop-means-stop.json')?.workflow;
	const [, pattern = ''] =
		/\/(\^.*\$)\/i\.test\(\$json\.body\)/.exec(expressionsIn(workflow).join('\n')) ?? [];
	return new RegExp(pattern, 'i');
}

/** All texts in a workflow. */
function expressionsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

it.each([
	['STOP'],
	['stop'],
	[' Stop. '],
	['"STOP"'],
	['Stop!'],
	['stopall'],
	['Stop all'],
	['UNSUBSCRIBE'],
	['cancel'],
	['End'],
	['quit'],
	['opt out'],
	['OPT-OUT'],
	['optout'],
	['revoke'],
	['STOP\n'],
])('%j is an opt-out', (text) => {
	expect(optOut().test(text)).toBe(true);
});

it.each([
	["Please don't stop"],
	['Stop by at 5'],
	['non-stop'],
	['Cancel my appointment'],
	['the end'],
	['stop stop'],
	[''],
	['yes'],
	['nonstop'],
	['weekend'],
])('%j is none', (text) => {
	expect(optOut().test(text)).toBe(false);
});
