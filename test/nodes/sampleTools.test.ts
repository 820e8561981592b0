import { sampleWorkflows } from '../../tools/n8n/samples';
import { byId, useSandbox } from '../harness/sandboxed';

const env = useSandbox({ calls: 50 });

const tools = sampleWorkflows().flatMap(({ file, workflow }) =>
	workflow.nodes
		.filter(({ type }) => type === 'n8n-nodes-justcall-complete.justCallTool')
		.map((node) => [file, node.name, node] as const),
);

/** Arguments as a model gives them: every field of the sample's tools, empty where it does not know a value. */
const argumentsOf = () => ({
	Number: `+${env.sandbox.state.contacts[0]?.number}`,
	Last_name: '',
	To: '+12125550143',
	Message: 'We call back.',
	Call_ID: String(env.sandbox.state.calls[0]?.id),
	Note: 'Wants a quote',
});

/** In the morning of New York, where the receiver is. */
beforeEach(() => env.clock.skip(Date.parse('2026-03-04T15:00:00Z') - Date.now()));

it.each(tools)('%s: "%s" answers a model', async (_file, name, { parameters, typeVersion }) => {
	const from = byId(String(env.sandbox.state.numbers[0]?.justcall_number));
	const given = { ...parameters, ...('justcallNumber' in parameters && { justcallNumber: from }) };
	const tool = env.n8n.agent()('justCall', given as never, { typeVersion });
	const answer = await tool(argumentsOf());
	expect(JSON.stringify(answer)).not.toContain('"error"');
	const writes = env.sandbox.requests().filter(({ method }) => method !== 'GET');
	if (name === 'Text the caller') expect(answer[0]?.sent).toBe(true);
	else expect(writes).toHaveLength(name === 'Write a note on a call' ? 1 : 0);
});
