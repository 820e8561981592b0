import assert from 'node:assert/strict';

import { addText } from '../../../sandbox/handlers/messageState';
import { MANUAL_TRIGGER, type Workflow } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { byId } from '../context';
import { ScriptedModel, toolAnswers } from '../scriptedModel';
import type { Suite } from '../suite';
import { sample } from './samples';
import { ended, post, untilWaiting } from './sendAndWait';

const MANAGER = '+14155550199';
/** In Berlin. */
const CALLER = '4930123456';

/** The samples in which a model uses our tools. */
export function agentSampleChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'samples: the receptionist looks up, and texts only what the manager approves',
		async (context) => {
			const { server, sandbox } = context;
			const contact = sandbox.state.contacts.push({ number: CALLER, name: '', email: '' }) - 1;
			addText(sandbox.state, { contact, direction: 'Incoming', body: 'Please call me back' });
			for (const way of ['approve', 'decline'] as const) {
				const model = await ScriptedModel.start();
				const before = sandbox.state.messages.texts.length;
				const sent = () => sandbox.state.messages.texts.slice(before).map(({ body }) => body);
				try {
					const text = { To: `+${CALLER}`, Message: `We call back (${way}).` };
					model.play(
						() => [{ name: 'Recent_texts', arguments: { Number: `+${CALLER}` } }],
						() => [{ name: 'Text_the_caller', arguments: { toolParameters: text, hitlParameters: {} } }],
						(messages) => `It said: ${toolAnswers(messages).at(-1)}`,
					);
					const workflow = await server.createWorkflow(await receptionist(context, model));
					const id = await server.startWorkflow(workflow);
					await untilWaiting(server, id);
					const [question = '', ...others] = sent();
					assert.deepEqual(others, [], 'the text was sent before it was approved');
					assert.match(question, /^May I text \+4930123456: We call back/);
					await post(question.split('\n').at(-1) ?? '', { answer: way });
					await ended(server, id);
					assert.deepEqual(sent().slice(1), way === 'approve' ? [text.Message] : []);
					assert.match(toolAnswers(model.conversation)[0] ?? '', /Please call me back/);
					const offered = model.tools.map(({ name }) => name).sort();
					assert.deepEqual(offered, ['Find_contact', 'Recent_calls', 'Recent_texts', 'Text_the_caller']);
					const tool = model.tools.find(({ name }) => name === 'Text_the_caller');
					assert.match(tool?.description ?? '', /This cannot be undone\./);
				} finally {
					await model.stop();
				}
			}
		},
		({ server }) => (server.isOld ? 'the human review of older n8n is not checked' : undefined),
	);

	suite.check(
		'samples: an MCP client finds the tools of the sample, and reads and writes with them',
		async (context) => {
			const { server, sandbox } = context;
			const workflow = sample(context, 'mcp-server.json');
			const token = 'a-token-of-the-check';
			const credential = await server.createCredential({
				name: 'MCP client',
				type: 'httpBearerAuth',
				data: { token },
			});
			const trigger = workflow.nodes.find(({ type }) => type.endsWith('mcpTrigger'));
			assert.ok(trigger);
			trigger.credentials = { httpBearerAuth: credential };
			const stored = await server.createWorkflow(workflow);
			await server.publish(stored);
			let session = '';
			const call = async (method: string, params: object, bearer = token) =>
				await fetch(`${server.url}/mcp/justcall`, {
					method: 'POST',
					headers: {
						'content-type': 'application/json',
						accept: 'application/json, text/event-stream',
						authorization: `Bearer ${bearer}`,
						...(session && { 'mcp-session-id': session }),
					},
					body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
				});
			const client = {
				protocolVersion: '2025-03-26',
				capabilities: {},
				clientInfo: { name: 'check', version: '1' },
			};
			assert.equal((await call('initialize', client, 'wrong')).status, 403);
			const begun = await call('initialize', client);
			await begun.text();
			session = begun.headers.get('mcp-session-id') ?? '';
			assert.ok(session, `no session: HTTP ${begun.status}`);
			const listed = await (await call('tools/list', {})).text();
			for (const name of ['Find_contact', 'Recent_calls', 'Recent_texts', 'Write_a_note_on_a_call'])
				assert.match(listed, new RegExp(`"${name}"`));
			assert.match(listed, /To undo it, write the old values again\./);
			const [row] = sandbox.state.calls;
			assert.ok(row);
			const note = { Call_ID: String(row.id), Note: 'Wants a quote' };
			const answer = await call('tools/call', { name: 'Write_a_note_on_a_call', arguments: note });
			assert.match(await answer.text(), /Wants a quote/);
			await server.unpublish(stored);
		},
		({ server }) => (server.isOld ? 'the MCP trigger of older n8n is not checked' : undefined),
	);
}

/** The sample with a scripted model, numbers of the sandbox, and a start by hand. */
async function receptionist(context: E2eContext, model: ScriptedModel): Promise<Workflow> {
	const from = byId(String(context.sandbox.state.numbers[0]?.justcall_number));
	const credential = await context.server.createCredential({
		name: 'Scripted model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	const { nodes, connections, ...rest } = sample(context, 'receptionist.json');
	const changes: Record<string, Record<string, unknown>> = {
		Chat: {},
		Receptionist: { promptType: 'define', text: 'Tell the last caller that we call back.' },
		Model: { model: { __rl: true, mode: 'id', value: 'scripted' } },
		'Ask the manager': { justcallNumber: from, contactNumber: MANAGER },
		// The check runs at any hour.
		'Text the caller': { justcallNumber: from, additionalFields: { skipBlocked: true } },
	};
	const { Chat, ...others } = connections;
	return {
		...rest,
		nodes: nodes.map((node) => ({
			...node,
			parameters: { ...node.parameters, ...changes[node.name] },
			...(node.name === 'Model' && { credentials: { openAiApi: credential } }),
			...(node.name === 'Chat' && {
				name: MANUAL_TRIGGER,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			}),
		})),
		connections: { ...others, [MANUAL_TRIGGER]: Chat ?? {} },
	};
}
