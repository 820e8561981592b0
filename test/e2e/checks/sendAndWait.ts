import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { Editor, ensureChromium } from '../../../tools/n8n/browser';
import type { Execution } from '../../../tools/n8n/execution';
import { N8nServer } from '../../../tools/n8n/server';
import {
	chain,
	sequence,
	type StoredWorkflow,
	type Workflow,
	type WorkflowNode,
} from '../../../tools/n8n/workflow';
import type { E2eContext } from '../context';
import { byId, justCall, JUSTCALL_NODE } from '../context';
import { ScriptedModel, toolAnswers } from '../scriptedModel';
import type { Suite } from '../suite';
import { AGENT, agentWorkflow } from './agent';

const ASK = 'Ask';
const RECEIVER = '+12025550143';

/** Questions by text that an execution waits for, and the answers to them. */
export function answerChecks(suite: Suite<E2eContext>): void {
	suite.check(
		'wait: approve and decline by text; whatever opens the link first decides nothing',
		async (context) => {
			for (const [answer, approved] of [
				['approve', true],
				['decline', false],
			] as const) {
				const { server, id, link } = await ask(context, {});
				for (const userAgent of [
					'WhatsApp/2.24',
					'Googlebot/2.1',
					'Mozilla/5.0 (Windows) SkypeUriPreview Preview/0.5',
					'',
				]) {
					const preview = await fetch(link, { headers: { 'user-agent': userAgent, purpose: 'prefetch' } });
					assert.equal(preview.status, 200);
					assert.match(await preview.text(), /May we refund order 1042\?/);
					await fetch(link, { method: 'HEAD', headers: { 'user-agent': userAgent } });
				}
				assert.equal((await post(link, {})).status, 422);
				assert.equal(await statusOf(server, id), 'waiting');
				assert.match(await (await post(link, { answer })).text(), /Thank you/);
				const execution = await ended(server, id);
				assert.equal(dataOf(execution).approved, approved);
				// Items after it know the item before it.
				assert.deepEqual(
					execution.items('After').map(({ json }) => json.order),
					[1042],
				);
				const again = await (await post(link, { answer: 'approve' })).text();
				assert.match(again, /no action|No action/i);
				assert.equal(dataOf(await ended(server, id)).approved, approved);
			}
		},
	);

	suite.check('wait: an address that n8n did not sign shows nothing and decides nothing', async (context) => {
		const { server, id, link } = await ask(context, {});
		for (const forged of [link.replace(/signature=./, 'signature=x'), link.replace(/q=\w+/, 'q=0')]) {
			const response = await fetch(forged, {
				method: 'POST',
				body: new URLSearchParams({ answer: 'approve' }),
			});
			assert.equal(response.status, 401);
			assert.doesNotMatch(await response.text(), /1042/);
		}
		assert.equal(await statusOf(server, id), 'waiting');
		await server.stopExecution(id);
	});

	suite.check('wait: a free text and a form come back as they were entered', async (context) => {
		const text = await ask(context, { responseType: 'freeText' });
		await post(text.link, { text: 'No,\r\n<b>never</b>' });
		assert.equal(dataOf(await ended(text.server, text.id)).text, 'No,\n<b>never</b>');
		const values = [
			{ fieldLabel: 'Delivery date', fieldType: 'date', requiredField: true },
			{ fieldLabel: 'Color', fieldType: 'dropdown', fieldOptions: 'red, blue' },
		];
		const form = await ask(context, { responseType: 'customForm', formFields: { values } });
		const body = new FormData();
		body.set('field-0', '2026-03-01');
		body.set('field-1', 'blue');
		await (await fetch(form.link, { method: 'POST', body })).text();
		const { respondedAt, ...answers } = dataOf(await ended(form.server, form.id));
		assert.deepEqual(answers, { 'Delivery date': '2026-03-01', Color: 'blue' });
		assert.match(String(respondedAt), /^\d{4}-/);
	});

	suite.check('wait: when the time is over, the execution goes on without an approval', async (context) => {
		const values = { limitType: 'afterTimeInterval', resumeAmount: 0.1, resumeUnit: 'minutes' };
		const { server, id, link } = await ask(context, { options: { limitWaitTime: { values } } });
		context.sandbox.clearRequests();
		assert.deepEqual(dataOf(await ended(server, id)), { approved: false, timedOut: true });
		// n8n passes on the node's input after a wait, and does not run the node again (docs/decisions).
		assert.deepEqual(context.sandbox.requests(), []);
		assert.doesNotMatch(await (await post(link, { answer: 'approve' })).text(), /Thank you/);
	});

	suite.check(
		'wait: a workflow with a JustCall Trigger answers the question with the words of a text from the number',
		async (context) => {
			const { server, sandbox } = context;
			const replies = await server.createWorkflow(replyWorkflow(context));
			await server.publish(replies);
			try {
				const { id } = await ask(context, { responseType: 'freeText' });
				const { texts } = sandbox.state.messages;
				sandbox.emit({ type: 'sms.received', replyTo: texts.at(-1)?.id });
				assert.equal(dataOf(await ended(server, id)).text, texts.at(-1)?.body);
				assert.equal(texts.at(-1)?.direction, 'Incoming');
			} finally {
				await server.unpublish(replies);
			}
		},
	);
}

