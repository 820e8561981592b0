import { sampleWorkflows } from '../../tools/n8n/samples';

/** The pattern of opt-out words in the sample. */
function optOut(): RegExp {
	const workflow = sampleWorkflows().find(({ file }) => file === 'stop-means-stop.json')?.workflow;
	const [, pattern = '', flags] =
		/\/(\^.*\$)\/(\w+)\.test\(\$json\.body\)/.exec(expressionsIn(workflow).join('\n')) ?? [];
	return new RegExp(pattern, flags);
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
	// People and telephones write more than the word: quotes, smileys, invisible characters, the word again.
	['“Stop”'],
	['(STOP)'],
	['Stop, '],
	['Stop…'],
	['STOP 🙏'],
	['\u200bSTOP\u00a0'],
	['stop stop'],
	['STOP. Unsubscribe!'],
	['STOP\nEND'],
])('%j is an opt-out', (text) => {
	expect(optOut().test(text)).toBe(true);
});

it.each([
	["Please don't stop"],
	['Stop by at 5'],
	['non-stop'],
	['Cancel my appointment'],
	['the end'],
	['Stop?'],
	['stop by the office at 5'],
	['stop 2'],
	['stop me'],
	['start'],
	['unstop'],
	['stopped'],
	['étend'],
	['all'],
	[''],
	['...'],
	['yes'],
	['nonstop'],
	['weekend'],
])('%j is none', (text) => {
	expect(optOut().test(text)).toBe(false);
});
