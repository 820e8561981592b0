import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { startInProcess, type InProcessN8n } from '../../tools/engine/inProcess';

/** Answers of a trigger that was made for the test, by the name of its node type. */
const webhooks: Record<string, (context: IWebhookFunctions) => IWebhookResponseData> = {
	silent: () => ({ noWebhookResponse: true }),
	silentStart: () => ({ noWebhookResponse: true, workflowData: [[{ json: {} }]] }),
	plain: () => ({}),
	text: () => ({ webhookResponse: 'OK' }),
	starts: () => ({ webhookResponse: 'OK', workflowData: [[{ json: { id: 1 } }]] }),
	answers: (context) => {
		context.getResponseObject().status(418).send('short and stout');
		return { noWebhookResponse: true };
	},
	answersTwice: (context) => {
		context.getResponseObject().status(200).send('one');
		return { webhookResponse: 'two' };
	},
	failsAfterAnswer: (context) => {
		context.getResponseObject().status(202).send('later');
		throw new Error('broken');
	},
	shows: () => ({ webhookResponse: 'the K3y-of-the-account-that-nobody-sees' }),
};

const typeOf = (webhook: (context: IWebhookFunctions) => IWebhookResponseData): INodeType => ({
	description: {
		displayName: 'Made Up',
		name: 'madeUp',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: [],
	},
	async webhook(this: IWebhookFunctions) {
		return webhook(this);
	},
});

let n8n: InProcessN8n;
beforeAll(async () => {
	n8n = await startInProcess(
		{ apiKey: 'K3y-of-the-account-that-nobody-sees', apiSecret: 'S3cret-of-the-account-nobody-sees' },
		Object.fromEntries(Object.entries(webhooks).map(([name, webhook]) => [name, typeOf(webhook)])),
	);
});
afterAll(() => n8n.stop());

const deliver = async (name: string, method = 'POST') => await n8n.deliver(name, {}, { body: {}, method });

describe('a webhook', () => {
	it.each(['silent', 'silentStart'])('that nobody answers (%s) fails', async (name) => {
		await expect(deliver(name)).rejects.toThrow(/^Nobody answers the caller/);
	});

	it.each<[string, number, unknown]>([
		['plain', 200, { message: 'Webhook call received' }],
		['text', 200, 'OK'],
		['answers', 418, 'short and stout'],
	])('%s: the caller gets %d', async (name, status, body) => {
		expect(await deliver(name)).toMatchObject({ status, body, items: [] });
	});

	it('that starts the workflow is not answered before n8n has started it', async () => {
		const received = await deliver('starts');
		expect([received.status, received.items.length]).toEqual([undefined, 1]);
		received.answer(500);
		expect([received.status, received.body]).toEqual([500, 'OK']);
		expect(() => received.answer(200)).toThrow(/after they are sent/);
		expect(received.status).toBe(500);
	});

	it('whose caller has gone is answered for nobody', async () => {
		const received = await deliver('starts');
		received.hangUp();
		received.answer(200);
		expect(received.status).toBeUndefined();
	});

	it('that is answered by the node and by n8n fails', async () => {
		await expect(deliver('answersTwice')).rejects.toThrow(/after they are sent/);
	});

	it('that fails after it was answered says its own error', async () => {
		await expect(deliver('failsAfterAnswer')).rejects.toThrow('broken');
	});

	it('that the trigger does not have for a method is a 404', async () => {
		expect(await deliver('text', 'GET')).toMatchObject({ status: 404, items: [] });
	});

	it('that shows a key fails', async () => {
		await expect(deliver('shows')).rejects.toThrow(/^a secret showed/);
	});
});
