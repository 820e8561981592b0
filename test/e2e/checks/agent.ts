import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { DateTime } from 'luxon';

import type { CallRow } from '../../../sandbox/seed/calls';
import { startSandbox, type Sandbox } from '../../../sandbox/server';
import { RUNTIME_DIR } from '../../../tools/n8n/paths';
import type { Workflow, WorkflowNode } from '../../../tools/n8n/workflow';
import { MANUAL_TRIGGER, chain } from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { byId, justCall, sandboxCredential } from '../context';
import type { Message } from '../scriptedModel';
import { ScriptedModel, toolAnswers } from '../scriptedModel';
import type { Suite } from '../suite';
import { sample } from './samples';

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

	suite.check('agent: learns how the team did last week by one call, in few characters', async (context) => {
		const { sandbox } = context;
		sandbox.clearRequests();
		const { conversation } = await converse(
			context,
			'How did the team do last week?',
			[summarizeCalls],
			(model) =>
				model.play(
					() => [{ name: 'Summarize_calls', arguments: { Period: 'lastWeek' } }],
					() => 'The team had a good week.',
				),
		);
		const [answer = '', ...more] = toolAnswers(conversation);
		assert.deepEqual(more, []);
		const rows = JSON.parse(answer) as Array<Record<string, unknown>>;
		const { users, timeZone: zone } = sandbox.state;
		const monday = DateTime.now().setZone(zone).startOf('week').minus({ weeks: 1 });
		const week = callsFrom(sandbox, monday, monday.plus({ weeks: 1 }));
		assert.ok(week.length > 0, 'the sandbox has no calls of last week');
		const byName = (one: unknown[], other: unknown[]) => String(one[0]).localeCompare(String(other[0]));
		const told = rows.map(({ agent_name: name, calls, answered, missed, talk_seconds: talk }) => {
			return [name, calls, answered, missed, talk];
		});
		assert.deepEqual(
			told.slice(0, -1).sort(byName),
			users
				.map(({ name }, agent) => [name, ...figuresOf(week.filter((call) => call.agent === agent))])
				.sort(byName),
		);
		assert.deepEqual(told.at(-1), [undefined, ...figuresOf(week)]);
		// The calls themselves would be hundreds of characters each.
		assert.ok(answer.length < 200 * rows.length, `${answer.length} characters for ${rows.length} rows`);
		context.progress.say(`${answer.length} characters for ${rows.length} rows about ${week.length} calls`);
	});

	suite.check(
		'reports: 100,000 calls, by the schedule of the morning report, and asked for by an agent',
		async (context) => {
			const sandbox = await startSandbox({ calls: MANY_CALLS, timeZone: 'America/New_York' });
			try {
				sandbox.set({
					rateLimits: {
						burst: { limit: MANY_CALLS, seconds: 60 },
						hour: { limit: MANY_CALLS, seconds: 3600 },
					},
				});
				const credential = await context.server.createCredential({
					name: `Account with ${MANY_CALLS} calls`,
					type: 'justCallApi',
					data: sandboxCredential({ sandbox }),
				});
				const itsOwn = { ...context, sandbox, credential };
				await checkSchedule(itsOwn);
				await checkQuestion(itsOwn);
			} finally {
				await sandbox.stop();
			}
		},
	);

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

/** A large account's calls of three months. */
const MANY_CALLS = 100_000;
/** Name of the morning report's node. */
const REPORT = 'Report of yesterday';

/** The morning report at its time, about all calls, which n8n starts by itself. */
async function checkSchedule(context: E2eContext): Promise<void> {
	const { server, sandbox, progress } = context;
	const workflow = sample(context, 'morning-call-report.json');
	const node = (named: string) => workflow.nodes.find(({ name }) => name === named)?.parameters ?? {};
	Object.assign(node(REPORT), { period: 'anyTime' });
	Object.assign(node('Every morning'), { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } });
	const stored = await server.createWorkflow(workflow);
	await server.publish(stored);
	let started: string[] = [];
	while (started.length === 0) {
		await delay(200);
		started = await server.executionsOf(stored);
	}
	await server.unpublish(stored);
	const begun = performance.now();
	const execution = await server.waitForExecution(started.at(-1) ?? '', 300_000);
	const [item] = execution.assertSuccess().items(REPORT);
	progress.say(`${MANY_CALLS} calls by schedule: ${Math.round(performance.now() - begun)} ms`);
	const all = callsFrom(sandbox, DateTime.fromMillis(0), DateTime.now().plus({ days: 1 }));
	assert.equal(all.length, MANY_CALLS);
	const { calls, answered, missed, talk_seconds: talk } = item?.json ?? {};
	assert.deepEqual([calls, answered, missed, talk], figuresOf(all));
	assert.equal(execution.items('See the report')[0]?.json.html, item?.json.html);
	for (const id of started) await server.waitForExecution(id, 300_000);
}

/** One question about all calls. */
async function checkQuestion(context: E2eContext): Promise<void> {
	const { conversation } = await converse(
		context,
		'How did the team do in the last three months?',
		[summarizeCalls],
		(model) =>
			model.play(
				() => [{ name: 'Summarize_calls', arguments: { Period: 'anyTime' } }],
				() => 'It did well.',
			),
	);
	const [answer = ''] = toolAnswers(conversation);
	const rows = JSON.parse(answer) as Array<Record<string, unknown>>;
	assert.equal(rows.at(-1)?.calls, MANY_CALLS);
	assert.ok(answer.length < 200 * rows.length, `${answer.length} characters for ${rows.length} rows`);
}

/** The calls of an account that began within a time, without its end. */
function callsFrom({ state }: Sandbox, from: DateTime, to: DateTime): CallRow[] {
	return state.calls.filter(({ at }) => at >= from.toSeconds() && at < to.toSeconds());
}

/** Calls, answered, missed, and seconds of talk. */
function figuresOf(calls: readonly CallRow[]): number[] {
	const answered = calls.filter(({ outcome, running }) => outcome === 'ANSWERED' && !running);
	const missed = calls.filter(
		({ outcome, direction, running }) =>
			!running && direction === 'Incoming' && ['MISSED', 'BUSY', 'FAILED'].includes(outcome),
	);
	return [calls.length, answered.length, missed.length, answered.reduce((sum, { talk }) => sum + talk, 0)];
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

const summarizeCalls: Tool = (context) =>
	asTool(context, 'Summarize calls', {
		resource: 'call',
		operation: 'summarize',
		period:
			"={{ $fromAI('Period', 'today, yesterday, thisWeek, lastWeek, lastMonth or anyTime', 'string') }}",
		groupBy: ['agent'],
		figures: ['calls', 'answered', 'missed', 'talk_seconds'],
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
