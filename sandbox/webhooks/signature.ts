import { createHmac } from 'node:crypto';

/** The values that a signature covers; the body is not among them (FACTS.md section 9). */
export interface Signed {
	secret: string;
	webhookUrl: string;
	type: string;
	/** "YYYY-MM-DD HH:MM:SS", UTC, as in the header. */
	timestamp: string;
}

/** JustCall's signature: HMAC-SHA256 in hex. */
export function sign({ secret, webhookUrl, type, timestamp }: Signed): string {
	return createHmac('sha256', secret)
		.update(`${secret}|${encodeURIComponent(webhookUrl)}|${type}|${timestamp}`)
		.digest('hex');
}

/** Headers of a delivery made now. */
export function signedHeaders(secret: string, webhookUrl: string, type: string): Record<string, string> {
	const timestamp = new Date().toISOString().slice(0, 19).replace('T', ' ');
	return {
		'x-justcall-signature': sign({ secret, webhookUrl, type, timestamp }),
		'x-justcall-signature-version': 'v1',
		'x-justcall-request-timestamp': timestamp,
	};
}
