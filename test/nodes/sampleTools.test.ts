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
	// A note is replaced, so a model must be able to read the old one.
	if (name === 'Read a call') expect(answer[0]).toHaveProperty(['call_info', 'notes']);
	if (name === 'Text the caller') expect(answer[0]?.sent).toBe(true);
	else expect(writes).toHaveLength(name === 'Write a note on a call' ? 1 : 0);
});

describe('STOP means stop', () => {
	const [stop] = sampleWorkflows().filter(({ file }) => file === 'stop-means-stop.json');
	const node = (name: string) => {
		const found = stop?.workflow.nodes.find((one) => one.name === name);
		if (!found) throw new Error(`The sample has no node ${name}`);
		return found.parameters;
	};

	/** Runs the sample's node that blocks, after a text. */
	async function block(text: Record<string, unknown>, options: Record<string, unknown> = {}) {
		const { options: own, ...parameters } = node('Do Not Message');
		const given = { ...parameters, options: { ...(own as object), ...options } };
		const { error } = await env.n8n.run('justCall', given as never, { items: [{ json: text as never }] });
		const requests = env.sandbox.requests();
		return { error, body: requests.at(-1)?.body as Record<string, unknown> | undefined };
	}

	// Without the plus, some of them would be numbers of the default country too, or cannot be told apart.
	it.each(['447700900123', '33612345678', '+61412345678', 14155550119])(
		'%s is blocked as the number that it is, whatever the default country',
		async (contact_number) => {
			const { error, body } = await block({ contact_number }, { defaultCountry: 'DE' });
			expect(error).toBeUndefined();
			expect(body).toMatchObject({
				contact_numbers: [String(contact_number).replace('+', '')],
				add_to: ['dnm'],
				across_team: true,
			});
		},
	);

	it("n8n's engine reads the words as the tests of the words do", async () => {
		const word = JSON.stringify(node('Only an opt-out word'));
		const [, expression = ''] = /"leftValue":"(=[^"]*opt\[[^"]*)"/.exec(word) ?? [];
		const acrossTeam = JSON.parse(`"${expression}"`) as string;
		const contact_number = '14155550119';
		const read = async (text: object) => (await block({ contact_number, ...text }, { acrossTeam })).body;
		expect(await read({ body: ' “Stop” 🙏' })).toMatchObject({ across_team: true });
		for (const text of [{ body: 'Stop by at 5' }, { body: null }, {}])
			expect(await read(text)).toMatchObject({ across_team: false });
	});

	it('a text that was not read ends in an error', () => {
		const [read = [], unread = []] = stop?.workflow.connections['Text was read']?.main ?? [];
		expect(read?.map((one) => one.node)).toEqual(['Only an opt-out word']);
		expect(unread?.map((one) => one.node)).toEqual(['Not read']);
	});
});
