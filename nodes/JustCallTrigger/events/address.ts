import type { IWebhookFunctions } from 'n8n-workflow';

import { storedIn } from './stored';

/** Segments at the end of the address that are this node's own: the webhook's id and its path. */
const OWN = 2;

/**
 * The addresses of this node that JustCall may have signed for: the one that n8n has now, and those that the node itself
 * registered earlier and that JustCall still has. Never one that a request claims. Each exactly as it was registered, as
 * the signature is over the text.
 *
 * In a manual test n8n hands out the production address, while the test address is registered: where n8n did not keep
 * that note, it is the same origin with the path that n8n has just led to this node.
 */
export function ownAddresses(
	context: Pick<
		IWebhookFunctions,
		'getNodeWebhookUrl' | 'getMode' | 'getRequestObject' | 'getWorkflowStaticData'
	>,
): string[] {
	const url = context.getNodeWebhookUrl('default') ?? '';
	const { address = '', former = [] } = storedIn(context);
	const known = context.getMode() === 'manual' ? testAddresses(context, url) : [url];
	const all = [...known, address, ...former.map((one) => one.address)];
	return [...new Set(all.filter((one) => one !== ''))];
}

function testAddresses(context: Pick<IWebhookFunctions, 'getRequestObject'>, url: string): string[] {
	// As it is written: an upper-case host and a port that goes without saying stay.
	const [, origin = '', pathname = ''] = /^([a-z]+:\/\/[^/?#]+)([^?#]*)/i.exec(url) ?? [];
	const { path, originalUrl } = context.getRequestObject();
	const own = segmentsOf(pathname);
	const asked = segmentsOf(String(originalUrl ?? path));
	if (origin === '' || asked.slice(-OWN).join('/') !== own.slice(-OWN).join('/')) return [url];
	// A proxy may have taken a prefix away that stands before n8n's paths, however long it is.
	const prefixes = own.slice(0, -OWN).map((_, length) => own.slice(0, length));
	return [url, ...prefixes.map((prefix) => [origin, ...prefix, ...asked].join('/'))];
}

function segmentsOf(path: string): string[] {
	return (path.split('?')[0] ?? '').split('/').filter((segment) => segment !== '');
}