/**
 * A workflow with a JustCall Trigger that answers the question of a waiting execution with the words of a text from
 * the same number (docs/decisions/waiting.md): it finds the link in the newest text with one that was sent there.
 */
function replyWorkflow(context: E2eContext): Workflow {
	const trigger = {
		...justCall(context, { events: ['sms.received'] }, 'Reply'),
		type: `${JUSTCALL_NODE}Trigger`,
		typeVersion: 3,
		webhookId: '22222222-2222-4222-8222-222222222222',
	};
	const asked = {
		...justCall(
			context,
			{
				resource: 'sms',
				operation: 'getAll',
				limit: 1,
				filters: {
					contactNumber: '=+{{ $json.contact_number }}',
					smsContent: '/webhook-waiting/',
					smsDirection: 'outgoing',
				},
			},
			'Question',
		),
		typeVersion: 2,
	};
	return sequence('Answer by text', [
		trigger,
		asked,
		{
			name: 'Answer',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: "={{ $json.body.split('\\n').pop() }}",
				sendBody: true,
				contentType: 'form-urlencoded',
				bodyParameters: { parameters: [{ name: 'text', value: "={{ $('Reply').item.json.body }}" }] },
				options: {},
			},
		},
	]);
}

/** The same, and what takes an agent, a second start of n8n or a browser. */
export function sendAndWaitChecks(suite: Suite<E2eContext>): void {
	answerChecks(suite);

	suite.check(
		"wait: an agent's tool runs when its human review by text is approved, and not when it is declined or over",
		async (context) => {
			const { server, sandbox } = context;
			for (const way of ['approve', 'decline', 'over'] as const) {
				const model = await ScriptedModel.start();
				try {
					model.play(
						() => [
							{
								name: 'Text_the_customer',
								arguments: { toolParameters: { Message: 'Your refund is on its way.' }, hitlParameters: {} },
							},
						],
						(messages) => `It said: ${toolAnswers(messages).at(-1)}`,
					);
					const workflow = await server.createWorkflow(await reviewedAgent(context, model, way === 'over'));
					const before = sandbox.state.messages.texts.length;
					const id = await server.startWorkflow(workflow);
					await untilWaiting(server, id);
					const sent = () => sandbox.state.messages.texts.slice(before).map(({ body }) => body);
					assert.equal(sent().length, 1, 'the tool ran before its review');
					const question = sent()[0] ?? '';
					assert.match(question, /^Text_the_customer: .*Your refund is on its way\./);
					if (way !== 'over') await post(question.split('\n').at(-1) ?? '', { answer: way });
					const execution = await ended(server, id);
					assert.deepEqual(sent().slice(1), way === 'approve' ? ['Your refund is on its way.'] : []);
					const said = String(execution.items(AGENT)[0]?.json.output);
					assert.match(said, way === 'approve' ? /Your refund is on its way/ : /rejected|reject/i, said);
					assert.equal(model.left, 0);
				} finally {
					await model.stop();
				}
			}
		},
		({ server }) => (server.isOld ? 'the human review of older n8n is not checked' : undefined),
	);

	suite.check('wait: n8n is restarted while the execution waits', async (context) => {
		const { installation, userFolder, owner } = context;
		const { server, id, link } = await ask(context, {});
		await server.stop();
		const port = Number(new URL(server.url).port);
		context.server = await N8nServer.start({ installation, userFolder, port });
		await context.server.signIn(owner);
		assert.match(await (await fetch(link)).text(), /May we refund order 1042\?/);
		await post(link, { answer: 'approve' });
		assert.equal(dataOf(await ended(context.server, id)).approved, true);
	});

	suite.check('wait: the page on a telephone, light and dark, answered by hand', async (context) => {
		const executablePath = await ensureChromium(context.progress);
		await Editor.use(executablePath, 'send-and-wait', async (editor) => {
			const { page } = editor;
			await page.setViewportSize({ width: 390, height: 844 });
			const complaints: string[] = [];
			page.on('console', (message) => {
				// n8n's own page after the answer asks for fonts of another host.
				if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
			});
			const kinds: Array<[string, Record<string, unknown>]> = [
				['approval', { options: { responseFormTitle: 'Order 1042' } }],
				['text', { responseType: 'freeText' }],
				[
					'form',
					{
						responseType: 'customForm',
						formFields: {
							values: [
								{ fieldLabel: 'Delivery date', fieldType: 'date', requiredField: true },
								{ fieldLabel: 'Color', fieldType: 'dropdown', fieldOptions: 'red, blue' },
								{ fieldLabel: 'Pieces', fieldType: 'number' },
							],
						},
					},
				],
			];
			for (const [name, parameters] of kinds) {
				const { server, id, link } = await ask(context, parameters);
				for (const colorScheme of ['light', 'dark'] as const) {
					await page.emulateMedia({ colorScheme });
					await page.goto(link);
					await editor.screenshot(`${name}-${colorScheme}`);
					const width = await page.evaluate('document.documentElement.scrollWidth');
					assert.equal(width, 390, `${name} is wider than the telephone`);
				}
				if (name === 'text') await page.locator('textarea').fill('Tomorrow <at> 9');
				if (name === 'form') {
					await page.locator('input[type=date]').fill('2026-03-01');
					await page.getByLabel('Pieces').fill('two');
					await page.getByRole('button', { name: 'Submit' }).click();
					await page.getByText('Please enter a number.').waitFor();
					await editor.screenshot('form-refused');
					await page.getByLabel('Pieces').fill('2');
				}
				await page.getByRole('button', { name: name === 'approval' ? 'Decline' : 'Submit' }).click();
				await page.getByText('Thank you').first().waitFor();
				await editor.screenshot(`${name}-thanks`);
				const { respondedAt, ...answer } = dataOf(await ended(server, id));
				assert.ok(respondedAt);
				const expected = {
					approval: { approved: false },
					text: { text: 'Tomorrow <at> 9' },
					form: { 'Delivery date': '2026-03-01', Color: null, Pieces: 2 },
				}[name];
				assert.deepEqual(answer, expected);
				await page.goto(link);
				await editor.screenshot(`${name}-answered`);
			}
			assert.deepEqual(complaints, []);
		});
	});
}

