import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { RUNTIME_DIR } from '../../../tools/n8n/paths';
import type { Workflow, WorkflowNode } from '../../../tools/n8n/workflow';
import { MANUAL_TRIGGER, chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { byId, justCall } from '../context';
import type { Message } from '../scriptedModel';
import { ScriptedModel, toolAnswers } from '../scriptedModel';
import type { Suite } from '../suite';

/** Name of the agent in its workflow. */
export const AGENT = 'AI Agent';

/** Our node as a tool of n8n's AI Agent, with a scripted chat model. */
export function agentChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'agent: uses our tools, learns of bad input, and reaches no other operation',
		async (context) => {
			const { sandbox } = context;
			const texts = sandbox.state.messages.texts.length;
			const contacts = sandbox.state.contactRecords.length;
			sandbox.clearRequests();
			await converse(
				context,
				'Who called last? Tell the caller that we call back.',
				[findCalls, sendText],
				(model) =>
					model.play(
						() => [{ name: 'Find_calls', arguments: { How_many: 2 } }],
						() => [{ name: 'Send_text', arguments: { To: 'the last caller', Message: 'We call back.' } }],
						(messages) => {
							const [call] = JSON.parse(toolAnswers(messages)[0] ?? '[]') as Array<{
								contact_number: string;
							}>;
							return [
								{ name: 'Send_text', arguments: { To: call?.contact_number, Message: 'We call back.' } },
							];
						},
						// A model must not be able to do this, whatever it is told.
						() => [
							{
								name: 'Find_calls',
								arguments: { How_many: 1, resource: 'contact', operation: 'delete', contactId: '1' },
							},
						],
						() => [{ name: 'Delete_contact', arguments: { contactId: '1' } }],
						() => 'The last caller knows that we call back.',
					),
			).then((model) => {
				const answers = toolAnswers(model.conversation);
				const [found, refused, sent] = answers;
				assert.equal((JSON.parse(found ?? '') as unknown[]).length, 2, found);
				assert.match(refused ?? '', /To.*the last caller|the last caller.*To/s);
				assert.match(sent ?? '', /We call back/);
				// n8n does not answer the call of a tool that it has not offered.
				assert.equal(answers.length, 4);
				assert.deepEqual(model.tools.map(({ name, description }) => [name, description]).sort(), [
					['Find_calls', 'Get many calls in JustCall'],
					['Send_text', 'Send SMS text message in JustCall'],
				]);
			});
			assert.equal(sandbox.state.messages.texts.length, texts + 1, 'not exactly one text was sent');
			assert.equal(sandbox.state.contactRecords.length, contacts);
			assert.deepEqual(
				sandbox.requests().filter(({ method }) => method === 'DELETE'),
				[],
			);
		},
	);

	suite.check('agent: the same words twice are two texts, also with Retry On Fail', async (context) => {
		const { sandbox } = context;
		const sent = () => sandbox.state.messages.texts.filter(({ body }) => body === 'On our way.').length;
		const say = () => [{ name: 'Send_text', arguments: { To: '+14155550119', Message: 'On our way.' } }];
		const before = sent();
		await converse(
			context,
			'Tell them twice.',
			[(given) => ({ ...sendText(given), retryOnFail: true, maxTries: 3, waitBetweenTries: 1 })],
			(model) => model.play(say, say, () => 'Told twice.'),
		);
		assert.equal(sent(), before + 2);
	});

	suite.check('agent: deletes only where the builder gave it the tool to', async (context) => {
		const { sandbox } = context;
		const contact = sandbox.state.contactRecords[0];
		assert.ok(contact, 'the sandbox has no contact');
		await converse(context, `Forget contact ${contact.id}.`, [deleteContact], (model) =>
			model.play(
				() => [{ name: 'Delete_contact', arguments: { Contact_ID: String(contact.id) } }],
				() => 'Done.',
			),
		);
		assert.ok(!sandbox.state.contactRecords.some(({ id }) => id === contact.id), 'it is still there');
	});
}

