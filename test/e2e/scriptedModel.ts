import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';

/** A tool call in the form in which a model requests it. */
export interface ToolCall {
	name: string;
	arguments: Record<string, unknown>;
}

/** The parts of a message in OpenAI's form that are used here. */
export interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content?: string | null;
	tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
}

/** A tool in the form in which it is described to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties?: Record<string, { description?: string }> };
}

/** The model's next step: it calls tools, or says something and is done. */
export type Step = (messages: Message[]) => ToolCall[] | string;

interface CompletionRequest {
	model: string;
	messages: Message[];
	tools?: Array<{ function: OfferedTool }>;
}

/**
 * A chat model with OpenAI's interface on loopback that follows a script, one step for each request. It decides
 * nothing itself. n8n's messages to it and n8n's handling of its answers are real.
 */
export class ScriptedModel {
	/** The conversation: the last request's messages and the final answer. */
	conversation: Message[] = [];
	/** The tools that the last request offered. */
	tools: OfferedTool[] = [];
	private steps: Step[] = [];
	private calls = 0;

	private constructor(
		readonly url: string,
		readonly stop: () => Promise<unknown>,
	) {}

	/** Listens on a free port of loopback. */
	static async start(): Promise<ScriptedModel> {
		const app = Fastify({ bodyLimit: 20_000_000 });
		const answer: { by?: ScriptedModel } = {};
		app.get('/v1/models', async () => ({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }));
		app.post<{ Body: CompletionRequest }>('/v1/chat/completions', async ({ body }) =>
			answer.by?.complete(body),
		);
		await app.listen({ host: '127.0.0.1', port: 0 });
		const { port } = app.server.address() as AddressInfo;
		answer.by = new ScriptedModel(`http://127.0.0.1:${port}/v1`, async () => await app.close());
		return answer.by;
	}

	/** Begins a new script. */
	play(...steps: Step[]): void {
		this.steps = steps;
		this.conversation = [];
		this.tools = [];
	}

	/** Steps of the script that were not used. */
	get left(): number {
		return this.steps.length;
	}

	private complete({ model, messages, tools = [] }: CompletionRequest) {
		this.tools = tools.map(({ function: tool }) => tool);
		const step = this.steps.shift();
		if (!step) throw new Error('The script of the model has ended, and it is asked again');
		const next = step(messages);
		const message: Message =
			typeof next === 'string'
				? { role: 'assistant', content: next }
				: {
						role: 'assistant',
						content: null,
						tool_calls: next.map((call) => ({
							id: `call_${++this.calls}`,
							type: 'function',
							function: { name: call.name, arguments: JSON.stringify(call.arguments) },
						})),
					};
		this.conversation = [...messages, message];
		return {
			id: `completion-${this.calls}`,
			object: 'chat.completion',
			created: Math.floor(Date.now() / 1_000),
			model,
			choices: [{ index: 0, message, finish_reason: typeof next === 'string' ? 'stop' : 'tool_calls' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}
}

/** The tools' answers, oldest first. */
export function toolAnswers(messages: Message[]): string[] {
	return messages.filter(({ role }) => role === 'tool').map(({ content }) => content ?? '');
}