/** Runs a workflow that asks by text until it waits; gives the link in the text, which was sent once. */
async function ask(
	context: E2eContext,
	parameters: Record<string, unknown>,
): Promise<{ server: N8nServer; workflow: StoredWorkflow; id: string; link: string }> {
	const { server, sandbox } = context;
	const [number] = sandbox.state.numbers;
	const set = (name: string, field: string, value: string): Omit<WorkflowNode, 'position'> => ({
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: { assignments: [{ id: field, name: field, type: 'number', value }] },
			includeOtherFields: true,
			options: {},
		},
	});
	const workflow = await server.createWorkflow(
		chain('Ask', [
			set('Order', 'order', '1042'),
			justCall(
				context,
				{
					resource: 'sms',
					operation: 'sendAndWait',
					justcallNumber: byId(String(number?.justcall_number)),
					contactNumber: RECEIVER,
					message: '=May we refund order {{ $json.order }}?',
					...parameters,
				},
				ASK,
			),
			set('After', 'order', "={{ $('Order').item.json.order }}"),
		]),
	);
	const before = sandbox.state.messages.texts.length;
	const id = await server.startWorkflow(workflow);
	await untilWaiting(server, id);
	const sent = sandbox.state.messages.texts.slice(before);
	assert.equal(sent.length, 1);
	const [text, link = ''] = (sent[0]?.body ?? '').split('\n');
	assert.equal(text, 'May we refund order 1042?');
	assert.doesNotMatch(link, /2025550143/);
	return { server, workflow, id, link };
}