type Tool = (context: E2eContext) => Omit<WorkflowNode, 'position'>;

const findCalls: Tool = (context) =>
	asTool(context, 'Find calls', {
		resource: 'call',
		operation: 'getAll',
		limit: "={{ $fromAI('How_many', 'how many calls, newest first', 'number') }}",
	});

const sendText: Tool = (context) =>
	asTool(context, 'Send text', {
		resource: 'sms',
		operation: 'send',
		justcallNumber: byId(context.sandbox.state.numbers[0]?.justcall_number ?? ''),
		contactNumber: "={{ $fromAI('To', 'number of the recipient with country code', 'string') }}",
		body: "={{ $fromAI('Message', 'the text', 'string') }}",
	});

const deleteContact: Tool = (context) =>
	asTool(context, 'Delete contact', {
		resource: 'contact',
		operation: 'delete',
		findBy: 'id',
		contactId: byId("={{ $fromAI('Contact_ID', 'ID of the contact', 'string') }}"),
	});

function asTool(context: E2eContext, name: string, parameters: Record<string, unknown>) {
	const node = justCall(context, parameters, name);
	// In an old n8n, a failing tool ends the whole run unless it is set to continue.
	const onError = context.server.isOld ? { onError: 'continueRegularOutput' as const } : {};
	return { ...node, type: `${node.type}Tool`, ...onError };
}

/** Runs an agent with these tools and a model that follows the script that `play` sets. */
async function converse(
	context: E2eContext,
	prompt: string,
	tools: Tool[],
	play: (model: ScriptedModel) => void,
): Promise<ScriptedModel> {
	const model = await ScriptedModel.start();
	try {
		play(model);
		const credential = await context.server.createCredential({
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const workflow = agentWorkflow(
			prompt,
			context.server.isFirst ? 3 : 3.1,
			{
				name: 'Scripted model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
				credentials: { openAiApi: credential },
			},
			tools.map((tool) => tool(context)),
		);
		const execution = await context.server.execute(workflow);
		keepTranscript(tools.length, model.conversation);
		execution.assertSuccess();
		assert.equal(model.left, 0, 'the agent stopped before the script had ended');
		const [answer] = execution.items(AGENT);
		assert.equal(answer?.json.output, model.conversation.at(-1)?.content);
		return model;
	} finally {
		await model.stop();
	}
}

/** A workflow with an agent, its model and its tools. */
export function agentWorkflow(
	prompt: string,
	typeVersion: number,
	model: Omit<WorkflowNode, 'position'>,
	tools: Array<Omit<WorkflowNode, 'position'>>,
): Workflow {
	const workflow = chain('Agent', [
		{
			name: AGENT,
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion,
			parameters: { promptType: 'define', text: prompt, options: {} },
		},
	]);
	const nodes = [model, ...tools].map((node, index): WorkflowNode => ({
		id: `given-${index}`,
		...node,
		position: [220 + 160 * index, 240],
	}));
	const connections: Workflow['connections'] = { ...workflow.connections };
	connections[model.name] = { ai_languageModel: [[{ node: AGENT, type: 'ai_languageModel', index: 0 }]] };
	for (const { name } of tools)
		connections[name] = { ai_tool: [[{ node: AGENT, type: 'ai_tool', index: 0 }]] };
	assert.ok(connections[MANUAL_TRIGGER]);
	return { ...workflow, nodes: [...workflow.nodes, ...nodes], connections };
}

/** The conversation as text for people: `.runtime/e2e/agent-<tools>.txt`. */
function keepTranscript(tools: number, conversation: Message[]): void {
	const lines = conversation.flatMap(({ role, content, tool_calls: calls = [] }) => [
		...(content ? [`${role}: ${content}`] : []),
		...calls.map((call) => `${role} calls ${call.function.name} ${call.function.arguments}`),
	]);
	mkdirSync(join(RUNTIME_DIR, 'e2e'), { recursive: true });
	writeFileSync(join(RUNTIME_DIR, 'e2e', `agent-${tools}.txt`), `${lines.join('\n\n')}\n`);
}
