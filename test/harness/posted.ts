import type { IDataObject } from 'n8n-workflow';

import { sign } from '../../sandbox/webhooks/signature';
import { WEBHOOK_BASE, type Posted } from '../../tools/engine/inProcess';
import { SECRET } from './sandboxed';

/** Default address of the harness's trigger. */
export const URL_OF_NODE = `${WEBHOOK_BASE}/hook/webhook`;

let requests = 0;

/** A request in the form in which JustCall posts it, by default signed for the node's own address. */
export function posted(
	type: string,
	data: IDataObject,
	{ ageSeconds = 0, webhookUrl = URL_OF_NODE, requestId = `request-${++requests}` } = {},
): Posted {
	const timestamp = new Date(Date.now() - ageSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
	return {
		body: { request_id: requestId, webhook_url: webhookUrl, url_id: 'x', type, data },
		headers: {
			'x-justcall-signature': sign({ secret: SECRET, webhookUrl, type, timestamp }),
			'x-justcall-signature-version': 'v1',
			'x-justcall-request-timestamp': timestamp,
		},
	};
}