/** An agent whose one tool sends a text, with a human review by text before it. */
async function reviewedAgent(context: E2eContext, model: ScriptedModel, isShort: boolean): Promise<Workflow> {
	const from = byId(String(context.sandbox.state.numbers[0]?.justcall_number));
	const tool = justCall(
		context,
		{
			resource: 'sms',
			operation: 'send',
			justcallNumber: from,
			contactNumber: '+14155550119',
			body: "={{ $fromAI('Message', 'the text', 'string') }}",
		},
		'Text the customer',
	);
	const values = { limitType: 'afterTimeInterval', resumeAmount: 0.1, resumeUnit: 'minutes' };
	const review = justCall(
		context,
		{
			resource: 'sms',
			operation: 'sendAndWait',
			justcallNumber: from,
			contactNumber: RECEIVER,
			message: '={{ $tool.name }}: {{ JSON.stringify($tool.parameters) }}',
			options: isShort ? { limitWaitTime: { values } } : {},
		},
		'Review',
	);
	const credential = await context.server.createCredential({
		name: 'Scripted model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	const workflow = agentWorkflow(
		'Tell the customer that the refund is on its way.',
		3.1,
		{
			name: 'Scripted model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
			credentials: { openAiApi: credential },
		},
		[
			{ ...review, type: `${review.type}HitlTool` },
			{ ...tool, type: `${tool.type}Tool` },
		],
	);
	workflow.connections[tool.name] = { ai_tool: [[{ node: review.name, type: 'ai_tool', index: 0 }]] };
	return workflow;
}

/** Waits until an execution waits. */
export async function untilWaiting(server: N8nServer, id: string): Promise<void> {
	for (;;) {
		const status = await statusOf(server, id);
		if (status === 'waiting') return;
		if (['success', 'error', 'crashed', 'canceled'].includes(status)) {
			(await server.waitForExecution(id, 60_000)).assertSuccess();
			throw new Error('the execution did not wait');
		}
		await delay(50);
	}
}

async function statusOf(server: N8nServer, id: string): Promise<string> {
	return (await server.rest<{ status: string }>('GET', `/executions/${id}`)).status;
}

/** The execution after its end, which must be a good one. */
export async function ended(server: N8nServer, id: string): Promise<Execution> {
	return (await server.waitForExecution(id, 180_000)).assertSuccess();
}

function dataOf(execution: Execution): Record<string, unknown> {
	return (execution.items(ASK)[0]?.json.data ?? {}) as Record<string, unknown>;
}

/** Presses a button of the page. */
export async function post(link: string, fields: Record<string, string>): Promise<Response> {
	return await fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
}
