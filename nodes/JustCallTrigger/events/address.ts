import type { IWebhookFunctions } from 'n8n-workflow';

/**
 * The address of this node that the request came to. In a manual test n8n hands out the production address, while JustCall
 * signs the test address: that has the same origin and the path that n8n has just led to this node.
 */
export function ownAddress(context: IWebhookFunctions): string {
	const url = context.getNodeWebhookUrl('default') ?? '';
	if (context.getMode() !== 'manual' || !URL.canParse(url)) return url;
	const { path, originalUrl } = context.getRequestObject();
	const asked = String(originalUrl ?? path).split('?')[0] ?? '';
	const { origin, pathname } = new URL(url);
	// A proxy may put a prefix before n8n's paths; it is kept.
	const suffix = pathname.slice(pathname.indexOf('/webhook/') + '/webhook'.length);
	if (!asked.endsWith(suffix)) return url;
	const prefix = pathname.slice(0, pathname.indexOf('/webhook/'));
	return origin + (asked.startsWith(prefix) ? '' : prefix) + asked;
}
