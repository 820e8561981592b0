import type { IWebhookFunctions } from 'n8n-workflow';

/** Segments at the end of the address that are this node's own: the webhook's id and its path. */
const OWN = 2;

/**
 * The address of this node that the request came to. In a manual test n8n hands out the production address, while JustCall
 * signs the test address: that has the same origin and the path that n8n has just led to this node.
 *
 * What stands before the node's own segments is the operator's to choose (N8N_ENDPOINT_WEBHOOK and its like).
 */
export function ownAddress(
	context: Pick<IWebhookFunctions, 'getNodeWebhookUrl' | 'getMode' | 'getRequestObject'>,
): string {
	const url = context.getNodeWebhookUrl('default') ?? '';
	if (context.getMode() !== 'manual' || !URL.canParse(url)) return url;
	const { path, originalUrl } = context.getRequestObject();
	const { origin, pathname } = new URL(url);
	const own = segmentsOf(pathname);
	const asked = segmentsOf(String(originalUrl ?? path));
	if (asked.slice(-OWN).join('/') !== own.slice(-OWN).join('/')) return url;
	// A proxy may put a prefix before n8n's paths; it is kept.
	const prefix = own.slice(0, -OWN - 1);
	const isWhole = prefix.every((segment, place) => asked[place] === segment);
	return [origin, ...(isWhole ? [] : prefix), ...asked].join('/');
}

function segmentsOf(path: string): string[] {
	return (path.split('?')[0] ?? '').split('/').filter((segment) => segment !== '');
}
