import { NOT_FOUND, type Handlers } from './handler';

/** Handlers of the webhook subscriptions. */
export const webhooks: Handlers = {
	listWebhooks({ webhooks: subscriptions, state }, { query }) {
		return { kind: 'list', rows: subscriptions.list(query.type as string | undefined, state.webhooks) };
	},

	async createWebhook({ webhooks: subscriptions }, { body }) {
		const url = String(body.webhook_url);
		if (!URL.canParse(url))
			return { kind: 'refused', status: 400, message: 'webhook_url is not a valid address' };
		const subscription = await subscriptions.add(String(body.type), url);
		return subscription
			? { kind: 'one', data: subscription }
			: { kind: 'refused', status: 400, message: 'webhook_url did not answer the validation request' };
	},

	deleteWebhookUrl({ webhooks: subscriptions }, { params }) {
		const subscription = subscriptions.remove(String(params.url_id));
		return subscription ? { kind: 'one', data: subscription } : NOT_FOUND;
	},
};
