import type { Handlers } from './handler';
import { texts } from './texts';
import { failed, objectOf, translated } from './v1Answers';
import { webhooks } from './webhooks';

/** Topics of v1 and their current events (FACTS.md section 9). */
const TOPICS: Readonly<Record<number, string>> = { 2: 'sms.received', 9: 'sms.status_updated' };

const addWebhook = translated(
	webhooks,
	'createWebhook',
	({ topic_id, url }) => ({ body: { type: TOPICS[Number(topic_id)], webhook_url: url } }),
	() => ({ kind: 'done', message: 'Webhook added' }),
);

/** Handlers of texts and webhooks in v1 (FACTS.md section 11). */
export const v1Messages: Handlers = {
	v1SendText: translated(
		texts,
		'sendText',
		({ from, to, body, media_url }) => ({
			body: { justcall_number: from, contact_number: to, body, media_url },
		}),
		(outcome) => ({
			kind: 'raw',
			body: { status: 'success', id: objectOf(outcome).id, message: 'Message sent' },
		}),
	),

	v1AddWebhook(account, request) {
		return TOPICS[Number(request.body.topic_id)] === undefined
			? failed('topic_id is not known')
			: addWebhook(account, request);
	},
};
