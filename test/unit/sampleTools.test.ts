import { resources } from '../../nodes/JustCall/resources';
import { effectOf, getOperation, registryOf } from '../../nodes/shared/description/operation';
import { sampleWorkflows } from '../../tools/n8n/samples';

const registry = registryOf(resources);
const tools = sampleWorkflows().flatMap(({ file, workflow }) =>
	workflow.nodes
		.filter(({ type }) => type === 'n8n-nodes-justcall-complete.justCallTool')
		.map((node) => ({ file, workflow, node })),
);
const operationOf = ({ parameters }: (typeof tools)[number]['node']) =>
	getOperation(registry, String(parameters.resource), String(parameters.operation));
const writing = tools.filter(({ node }) => effectOf(operationOf(node)) !== 'safe');

it('samples have tools that read and tools that write', () => {
	expect(tools.length).toBeGreaterThan(writing.length);
	expect(writing.length).toBeGreaterThan(1);
});

it.each(writing.map(({ file, node }) => [file, node.name, node] as const))(
	'%s: the model learns of "%s" whether it can be undone',
	(_file, _name, node) => {
		expect(node.parameters.descriptionType).toBe('manual');
		expect(node.parameters.toolDescription).toBe(operationOf(node).description);
	},
);

/** Operations that contact somebody: JustCall cannot take it back. */
const CONTACTING = /^(sms|whatsApp)\.send$|^voiceAgent\.startCall$/;

it.each(
	tools
		.filter(({ node }) => CONTACTING.test(`${node.parameters.resource}.${node.parameters.operation}`))
		.map((tool) => [tool.file, tool.node.name, tool] as const),
)('%s: "%s" contacts nobody before a person has approved it', (_file, name, { workflow }) => {
	const [[target] = []] = workflow.connections[name]?.ai_tool ?? [];
	const review = workflow.nodes.find((node) => node.name === target?.node);
	expect(review?.type).toBe('n8n-nodes-justcall-complete.justCallHitlTool');
	expect(review?.parameters.operation).toBe('sendAndWait');
});
